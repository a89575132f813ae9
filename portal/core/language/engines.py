"""The converter behind the dictionary: OpenCC, or our own smaller table where it is missing."""

import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

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
MERGED = Path(__file__).parent / "data" / "s2t.ocd2"


def name() -> str:
    """Which engine converts here; part of the version of a conversion."""
    return "table" if opencc is None else "opencc"


def convert(text: str, target: Script) -> str:
    """Convert text that holds neither U+0000 nor lone surrogates."""
    return _by_table(target)(text) if opencc is None else _by_opencc(target)(text)


@cache
def _by_opencc(target: Script) -> Conversion:
    converter: Conversion
    try:
        with tempfile.TemporaryDirectory() as folder:
            lean = Path(folder) / "lean.json"
            lean.write_text(json.dumps(_lean(CONFIGURATION[target])), encoding="utf-8")
            converter = opencc.OpenCC(str(lean)).convert
    except (
        OSError,
        RuntimeError,
        KeyError,
        TypeError,
    ):  # another version of OpenCC keeps its tables elsewhere
        converter = opencc.OpenCC(CONFIGURATION[target]).convert
    return converter


def _lean(name: str) -> dict[str, Any]:
    """OpenCC's own configuration with one table (`tools/opencc_table.py`) where it asks several together.

    Of a group it keeps a merged copy beside the tables: 44 MB in every process. The one table takes 7, and what
    comes out is the same to the letter.
    """
    tables_of_opencc = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
    found: dict[str, Any] = json.loads((tables_of_opencc / f"{name}.json").read_text(encoding="utf-8"))
    if MERGED.exists() and found["segmentation"]["dict"]["type"] == "group":
        merged = {"type": "ocd2", "file": str(MERGED)}
        found["segmentation"]["dict"] = found["conversion_chain"][0]["dict"] = merged
    whole: dict[str, Any] = _with_whole_paths(found, tables_of_opencc)
    return whole


def _with_whole_paths(part: Any, folder: Path) -> Any:
    if isinstance(part, list):
        return [_with_whole_paths(each, folder) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: str(folder / value) if key == "file" else _with_whole_paths(value, folder)
        for key, value in part.items()
    }


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
