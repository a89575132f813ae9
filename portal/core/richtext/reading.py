"""Plain text out of clean HTML, for search, excerpts and mail."""

import html as entities
import re

TAG = re.compile(r"""<!--.*?-->|</?([a-zA-Z][a-zA-Z0-9]*)(?>(?:"[^"]*"|'[^']*'|[^"'>])*)>""", re.DOTALL)
BLOCKS = frozenset(
    [
        "h2",
        "h3",
        "h4",
        "p",
        "br",
        "blockquote",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "hr",
        "pre",
        "div",
    ]
)
CELLS = frozenset({"td", "th"})
SPACES = re.compile(r"[ \t\u00a0]+")
BREAKS = re.compile(r"\s*\n\s*")
STOPS = "。！？；，、.!?;, "


def text_of(html: str) -> str:
    """The words of a fragment; every block begins a new line."""
    text = entities.unescape(TAG.sub(_gap, html))
    return BREAKS.sub("\n", SPACES.sub(" ", text)).strip()


def _gap(tag: re.Match[str]) -> str:
    name = (tag[1] or "").lower()
    if name in BLOCKS:
        return "\n"
    return " " if name in CELLS else ""


def excerpt(html: str, length: int) -> str:
    """The beginning of the text on one line, at most `length` characters, cut after a stop where one is near."""
    text = text_of(html).replace("\n", " ")
    if len(text) <= length:
        return text
    cut = text[: max(length - 1, 0)]
    near = max(cut.rfind(stop) for stop in STOPS)
    if near >= len(cut) * 2 // 3:
        cut = cut[:near]
    return cut.rstrip(STOPS) + "…"
