"""How an entry ends: by the clock, by a correction, by an authority's second thoughts."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.honor.models import BoardEntry
from portal.honor.services.praising import tell
from portal.honor.services.taking_down import take_down
from portal.honor.services.wording import read_before
from portal.honor.states import BLACK_LIFE, LIVES, RED_LIFE, EntryState

CORRECTED_WITHIN = timedelta(days=3)  # 行政处罚法 art. 48


@guarded("honor.revoke")
def revoke(entry: BoardEntry, *, reason: str, actor: User) -> None:
    """Praise that no longer holds, with the reason."""
    read_before(reason, praise=True)
    RED_LIFE.move(entry, "revoke", actor=actor, reason=reason)
    entry.ended_reason = Bitext.of(reason)
    take_down(entry)
    tell(entry, "revoked", N_("“%(title)s” no longer stands on the honour roll."), "/consent")


@guarded("honor.withdraw")
def withdraw(entry: BoardEntry, *, reason: str, annulled_on: date | None = None, actor: User) -> None:
    """The decision behind it is annulled or was wrong: down at once, with a public correction.

    The law gives three days from `annulled_on`; a late withdrawal is done all the same and says so.
    """
    today = clock.today()
    if annulled_on is not None and annulled_on > today:
        raise Refused(_("The day of the annulment must not be in the future."))
    read_before(reason)
    BLACK_LIFE.move(entry, "withdraw", actor=actor, reason=reason)
    entry.ended_reason = said_late(Bitext.of(reason), annulled_on)
    take_down(entry)
    tell(entry, "withdrawn", N_("The reminder “%(title)s” has been withdrawn."), "/statement")


def said_late(reason: Bitext, annulled_on: date | None) -> Bitext:
    """The public reason, with the delay where the law's three days were missed. Not guarded: only words."""
    if annulled_on is None or clock.today() <= annulled_on + CORRECTED_WITHIN:
        return reason
    day = annulled_on.strftime("%Y-%m-%d")
    return Bitext.both(
        f"{reason.hans}（决定已于{day}撤销，本站未在三日内撤下。）",
        f"{reason.hant}（決定已於{day}撤銷，本站未在三日內撤下。）",
        reason.script,
    )


def expire_due() -> int:
    """Take down what has run out. Not guarded: by the clock, which has hidden it from everybody already."""
    over = select(BoardEntry).where(
        BoardEntry.state == EntryState.PUBLISHED, BoardEntry.publish_until < clock.today()
    )
    ended = 0
    for entry in db.session.scalars(over.order_by(BoardEntry.id)).all():
        hold_row(entry, "state")
        if entry.state is EntryState.PUBLISHED:  # else somebody has ended it since we looked
            LIVES[entry.polarity].move(entry, "expire", actor=None)
            take_down(entry)
            ended += 1
    return ended
