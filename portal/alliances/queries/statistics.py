"""Figures of one alliance: who belongs, who comes to the meetings, who votes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, select

from portal.alliances.models import Alliance, Election, Membership
from portal.alliances.states import KIND_LABELS, ON_THE_LIST
from portal.ballots.models import Ballot
from portal.core import clock
from portal.core.db import db
from portal.meetings.models import Meeting, Seat
from portal.meetings.states import MeetingState, SeatKind

YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of the last twelve months where nothing else is said. Shares are whole percents, None without a base."""

    kinds: tuple[tuple[Any, int], ...]  # members today, by kind
    joined: int
    left: int
    meetings: int
    attendance: int | None  # seats with a vote that were taken, of all such seats of the meetings held
    turnout: int | None  # ballots cast of those entitled, in elections


def share(part: int, whole: int) -> int | None:
    return round(part * 100 / whole) if whole else None


def statistics(alliance: Alliance) -> Figures:
    since = clock.today() - YEAR
    mine = Membership.alliance_id == alliance.id
    kinds = select(Membership.kind, func.count(Membership.id)).where(mine, Membership.state.in_(ON_THE_LIST))
    moves = select(
        func.coalesce(func.sum(case((Membership.joined_on >= since, 1), else_=0)), 0),
        func.coalesce(func.sum(case((Membership.ended_on >= since, 1), else_=0)), 0),
    ).where(mine, Membership.joined_on.is_not(None))
    joined, left = db.session.execute(moves).one()
    meetings, seats, taken = db.session.execute(
        select(
            func.count(func.distinct(Meeting.id)),
            func.count(Seat.id),
            func.coalesce(func.sum(case((Seat.signed_at.is_not(None), 1), else_=0)), 0),
        )
        .join(Seat, Seat.meeting_id == Meeting.id)
        .where(
            Meeting.owner_kind == "alliance",
            Meeting.owner_id == alliance.id,
            Meeting.state == MeetingState.ENDED,
            Meeting.starts_at >= clock.now() - YEAR,
            Seat.kind == SeatKind.VOTING,
        )
    ).one()
    voted, entitled = db.session.execute(
        select(func.coalesce(func.sum(Ballot.voted), 0), func.coalesce(func.sum(Ballot.entitled_heads), 0))
        .join(Election, Election.ballot_id == Ballot.id)
        .where(
            Election.alliance_id == alliance.id,
            Election.outcome.is_not(None),
            Ballot.closes_at >= clock.now() - YEAR,
        )
    ).one()
    counted = {kind: n for kind, n in db.session.execute(kinds.group_by(Membership.kind))}
    return Figures(
        kinds=tuple((label, counted[kind]) for kind, label in KIND_LABELS.items() if kind in counted),
        joined=int(joined),
        left=int(left),
        meetings=int(meetings),
        attendance=share(int(taken), int(seats)),
        turnout=share(int(voted or 0), int(entitled or 0)),
    )
