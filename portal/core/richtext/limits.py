"""The gate before the engines: what would cost too much is refused, not cleaned.

Sanitisers need quadratic time for deep nesting, for thousands of attributes and for formatting that is never closed.
The gate reads the text once and counts generously: it may count a level that a browser would not open, never the reverse.
"""

import re

LONGEST = 200 * 1024
DEEPEST = 50
MOST_ATTRIBUTES = 30
MOST_TAGS = 10_000
LONGEST_TAG = 8_000

OPENING = re.compile(r"<(?=[a-zA-Z/!?])")
TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*)((?>(?:"[^"]*"|'[^']*'|[^"'>])*))>""")
VALUE = re.compile(r""""[^"]*"|'[^']*'""")
WORD = re.compile(r"[^\s/=]+")
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
CLOSED_BY_THE_NEXT = {
    "li": {"li"},
    "p": {"p"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "option": {"option"},
}


class TooComplex(ValueError):
    """The text is too long or too deeply nested to be cleaned."""


def check(html: str) -> None:
    """Refuse what would be expensive."""
    if len(html) > LONGEST or len(html.encode(errors="replace")) > LONGEST:
        raise TooComplex("The text is too long.")
    starts = [found.start() for found in OPENING.finditer(html)]
    if len(starts) > MOST_TAGS:
        raise TooComplex("The text holds too many tags.")
    _check_tags(html, starts)


def _check_tags(html: str, starts: list[int]) -> None:
    nesting = _Nesting()
    end = 0
    for start in starts:
        if start < end:
            continue
        tag = TAG.match(html, start)
        if not tag:
            _check_unfinished(html, start)
            continue
        end = tag.end()
        _check_attributes(tag[3])
        if tag[1]:
            nesting.close(tag[2].lower())
        else:
            nesting.open(tag[2].lower())


def _check_unfinished(html: str, start: int) -> None:
    """A tag whose end does not come: parsers read everything up to the next > as its attributes."""
    if html[start + 1] in "!?":  # a comment has none
        return
    end = html.find(">", start)
    _check_attributes(html[start : end if end >= 0 else len(html)])


def _check_attributes(attributes: str) -> None:
    names = VALUE.sub("", attributes)
    if len(names) > LONGEST_TAG or len(WORD.findall(names)) > MOST_ATTRIBUTES:
        raise TooComplex("A tag holds too many attributes.")


class _Nesting:
    """Counts open elements; formatting is counted apart because parsers open it again in every new block."""

    def __init__(self) -> None:
        self.stack: list[str] = []
        self.formatting: dict[str, int] = {}

    def open(self, name: str) -> None:
        if name in VOID:
            return
        if name in FORMATTING:
            self.formatting[name] = self.formatting.get(name, 0) + 1
        else:
            while self.stack and self.stack[-1] in CLOSED_BY_THE_NEXT.get(name, ()):
                self.stack.pop()
            self.stack.append(name)
        if len(self.stack) + sum(self.formatting.values()) > DEEPEST:
            raise TooComplex("The text is nested too deeply.")

    def close(self, name: str) -> None:
        if name in FORMATTING:
            self.formatting[name] = max(self.formatting.get(name, 0) - 1, 0)
        elif name in self.stack:
            while self.stack.pop() != name:
                pass
