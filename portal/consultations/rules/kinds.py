"""The kinds of consultations: phases, legal floors, papers and methods. Data, not code.

`types.toml` holds the presets with their sources; a city changes them by rows that hold from a day on. Every
consultation keeps its own copy, so that a later change touches nothing that has been drafted under the old rules.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from portal.consultations.states import ORDER, Act, Phase, RecordKind, State, stop_of
from portal.core.language import Bitext

PRESETS_FILE = Path(__file__).with_name("types.toml")
DAYS = ("least_days", "announce_days", "papers_days", "notice_days", "answer_days")
OPTIONAL_STOPS = (
    State.DELIBERATING,
    State.RESULT_NOTICE,
    State.DECIDED,
    State.IMPLEMENTING,
    State.EVALUATED,
)
"""Stops that a kind may demand; all others are on every way."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of consultation: what its phases allow, its floors, its papers, its methods, and the source.

    `notice_days` and `answer_days` are working days, the others days of the calendar.
    """

    key: str
    name_hans: str
    name_hant: str
    least_days: int
    announce_days: int
    papers_days: int
    notice_days: int
    answer_days: int
    level: int
    votes: tuple[str, ...]
    sessions: tuple[str, ...]
    stops: tuple[State, ...]
    records: tuple[RecordKind, ...]
    phases: Mapping[Phase, tuple[Act, ...]]
    source_hans: str
    source_hant: str
    as_of: date

    @classmethod
    def read(cls, key: str, row: Mapping[str, Any]) -> Self:
        """A row of the file or of the database. Raises ValueError when a value is wrong."""
        if any(row[name] < 0 for name in DAYS):
            raise ValueError("days are not negative")
        stops = tuple(sorted(map(State, row["stops"]), key=ORDER.index))
        if not set(stops) <= set(OPTIONAL_STOPS):
            raise ValueError("a stop that is on every way cannot be asked for")
        as_of = row["as_of"]
        return cls(
            key=key,
            name_hans=row["name_hans"],
            name_hant=row["name_hant"],
            least_days=row["least_days"],
            announce_days=row["announce_days"],
            papers_days=row["papers_days"],
            notice_days=row["notice_days"],
            answer_days=row["answer_days"],
            level=row["level"],
            source_hans=row["source_hans"],
            source_hant=row["source_hant"],
            votes=tuple(row["votes"]),
            sessions=tuple(row["sessions"]),
            stops=stops,
            records=tuple(map(RecordKind, row["records"])),
            phases={Phase(p): tuple(map(Act, acts)) for p, acts in row["phases"].items()},
            as_of=as_of if isinstance(as_of, date) else date.fromisoformat(as_of),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "votes": list(self.votes),
            "sessions": list(self.sessions),
            "stops": [str(stop) for stop in self.stops],
            "records": [str(record) for record in self.records],
            "phases": {str(phase): [str(act) for act in acts] for phase, acts in self.phases.items()},
            "as_of": self.as_of.isoformat(),
        }

    @property
    def name(self) -> Bitext:
        return Bitext.both(self.name_hans, self.name_hant)

    @property
    def source(self) -> Bitext:
        return Bitext.both(self.source_hans, self.source_hant)

    def allows(self, act: Act, phase: Phase) -> bool:
        return act in self.phases.get(phase, ())

    def is_too_short(self, opens_at: datetime, closes_at: datetime) -> bool:
        """Whether the period falls below the floor, so that a reason has to be published."""
        return closes_at - opens_at < timedelta(days=self.least_days)

    def is_announced_too_late(self, published_at: datetime, opens_at: datetime) -> bool:
        return opens_at - published_at < timedelta(days=self.announce_days)

    def papers_due(self, starts_at: datetime) -> datetime:
        """When everything for a session has to be with its participants."""
        return starts_at - timedelta(days=self.papers_days)

    def left_out(self, before: State, after: State) -> State | None:
        """The first stop this kind must make between the two; None when the step may be taken."""
        first, last = stop_of(before), stop_of(after)
        return next((stop for stop in ORDER[first + 1 : last] if stop in self.stops), None)


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Kind]:
    """All kinds as they come, by key, in the order of the file."""
    table = tomllib.loads(PRESETS_FILE.read_text(encoding="utf-8"))
    return {key: Kind.read(key, row) for key, row in table.items()}
