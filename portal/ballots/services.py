"""Open a vote, cast, close and count. Nothing is counted, and nothing shown, before the close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from portal.accounts.models import User
from portal.ballots import queries
from portal.ballots.models import Ballot, BallotKey, Option, RuleChange, RuleRow, Vote, Voter
from portal.ballots.rules import AdoptionRule, Choice
from portal.ballots.states import ElectorateKind, Method, Phase
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.ballots import BallotCast, BallotClosed
from portal.places.models import Place

FORMAL_CHOICES = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
MOST_OPTIONS = 40


@dataclass(frozen=True)
class Answer:
    """One option to open a vote with; `ref_id` is what it means to the feature that asks."""

    text: Bitext | str
    ref_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Everybody:
    """The electorate of a consultation: adults of an identity level who live in a place (None: anywhere)."""

    least_level: int = 2
    place: Place | None = None


Roll = Sequence[int] | Mapping[int, int]


def open_ballot(
    subject: tuple[str, int],
    *,
    path: str,
    title: Bitext | str,
    method: Method,
    opens_at: datetime,
    closes_at: datetime,
    electorate: Roll | Everybody,
    rule: AdoptionRule | None = None,
    options: Sequence[Answer] = (),
    max_choices: int | None = None,
    secret: bool | None = None,
) -> Ballot:
    """Put a question to an electorate: user ids, user ids with their area, or `Everybody`.

    Not guarded: the feature that asks has its own permission. The roll is fixed now, even when voting
    begins later. `secret` None: as the rule says. The notice period of the rule is the caller's to keep.
    """
    secret = bool(rule and rule.secret) if secret is None else secret
    _check_question(method, rule, options, max_choices, electorate)
    if opens_at >= closes_at or closes_at <= clock.now():
        raise Refused(_("Voting must end after it begins, and later than now."))
    if rule is not None and rule.area and not _weighs(electorate):
        raise Refused(_("This rule weighs floor area, so the roll needs the area of each owner."))
    if secret and rule is not None and rule.area:
        raise Refused(_("A vote that weighs floor area cannot be secret: the area would show who voted how."))
    ballot = Ballot(
        subject_kind=subject[0],
        subject_id=subject[1],
        path=path,
        title=title,
        method=method,
        opens_at=opens_at,
        closes_at=closes_at,
        rule=rule.to_json() if rule else None,
        max_choices=1 if method is Method.SINGLE else max_choices,
        secret=secret,
    )
    ballot.options = [
        Option(key=_option_key(i), text=answer.text, position=i, ref_id=answer.ref_id)
        for i, answer in enumerate(options)
    ]
    db.session.add(ballot)
    db.session.flush()  # the key and the roll name the ballot
    db.session.add(BallotKey(ballot_id=ballot.id))
    _write_roll(ballot, electorate)
    return ballot


def _weighs(electorate: Roll | Everybody) -> bool:
    return isinstance(electorate, Mapping) and any(area > 0 for area in electorate.values())


def _option_key(position: int) -> str:
    return f"{chr(ord('a') + position % 26)}{position // 26 or ''}"


def _check_question(
    method: Method,
    rule: AdoptionRule | None,
    options: Sequence[Answer],
    max_choices: int | None,
    electorate: Roll | Everybody,
) -> None:
    if method is Method.FORMAL:
        if rule is None or isinstance(electorate, Everybody) or options:
            raise Refused(_("A formal vote needs an adoption rule and a fixed roll, and no options."))
    elif not 2 <= len(options) <= MOST_OPTIONS:
        raise Refused(_("Give between 2 and %(most)s options.", most=MOST_OPTIONS))
    if max_choices is not None and not 1 <= max_choices <= len(options):
        raise Refused(_("Nobody can choose more options than there are."))
    if not isinstance(electorate, Everybody) and not electorate:
        raise Refused(_("Nobody is entitled to this vote yet."))


def _write_roll(ballot: Ballot, electorate: Roll | Everybody) -> None:
    if isinstance(electorate, Everybody):
        ballot.electorate = ElectorateKind.LEVEL
        ballot.least_level, ballot.place = electorate.least_level, electorate.place
        return
    areas = dict(electorate) if isinstance(electorate, Mapping) else dict.fromkeys(electorate, 0)
    ballot.entitled_heads, ballot.entitled_area = len(areas), sum(areas.values())
    rows = [{"ballot_id": ballot.id, "user_id": user, "area": area} for user, area in areas.items()]
    db.session.execute(insert(Voter), rows)


@guarded("ballots.cast")
def cast(ballot: Ballot, *, choices: Sequence[str], actor: User) -> str:
    """Cast or change the actor's vote and return its receipt. However often it is done, one vote counts."""
    chosen = _valid(ballot, choices)
    hold_row(ballot)  # one vote of a ballot, or its count, at a time
    if ballot.phase is not Phase.OPEN:
        raise Refused(_("Voting is over."))
    voter = queries.voter_of(ballot, actor) or _newcomer(ballot, actor)
    receipt = queries.receipt_of(ballot, actor.id)
    vote = db.session.get(Vote, (ballot.id, receipt), populate_existing=True)
    if vote is None:
        vote = Vote(ballot_id=ballot.id, receipt=receipt)
        db.session.add(vote)
    vote.choices, vote.area = chosen, voter.area
    vote.user_id = None if ballot.secret else actor.id
    if voter.voted_on is None:
        voter.voted_on = clock.today()
        ballot.voted += 1
        announce(BallotCast(ballot_id=ballot.id, user_id=actor.id))
    return receipt


