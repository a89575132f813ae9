"""The frozen text, the length of reasons, the letters of options. No Flask, no database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from portal.consultations.states import Disposition

PLAIN_MOST = 300  # characters of the plain version, so that it fits one phone screen
REASON_LEAST = 20  # characters, where an opinion is not simply taken up
EXPLAINED = frozenset(Disposition) - {Disposition.ADOPTED, Disposition.PARTLY}


def needs_longer_reason(disposition: Disposition, reason: str) -> bool:
    """A person whose opinion is not taken up has a right to more than a word."""
    written = "".join(reason.split())
    return len(written) < (REASON_LEAST if disposition in EXPLAINED else 1)


def text_hash(parts: Sequence[object]) -> str:
    """SHA-256 of the text people are asked about, as it was written; any change of it changes the hash."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def option_key(position: int) -> str:
    return chr(ord("A") + position)
