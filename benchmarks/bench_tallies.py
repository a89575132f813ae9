"""Promise: ranked votes, runoffs and seats are counted at least as fast as by votelib and pyrankvote, with the same winners.

`python -m benchmarks.bench_tallies [--ballots 2000] [--elections 12]` counts the same random ballots with each and prints the
ratio. Needs votelib and pyrankvote beside the portal (`make referees`); a part whose library is missing is left out.
Elections in which somebody tied are left out of the comparison of winners: each library breaks ties its own way.
Equal shares are timed alone: no library under a permissive licence counts them.
Exit status 1 when the promise is broken.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from time import perf_counter
from typing import Any

from portal.ballots.rules.methods import Terms, count_budget, count_ranked, count_transfers, piled
from portal.ballots.rules.methods.runoff import runoff
from portal.ballots.rules.methods.schulze import pairwise, places, strongest_paths

Ballots = list[tuple[str, ...]]
OPTIONS = tuple("abcdefghij")
SEATS = 3


def elections(count: int, ballots: int) -> Iterator[Ballots]:
    """Voters lean to one of three orders, so that there are favourites, and rank three to ten options."""
    dice = random.Random(7)
    for _ in range(count):
        orders = [dice.sample(OPTIONS, len(OPTIONS)) for _ in range(3)]
        found = []
        for _voter in range(ballots):
            order = list(dice.choice(orders))
            for _swap in range(3):
                i, j = dice.sample(range(len(order)), 2)
                order[i], order[j] = order[j], order[i]
            found.append(tuple(order[: dice.randint(3, len(order))]))
        yield found


def piles_of(ballots: Ballots) -> Any:
    return piled(
        (tuple((option, rank) for rank, option in enumerate(b, 1)), n) for b, n in Counter(ballots).items()
    )


def schulze(ballots: Ballots) -> set[str]:
    paths = strongest_paths(pairwise(piles_of(ballots), OPTIONS))
    return set(places(paths, OPTIONS)[0][1])


def irv(ballots: Ballots) -> set[str] | None:
    found: Any = runoff(piles_of(ballots), Terms(options=OPTIONS, seed="x"))
    return None if any("tied" in row for row in found["rounds"]) else {found["winner"]}


def stv(ballots: Ballots) -> set[str] | None:
    found: Any = count_transfers(piles_of(ballots), Terms(options=OPTIONS, seats=SEATS, seed="x"))
    return None if any("tied" in stage for stage in found["stages"]) else set(found["leaders"])


def votelib_schulze(lib: Any) -> Callable[[Ballots], set[str] | None]:
    condorcet, convert = import_module("votelib.evaluate.condorcet"), import_module("votelib.convert")

    def count(ballots: Ballots) -> set[str] | None:
        votes: Counter[Any] = Counter()
        for ballot, n in Counter(ballots).items():
            rest = frozenset(OPTIONS) - frozenset(ballot)
            votes[(*ballot, rest) if rest else ballot] += n
        pairs = convert.RankedToCondorcetVotes().convert(votes)
        winner = condorcet.Schulze().evaluate(pairs)[0]
        return {winner} if isinstance(winner, str) else None

    return count


def votelib_stv(lib: Any) -> Callable[[Ballots], set[str] | None]:
    sequential = import_module("votelib.evaluate.sequential")

    def count(ballots: Ballots) -> set[str] | None:
        selector = sequential.TransferableVoteSelector(transferer="Gregory", quota_function="droop")
        try:
            return set(selector.evaluate(dict(Counter(ballots)), SEATS))
        except NotImplementedError:  # a tie
            return None

    return count


def pyrankvote_irv(lib: Any) -> Callable[[Ballots], set[str] | None]:
    people = {option: lib.Candidate(option) for option in OPTIONS}

    def count(ballots: Ballots) -> set[str] | None:
        papers = [lib.Ballot([people[option] for option in ballot]) for ballot in ballots]
        found = lib.instant_runoff_voting(list(people.values()), papers)
        return {winner.name for winner in found.get_winners()}

    return count


PARTS = (
    ("Schulze beside votelib", schulze, "votelib", votelib_schulze),
    ("seats beside votelib", stv, "votelib", votelib_stv),
    ("runoff beside pyrankvote", irv, "pyrankvote", pyrankvote_irv),
)


def timed(
    count: Callable[[Ballots], set[str] | None], held: list[Ballots]
) -> tuple[float, list[set[str] | None]]:
    start = perf_counter()
    found = [count(ballots) for ballots in held]
    return perf_counter() - start, found


def budget(voters: int) -> None:
    dice = random.Random(9)
    costs = {f"p{i}": dice.randint(5, 60) * 1000 for i in range(30)}
    piles = piled(
        (tuple((p, 1) for p in sorted(dice.sample(sorted(costs), dice.randint(2, 8)))), 1)
        for _ in range(voters)
    )
    for step in (1, 5):
        terms = Terms(options=tuple(costs), budget=300_000, costs=costs, step=step, seed="x")
        start = perf_counter()
        found: Any = count_budget(piles, terms)
        spent = perf_counter() - start
        print(
            f"equal shares, {voters} voters, 30 projects, step {step}: {spent:.2f} s, {found['steps']} steps, {len(found['leaders'])} projects"
        )


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--ballots", type=int, default=2000)
    asked.add_argument("--elections", type=int, default=12)
    options = asked.parse_args()
    held = list(elections(options.elections, options.ballots))
    broken = False
    for label, ours, library, theirs in PARTS:
        try:
            other = theirs(import_module(library))
        except ImportError:
            print(f"{label}: {library} is not installed")
            continue
        mine, found = timed(ours, held)
        its, expected = timed(other, held)
        compared = [(a, b) for a, b in zip(found, expected, strict=True) if a and b]
        same = sum(b <= a for a, b in compared)
        broken |= same < len(compared) or mine > its
        print(
            f"{label}: {mine:.3f} s, {its:.3f} s, ratio {its / mine:.1f}; same winners in {same} of {len(compared)} without ties"
        )
    budget(options.ballots)
    full = piles_of(held[0])
    start = perf_counter()
    count_ranked(full, Terms(options=OPTIONS, seed="x"))
    print(f"a whole ranked result of {options.ballots} ballots: {perf_counter() - start:.3f} s")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
