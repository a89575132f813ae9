"""Counting choices that are not formal decisions: one of several, or as many as one likes.

A tie is shown and never broken here: who breaks it, and how, was to be said before the vote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The options that are surely among the first, and those tied for the places that are left."""

    chosen: tuple[str, ...]
    tied: tuple[str, ...]
    open_places: int


@dataclass(frozen=True, kw_only=True)
class Count:
    """Votes for each option in the order the options were given, and how many people voted.

    In an approval count the votes may add up to more than the ballots. `blank` ballots chose nothing.
    """

    votes: tuple[tuple[str, int], ...]
    ballots: int
    blank: int

    @property
    def leaders(self) -> tuple[str, ...]:
        """The options with most votes; empty when nobody voted for anything."""
        most = max((n for _, n in self.votes), default=0)
        return tuple(option for option, n in self.votes if n == most) if most else ()

    @property
    def tied(self) -> bool:
        return len(self.leaders) > 1

    @property
    def winner(self) -> str | None:
        """The one leader; None with a tie or without votes."""
        return self.leaders[0] if len(self.leaders) == 1 else None

    def ranks(self) -> tuple[tuple[int, str, int], ...]:
        """(place, option, votes), best first; equal votes share a place (1, 2, 2, 4)."""
        ordered = sorted(self.votes, key=lambda row: -row[1])
        return tuple((1 + sum(other > n for _, other in self.votes), option, n) for option, n in ordered)

    def first(self, places: int) -> Selection:
        """The best `places` options. Equal ones at the edge are reported as tied, not chosen."""
        if places < 1:
            raise ValueError("there is at least one place to give")
        rows = [row for row in self.ranks() if row[2] > 0]
        chosen = tuple(
            option for place, option, n in rows if place - 1 + sum(r[2] == n for r in rows) <= places
        )
        rest = rows[len(chosen) :]
        tied = tuple(option for _, option, n in rest if n == rest[0][2]) if len(chosen) < places else ()
        return Selection(chosen=chosen, tied=tied, open_places=places - len(chosen))

    def to_json(self) -> dict[str, object]:
        """Plain values for storing and for the ballot file."""
        return {
            "votes": dict(self.votes),
            "ballots": self.ballots,
            "blank": self.blank,
            "leaders": list(self.leaders),
            "tied": self.tied,
        }


def count_single(ballots: Iterable[str | None], options: Sequence[str]) -> Count:
    """Count ballots that name one option each; None is a blank ballot.

    Raises ValueError on an option that was not offered.
    """
    return count_approval(((() if choice is None else (choice,)) for choice in ballots), options, 1)


def count_approval(
    ballots: Iterable[Collection[str]], options: Sequence[str], max_choices: int | None = None
) -> Count:
    """Count ballots that name any number of options, at most `max_choices`.

    Raises ValueError on an option that was not offered or is named twice, and on too many.
    """
    if len(set(options)) != len(options):
        raise ValueError("an option is offered twice")
    votes: Counter[str] = Counter()
    cast = blank = 0
    for ballot in ballots:
        cast += 1
        blank += not ballot
        _check(ballot, options, max_choices)
        votes.update(ballot)
    return Count(votes=tuple((option, votes[option]) for option in options), ballots=cast, blank=blank)


def _check(ballot: Collection[str], options: Sequence[str], max_choices: int | None) -> None:
    if not set(ballot) <= set(options):
        raise ValueError("a ballot names an option that was not offered")
    if len(set(ballot)) != len(ballot):
        raise ValueError("a ballot names an option twice")
    if max_choices is not None and len(ballot) > max_choices:
        raise ValueError(f"a ballot names more than {max_choices} options")
