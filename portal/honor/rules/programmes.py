"""The arithmetic of programmes: what a programme needs before its call, and how its scores are added up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum

from portal.honor.rules.wording import folded

WHOLE = 100
MOST_FOR_VOTES = 30
LEAST_JURORS = 3
CREATION_WORDS = ("示范", "创建")


class ProgrammeKind(StrEnum):
    """`creation` is what the rules on 创建示范活动 cover; a rating of services (星级物业) is outside of them."""

    CREATION = "creation"
    RATING = "rating"
    COMMENDATION = "commendation"


class DataSource(StrEnum):
    """Where the points of a criterion come from."""

    CASES = "cases"
    POINTS = "points"
    SITE = "site"
    SURVEY = "survey"
    JURY = "jury"
    VOTE = "vote"


class Fault(StrEnum):
    """What keeps a programme from being called; each is the key of a sentence."""

    NO_CRITERIA = "no_criteria"
    WEIGHTS = "weights"
    VOTES = "votes"
    APPROVAL = "approval"
    LEVEL = "level"


def is_creation(kind: ProgrammeKind, name: str) -> bool:
    """By its kind, or by a name that calls it so whatever kind was chosen; a rating is none by its nature."""
    called = any(word in folded(name) for word in CREATION_WORDS)
    return kind is ProgrammeKind.CREATION or (kind is ProgrammeKind.COMMENDATION and called)


def faults(
    *, creation: bool, weights: Collection[tuple[DataSource, int]], approved: bool, of_city: bool
) -> tuple[Fault, ...]:
    """Everything that keeps a programme from being called; empty when it may be."""
    votes = sum(weight for source, weight in weights if source is DataSource.VOTE)
    found = {
        Fault.NO_CRITERIA: not weights,
        Fault.WEIGHTS: bool(weights) and sum(weight for _source, weight in weights) != WHOLE,
        Fault.VOTES: votes > MOST_FOR_VOTES,
        Fault.APPROVAL: creation and not approved,
        Fault.LEVEL: creation and not of_city,
    }
    return tuple(fault for fault, there in found.items() if there)


def share(approvals: int, voted: int) -> int:
    """Points of 0 to 100 from a public vote: whole hundredths of those who took part, rounded down; none, nothing."""
    return WHOLE * approvals // voted if voted else 0


def majority(said: Sequence[bool]) -> bool:
    """More than half say yes; as many as half do not."""
    return 2 * sum(said) > len(said)


def total(scores: Iterable[tuple[int, int]]) -> int:
    """Points of the whole in hundredths, from (weight, points) with points of 0 to 100: exact, nothing rounded."""
    return sum(weight * points for weight, points in scores)
