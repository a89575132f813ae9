"""What the clock sees to: terms that end, alliances that nobody leads."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.accounts.models import Role
from portal.accounts.queries import holders
from portal.alliances import queries
from portal.alliances.models import Alliance, OfficeTerm
from portal.alliances.queries.belonging import holding_now
from portal.alliances.services.founding import STREET, path_of
from portal.alliances.services.offices import tell
from portal.alliances.states import LEADING, AllianceState
from portal.core import clock
from portal.core.db import db
from portal.core.events import announce
from portal.core.i18n import N_
from portal.events.notifications import PeopleTold

WARNED_BEFORE = timedelta(days=30)


def warn_of_ending_terms() -> int:
    """Say in good time that an office ends. Not guarded: run by the clock, once for each term."""
    today = clock.today()
    soon = select(OfficeTerm).where(
        holding_now(), OfficeTerm.ends_on <= today + WARNED_BEFORE, OfficeTerm.warned_on.is_(None)
    )
    found = db.session.scalars(soon).all()
    for term in found:
        term.warned_on = today
        tell(
            term.alliance,
            sorted({term.user_id, *queries.officer_ids(term.alliance_id)}),
            N_("A term of office in “%(name)s” ends soon: %(office)s. It is time for an election."),
            f"office:{term.id}:ending",
            term.office,
        )
    return len(found)


def look_after_leaderless() -> int:
    """Tell the community worker and the street about alliances nobody leads; they stand in until somebody does.

    Not guarded: run by the clock; each official is told once a month.
    """
    leading = select(OfficeTerm.alliance_id).where(OfficeTerm.office.in_(LEADING), holding_now())
    without = select(Alliance).where(Alliance.state == AllianceState.RUNNING, Alliance.id.not_in(leading))
    found = db.session.scalars(without).all()
    for alliance in found:
        announce(
            PeopleTold(
                user_ids=tuple(holders((*STREET, Role.COMMUNITY_WORKER), alliance.place)),
                message=N_(
                    "Nobody leads “%(name)s” at the moment. Please appoint somebody or call an election."
                ),
                path=f"{path_of(alliance)}/offices",
                key=f"alliance:{alliance.id}:leaderless:{clock.today():%Y-%m}",
                values={"bi_name": alliance.name.to_json()},
            )
        )
    return len(found)
