"""The arithmetic of an appraisal: averages in hundredths, so that nothing is rounded twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one person answered."""

    scores: Mapping[str, int]
    helps: int
    knows: bool


def hundredths(total: int, count: int) -> int:
    """The average times a hundred, rounded half up; nobody's is 0."""
    return (200 * total + count) // (2 * count) if count else 0


def summed_up(answers: Sequence[Answer]) -> dict[str, Any]:
    """{"answers", "knows", "helps", "clauses": {key: {"average", "count", "low"}}}; averages in hundredths.

    `low` counts the scores of 1 and 2: what should be talked about.
    """
    scores: dict[str, list[int]] = defaultdict(list)
    for answer in answers:
        for key, score in answer.scores.items():
            scores[key].append(score)
    return {
        "answers": len(answers),
        "knows": sum(answer.knows for answer in answers),
        "helps": hundredths(sum(answer.helps for answer in answers), len(answers)),
        "clauses": {
            key: {
                "average": hundredths(sum(given), len(given)),
                "count": len(given),
                "low": sum(score <= LOWEST + 1 for score in given),
            }
            for key, given in scores.items()
        },
    }
