"""Quotation marks: “ ” and ‘ ’ where simplified characters are written, 「」 and 『』 where traditional ones are."""

import re

from portal.core.language.scripts import Script

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
DOUBLE = re.compile("[“”]")
SINGLE = re.compile(r"(?<![A-Za-z])‘([^‘’]*)’(?![A-Za-z])")  # the ’ of it’s is none
TO_HANS = str.maketrans("「」『』", "“”‘’")


def quoted_as_in(text: str, target: Script) -> str:
    """The text with the marks of this script, one character for one. A text without a Chinese character keeps its own."""
    if target is Script.HANS:
        return text.translate(TO_HANS) if HAN.search(text) else text
    if ("“" not in text and "‘" not in text) or not HAN.search(text):
        return text
    return SINGLE.sub(r"『\1』", _doubles(text))


def _doubles(text: str) -> str:
    """Marks that belong together, and those that open a paragraph of a longer quotation; a ” of inches stays."""
    opened, closing = 0, set()
    for found in DOUBLE.finditer(text):
        if found[0] == "“":
            opened += 1
        elif opened:
            opened -= 1
            closing.add(found.start())
    if not closing:
        return text
    return "".join(
        "「" if mark == "“" else "」" if place in closing else mark for place, mark in enumerate(text)
    )
