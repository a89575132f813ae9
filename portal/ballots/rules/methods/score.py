"""Scores from 1 to 5: the highest sum leads. An option somebody leaves without a score gets the lowest, 1.

Otherwise an option that three friends know and praise would beat one that everybody has looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

from portal.ballots.rules.methods.piles import Pile, Terms, check_marks, check_options, outcome, weight_of
from portal.ballots.rules.methods.ticks import most

LOWEST, HIGHEST = 1, 5


def count_scores(piles: Sequence[Pile], terms: Terms) -> dict[str, object]:
    """Sum and spread of each option's scores over all ballots that give any score."""
    check_options(terms.options)
    given = [pile for pile in piles if pile[0]]
    spread = {option: [0] * HIGHEST for option in terms.options}
    for marks, weight in given:
        check_marks(marks, terms.options, LOWEST, HIGHEST)
        scored = dict(marks)
        for option in terms.options:
            spread[option][scored.get(option, LOWEST) - 1] += weight
    sums = {option: sum(n * (i + 1) for i, n in enumerate(row)) for option, row in spread.items()}
    leaders = most(sums)
    return {
        **outcome(piles, leaders, tied=len(leaders) > 1),
        "sums": sums,
        "spread": spread,
        "judged": weight_of(given),
    }
