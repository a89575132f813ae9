"""BLT, the format of ranked elections (OpenSTV, OpaVote, Scottish councils).

First line: candidates and seats; a line of negative numbers names who withdrew; then one line for each kind of
ballot, `weight first second … 0`, with `=` between equal ranks; a line `0`; the names and the title in quotes.
"""

from __future__ import annotations

import re

from portal.ballots.rules.file import Method
from portal.ballots.rules.formats.foreign import ForeignVote, NotReadable
from portal.ballots.rules.methods import Marks, Pile, Terms, seed_of

COMMENT = re.compile(r"#[^\"]*$")
NUMBERED = re.compile(r"^\([^)]*\)\s*")
MOST = 500


def read_blt(text: str) -> ForeignVote:
    """Raises NotReadable with the line that is wrong."""
    lines = [COMMENT.sub("", line).strip() for line in text.lstrip("\ufeff").splitlines()]
    rows = [(number, line) for number, line in enumerate(lines, 1) if line]
    if not rows:
        raise NotReadable("the file is empty")
    count, seats = _first(rows[0])
    end = next((i for i, (_number, line) in enumerate(rows) if i and line == "0"), None)
    if end is None:
        raise NotReadable("the line 0 after the ballots is missing")
    left = [row for row in rows[1:end] if row[1].startswith("-")]
    withdrawn = {-n for number, line in left for n in _numbers(number, line.split())}
    ballots = [_ballot(number, line, count) for number, line in rows[1:end] if not line.startswith("-")]
    quoted = [line.strip().strip('"').strip() for _number, line in rows[end + 1 :]]
    names = {str(i + 1): quoted[i] if i < len(quoted) else str(i + 1) for i in range(count)}
    options = tuple(str(i) for i in range(1, count + 1) if i not in withdrawn)
    there = set(options)
    kept = [(tuple(mark for mark in marks if mark[0] in there), weight) for marks, weight in ballots]
    return ForeignVote(
        title=quoted[count] if len(quoted) > count else "",
        method=Method.SEATS,
        terms=Terms(options=options, seats=seats, seed=seed_of([text])),
        names={option: names[option] for option in options},
        ballots=kept,
    )


def _first(row: tuple[int, str]) -> tuple[int, int]:
    numbers = _numbers(row[0], row[1].split())
    if len(numbers) != 2 or not 1 <= numbers[0] <= MOST or not 1 <= numbers[1] <= numbers[0]:
        raise NotReadable(f"line {row[0]} is not the number of candidates and of seats")
    return numbers[0], numbers[1]


def _numbers(number: int, words: list[str]) -> list[int]:
    try:
        return [int(word) for word in words]
    except ValueError as error:
        raise NotReadable(f"line {number}: {error}") from error


def _ballot(number: int, line: str, count: int) -> Pile:
    """`3 2 1=4 0`: three ballots with 2 first, 1 and 4 equal after it. A rank left out is written `-`."""
    weight, *ranks = NUMBERED.sub("", line).split()
    if not ranks or ranks[-1] != "0" or not weight.isdigit():
        raise NotReadable(f"line {number} is no ballot: it begins with its weight and ends with 0")
    marks: list[tuple[str, int]] = []
    for rank, word in enumerate(ranks[:-1], 1):
        for one in _numbers(number, [part for part in word.split("=") if part != "-"]):
            if not 1 <= one <= count:
                raise NotReadable(f"line {number} names candidate {one}, who does not stand")
            marks.append((str(one), rank))
    if len({option for option, _rank in marks}) != len(marks):
        raise NotReadable(f"line {number} names a candidate twice")
    return _within(marks, count), int(weight)


def _within(marks: list[tuple[str, int]], count: int) -> Marks:
    """Ranks from 1 without gaps."""
    order = {rank: i for i, rank in enumerate(sorted({rank for _option, rank in marks}), 1)}
    return tuple((option, order[rank]) for option, rank in marks)
