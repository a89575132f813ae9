"""Cast, close and count. Nothing is counted, and nothing shown, before the close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from portal.accounts.models import User
from portal.ballots import queries
from portal.ballots.models import Ballot, BallotKey, HandBallot, UrnCount, Vote, Voter
from portal.ballots.services.marking import reason_given, valid
from portal.ballots.states import Channel, Method, Phase
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.ballots import BallotCast, BallotClosed


@guarded("ballots.cast")
def cast(
    ballot: Ballot,
    *,
    choices: Sequence[str],
    actor: User,
    number: int | None = None,
    reason: str = "",
) -> str:
    """Cast or change the actor's vote and return its receipt. However often it is done, one vote counts.

    Where marks are numbers, `choices` are like ["a=2", "b=1"]; an objection brings its `reason`.
    With a `number`: the vote of that line of the roll, for which the actor holds a written authority.
    """
    chosen = valid(ballot, choices)
    said = reason_given(ballot, chosen, reason)
    hold_row(ballot)  # one vote of a ballot, or its count, at a time
    if ballot.phase is not Phase.OPEN:
        raise Refused(_("Voting is over."))
    voter = queries.line_for(ballot, actor, number) or _newcomer(ballot, actor)
    db.session.refresh(voter)
    if no := queries.why_not_online(voter, actor):
        raise Refused(no)
    receipt = queries.receipt_of_line(ballot, voter)
    vote = db.session.get(Vote, (ballot.id, receipt), populate_existing=True)
    if vote is None:
        vote = Vote(ballot_id=ballot.id, receipt=receipt)
        db.session.add(vote)
    vote.choices, vote.area, vote.reason = chosen, voter.area, Bitext.of(said)
    if not ballot.secret:
        vote.user_id, vote.voter_id, vote.channel = voter.user_id, voter.id, Channel.ONLINE
    if voter.voted_on is None:
        voter.voted_on, voter.channel, voter.cast_by_id = clock.today(), Channel.ONLINE, actor.id
        ballot.voted += 1
        announce(BallotCast(ballot_id=ballot.id, user_id=actor.id))
    return receipt


def _newcomer(ballot: Ballot, actor: User) -> Voter:
    voter = Voter(ballot_id=ballot.id, user_id=actor.id)
    db.session.add(voter)
    db.session.flush()  # the receipt is made from its number
    return voter


def close(ballot: Ballot) -> None:
    """Count, keep the outcome, destroy the key, announce. Not guarded: the clock closes votes.

    Closing twice, or before the end, does nothing; nor where people still type in papers (`hand.declare`).
    """
    hold_row(ballot)  # one vote of a ballot, or its count, at a time
    if ballot.phase is Phase.COUNTING and not ballot.by_hand:
        conclude(ballot)


def conclude(ballot: Ballot) -> None:
    """The count itself. Not guarded: part of closing."""
    _shuffle(ballot)
    ballot.closed_at = ballot.closes_at
    result = ballot.result = queries.result_of(queries.count(ballot))
    ballot.passed = _passed(ballot, result)
    _destroy_key(ballot)
    announce(BallotClosed(ballot_id=ballot.id, passed=ballot.passed))


def _passed(ballot: Ballot, result: Mapping[str, Any]) -> bool:
    """Whether there is a clear result: adopted, consented to, one winner, or seats and projects that no lot decided."""
    if ballot.rule:
        return bool(result["passed"])
    if ballot.method in {Method.BUDGET, Method.SEATS}:
        return bool(result["leaders"]) and not result["tied"]
    return len(result["leaders"]) == 1


def _shuffle(ballot: Ballot) -> None:
    """Write the votes anew in the order of their receipts, so that not even the disk tells who came when."""
    votes = queries.votes_of(ballot)
    if not votes or not ballot.secret:
        return
    rows = [
        {
            "ballot_id": ballot.id,
            "receipt": v.receipt,
            "choices": v.choices,
            "reason": v.reason,
            "area": v.area,
        }
        for v in votes
    ]
    for vote in votes:
        db.session.expunge(vote)
    db.session.execute(delete(Vote).where(Vote.ballot_id == ballot.id))
    db.session.execute(insert(Vote), rows)


def _destroy_key(ballot: Ballot) -> None:
    db.session.execute(delete(BallotKey).where(BallotKey.ballot_id == ballot.id))


def close_due() -> int:
    """Count every vote whose time is over. Not guarded: run by the clock, repeatable."""
    over = (
        select(Ballot)
        .where(
            Ballot.closes_at <= clock.now(),
            Ballot.closed_at.is_(None),
            Ballot.paused_at.is_(None),
            Ballot.by_hand.is_(False),
        )
        .order_by(Ballot.id)
    )
    found = db.session.scalars(over).all()
    for ballot in found:
        close(ballot)
    return len(found)


def end_now(ballot: Ballot) -> None:
    """End a vote that is open before its time, and count. Not guarded: the feature that asked has asked.

    Where papers are still typed in, the count waits for its declaration.
    """
    hold_row(ballot)
    if ballot.phase is Phase.OPEN:
        ballot.closes_at = clock.now()
    close(ballot)


def reword(ballot: Ballot, texts: Mapping[int, Bitext]) -> None:
    """Say something else on the options that mean these things to the asker. Not guarded: the feature that asked has
    asked. Their keys and what was cast for them stay; what the names stood for may have to go."""
    for option in ballot.options:
        if option.ref_id is not None and option.ref_id in texts:
            option.text = texts[option.ref_id]


def call_off(ballot: Ballot, *, reason: str) -> None:
    """End a vote without a result; what was cast is deleted. Not guarded: the feature that asked has asked."""
    if ballot.closed_at is not None:
        raise Refused(_("This vote has been counted already."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    ballot.called_off, ballot.closed_at = reason.strip(), clock.now()
    db.session.execute(delete(Vote).where(Vote.ballot_id == ballot.id))
    for made_by_hand in (HandBallot, UrnCount):
        db.session.execute(delete(made_by_hand).where(made_by_hand.ballot_id == ballot.id))
    _destroy_key(ballot)
