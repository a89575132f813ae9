"""What has changed between two texts, token by token, and how the changes of several people come together.

A token is a Chinese character, a Latin word, a number or a sign. Every change is seen against the text all of
them began from (the base). Changes of several people are all taken where at least two unchanged tokens keep them
apart; others are a conflict: 每十日清一次 and 每周清两次 do not make 每十日清两次.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.conventions.rules.canonical import TextPair

TOKEN = re.compile(
    r"[A-Za-zÀ-ɏ]+|[0-9]+|.[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]*",
    re.DOTALL,
)
APART = 2
"""Unchanged tokens that keep the changes of two people apart."""
LEAST_SAME = 2
"""Fewer unchanged tokens than this between two longer changes are shown as changed: nobody reads confetti."""
ALIKE = 0.3
"""Texts less alike than this are shown as one replaced by the other."""

Tokens = tuple[str, ...]


@dataclass(frozen=True, order=True)
class Edit:
    """The base's tokens from `start` to `end` give way to `tokens`."""

    start: int
    end: int
    tokens: Tokens


@dataclass(frozen=True)
class Span:
    """A piece of a marked text: `kind` is "same", "del" or "ins"."""

    kind: str
    text: str


def tokens_of(text: str) -> Tokens:
    return tuple(TOKEN.findall(text))


def edits(base: Tokens, text: Tokens) -> tuple[Edit, ...]:
    """What turns the base into the text: in order, at least one unchanged token between any two.

    An insertion or deletion that could stand in several places stands in the first of them, so that the same
    change made by two people is the same edit.
    """
    first, last = _shared_ends(base, text)
    matcher = SequenceMatcher(
        None, base[first : len(base) - last], text[first : len(text) - last], autojunk=False
    )
    found: list[Edit] = []
    for name, i, j, k, m in matcher.get_opcodes():
        if name != "equal":
            edit = Edit(i + first, j + first, text[k + first : m + first])
            found.append(_slid_left(base, edit, found[-1].end + 1 if found else 0))
    return tuple(found)


def _shared_ends(base: Tokens, text: Tokens) -> tuple[int, int]:
    """How many tokens both begin and end with."""
    shorter = min(len(base), len(text))
    first = next((n for n in range(shorter) if base[n] != text[n]), shorter)
    rest = shorter - first
    last = next((n for n in range(rest) if base[-1 - n] != text[-1 - n]), rest)
    return first, last


def _slid_left(base: Tokens, edit: Edit, least: int) -> Edit:
    start, end, tokens = edit.start, edit.end, edit.tokens
    while start > least and _may_slide(base, start, end, tokens):
        start, end = start - 1, end - 1
        tokens = (base[start], *tokens[:-1]) if tokens else tokens
    return Edit(start, end, tokens)


def _may_slide(base: Tokens, start: int, end: int, tokens: Tokens) -> bool:
    """Whether a pure insertion or deletion says the same one token earlier."""
    if start < end:
        return not tokens and base[start - 1] == base[end - 1]
    return base[start - 1] == tokens[-1]


def reach(base: Tokens, edit: Edit) -> tuple[int, int]:
    """From where to where in the base this edit could stand as well: a change inside touches it."""
    start, end, tokens = edit.start, edit.end, edit.tokens
    if tokens and start < end:
        return start, end
    while end < len(base) and (base[end] == tokens[0] if tokens else base[end] == base[start]):
        tokens = (*tokens[1:], tokens[0]) if tokens else tokens
        start, end = start + 1, end + 1
    return edit.start, end


def merged(base: Tokens, texts: Iterable[Tokens]) -> Tokens | None:
    """All changes together, or None when two of them overlap or touch. The order of the texts is all the same."""
    taken: set[Edit] = set()
    for text in texts:
        mine = set(edits(base, text))
        if any(_collide(base, one, other) for one in mine - taken for other in taken - mine):
            return None
        taken |= mine
    return applied(base, taken)


def overruled(base: Tokens, under: Tokens, over: Tokens) -> Tokens:
    """Both changes together; where they overlap, `over` stands and that change of `under` is lost."""
    upper = edits(base, over)
    lower = [e for e in edits(base, under) if not any(_overlap(e, other) for other in upper)]
    return applied(base, {*lower, *upper})


def applied(base: Tokens, taken: Iterable[Edit]) -> Tokens:
    result: list[str] = []
    at = 0
    for edit in sorted(taken):
        result += [*base[at : edit.start], *edit.tokens]
        at = edit.end
    return (*result, *base[at:])


def _collide(base: Tokens, one: Edit, other: Edit) -> bool:
    (start, end), (first, last) = reach(base, one), reach(base, other)
    return start < last + APART and first < end + APART


def _overlap(one: Edit, other: Edit) -> bool:
    """Whether they change the same tokens; standing side by side is none."""
    if one.start == other.start:
        return one.end == other.end or min(one.end, other.end) > one.start
    return one.start < other.end and other.start < one.end


def merged_texts(base: str, texts: Sequence[str]) -> str | None:
    """The same for texts as they are stored."""
    found = merged(tokens_of(base), [tokens_of(text) for text in texts])
    return None if found is None else "".join(found)


def merged_pairs(base: TextPair, pairs: Sequence[TextPair]) -> TextPair | None:
    """Both scripts of a text, each merged by itself: a twin corrected by hand is kept like any other change."""
    hans = merged_texts(base.hans, [pair.hans for pair in pairs])
    hant = merged_texts(base.hant, [pair.hant for pair in pairs])
    return None if hans is None or hant is None else TextPair(hans, hant)


def retwinned(before: str, twin: str, written: str, convert: Callable[[str], str]) -> str:
    """The twin of what was written: made anew for the changed tokens, hand-made as before for the others.

    `before` and its `twin` are the text the writer began from; `convert` brings a text into the twin's script.
    """
    made = tokens_of(convert(before))
    return "".join(overruled(made, tokens_of(twin), tokens_of(convert(written))))


def spans(before: str, after: str) -> tuple[Span, ...]:
    """A text marked for reading: what stayed, what went and what came, in this order at each place."""
    old, new = tokens_of(before), tokens_of(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if before and after and matcher.ratio() < ALIKE:
        return Span("del", before), Span("ins", after)
    pieces: list[Span] = []
    for name, i, j, k, m in _coarse(matcher.get_opcodes()):
        kinds = (("same", old[i:j]),) if name == "equal" else (("del", old[i:j]), ("ins", new[k:m]))
        pieces += [Span(kind, "".join(part)) for kind, part in kinds if part]
    return tuple(pieces)


Opcode = tuple[str, int, int, int, int]


def _coarse(opcodes: Sequence[Opcode]) -> list[Opcode]:
    """Changes with hardly anything unchanged between them become one."""
    found: list[Opcode] = []
    for n, code in enumerate(opcodes):
        name, i, j, k, m = code
        inside = name == "equal" and 0 < n < len(opcodes) - 1
        small = inside and j - i < LEAST_SAME and min(_size(opcodes[n - 1]), _size(opcodes[n + 1])) > 1
        if found and (small or name != "equal") and found[-1][0] == "replace":
            _name, a, _b, c, _d = found.pop()
            found.append(("replace", a, j, c, m))
        else:
            found.append(("equal" if name == "equal" else "replace", i, j, k, m))
    return found


def _size(code: Opcode) -> int:
    return max(code[2] - code[1], code[4] - code[3])
