"""How long a convention holds: its last day, reminders before it, renewal, and its end by the clock."""

from __future__ import annotations

from datetime import date, timedelta

from portal.accounts.models import User
from portal.conventions import queries
from portal.conventions.models import Convention
from portal.conventions.services.holding import lapse
from portal.conventions.services.moving import hold, moved, noted, tell
from portal.core import clock
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.language import dates
from portal.core.services import guarded

BEFORE = (1, 7, 30)
LONGEST = timedelta(days=3660)


@guarded("conventions.renew")
def renew(convention: Convention, *, until: date, actor: User) -> None:
    """Set or move the last day. Whoever is bound is told, and can withdraw."""
    hold(convention)
    if until <= clock.today():
        raise Refused(_("The last day must lie in the future."))
    if until > clock.today() + LONGEST:
        raise Refused(_("A term can last ten years at most."))
    if convention.expires_on is not None and until <= convention.expires_on:
        raise Refused(_("A renewal makes the term longer. To end it earlier, repeal the convention."))
    renewed = convention.expires_on is not None
    convention.expires_on = until
    noted(convention, "renew" if renewed else "set_term", lambda: dates.date(until), actor=actor)
    if renewed:
        tell(convention, N_("“%(title)s” has been renewed."), f"renewed:{until}")
    moved(convention)


def remind_of_terms() -> int:
    """30, 7 and 1 days before the last day officers and those bound are told, once each.

    Not guarded: by the clock, repeatable; a day that was missed is made up for.
    """
    today = clock.today()
    found = [c for c in queries.with_a_term(today + timedelta(days=BEFORE[-1])) if c.expires_on]
    running = [c for c in found if c.expires_on and c.expires_on >= today]
    for convention in running:
        assert convention.expires_on is not None
        left = (convention.expires_on - today).days
        step = next(days for days in BEFORE if left <= days)
        topic = f"expires:{convention.expires_on}:{step}"
        officers = queries.officers_of(convention)
        tell(
            convention,
            N_("The term of “%(title)s” ends soon. Renew it, or revise it in time."),
            f"{topic}:officers",
            people=officers,
        )
        tell(convention, N_("The term of “%(title)s” ends soon."), topic)
    return len(running)


def end_terms() -> int:
    """Whose last day is over lapses, unless a new text is on its way. Not guarded: by the clock, repeatable."""
    over = queries.with_a_term(clock.today() - timedelta(days=1))
    return sum(lapse(convention) for convention in over)
