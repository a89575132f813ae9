"""A text in clauses, and what has changed between two of them: clause by clause, then word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"[A-Za-z]+|[0-9]+|.", re.DOTALL)
ALIKE = 0.4
"""Clauses less alike than this are one taken out and another put in."""


@dataclass(frozen=True)
class Span:
    """A piece of a clause: `kind` is "same", "del" or "ins"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One clause beside what became of it. Numbers begin at 1; None where there is no such clause."""

    before: int | None
    after: int | None
    spans: Sequence[Span]

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if any(span.kind != "same" for span in self.spans) else "same"


def clauses(text: str) -> list[str]:
    """The clauses of a text as it is typed: every line that holds something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def changes(before: str, after: str) -> list[Change]:
    """All clauses in reading order; clauses that were only reworded stand beside one another."""
    old, new = clauses(before), clauses(after)
    found: list[Change] = []
    for name, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name == "equal":
            found += [Change(i + n + 1, k + n + 1, (Span("same", old[i + n]),)) for n in range(j - i)]
        else:
            found += _replaced(old, new, (i, j), (k, m))
    return found


def _replaced(
    old: Sequence[str], new: Sequence[str], out: tuple[int, int], into: tuple[int, int]
) -> Iterator[Change]:
    position = into[0]
    for number in range(*out):
        match = next((n for n in range(position, into[1]) if _likeness(old[number], new[n]) >= ALIKE), None)
        if match is None:
            yield Change(number + 1, None, (Span("del", old[number]),))
            continue
        yield from (_added(new, n) for n in range(position, match))
        yield Change(number + 1, match + 1, tuple(_spans(old[number], new[match])))
        position = match + 1
    yield from (_added(new, n) for n in range(position, into[1]))


def _added(new: Sequence[str], number: int) -> Change:
    return Change(None, number + 1, (Span("ins", new[number]),))


def _likeness(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _spans(before: str, after: str) -> Iterator[Span]:
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    for name, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name == "equal":
            yield Span("same", "".join(old[i:j]))
            continue
        if i < j:
            yield Span("del", "".join(old[i:j]))
        if k < m:
            yield Span("ins", "".join(new[k:m]))
