"""Who stands for a panel, of what kinds they are, and what the panel must look like."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_PEOPLE = 20_000
Counts = list[int]


class NoPanel(ValueError):
    """These quotas cannot be met, or the file is none; the message (English, for the command line) says why."""


@dataclass(frozen=True, kw_only=True)
class Quota:
    """At least and at most so many of a panel share this trait."""

    category: str
    value: str
    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Pool:
    """People of the same traits are one kind, and have the same chance. `traits[k]` are the places of a kind's quotas."""

    size: int
    quotas: tuple[Quota, ...]
    kinds: tuple[tuple[str, ...], ...]
    traits: tuple[tuple[int, ...], ...]
    hash: str

    @property
    def people(self) -> int:
        return sum(len(ids) for ids in self.kinds)

    def totals(self, counts: Counts) -> Counts:
        """How many of a panel have each trait."""
        found = [0] * len(self.quotas)
        for kind, n in enumerate(counts):
            for trait in self.traits[kind]:
                found[trait] += n
        return found

    def missed(self, totals: Sequence[int]) -> int:
        """By how many people the quotas are missed."""
        return sum(
            max(0, quota.least - n) + max(0, n - quota.most)
            for quota, n in zip(self.quotas, totals, strict=True)
        )


def pool_of(content: Mapping[str, object]) -> Pool:
    """`{"size": 12, "quotas": {"sex": {"f": [5, 7], "m": [5, 7]}}, "people": [{"id": "17", "sex": "f"}, …]}`.

    Raises NoPanel when something is missing, or a quota asks for people who are not there.
    """
    try:
        size = content["size"]
        quotas = tuple(_quotas(content["quotas"]))
        people = list(_people(content["people"], quotas))
    except (KeyError, TypeError, ValueError) as error:
        raise NoPanel(f"not a pool: {error}") from error
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= len(people) <= MOST_PEOPLE:
        raise NoPanel("the panel is larger than the pool, empty, or the pool too large")
    kinds: dict[tuple[int, ...], list[str]] = {}
    for person, traits in people:
        kinds.setdefault(traits, []).append(person)
    ordered = sorted(kinds)
    pool = Pool(
        size=size,
        quotas=quotas,
        kinds=tuple(tuple(sorted(kinds[traits])) for traits in ordered),
        traits=tuple(ordered),
        hash=hash_of(size, quotas, people),
    )
    _refuse_impossible(pool)
    return pool


def hash_of(size: int, quotas: Sequence[Quota], people: Iterable[tuple[str, tuple[int, ...]]]) -> str:
    """SHA-256 of what is drawn from, whatever order it was written in."""
    plain = [
        size,
        [[q.category, q.value, q.least, q.most] for q in quotas],
        sorted([p, list(t)] for p, t in people),
    ]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _quotas(value: object) -> Iterable[Quota]:
    if not isinstance(value, Mapping):
        raise TypeError("quotas are an object")
    for category in sorted(value):
        for trait in sorted(value[category]):
            least, most = value[category][trait]
            if not (isinstance(least, int) and isinstance(most, int) and 0 <= least <= most):
                raise ValueError(f"the quota of {category} {trait} is no pair of numbers")
            yield Quota(category=str(category), value=str(trait), least=least, most=most)


def _people(value: object, quotas: Sequence[Quota]) -> Iterable[tuple[str, tuple[int, ...]]]:
    if not isinstance(value, list):
        raise TypeError("people are a list")
    place = {(quota.category, quota.value): i for i, quota in enumerate(quotas)}
    categories = sorted({quota.category for quota in quotas})
    seen: set[str] = set()
    for person in value:
        number = str(person["id"])
        if number in seen:
            raise ValueError(f"{number} stands in the pool twice")
        seen.add(number)
        yield number, tuple(place[category, str(person[category])] for category in categories)


def _refuse_impossible(pool: Pool) -> None:
    there = pool.totals([len(ids) for ids in pool.kinds])
    sums: dict[str, list[int]] = {}
    for quota, n in zip(pool.quotas, there, strict=True):
        if n < quota.least:
            raise NoPanel(f"{quota.category} {quota.value}: {quota.least} are needed, {n} stand in the pool")
        low, high = sums.setdefault(quota.category, [0, 0])
        sums[quota.category] = [low + quota.least, high + min(quota.most, n)]
    for category, (low, high) in sums.items():
        if not low <= pool.size <= high:
            raise NoPanel(f"{category}: its quotas allow {low} to {high} people, the panel has {pool.size}")
