"""Grades of a shop's score, and the only effects they may have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Measure(StrEnum):
    """From the closed list of lawful measures (社会信用条例 of the province, art. 26 and 28). There is no other."""

    FEWER_CHECKS = "fewer_checks"
    GREEN_CHANNEL = "green_channel"
    PAPERS_LATER = "papers_later"
    RATINGS = "ratings"
    NO_EASE = "no_ease"
    MORE_CHECKS = "more_checks"


MEASURES = {
    Grade.A: (Measure.FEWER_CHECKS, Measure.GREEN_CHANNEL, Measure.PAPERS_LATER, Measure.RATINGS),
    Grade.B: (Measure.GREEN_CHANNEL, Measure.PAPERS_LATER),
    Grade.C: (),
    Grade.D: (Measure.NO_EASE, Measure.MORE_CHECKS),
}


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """The least score of the grades A, B and C; below is D."""

    a: int = 950
    b: int = 850
    c: int = 700

    def grade(self, score: int) -> Grade:
        if score >= self.a:
            return Grade.A
        if score >= self.b:
            return Grade.B
        return Grade.C if score >= self.c else Grade.D
