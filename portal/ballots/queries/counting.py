"""Counting what was cast, as the file everybody may count again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.ballots import rules
from portal.ballots.models import Ballot, Vote
from portal.ballots.queries.lines import channels_of, households, roll_lines
from portal.ballots.rules import Weights
from portal.ballots.rules.file import row_of
from portal.ballots.states import Method, Phase
from portal.core import clock
from portal.core.audit import Damage
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _

FILE_METHODS = {
    method: rules.Method.DECISION if method is Method.FORMAL else rules.Method(str(method))
    for method in Method
}


def votes_of(ballot: Ballot) -> Sequence[Vote]:
    found = select(Vote).where(Vote.ballot_id == ballot.id)
    return db.session.scalars(found.order_by(Vote.receipt)).all()


def file_of(ballot: Ballot) -> dict[str, object]:
    """The published ballot file (format: `ballots.rules.file`). Only for a vote that has been counted."""
    if ballot.phase is not Phase.COUNTED:
        raise NotFound(_("The ballot file is published when the vote has been counted."))
    return count(ballot)


def count(ballot: Ballot) -> dict[str, object]:
    """Count what was cast, as a ballot file. Nothing of it may be shown before the vote is closed."""
    closed = ballot.closed_at or clock.now()
    cast = votes_of(ballot)
    if ballot.method is Method.FORMAL:
        return _decision_file(ballot, clock.local(closed).date(), cast)
    method = FILE_METHODS[ballot.method]
    return rules.ballot_file(
        title=ballot.title.original,
        closed_on=clock.local(closed).date(),
        method=method,
        ballots=[
            {"receipt": v.receipt}
            | row_of(method, v.choices, v.reason.original)
            | ({"weight": v.area} if ballot.is_weighted else {})
            for v in cast
        ],
        terms=terms_of(ballot, len(cast)),
        names={option.key: option.text.original for option in ballot.options},
    )


def terms_of(ballot: Ballot, voters: int) -> rules.Terms:
    """What the vote asks beside its options. Shares of a budget are raised by a hundredth, at least by one yuan,
    and what is left then goes by most votes.
    """
    asked, costs = ballot.settings, {o.key: o.cost for o in ballot.options if o.cost}
    budget = int(asked.get("budget", 0))
    return rules.Terms(
        options=tuple(option.key for option in ballot.options),
        max_choices=ballot.max_choices,
        seats=int(asked.get("seats", 1)),
        budget=budget,
        costs=costs,
        step=int(asked.get("step") or max(1, budget // (100 * max(1, voters)))),
        fill=bool(asked.get("fill", True)),
        status_quo=asked.get("status_quo"),
    )


def _decision_file(ballot: Ballot, closed_on: date, cast: Sequence[Vote]) -> dict[str, object]:
    rows: list[dict[str, object]] = [
        {"receipt": v.receipt, "choice": v.choices[0], "area": v.area}
        | ({"channel": str(v.channel)} if v.channel else {})
        for v in cast
    ]
    took_part = [voter for voter in roll_lines(ballot) if voter.voted_on]
    all_households = ballot.entitled_households
    return rules.ballot_file(
        title=ballot.title.original,
        closed_on=closed_on,
        method=rules.Method.DECISION,
        ballots=rows,
        rule=ballot.adoption_rule,
        entitled=Weights(ballot.entitled_heads or len(rows), ballot.entitled_area),
        attended=Weights(ballot.attended) if ballot.attended is not None else None,
        households=(households(took_part) or 0, all_households) if all_households else None,
        roll={
            "kind": str(ballot.roll_kind or "accounts"),
            "units": ballot.entitled_heads,
            "hash": ballot.roll_hash,
        },
        channels=channels_of(took_part),
        women=ballot.women,
    )


def result_of(file: Mapping[str, object]) -> dict[str, Any]:
    result = file["result"]
    return dict(result) if isinstance(result, Mapping) else {}


def damaged() -> Iterator[Damage]:
    """Counted votes whose ballots no longer give the stored result, for `portal verify`."""
    counted = select(Ballot).where(Ballot.result.is_not(None)).order_by(Ballot.id)
    for ballot in db.session.scalars(counted.options(selectinload(Ballot.options))):
        try:
            sound = result_of(count(ballot)) == ballot.result
        except rules.BallotFileDamaged:
            sound = False
        if not sound:
            yield Damage("ballot", ballot.id, "its ballots do not give the stored result")
