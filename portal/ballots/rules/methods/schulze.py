"""Ranked choice by Schulze's method, with the pairwise matrix and the strongest paths.

Declared rules: an option that a ballot does not rank stands below all that it ranks, together with the other
unranked ones. Equal ranks prefer neither. The strength of a link is the number of winning votes. Options nobody
beats are the winners; when there are several the result is a tie, and it stays one.
Source: M. Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method, Social Choice and Welfare 36 (2011).
"""

from __future__ import annotations

from collections.abc import Sequence

from portal.ballots.rules.methods.piles import Pile, Terms, check_marks, check_options, levels, outcome
from portal.ballots.rules.methods.runoff import runoff

Matrix = list[list[int]]


def pairwise(piles: Sequence[Pile], options: Sequence[str]) -> Matrix:
    """How many prefer the option of the row to the option of the column."""
    place = {option: i for i, option in enumerate(options)}
    matrix = [[0] * len(options) for _ in options]
    for marks, weight in piles:
        below = set(range(len(options)))
        for level in levels(marks):
            better = [place[option] for option in level]
            below.difference_update(better)
            for one in better:
                row = matrix[one]
                for other in below:
                    row[other] += weight
    return matrix


def strongest_paths(matrix: Matrix) -> Matrix:
    """The strength of the strongest path from each option to each other: that of its weakest link."""
    count = range(len(matrix))
    paths = [[matrix[i][j] if matrix[i][j] > matrix[j][i] else 0 for j in count] for i in count]
    for middle in count:
        through = paths[middle]
        for start in count:
            row, first = paths[start], paths[start][middle]
            if start == middle or not first:
                continue
            for end in count:
                if end not in {start, middle} and min(first, through[end]) > row[end]:
                    row[end] = min(first, through[end])
    return paths


def places(paths: Matrix, options: Sequence[str]) -> list[tuple[int, list[str]]]:
    """(place, options), best first; options that do not beat each other share a place if as many beat them."""
    count = range(len(options))
    beaten_by = [sum(paths[j][i] > paths[i][j] for j in count) for i in count]
    return [
        (1 + number, [options[i] for i in count if beaten_by[i] == number])
        for number in sorted(set(beaten_by))
    ]


def condorcet_winner(matrix: Matrix, options: Sequence[str]) -> str | None:
    """The option that beats every other in a direct comparison; mostly there is one, not always."""
    count = range(len(options))
    return next(
        (options[i] for i in count if all(matrix[i][j] > matrix[j][i] for j in count if j != i)), None
    )


def count_ranked(piles: Sequence[Pile], terms: Terms) -> dict[str, object]:
    """Schulze decides; the rounds of an instant runoff are shown beside it because they are easy to draw."""
    options = terms.options
    check_options(options)
    for marks, _weight in piles:
        check_marks(marks, options, 1, len(options))
    matrix = pairwise(piles, options)
    paths = strongest_paths(matrix)
    ordered = places(paths, options)
    leaders = ordered[0][1] if any(marks for marks, _weight in piles) else []
    return {
        **outcome(piles, leaders, tied=len(leaders) > 1),
        "pairs": matrix,
        "paths": paths,
        "places": [[place, list(those)] for place, those in ordered],
        "condorcet": condorcet_winner(matrix, options),
        "status_quo": against_status_quo(matrix, terms),
        "runoff": runoff(piles, terms),
    }


def against_status_quo(matrix: Matrix, terms: Terms) -> dict[str, object] | None:
    """Which options more people prefer to leaving things as they are than the other way round."""
    if terms.status_quo is None:
        return None
    here = terms.options.index(terms.status_quo)
    others = [i for i in range(len(terms.options)) if i != here]
    return {
        "option": terms.status_quo,
        "better": [terms.options[i] for i in others if matrix[i][here] > matrix[here][i]],
        "worse": [terms.options[i] for i in others if matrix[i][here] < matrix[here][i]],
    }
