"""What pages need to know of a vote, and the file everybody may count again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.ballots import rules
from portal.ballots.models import Ballot, RuleChange, RuleRow, Vote, Voter
from portal.ballots.queries.lines import (
    line_for,
    receipt_of_line,
    stands_for,
    why_not_online,
)
from portal.ballots.queries.results import details_of, letters_of, tones_of
from portal.ballots.rules import AdoptionRule, Choice, Dimension, Voice
from portal.ballots.rules.adoption import least
from portal.ballots.rules.file import marks_of
from portal.ballots.states import CHOICE_LABELS, RANKING, VOICE_LABELS, Method, Phase
from portal.core import clock
from portal.core.cache import turns_at
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import why_not


@dataclass(frozen=True)
class BallotView:
    """A vote as one person sees it. `receipt` is shown until the count; afterwards nobody can derive it."""

    ballot: Ballot
    phase: Phase
    why_not: str | None
    on_roll: bool
    voted: bool
    choices: tuple[str, ...]
    reason: Any
    receipt: str
    rule: AdoptionRule | None
    line: Voter | None = None
    others: Sequence[Voter] = ()

    @property
    def counts(self) -> list[tuple[Any, int]]:
        """(option, votes) in the order of the ballot, once counted."""
        votes = (self.ballot.result or {}).get("votes", {})
        return [(option, votes.get(option.key, 0)) for option in self.ballot.options]

    @property
    def bars(self) -> list[dict[str, Any]]:
        """The figures of a formal result, area in square metres (stored in hundredths)."""
        return [in_metres(bar) for bar in (self.ballot.result or {}).get("bars", [])]

    @property
    def quorum(self) -> int | None:
        """How many must take part for the vote to count."""
        whole = self.ballot.entitled_heads
        if self.rule is None or whole is None:
            return None
        return least(whole, self.rule.quorum_fraction, strict=self.rule.quorum_strict)

    @property
    def texts(self) -> dict[str, Any]:
        """What the keys of the options say."""
        return {option.key: option.text for option in self.ballot.options}

    def words(self, choices: Sequence[str]) -> list[Any]:
        """What was chosen, in words."""
        if self.ballot.method is Method.CONSENT:
            return [VOICE_LABELS[Voice(key)] for key in choices]
        if self.ballot.method is Method.FORMAL:
            return [CHOICE_LABELS[Choice(key)] for key in choices]
        marks, texts = marks_of(choices), self.texts
        if self.ballot.method in RANKING:
            marks = tuple(sorted(marks, key=lambda mark: mark[1]))
            return [_("%(rank)s. %(option)s", rank=mark, option=texts[key]) for key, mark in marks]
        if self.ballot.method is Method.SCORE:
            return [_("%(option)s: %(score)s", option=texts[key], score=mark) for key, mark in marks]
        return [texts[key] for key, _mark in marks]

    def named_list(self, keys: Sequence[str]) -> str:
        """The options in words, in one line."""
        return str(_(", ")).join(str(self.texts[key]) for key in keys)

    @property
    def details(self) -> dict[str, Any]:
        """What the page of the result shows beside its first sentence."""
        return details_of(self.ballot)

    @property
    def letters(self) -> dict[str, str]:
        return letters_of(self.ballot)

    @property
    def tones(self) -> dict[str, int]:
        return tones_of(self.ballot)

    @property
    def sum_chosen(self) -> int:
        """What the projects one has ticked cost together."""
        return sum(option.cost or 0 for option in self.ballot.options if option.key in self.choices)


def in_metres(bar: Mapping[str, Any]) -> dict[str, Any]:
    if bar["dimension"] != Dimension.AREA:
        return dict(bar)
    return {name: (n // 100 if n % 100 == 0 else n / 100) if type(n) is int else n for name, n in bar.items()}


def get_ballot(code: str) -> Ballot:
    """Votes are about public matters and publicly counted: everybody may see that there is one."""
    found = select(Ballot).where(Ballot.code == code).options(selectinload(Ballot.options))
    ballot = db.session.scalar(found)
    if ballot is None:
        raise NotFound(_("This vote was not found."))
    return ballot


def ballots_about(kind: str, subject_id: int) -> Sequence[Ballot]:
    """All votes about one thing, newest first."""
    found = select(Ballot).where(Ballot.subject_kind == kind, Ballot.subject_id == subject_id)
    return db.session.scalars(found.order_by(Ballot.id.desc()).options(selectinload(Ballot.options))).all()


def ballot_about(kind: str, subject_id: int) -> Ballot | None:
    """The newest vote about one thing."""
    return next(iter(ballots_about(kind, subject_id)), None)


def ballot_numbered(ballot_id: int | None) -> Ballot | None:
    """The ballot another row points to, if it points to one."""
    return db.session.get(Ballot, ballot_id) if ballot_id else None


def receipt_of(ballot: Ballot, user_id: int) -> str:
    """A person's receipt while the vote runs; empty once the key is gone."""
    found = select(Voter).where(Voter.ballot_id == ballot.id, Voter.user_id == user_id)
    voter = db.session.scalar(found)
    return receipt_of_line(ballot, voter) if voter else ""


