"""Which stops a convention of each kind must make, as data (ways.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from portal.conventions.states import BESIDE, ORDER, Capacity, Kind, State


@dataclass(frozen=True, kw_only=True)
class Way:
    """One kind's way. `stops` may not be left out; `group` is the least that must sit in the drafting group."""

    kind: Kind
    stops: frozenset[State]
    group: Mapping[Capacity, int]
    heard: tuple[Capacity, ...]
    signs: bool
    alone: bool
    source_hans: str
    source_hant: str
    as_of: date

    @classmethod
    def read(cls, kind: str, row: Mapping[str, Any]) -> Way:
        return cls(
            kind=Kind(kind),
            stops=frozenset(map(State, row["stops"])),
            group={Capacity(name): least for name, least in row["group"].items()},
            heard=tuple(map(Capacity, row["heard"])),
            signs=row["signs"],
            alone=row["alone"],
            source_hans=row["source_hans"],
            source_hant=row["source_hant"],
            as_of=row["as_of"],
        )

    def left_out(self, before: State, after: State) -> State | None:
        """The first stop this kind must make between the two; None when the step may be taken."""
        first, last = stop_of(before), stop_of(after)
        return next((s for s in ORDER[first + 1 : last] if s in self.stops), None)

    def missing_from(self, group: Mapping[Capacity, int]) -> dict[Capacity, int]:
        """How many of which capacity the drafting group still lacks."""
        lacks = {capacity: least - group.get(capacity, 0) for capacity, least in self.group.items()}
        return {capacity: count for capacity, count in lacks.items() if count > 0}


def stop_of(state: State) -> int:
    return ORDER.index(BESIDE.get(state, state))


@cache
def ways() -> dict[Kind, Way]:
    rows = tomllib.loads(Path(__file__).with_name("ways.toml").read_text("utf-8"))
    return {Kind(kind): Way.read(kind, row) for kind, row in rows.items()}


def way_of(kind: Kind) -> Way:
    return ways()[kind]
