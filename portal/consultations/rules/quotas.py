"""The quotas of a panel as officials type them: one trait on a line, `性别：女 5-7，男 5-7`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST_TRAITS = 5
MOST_VALUES = 12
SHARE = re.compile(r"(?P<value>\S.*?)\s*(?P<least>\d{1,3})(?:\s*[-~–—至]\s*(?P<most>\d{1,3}))?人?")


class UnreadableQuota(ValueError):
    """The line that cannot be read."""


@dataclass(frozen=True)
class Wanted:
    """Between `least` and `most` people of the panel have this value of the trait."""

    category: str
    value: str
    least: int
    most: int


def quotas_in(text: str) -> list[Wanted]:
    """All lines, in their order. A single number is both least and most. Raises UnreadableQuota."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_TRAITS:
        raise UnreadableQuota(lines[MOST_TRAITS])
    found = [one for line in lines for one in _of_line(line)]
    pairs = [(one.category, one.value) for one in found]
    for one in found:
        if pairs.count((one.category, one.value)) > 1:
            raise UnreadableQuota(f"{one.category}: {one.value}")
    return found


def _of_line(line: str) -> list[Wanted]:
    plain = unicodedata.normalize("NFKC", line).replace("、", ",").replace(";", ",")
    category, colon, rest = plain.partition(":")
    parts = [part.strip() for part in rest.split(",") if part.strip()]
    read = [SHARE.fullmatch(part) for part in parts]
    shares = [match for match in read if match is not None]
    named = category.strip() and category.strip().casefold() != "id"
    if not colon or not named or len(shares) < len(read) or not 2 <= len(shares) <= MOST_VALUES:
        raise UnreadableQuota(line.strip())
    wanted = [
        Wanted(category.strip(), m["value"].strip(), int(m["least"]), int(m["most"] or m["least"]))
        for m in shares
    ]
    if any(one.least > one.most or len(one.value) > 30 for one in wanted) or len(category.strip()) > 30:
        raise UnreadableQuota(line.strip())
    return wanted


def typed(quotas: list[Wanted]) -> str:
    """The same as text, for a form that is opened again."""
    lines: dict[str, list[str]] = {}
    for one in quotas:
        share = str(one.least) if one.least == one.most else f"{one.least}-{one.most}"
        lines.setdefault(one.category, []).append(f"{one.value} {share}")
    return "\n".join(f"{category}：{'，'.join(shares)}" for category, shares in lines.items())
