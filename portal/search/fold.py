"""Both scripts, full width and case folded into one form of exactly the same length.

Because the length never changes, an offset in the folded text is the offset in what was written, and
highlighting is a slice. The table is data (`tools/fold_table.py` makes it), so searching needs no OpenCC.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path

DATA = Path(__file__).parent / "data"
SURROGATES = range(0xD800, 0xE000)
NOT_TEXT = "\ufffd"


def read_table() -> dict[int, str]:
    table = {code: NOT_TEXT for code in SURROGATES}
    for line in (DATA / "fold.txt").read_text(encoding="utf-8").split("\n"):
        folded, _, sources = line.partition("\t")
        table.update(dict.fromkeys(map(ord, sources), folded))
    table[0] = " "
    return table


TABLE = read_table()


def fold(text: str) -> str:
    """The form in which everything is compared. len(fold(text)) == len(text)."""
    return text.translate(TABLE)


def read_synonyms() -> dict[str, tuple[str, ...]]:
    """Each folded word with the other words that people in another region use for it."""
    groups: dict[str, tuple[str, ...]] = {}
    for line in (DATA / "synonyms.txt").read_text(encoding="utf-8").splitlines():
        words = [fold(word.strip()) for word in line.partition("#")[0].split("=")]
        for word in filter(None, words):
            others = chain(groups.get(word, ()), (other for other in words if other and other != word))
            groups[word] = tuple(dict.fromkeys(others))
    return groups


SYNONYMS = read_synonyms()
