"""One line of `portal check`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class State(StrEnum):
    """A note is worth knowing; only what is wrong makes the command fail."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, and the way out when it does not stand well."""

    name: str
    state: State
    said: str
    way_out: str = ""

    def as_dict(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


def ok(name: str, said: str) -> Finding:
    return Finding(name, State.OK, said)


def note(name: str, said: str, way_out: str) -> Finding:
    return Finding(name, State.NOTE, said, way_out)


def wrong(name: str, said: str, way_out: str) -> Finding:
    return Finding(name, State.WRONG, said, way_out)