def ballot_view(ballot: Ballot, viewer: Any, number: int | None = None) -> BallotView:
    """What `ballots/macros.html` needs to show a vote, its form or its result. With a `number`: the line of the
    roll the viewer holds a written authority for, instead of their own.
    """
    turns_at(ballot.opens_at, ballot.closes_at)
    voter = line_for(ballot, viewer, number)
    voted = voter is not None and voter.voted_on is not None
    mine = voter is not None and voter.cast_by_id == getattr(viewer, "id", None)
    receipt = receipt_of_line(ballot, voter) if voter and voted and mine else ""
    vote = db.session.get(Vote, (ballot.id, receipt)) if receipt else None
    return BallotView(
        ballot=ballot,
        phase=ballot.phase,
        why_not=why_not(viewer, "ballots.cast", ballot) or (why_not_online(voter, viewer) if voter else None),
        line=voter,
        others=stands_for(ballot, viewer),
        on_roll=voter is not None,
        voted=voted,
        choices=tuple(vote.choices) if vote else (),
        reason=vote.reason if vote else "",
        receipt=receipt,
        rule=ballot.adoption_rule,
    )


def waiting_for(user: Any) -> Sequence[Ballot]:
    """Votes that are open now, on whose roll the person stands, and that they have not cast yet."""
    if not getattr(user, "id", None):
        return []
    now = clock.now()
    found = (
        select(Ballot)
        .join(Voter, Voter.ballot_id == Ballot.id)
        .where(
            Voter.user_id == user.id,
            Voter.voted_on.is_(None),
            Ballot.opens_at <= now,
            Ballot.closes_at > now,
            Ballot.closed_at.is_(None),
            Ballot.paused_at.is_(None),
        )
    )
    return db.session.scalars(found.order_by(Ballot.closes_at)).all()


def counted_as(ballot: Ballot, typed: str) -> list[str] | None:
    """What the ballot with this receipt says, once counted; None when there is no such ballot."""
    receipt = rules.normal_receipt(typed)
    vote = db.session.get(Vote, (ballot.id, receipt)) if receipt else None
    return list(vote.choices) if vote and ballot.phase is Phase.COUNTED else None


def adoption_rules() -> dict[str, AdoptionRule]:
    """The city's adoption rules by key: the presets, with what officials have changed."""
    changed = {row.key: row.values for row in db.session.scalars(select(RuleRow))}
    return {
        key: AdoptionRule.from_json(changed[key]) if key in changed else rule
        for key, rule in rules.presets().items()
    }


def adoption_rule(key: str) -> AdoptionRule:
    """The rule as it is today: put it in the snapshot of a new vote. `NotFound` for an unknown key."""
    found = adoption_rules().get(key)
    if found is None:
        raise NotFound(_("This adoption rule was not found."))
    return found


def rule_changes(key: str) -> Sequence[RuleChange]:
    return db.session.scalars(
        select(RuleChange).where(RuleChange.key == key).order_by(RuleChange.id.desc())
    ).all()
