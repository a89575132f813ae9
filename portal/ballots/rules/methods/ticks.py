"""One of several, or as many as one likes: the option with most ticks. A tie stays a tie."""

from __future__ import annotations

from collections.abc import Sequence

from portal.ballots.rules.methods.piles import Pile, Terms, check_marks, check_options, outcome


def votes_of(piles: Sequence[Pile], options: Sequence[str]) -> dict[str, int]:
    votes = dict.fromkeys(options, 0)
    for marks, weight in piles:
        for option, _mark in marks:
            votes[option] += weight
    return votes


def most(votes: dict[str, int]) -> list[str]:
    """The options with most votes; none when nobody voted for anything."""
    highest = max(votes.values(), default=0)
    return [option for option, n in votes.items() if n == highest] if highest else []


def count_ticks(piles: Sequence[Pile], terms: Terms) -> dict[str, object]:
    """Approval. Raises ValueError on a ballot with more ticks than it may have."""
    check_options(terms.options)
    for marks, _weight in piles:
        check_marks(marks, terms.options, 1, 1)
        if terms.max_choices is not None and len(marks) > terms.max_choices:
            raise ValueError(f"a ballot names more than {terms.max_choices} options")
    votes = votes_of(piles, terms.options)
    leaders = most(votes)
    return {**outcome(piles, leaders, tied=len(leaders) > 1), "votes": votes}


def count_one(piles: Sequence[Pile], terms: Terms) -> dict[str, object]:
    """Plurality: one tick each."""
    if any(len(marks) > 1 for marks, _weight in piles):
        raise ValueError("a ballot names more than one option")
    return count_ticks(piles, terms)
