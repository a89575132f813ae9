"""What a consultation must keep to, as data and arithmetic: the floor of its kind, the frozen text, the length of reasons."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files

from portal.consultations.states import Disposition
from portal.core.language import Bitext

PLAIN_MOST = 300  # characters of the plain version, so that it fits one phone screen
REASON_LEAST = 20  # characters, where an opinion is not simply taken up
EXPLAINED = frozenset(Disposition) - {Disposition.ADOPTED, Disposition.PARTLY}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of consultation: its legal floor, who may speak, which votes are possible, and the source."""

    key: str
    name: Bitext
    least_days: int
    level: int
    votes: tuple[str, ...]
    source: Bitext
    as_of: date

    def is_too_short(self, opens_at: datetime, closes_at: datetime) -> bool:
        """Whether the period falls below the floor, so that a reason has to be published."""
        return closes_at - opens_at < timedelta(days=self.least_days)


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """All kinds by key, in the order of the file."""
    table = tomllib.loads(files(__package__).joinpath("types.toml").read_text(encoding="utf-8"))
    return {
        key: Kind(
            key=key,
            name=Bitext.both(row["name_hans"], row["name_hant"]),
            least_days=row["least_days"],
            level=row["level"],
            votes=tuple(row["votes"]),
            source=Bitext.both(row["source_hans"], row["source_hant"]),
            as_of=row["as_of"],
        )
        for key, row in table.items()
    }


def needs_longer_reason(disposition: Disposition, reason: str) -> bool:
    """A person whose opinion is not taken up has a right to more than a word."""
    written = "".join(reason.split())
    return len(written) < (REASON_LEAST if disposition in EXPLAINED else 1)


def text_hash(parts: Sequence[object]) -> str:
    """SHA-256 of the text people are asked about, as it was written; any change of it changes the hash."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def option_key(position: int) -> str:
    return chr(ord("A") + position)
