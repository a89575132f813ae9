"""Reading the list a counter kept while it had no network: a number in each line, perhaps with the time."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import time

from portal.points.rules.vouchers import normal_voucher_code

MOST = 60
TYPED = 24
_LINE = re.compile(r"(\d[\d\s-]*?\d)(?:\s+(\d{1,2}):(\d{2}))?")


@dataclass(frozen=True)
class Noted:
    """One line as it was written; `number` None when it cannot be a voucher, `at` None without a time."""

    typed: str
    number: str | None
    at: time | None = None


def noted_lines(text: str) -> list[Noted]:
    """Every line that is not empty, in order. Whatever cannot be read is kept as it stands, and never guessed."""
    lines = (" ".join(unicodedata.normalize("NFKC", line).split()) for line in text.splitlines())
    return [_noted(line) for line in lines if line]


def _noted(line: str) -> Noted:
    found = _LINE.fullmatch(line)
    if found is None:
        return Noted(line[:TYPED], None)
    digits, hour, minute = found.groups()
    at = time(int(hour), int(minute)) if hour and int(hour) < 24 and int(minute) < 60 else None
    if hour and at is None:
        return Noted(line[:TYPED], None)
    return Noted(line[:TYPED], normal_voucher_code(digits), at)
