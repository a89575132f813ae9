"""Votes of the alliance on whatever its members want to decide, and the roll its officers keep for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import names_of
from portal.alliances.models import Alliance, Membership
from portal.alliances.queries.belonging import leads, voters
from portal.alliances.states import KIND_LABELS
from portal.ballots import queries as ballots
from portal.ballots.models import Ballot, Roll
from portal.ballots.rules import Unit
from portal.ballots.states import Phase
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _

VOTE = "alliance_vote"
UNCOUNTED = (Phase.PLANNED, Phase.OPEN, Phase.COUNTING)


def votes(alliance: Alliance) -> Sequence[Ballot]:
    """All of them, the newest first."""
    return ballots.ballots_about(VOTE, alliance.id)


def running_votes(alliance: Alliance) -> list[Ballot]:
    return [ballot for ballot in votes(alliance) if ballot.phase in UNCOUNTED]


def get_vote(alliance: Alliance, code: str) -> Ballot:
    found = next((ballot for ballot in votes(alliance) if ballot.code == code), None)
    if found is None:
        raise NotFound(_("This vote was not found."))
    return found


def roll(alliance: Alliance) -> Roll | None:
    """The roll the officers have written down, if it has lines."""
    found = ballots.roll_about(VOTE, alliance.id)
    return found if found is not None and found.heads else None


def keeps_the_roll(viewer: Any, alliance_id: int) -> bool:
    """Officers keep the rolls of their own alliance's votes."""
    return leads(viewer, alliance_id)


def seats_to_vote(alliance: Alliance) -> list[Unit]:
    """One line for each member: its shop, and who votes for it. A person with two shops votes online for the first,
    for the second on paper: an account stands on a roll once.
    """
    rows = voters(alliance.id)
    names = names_of(user_id for _membership, user_id, _area in rows)
    found = select(Membership).where(Membership.id.in_([row[0] for row in rows]))
    members = {m.id: m for m in db.session.scalars(found.options(joinedload(Membership.user)))}
    units, seated = [], set[int]()
    for number, (membership_id, user_id, _area) in enumerate(rows, 1):
        member = members[membership_id]
        units.append(
            Unit(
                name=names[user_id].original,
                unit=member.shop.original or f"{KIND_LABELS[member.kind]} {number}",
                user_id=None if user_id in seated else user_id,
            )
        )
        seated.add(user_id)
    return units


def told_of(ballot: Ballot) -> list[int]:
    """Who on the roll of a vote has an account."""
    return [line.user_id for line in ballots.roll_lines(ballot) if line.user_id is not None]
