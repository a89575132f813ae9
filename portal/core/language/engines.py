"""The converter behind the dictionary: OpenCC, or our own smaller table where it is missing."""

from collections.abc import Callable
from functools import cache

from portal.core.language import tables
from portal.core.language.dictionary import Dictionary
from portal.core.language.scripts import Script

try:
    import opencc
except ImportError:  # no wheel on this platform
    opencc = None  # type: ignore[assignment]  # the table takes over

Conversion = Callable[[str], str]
CONFIGURATION = {Script.HANS: "t2s", Script.HANT: "s2tw"}
"""Never a phrase variant (s2twp): it turns 社区 into 社群 and 支持 into 支援."""


def name() -> str:
    """Which engine converts here; part of the version of a conversion."""
    return "table" if opencc is None else "opencc"


def convert(text: str, target: Script) -> str:
    """Convert text that holds neither U+0000 nor lone surrogates."""
    return _by_table(target)(text) if opencc is None else _by_opencc(target)(text)


@cache
def _by_opencc(target: Script) -> Conversion:
    converter: Conversion = opencc.OpenCC(CONFIGURATION[target]).convert
    return converter


@cache
def _by_table(target: Script) -> Conversion:
    characters = tables.simplified() if target is Script.HANT else tables.traditional()
    phrases = tables.terms("phrases.txt")
    if target is Script.HANT:
        dictionary = Dictionary({term.hans: term.hant for term in phrases if ">" in term.flags})
    else:
        dictionary = Dictionary({term.hant: term.hans for term in phrases if "<" in term.flags})
    usual = str.maketrans({character: forms[0] for character, forms in characters.forms.items()})

    def by_table(text: str) -> str:
        between, kept = dictionary.cut(text)
        parts = [between[0].translate(usual)]
        for twin, rest in zip(kept, between[1:], strict=True):
            parts += (twin, rest.translate(usual))
        return "".join(parts)

    return by_table
