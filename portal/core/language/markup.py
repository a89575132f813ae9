"""Convert the text of an HTML fragment and nothing else."""

import re
from collections.abc import Iterator

from portal.core.language.convert import convert_parts
from portal.core.language.scripts import Script, detect

TOKEN = re.compile(
    r"""(?><!--.*?-->)|(?><[/!?]?[a-zA-Z](?:"[^"]*"|'[^']*'|[^"'>])*>)""",
    re.DOTALL,
)
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'=<>`]+)""")
KEPT_ELEMENTS = frozenset({"code", "pre", "script", "style", "textarea"})
READ_ATTRIBUTES = frozenset({"title", "alt"})
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


def html_to_script(html: str, target: Script, *, source: Script | None = None) -> str:
    """The fragment in the wanted script: text, `title` and `alt` change; tags, addresses and code never.

    What stands in code, pre or under translate="no" stays as it is. A word that is cut by an inline tag
    is converted piece by piece.
    """
    pieces = list(_pieces(html))
    words = [piece for piece, is_text in pieces if is_text]
    script = source or detect("".join(words), default=target.other)
    converted = iter(convert_parts(words, target, script)) if words else iter(())
    return "".join(next(converted) if is_text else piece for piece, is_text in pieces)


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """The fragment in pieces, each with whether it is text to be converted."""
    kept = ""
    depth = 0
    start = 0
    for found in TOKEN.finditer(html):
        yield html[start : found.start()], not depth
        start = found.end()
        token = found.group()
        name, step = _step(token)
        if depth:
            depth += step if name == kept else 0
            yield token, False
            continue
        if step > 0 and _is_kept(name, token):
            kept, depth = name, 1
        yield from _tag_pieces(token) if step >= 0 and not depth else [(token, False)]
    yield html[start:], not depth


def _step(token: str) -> tuple[str, int]:
    """The element's name, and +1 where it opens, -1 where it closes, 0 where it holds nothing."""
    tag = TAG.match(token)
    if not tag:
        return "", 0
    name = tag[2].lower()
    if tag[1]:
        return name, -1
    return name, 0 if name in VOID else 1


def _is_kept(name: str, token: str) -> bool:
    if name in KEPT_ELEMENTS:
        return True
    attributes = ((a[1].lower(), a[3].strip("\"'").lower()) for a in ATTRIBUTE.finditer(token))
    return ("translate", "no") in attributes


def _tag_pieces(token: str) -> Iterator[tuple[str, bool]]:
    start = 0
    for found in ATTRIBUTE.finditer(token):
        quoted = found[3][0] in "\"'" and "://" not in found[3]
        if quoted and found[1].lower() in READ_ATTRIBUTES:
            yield token[start : found.start(3)], False
            yield found[3], True
            start = found.end(3)
    yield token[start:], False
