"""The formal tally: for, against, abstained, by heads and where the rule asks so by area as well.

Sources: 民法典 art. 278 (owners: heads and area, of those who take part), 村民委员会组织法 art. 22 and 26 and
城市居民委员会组织法 art. 9 (2018 texts: more than half of those present, so abstaining counts against).
Integers only. A tie never passes, whatever the fraction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.ballots.rules.adoption import AdoptionRule, PassBasis, least, reaches


class Choice(StrEnum):
    """What a formal ballot says. A spoilt paper ballot took part and agreed to nothing."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    INVALID = "invalid"


class Dimension(StrEnum):
    """What is weighed."""

    HEADS = "heads"
    AREA = "area"


class Reason(StrEnum):
    """Why a vote ended as it did; each is the key of a sentence."""

    ADOPTED = "adopted"
    QUORUM_OF_HEADS_MISSED = "quorum_of_heads_missed"
    QUORUM_OF_AREA_MISSED = "quorum_of_area_missed"
    TIED = "tied"
    MAJORITY_OF_HEADS_MISSED = "majority_of_heads_missed"
    MAJORITY_OF_AREA_MISSED = "majority_of_area_missed"


_QUORUM_MISSED = {
    Dimension.HEADS: Reason.QUORUM_OF_HEADS_MISSED,
    Dimension.AREA: Reason.QUORUM_OF_AREA_MISSED,
}
_MAJORITY_MISSED = {
    Dimension.HEADS: Reason.MAJORITY_OF_HEADS_MISSED,
    Dimension.AREA: Reason.MAJORITY_OF_AREA_MISSED,
}


@dataclass(frozen=True)
class Weights:
    """How many heads, and how much area in whole units of the register (hundredths of a square metre).

    One owner of many flats is one head with all the area.
    """

    heads: int
    area: int = 0

    def of(self, dimension: Dimension) -> int:
        return self.heads if dimension is Dimension.HEADS else self.area


@dataclass(frozen=True)
class FormalBallot:
    """One head's ballot, the last one cast before the close. `area` is needed only where the rule weighs it."""

    choice: Choice
    area: int = 0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """The figures of one dimension: what two progress bars and their threshold lines need.

    `took_part` of `entitled` against `quorum_needed`; `in_favour` of `whole` against `votes_needed`.
    """

    dimension: Dimension
    entitled: int
    took_part: int
    quorum_needed: int
    quorum_met: bool
    in_favour: int
    against: int
    abstained: int
    invalid: int
    whole: int
    votes_needed: int
    majority_met: bool


@dataclass(frozen=True, kw_only=True)
class Households:
    """The second way to a quorum: how many households took part, of how many, and how many are enough."""

    entitled: int
    took_part: int
    needed: int
    met: bool


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result. `reasons` is (ADOPTED,) or every test that failed, in the order they are asked.

    Without a quorum nothing was decided, so the majority is not among the reasons then.
    """

    quorum_met: bool
    passed: bool
    bars: tuple[Bar, ...]
    reasons: tuple[Reason, ...]
    households: Households | None = None

    def to_json(self) -> dict[str, object]:
        """Plain values for storing and for the ballot file."""
        bars = [{key: getattr(bar, key) for key in Bar.__dataclass_fields__} for bar in self.bars]
        other = {"households": vars(self.households)} if self.households else {}
        return {
            **other,
            "quorum_met": self.quorum_met,
            "passed": self.passed,
            "bars": [{**bar, "dimension": str(bar["dimension"])} for bar in bars],
            "reasons": [str(reason) for reason in self.reasons],
        }


def tally(
    rule: AdoptionRule,
    entitled: Weights,
    ballots: Iterable[FormalBallot],
    attended: Weights | None = None,
    households: tuple[int, int] | None = None,
) -> Outcome:
    """Count a formal vote under its rule.

    `attended` are those present at a meeting, who may be more than those who voted; without it everybody
    who cast a ballot was present. It is used where the rule asks "of those present"; a rule that asks for
    participation counts ballots alone. `households` are those that took part and all of them: where the rule
    has this second way, they make up for heads that are missing from the quorum. Raises ValueError when figures contradict each other (more ballots
    than people, an area below zero): such a vote must be looked at, not counted.
    """
    cast = tuple(ballots)
    voted = Weights(len(cast), sum(ballot.area for ballot in cast))
    present = voted if attended is None or rule.pass_basis is PassBasis.PARTICIPATING else attended
    dimensions = tuple(Dimension) if rule.area else (Dimension.HEADS,)
    if any(ballot.area < 0 for ballot in cast):
        raise ValueError("a ballot cannot weigh less than nothing")
    for dimension in dimensions:
        if not voted.of(dimension) <= present.of(dimension) <= entitled.of(dimension):
            raise ValueError(f"more {dimension} took part than may")
    bars = tuple(_bar(rule, dimension, entitled, present, cast) for dimension in dimensions)
    second = _second_way(rule, households)
    reasons = _reasons(bars, enough_households=second is not None and second.met)
    return Outcome(
        quorum_met=not set(reasons) & set(_QUORUM_MISSED.values()),
        passed=reasons == (Reason.ADOPTED,),
        bars=bars,
        reasons=reasons,
        households=second,
    )


def _second_way(rule: AdoptionRule, households: tuple[int, int] | None) -> Households | None:
    if rule.or_households is None or households is None:
        return None
    took_part, entitled = households
    if not 0 <= took_part <= entitled:
        raise ValueError("more households took part than may")
    return Households(
        entitled=entitled,
        took_part=took_part,
        needed=least(entitled, rule.or_households, strict=False),
        met=reaches(took_part, entitled, rule.or_households, strict=False),
    )


def _bar(
    rule: AdoptionRule,
    dimension: Dimension,
    entitled: Weights,
    present: Weights,
    cast: tuple[FormalBallot, ...],
) -> Bar:
    sums = dict.fromkeys(Choice, 0)
    for ballot in cast:
        sums[ballot.choice] += 1 if dimension is Dimension.HEADS else ballot.area
    took_part = present.of(dimension)
    whole = entitled.of(dimension) if rule.pass_basis is PassBasis.ENTITLED else took_part
    return Bar(
        dimension=dimension,
        entitled=entitled.of(dimension),
        took_part=took_part,
        quorum_needed=least(entitled.of(dimension), rule.quorum_fraction, strict=rule.quorum_strict),
        quorum_met=rule.quorum_reached(took_part, entitled.of(dimension)),
        in_favour=sums[Choice.FOR],
        against=sums[Choice.AGAINST],
        abstained=sums[Choice.ABSTAIN],
        invalid=sums[Choice.INVALID],
        whole=whole,
        votes_needed=least(whole, rule.pass_fraction, strict=rule.pass_strict),
        majority_met=rule.majority_reached(sums[Choice.FOR], whole),
    )


def _reasons(bars: tuple[Bar, ...], *, enough_households: bool) -> tuple[Reason, ...]:
    missed = tuple(
        _QUORUM_MISSED[bar.dimension]
        for bar in bars
        if not bar.quorum_met and not (bar.dimension is Dimension.HEADS and enough_households)
    )
    if missed:
        return missed
    tied = (Reason.TIED,) if any(bar.in_favour == bar.against for bar in bars) else ()
    short = tuple(_MAJORITY_MISSED[bar.dimension] for bar in bars if not bar.majority_met)
    return tied + short or (Reason.ADOPTED,)
