"""Votes that come from files: over from the beginning, for everybody to read and to count again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, insert, select

from portal.ballots import queries
from portal.ballots.models import Ballot, Option, Vote
from portal.ballots.rules import Method as FileMethod
from portal.ballots.rules import new_token, receipt_code
from portal.ballots.rules.formats import ForeignVote
from portal.ballots.states import ElectorateKind, Method
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _

KIND = "file"
PIECE = 5_000
MOST_BALLOTS = 200_000
LONGEST_NAME = 200


def bring_in(vote: ForeignVote, *, title: str) -> Ballot:
    """A counted vote with the ballots of a file. Its ballots get receipts of their own, which nobody holds."""
    ballots = sum(weight for _marks, weight in vote.ballots)
    if not ballots:
        raise Refused(_("There are no ballots in this file."))
    if ballots > MOST_BALLOTS:
        raise Refused(_("There are more than %(most)s ballots in this file.", most=MOST_BALLOTS))
    taken = select(func.coalesce(func.max(Ballot.subject_id), 0)).where(Ballot.subject_kind == KIND)
    now = clock.now()
    ballot = Ballot(
        subject_kind=KIND,
        subject_id=(db.session.scalar(taken) or 0) + 1,
        path="/ballots/rules",
        title=title[:LONGEST_NAME],
        method=Method(str(vote.method)),
        electorate=ElectorateKind.LEVEL,
        secret=True,
        settings=_settings(vote),
        voted=ballots,
        opens_at=now - timedelta(seconds=1),
        closes_at=now,
        closed_at=now,
    )
    keys = {key: _key(position) for position, key in enumerate(vote.terms.options)}
    ballot.options = [
        Option(key=keys[key], text=vote.names[key][:LONGEST_NAME], position=i, cost=vote.terms.costs.get(key))
        for i, key in enumerate(vote.terms.options)
    ]
    db.session.add(ballot)
    db.session.flush()  # its path and its votes name it
    ballot.path = f"/ballots/{ballot.code}"
    _keep(ballot, vote, keys)
    result = ballot.result = queries.result_of(queries.count(ballot))
    ballot.passed = bool(result["leaders"]) and not result["tied"]
    return ballot


def _settings(vote: ForeignVote) -> dict[str, int | str | bool]:
    """Counted as the file is: without filling up, shares raised by the unit of its money."""
    kept: dict[str, int | str | bool] = {"binding": True}
    if vote.method is FileMethod.SEATS:
        kept["seats"] = vote.terms.seats
    if vote.method is FileMethod.BUDGET:
        kept |= {"budget": vote.terms.budget, "step": vote.terms.step, "fill": False}
    return kept


def _key(position: int) -> str:
    return str(position + 1)


def _keep(ballot: Ballot, vote: ForeignVote, keys: dict[str, str]) -> None:
    numbered = vote.method is FileMethod.SEATS
    rows = [
        {
            "ballot_id": ballot.id,
            "receipt": receipt_code(new_token()),
            "choices": [f"{keys[key]}={mark}" if numbered else keys[key] for key, mark in marks],
        }
        for marks, weight in vote.ballots
        for _one in range(weight)
    ]
    for first in range(0, len(rows), PIECE):
        db.session.execute(insert(Vote), rows[first : first + PIECE])
