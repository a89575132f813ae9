"""A whole text as clauses under stable keys: what changed between two of them, and three brought together.

Clauses are added, removed, moved and changed by several people at once. What concerns different clauses never
collides; one clause is merged text by text. Two new clauses in one place stand in the order of their keys.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from portal.conventions.rules.canonical import NO_TEXT, TextPair
from portal.conventions.rules.wording import merged_pairs


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a clause says, without its place."""

    text: TextPair
    heading: TextPair = NO_TEXT
    chapter: TextPair = NO_TEXT
    subject: TextPair = NO_TEXT
    explanation: TextPair = NO_TEXT
    modality: str = ""
    sources: tuple[str, ...] = ()


Document = Mapping[str, Wording]
"""Clauses by key, in their order."""

FIELDS = tuple(field.name for field in fields(Wording))
TEXTS = ("text", "heading", "chapter", "subject", "explanation")
PRESENCE, PLACE = "presence", "place"


@dataclass(frozen=True)
class Conflict:
    """Where people collide: fields of a clause, its being there at all, or its place."""

    key: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """The text brought together; with conflicts it is ours, unchanged: a person has to decide them."""

    document: Document
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Change:
    """One clause between two texts. `kind`: "same", "changed", "added", "removed"; it can be moved as well."""

    kind: str
    key: str
    before: Wording | None
    after: Wording | None
    number_before: int | None
    number_after: int | None
    moved: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        if self.before is None or self.after is None:
            return ()
        return tuple(f for f in FIELDS if getattr(self.before, f) != getattr(self.after, f))


def merge(base: Document, ours: Document, theirs: Document, taken: Sequence[Document] = ()) -> Merged:
    """Three-way merge; merging with an unchanged text changes nothing, and neither side has precedence.

    `taken` are texts with the same base that are known to be in `ours` already. Where they account for what
    `ours` says, all changes are joined at once, so that the order in which they came makes no difference.
    """
    keys = dict.fromkeys((*base, *ours, *theirs))
    found: dict[str, Wording | None] = {}
    conflicts: list[Conflict] = []
    for key in keys:
        one = _merged_clause(key, base, ours, theirs, taken)
        if isinstance(one, Conflict):
            conflicts.append(one)
        else:
            found[key] = one
    order = _merged_order(list(base), list(ours), list(theirs), [list(text) for text in taken])
    if isinstance(order, Conflict):
        conflicts.append(order)
    if conflicts or isinstance(order, Conflict):
        return Merged(ours, tuple(conflicts))
    left = {key: wording for key in order if (wording := found.get(key)) is not None}
    return Merged(left)


def _merged_clause(
    key: str, base: Document, ours: Document, theirs: Document, taken: Sequence[Document]
) -> Wording | Conflict | None:
    was, mine, new = base.get(key), ours.get(key), theirs.get(key)
    if new in (was, mine):
        return mine
    if mine == was:
        return new
    known = [text.get(key) for text in taken]
    parts = known if known and joined(was, known) == mine else [mine]
    both = joined(was, [*parts, new])
    return Conflict(key, both) if isinstance(both, tuple) else both


def joined(base: Wording | None, wordings: Sequence[Wording | None]) -> Wording | tuple[str, ...] | None:
    """What a clause says after all changes, None when it is gone, or the fields they collide in."""
    changed = [wording for wording in wordings if wording != base]
    if len(set(changed)) < 2:
        return changed[0] if changed else base
    written = [wording for wording in changed if wording is not None]
    if base is None or len(written) < len(changed):
        return (PRESENCE,)
    values: dict[str, Any] = {name: _joined_field(name, base, written) for name in FIELDS}
    clashes = tuple(name for name in FIELDS if values[name] is None)
    return clashes or replace(base, **values)


def _joined_field(name: str, base: Wording, wordings: Sequence[Wording]) -> Any:
    was = getattr(base, name)
    values = [getattr(wording, name) for wording in wordings]
    if name in TEXTS:
        return merged_pairs(was, values)
    if name == "sources":
        return _joined_sources(was, values)
    changed = {value for value in values if value != was}
    return was if not changed else changed.pop() if len(changed) == 1 else None