def _newcomer(ballot: Ballot, actor: User) -> Voter:
    voter = Voter(ballot_id=ballot.id, user_id=actor.id)
    db.session.add(voter)
    return voter


def _valid(ballot: Ballot, choices: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(choices))
    formal = ballot.method is Method.FORMAL
    offered = [str(c) for c in FORMAL_CHOICES] if formal else [o.key for o in ballot.options]
    if not set(chosen) <= set(offered):
        raise Refused(_("This choice was not offered. Please open the page again."))
    if not chosen:
        raise Refused(_("Please choose first."))
    most = 1 if ballot.method is not Method.APPROVAL else ballot.max_choices
    if most is not None and len(chosen) > most:
        raise Refused(_("You can choose at most %(most)s.", most=most))
    return [key for key in offered if key in chosen]


def close(ballot: Ballot) -> None:
    """Count, keep the outcome, destroy the key, announce. Not guarded: the clock closes votes.

    Closing twice, or before the end, does nothing.
    """
    hold_row(ballot)  # one vote of a ballot, or its count, at a time
    if ballot.phase is not Phase.COUNTING:
        return
    _shuffle(ballot)
    ballot.closed_at = ballot.closes_at
    result = ballot.result = queries.result_of(queries.count(ballot))
    ballot.passed = bool(result["passed"]) if ballot.rule else len(result["leaders"]) == 1
    _destroy_key(ballot)
    announce(BallotClosed(ballot_id=ballot.id, passed=ballot.passed))


def _shuffle(ballot: Ballot) -> None:
    """Write the votes anew in the order of their receipts, so that not even the disk tells who came when."""
    votes = queries.votes_of(ballot)
    if not votes or not ballot.secret:
        return
    rows = [
        {"ballot_id": ballot.id, "receipt": v.receipt, "choices": v.choices, "area": v.area} for v in votes
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
        select(Ballot).where(Ballot.closes_at <= clock.now(), Ballot.closed_at.is_(None)).order_by(Ballot.id)
    )
    found = db.session.scalars(over).all()
    for ballot in found:
        close(ballot)
    return len(found)


def end_now(ballot: Ballot) -> None:
    """End a vote that is open before its time, and count. Not guarded: the feature that asked has asked."""
    hold_row(ballot)
    if ballot.phase is Phase.OPEN:
        ballot.closes_at = clock.now()
    close(ballot)


def call_off(ballot: Ballot, *, reason: str) -> None:
    """End a vote without a result; what was cast is deleted. Not guarded: the feature that asked has asked."""
    if ballot.closed_at is not None:
        raise Refused(_("This vote has been counted already."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    ballot.called_off, ballot.closed_at = reason.strip(), clock.now()
    db.session.execute(delete(Vote).where(Vote.ballot_id == ballot.id))
    _destroy_key(ballot)


@guarded("ballots.change_rule")
def change_rule(rule: AdoptionRule, *, changes: Mapping[str, Any], reason: str, actor: User) -> AdoptionRule:
    """Change an adoption rule for votes opened from now on; running ones keep their snapshot."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    before = queries.adoption_rule(rule.key)
    try:
        after = replace(before, **changes)
    except ValueError as error:
        raise Refused(_("Nobody can reach this share. Please look at the fractions again.")) from error
    if after == before:
        raise Refused(_("Nothing was changed."))
    row = db.session.get(RuleRow, rule.key) or RuleRow(key=rule.key)
    row.values, row.changed_at = after.to_json(), clock.now()
    db.session.add(row)
    db.session.add(
        RuleChange(
            key=rule.key,
            before=before.to_json(),
            after=after.to_json(),
            reason=Bitext.of(reason.strip()),
            actor_id=actor.id,
        )
    )
    return after
