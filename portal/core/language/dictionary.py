"""Terms that are replaced as a whole before any converter sees the text."""

import re
from collections.abc import Iterable, Mapping

from portal.core.language.tables import Term

SURNAMES = "范于余云谷岳涂郁"
"""Surnames that a converter takes for another word (範 於 餘 雲 穀 嶽 塗 鬱)."""

TITLES = (
    ("某", "某"),
    ("先生", "先生"),
    ("女士", "女士"),
    ("小姐", "小姐"),
    ("太太", "太太"),
    ("老师", "老師"),
    ("师傅", "師傅"),
    ("师父", "師父"),
    ("主任", "主任"),
    ("书记", "書記"),
    ("医生", "醫生"),
    ("大夫", "大夫"),
    ("律师", "律師"),
    ("法官", "法官"),
    ("警官", "警官"),
    ("阿姨", "阿姨"),
    ("大爷", "大爺"),
    ("大妈", "大媽"),
    ("大姐", "大姐"),
    ("大哥", "大哥"),
    ("大叔", "大叔"),
    ("奶奶", "奶奶"),
    ("爷爷", "爺爺"),
    ("经理", "經理"),
    ("老板", "老闆"),
    ("会长", "會長"),
    ("队长", "隊長"),
    ("站长", "站長"),
    ("所长", "所長"),
    ("局长", "局長"),
    ("科长", "科長"),
    ("校长", "校長"),
    ("村长", "村長"),
    ("镇长", "鎮長"),
    ("市长", "市長"),
    ("教授", "教授"),
    ("同志", "同志"),
    ("委员", "委員"),
)


class Dictionary:
    """Finds its terms in a text from left to right, the longest first."""

    __slots__ = ("_first", "_lengths", "terms")

    def __init__(self, terms: Mapping[str, str]) -> None:
        self.terms = dict(terms)
        lengths: dict[str, set[int]] = {}
        for term in self.terms:
            lengths.setdefault(term[0], set()).add(len(term))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
        self._first = re.compile(f"[{''.join(map(re.escape, self._lengths))}]") if lengths else None

    def cut(self, text: str) -> tuple[list[str], list[str]]:
        """Split the text at its terms: what stands between them, and what the terms become."""
        between: list[str] = []
        kept: list[str] = []
        if self._first is None:
            return [text], kept
        start = 0
        found = self._first.search(text)
        while found:
            at = found.start()
            length = self._length_at(text, at)
            if length:
                between.append(text[start:at])
                kept.append(self.terms[text[at : at + length]])
                start = at + length
            found = self._first.search(text, at + (length or 1))
        between.append(text[start:])
        return between, kept

    def _length_at(self, text: str, at: int) -> int:
        for length in self._lengths[text[at]]:
            if text[at : at + length] in self.terms:
                return length
        return 0


def towards_hant(terms: Iterable[Term], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What to replace on the way to traditional script. The city's own pairs win over the shipped terms."""
    table = {name + plain: name + twin for name in SURNAMES for plain, twin in TITLES}
    table.update((term.hans, term.hant) for term in terms if "<" not in term.flags)
    return _with_pairs(table, [(hans, hant) for hans, hant in pairs])


def towards_hans(terms: Iterable[Term], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What to replace on the way to simplified script."""
    table = {term.hant: term.hans for term in terms if ">" not in term.flags}
    return _with_pairs(table, [(hant, hans) for hans, hant in pairs])


def _with_pairs(table: dict[str, str], pairs: list[tuple[str, str]]) -> dict[str, str]:
    """A protected term that is already in the wanted form stays as it is."""
    table.update((twin, twin) for _, twin in pairs)
    table.update(pairs)
    return table