def _joined_sources(base: tuple[str, ...], lists: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Sources have no order of their own: what anybody struck out goes, what anybody named comes."""
    left = [source for source in base if all(source in one for one in lists)]
    new = {source for one in lists for source in one} - set(base)
    return (*left, *sorted(new))


@dataclass(frozen=True)
class Placing:
    """How an order differs from the base: which keys moved or are new, and the gap (0 is the top) of each."""

    gaps: Mapping[int, tuple[str, ...]]
    gap_of: Mapping[str, int]
    gone: frozenset[str]


def _placing(base: Sequence[str], keys: Sequence[str]) -> Placing:
    stay = staying(base, keys)
    at = {key: n for n, key in enumerate(base)}
    gaps: dict[int, list[str]] = {}
    gap = 0
    for key in keys:
        if key in stay:
            gap = at[key] + 1
        else:
            gaps.setdefault(gap, []).append(key)
    gap_of = {key: place for place, found in gaps.items() for key in found}
    return Placing({n: tuple(found) for n, found in gaps.items()}, gap_of, frozenset(base) - set(keys))


def staying(base: Sequence[str], keys: Sequence[str]) -> frozenset[str]:
    """The keys that did not move: a longest run of them that is in the same order in both."""
    at = {key: n for n, key in enumerate(base)}
    ends: list[int] = []  # the smallest end of an increasing run of each length
    runs: dict[str, tuple[int, str | None]] = {}
    last: list[str] = []
    for key in keys:
        if key not in at:
            continue
        length = bisect_left(ends, at[key])
        runs[key] = (length, last[length - 1] if length else None)
        ends[length : length + 1] = [at[key]]
        last[length : length + 1] = [key]
    stay: set[str] = set()
    step = last[-1] if last else None
    while step is not None:
        stay.add(step)
        step = runs[step][1]
    return frozenset(stay)


def _merged_order(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], taken: Sequence[Sequence[str]]
) -> list[str] | Conflict:
    if theirs in (base, ours):
        return list(ours)
    if ours == base:
        return list(theirs)
    parts = taken if taken and joined_order(base, taken) == ours else [ours]
    return joined_order(base, [*parts, theirs])


def joined_order(base: Sequence[str], orders: Sequence[Sequence[str]]) -> list[str] | Conflict:
    """All moves, additions and removals together; a key moved to two places, or moved and removed, collides."""
    placings = [_placing(base, order) for order in orders]
    gap_of: dict[str, int] = {}
    gone = frozenset[str]().union(*(placing.gone for placing in placings))
    for placing in placings:
        for key, gap in placing.gap_of.items():
            if gap_of.setdefault(key, gap) != gap or key in gone:
                return Conflict(key, (PLACE,))
    found: list[str] = []
    for gap in range(len(base) + 1):
        found += _interleaved([p.gaps[gap] for p in placings if gap in p.gaps])
        if gap < len(base) and base[gap] not in gap_of and base[gap] not in gone:
            found.append(base[gap])
    return found


def _interleaved(lists: Iterable[Sequence[str]]) -> Iterator[str]:
    """Several short lists as one: each keeps its own order, heads come by key, nothing comes twice."""
    left = [list(one) for one in lists]
    seen: set[str] = set()
    while left := [rest for one in left if (rest := [key for key in one if key not in seen])]:
        head = min(one[0] for one in left)
        seen.add(head)
        yield head


def changes(before: Document, after: Document) -> list[Change]:
    """Clause by clause in the new order; what was removed stands where it was."""
    stay = staying(list(before), list(after))
    old = {key: n for n, key in enumerate(before, 1)}
    new = {key: n for n, key in enumerate(after, 1)}
    gone: dict[str | None, list[str]] = {}
    anchor: str | None = None
    for key in before:
        if key in after:
            anchor = key if key in stay else anchor
        else:
            gone.setdefault(anchor, []).append(key)
    found: list[Change] = []

    def add(key: str) -> None:
        was, now = before.get(key), after.get(key)
        kind = "added" if was is None else "removed" if now is None else "same" if was == now else "changed"
        moved = was is not None and now is not None and key not in stay
        found.append(Change(kind, key, was, now, old.get(key), new.get(key), moved))

    for key in gone.get(None, ()):
        add(key)
    for key in after:
        add(key)
        for lost in gone.get(key, ()):
            add(lost)
    return found


def changed(document: Document, key: str, wording: Wording) -> Document:
    return {**document, key: wording}


def added(document: Document, key: str, wording: Wording, after: str) -> Document:
    """A new clause behind the one with the key `after`; on top where there is none."""
    return _inserted(document, key, wording, after)


def removed(document: Document, key: str) -> Document:
    return {k: w for k, w in document.items() if k != key}


def moved(document: Document, key: str, after: str) -> Document:
    return _inserted(removed(document, key), key, document[key], after)


def _inserted(document: Document, key: str, wording: Wording, after: str) -> Document:
    items = list(document.items())
    at = list(document).index(after) + 1 if after in document else 0
    return dict([*items[:at], (key, wording), *items[at:]])
