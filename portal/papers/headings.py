"""Where the title of a paper may break: what draws PDFs knows no `text-wrap: balance` and breaks anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

LAST = 4  # characters that stay together at the end: nobody stands alone on the last line
MOST = 18  # of the 20 that a line of 22 pt has
HAN = "[\u3400-\u9fff]"
NUMBER = rf"〔\d+〕\d+[号號]|第?[\d.,]+(?:%|{HAN})?"
WHOLE = re.compile(
    rf"《[^《》]*》|（[^（）]*）|{HAN}{{0,4}}〔\d+〕\d+[号號]|{NUMBER}|[A-Za-z][A-Za-z'’-]*|{HAN}{{2}}[的之]"
)
EDGES = re.compile(
    rf"（[^（）《》]*）》?|《..|..》|{NUMBER}"
)  # what stays even of a piece too long for a line


def pieces(title: str, most: int = MOST) -> list[tuple[str, bool]]:
    """The title in its order; what is True never breaks: 《…》, 〔2026〕12号, a number with its unit, the end."""
    kept = [match.span() for match in WHOLE.finditer(title)]
    kept = [span for begin, end in kept for span in _short(title, begin, end, most)]
    if len(title) > 2 * LAST and most >= LAST:
        kept.append((len(title) - LAST, len(title)))
    found, at = [], 0
    for begin, end in _joined(sorted(kept), most):
        found += [(title[at:begin], False), (title[begin:end], True)]
        at = end
    return [piece for piece in [*found, (title[at:], False)] if piece[0]]


def _short(title: str, begin: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    if end - begin <= most:
        yield begin, end
    else:
        for edge in EDGES.finditer(title, begin, end):
            if edge.end() - edge.start() <= most:
                yield edge.span()


def _joined(spans: list[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """Spans that overlap are one, unless that is too long: then the later one begins where the first ends."""
    now: tuple[int, int] | None = None
    for begin, end in spans:
        if now is None or begin >= now[1]:
            if now:
                yield now
            now = begin, end
        elif max(end, now[1]) - now[0] <= most:
            now = now[0], max(end, now[1])
        elif end > now[1]:
            yield now
            now = now[1], end
    if now:
        yield now


def heading(title: object, most: int = MOST) -> Markup:
    """For the `h1` of a paper. `most` is how much of a line may stay together where letters are large."""
    return Markup("").join(
        Markup('<span class="whole">{}</span>').format(text) if whole else escape(text)
        for text, whole in pieces(str(title), most)
    )
