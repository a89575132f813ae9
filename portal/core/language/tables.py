"""The shipped tables of characters and terms, read once."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"


class Characters(NamedTuple):
    """One direction: what each character may become, and which characters belong to one script alone."""

    forms: dict[str, str]
    exclusive: frozenset[str]


class Term(NamedTuple):
    """One line of a term list. The flags are explained at the head of `civic.txt`."""

    hans: str
    hant: str
    flags: str


def _lines(name: str) -> Iterator[list[str]]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _characters(name: str) -> Characters:
    forms: dict[str, str] = {}
    exclusive = set()
    for character, others, *mark in _lines(name):
        forms[character] = others
        if mark:
            exclusive.add(character)
    return Characters(forms, frozenset(exclusive))


def terms(name: str) -> tuple[Term, ...]:
    """Read a term list such as `civic.txt`."""
    return tuple(Term(hans, hant, flags[0] if flags else "") for hans, hant, *flags in _lines(name))


@cache
def simplified() -> Characters:
    """Simplified characters with their traditional forms."""
    return _characters("hans.txt")


@cache
def traditional() -> Characters:
    """Traditional characters with their simplified forms."""
    return _characters("hant.txt")
