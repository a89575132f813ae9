"""The lines of a vote's own roll: who stands on it, who may cast for whom, what has come in."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.ballots import rules
from portal.ballots.models import Ballot, BallotKey, Proxy, Voter
from portal.ballots.states import Channel
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext, dates
from portal.core.masking import mask_name


def voter_of(ballot: Ballot, user: Any) -> Voter | None:
    if not getattr(user, "id", None):
        return None
    found = select(Voter).where(Voter.ballot_id == ballot.id, Voter.user_id == user.id)
    return db.session.scalar(found)


def roll_lines(ballot: Ballot) -> Sequence[Voter]:
    """Everybody on the roll, in the order of their numbers."""
    found = select(Voter).where(Voter.ballot_id == ballot.id).options(joinedload(Voter.user))
    return db.session.scalars(found.order_by(Voter.number, Voter.id)).all()


def line_numbered(ballot: Ballot, number: int) -> Voter:
    found = select(Voter).where(Voter.ballot_id == ballot.id, Voter.number == number)
    voter = db.session.scalar(found)
    if voter is None:
        raise NotFound(_("No. %(number)s is not on the roll.", number=number))
    return voter


def stands_for(ballot: Ballot, user: Any) -> Sequence[Voter]:
    """The lines whose vote this person may cast with a written authority."""
    if not getattr(user, "id", None):
        return []
    found = (
        select(Voter)
        .join(Proxy, Proxy.voter_id == Voter.id)
        .where(Voter.ballot_id == ballot.id, Proxy.holder_id == user.id)
        .options(joinedload(Voter.user))
    )
    return db.session.scalars(found.order_by(Voter.number)).all()


def line_for(ballot: Ballot, user: Any, number: int | None = None) -> Voter | None:
    """One's own line, or the numbered one that one holds a written authority for."""
    if number is None:
        return voter_of(ballot, user)
    held = next((voter for voter in stands_for(ballot, user) if voter.number == number), None)
    if held is None:
        raise NotFound(_("You hold no written authority for No. %(number)s.", number=number))
    return held


def why_not_online(voter: Voter, user: Any) -> str | None:
    """One line of the roll, one vote: why this one can no longer be cast here by this person."""
    if voter.channel is Channel.PAPER:
        return str(
            _("The paper ballot of this line has been received; it counts, so nothing is cast online.")
        )
    if voter.channel is Channel.HALL:
        return str(_("This line voted by show of hands; that counts, so nothing is cast online."))
    if voter.cast_by_id is not None and voter.cast_by_id != getattr(user, "id", None):
        return str(_("This line's vote has been cast already, by the other of the two who may do so."))
    if voter.user_id == getattr(user, "id", None) and (holder := votes_through(voter)) is not None:
        return str(
            _("%(name)s votes for you in this meeting. Sign in there, and you vote yourself.", name=holder)
        )
    return None


def votes_through(voter: Voter) -> Bitext | None:
    """Whom somebody who is away has named, where nobody else may cast their vote."""
    return db.session.scalar(select(Proxy.holder_name).where(Proxy.voter_id == voter.id, Proxy.alone))


def why_not_by_hand(voter: Voter) -> str | None:
    """Why a paper or a raised hand of this line cannot be taken any more."""
    if voter.channel is Channel.ONLINE and voter.voted_on is not None:
        return str(_("voted online on %(day)s; that vote counts", day=dates.date(voter.voted_on)))
    if voter.channel is not None:
        return str(_("a ballot of this line has been typed in already"))
    return None


def receipt_of_line(ballot: Ballot, voter: Voter) -> str:
    """The receipt of one line of the roll while the vote runs; empty once the key is gone."""
    key = db.session.scalar(select(BallotKey.key).where(BallotKey.ballot_id == ballot.id))
    if key is None:
        return ""
    token = hmac.new(key.encode(), f"{ballot.id}:{voter.id}".encode(), hashlib.sha256).hexdigest()
    return rules.receipt_code(token)


def households(voters: Iterable[Voter]) -> int | None:
    """How many households these people are of; None where the roll does not say it of everybody."""
    units = [voter.unit.original for voter in voters]
    return len(set(units)) if units and all(units) else None


def channels_of(took_part: Iterable[Voter]) -> dict[str, int]:
    counted = Counter(voter.channel for voter in took_part)
    return {str(channel): counted[channel] for channel in Channel}


def plain_line(voter: Voter) -> tuple[int, str, str, int, int | None]:
    """A line as the hash of the roll reads it."""
    return voter.number or 0, voter.name.original, voter.unit.original, voter.area, voter.user_id


def name_of(line: Any, *, masked: bool) -> str:
    """Whose line it is: the name on the roll, else that of the account."""
    name = str(line.name) or (str(line.user.name) if line.user else "")
    return mask_name(name) if masked else name
