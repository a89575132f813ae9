"""The end of an alliance: asked for by one, decided by another."""

from __future__ import annotations

from sqlalchemy import select, update

from portal.accounts.models import User
from portal.accounts.queries import holders
from portal.alliances import queries
from portal.alliances.meetings import KIND
from portal.alliances.models import Alliance, MemberSeat, Membership, OfficeTerm
from portal.alliances.services.founding import STREET, announce_to_members, path_of
from portal.alliances.states import LIFE, MEMBERSHIP, WithConventions
from portal.ballots.services import call_off
from portal.core import clock
from portal.core.db import db
from portal.core.events import announce
from portal.core.i18n import N_
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.alliances import AllianceDissolved
from portal.events.notifications import PeopleTold
from portal.meetings import services as meetings


@guarded("alliances.ask_to_dissolve")
def ask_to_dissolve(
    alliance: Alliance, *, conventions: WithConventions, reason: str, actor: User
) -> Alliance:
    """Say why it shall end and what becomes of its conventions. Another person decides; meanwhile nobody joins."""
    LIFE.move(alliance, "ask_to_dissolve", actor=actor, reason=reason)
    alliance.ending_asked_by, alliance.with_conventions = actor.id, conventions
    announce(
        PeopleTold(
            user_ids=tuple(i for i in holders(STREET, alliance.place) if i != actor.id),
            message=N_(
                "The dissolution of “%(name)s” has been asked for and waits for a second person: %(reason)s"
            ),
            path=path_of(alliance),
            key=f"alliance:{alliance.id}:ending:{clock.today()}",
            values={"bi_name": alliance.name.to_json(), "bi_reason": Bitext.of(reason).to_json()},
        )
    )
    announce_to_members(
        alliance,
        N_("The dissolution of “%(name)s” has been asked for: %(reason)s"),
        f"asked:{clock.today()}",
        reason,
    )
    return alliance


@guarded("alliances.ask_to_dissolve")
def go_on(alliance: Alliance, *, reason: str, actor: User) -> Alliance:
    """It is not dissolved after all."""
    LIFE.move(alliance, "go_on", actor=actor, reason=reason)
    alliance.ending_asked_by = alliance.with_conventions = None
    announce_to_members(alliance, N_("“%(name)s” goes on: %(reason)s"), f"goes_on:{clock.today()}", reason)
    return alliance


@guarded("alliances.dissolve")
def dissolve(alliance: Alliance, *, reason: str, actor: User) -> Alliance:
    """The end: offices, seats and memberships end today, everything that was written stays."""
    LIFE.move(alliance, "dissolve", actor=actor, reason=reason)
    announce_to_members(alliance, N_("“%(name)s” has been dissolved: %(reason)s"), "dissolved", reason)
    close(alliance, reason, actor)
    announce(
        AllianceDissolved(
            alliance_id=alliance.id,
            user_id=actor.id,
            repeals=alliance.with_conventions is WithConventions.REPEALED,
        )
    )
    return alliance


def close(alliance: Alliance, reason: str, actor: User) -> list[Membership]:
    """End what still runs in it: meetings ahead, elections, seats, offices. Not guarded: part of dissolving
    and merging."""
    today = clock.today()
    meetings.cancel_all(KIND, alliance.id, reason=reason, actor=actor)
    for election in queries.running_elections(alliance):
        call_off(election.ballot, reason=reason)
    for ballot in queries.running_votes(alliance):
        call_off(ballot, reason=reason)
    alliance.dissolved_on = today
    running = select(Membership).where(Membership.alliance_id == alliance.id, Membership.ended_on.is_(None))
    ended = list(db.session.scalars(running))
    for membership in ended:
        MEMBERSHIP.move(membership, "leave", actor=actor, reason=reason)
        membership.ended_on = today
        queries.forget_belonging(membership.user)
    now = clock.now()
    of_these = MemberSeat.membership_id.in_([m.id for m in ended])
    for seat in db.session.scalars(select(MemberSeat).where(of_these, MemberSeat.ended_at.is_(None))):
        seat.ended_at = now
    still = OfficeTerm.alliance_id == alliance.id, OfficeTerm.ended_at.is_(None), OfficeTerm.ends_on >= today
    db.session.execute(update(OfficeTerm).where(*still).values(ended_at=now, ended_because=Bitext.of(reason)))
    alliance.member_count = 0
    return ended
