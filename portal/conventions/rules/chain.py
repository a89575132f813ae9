"""The chain of signatures under a convention: each entry holds the hash of the one before it.

Whoever knows the last hash (it stands on the page, in the feed and on the PDF) can tell whether any earlier
entry was changed, dropped, doubled or moved. `docs/signing.md` describes both texts for those who check without
the portal; `tools/verify_convention.py` is such a check.

An entry names no person: it holds a *seal*, the hash of the signatory's particulars with a random salt. Whoever
is given the particulars can open the seal; when a person's data are erased the salt goes too, and the chain
still holds.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

ENTRY_HEADER = "yiyue-signing 1"
SEAL_HEADER = "yiyue-signatory 1"
START = "0" * 64


class EntryKind(StrEnum):
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the chain, before it has a hash. `text_hash` is that of the version that was signed."""

    number: int
    kind: EntryKind
    convention: str
    version: int
    alg: str
    text_hash: str
    signature: str
    at: datetime
    method: str
    seal: str


def entry_text(entry: Entry, before: str) -> str:
    """The exact bytes that are hashed: a header and `name TAB value` lines, each with one LF.

    The moment is in UTC, to the second.
    """
    rows = (
        ("number", str(entry.number)),
        ("kind", entry.kind),
        ("convention", entry.convention),
        ("version", str(entry.version)),
        ("text", f"{entry.alg}:{entry.text_hash}"),
        ("signature", entry.signature),
        ("at", entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("method", entry.method),
        ("seal", entry.seal),
        ("before", before),
    )
    return "".join(f"{line}\n" for line in (ENTRY_HEADER, *(f"{name}\t{value}" for name, value in rows)))


def entry_hash(entry: Entry, before: str) -> str:
    return hashlib.sha256(entry_text(entry, before).encode()).hexdigest()


def seal(salt: str, *particulars: str) -> str:
    """SHA-256 of the header, the salt and the particulars, each on one line in NFC.

    For a signature the particulars are name, capacity, sentence of consent and the SHA-256 of each piece of
    evidence (a drawing, a scan); for a withdrawal the reason.
    """
    lines = (SEAL_HEADER, salt, *(_one_line(each) for each in particulars))
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def _one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@dataclass(frozen=True)
class Link:
    """An entry as it is stored, with both hashes."""

    entry: Entry
    before: str
    hash: str


def first_break(links: Iterable[Link]) -> tuple[int, str] | None:
    """(number of the first entry that does not fit, why), or None for a sound chain."""
    before, number = START, 1
    for link in links:
        if link.entry.number != number:
            return number, f"entry {number} is missing: entry {link.entry.number} follows"
        if link.before != before:
            return number, "it does not follow the entry before it"
        if entry_hash(link.entry, before) != link.hash:
            return number, "its words no longer give its hash"
        before, number = link.hash, number + 1
    return None


def head_of(links: Sequence[Link]) -> tuple[int, str]:
    """How many entries there are, and the hash that stands for all of them."""
    return (links[-1].entry.number, links[-1].hash) if links else (0, START)
