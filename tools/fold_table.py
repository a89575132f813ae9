"""Write portal/search/data/fold.txt: one line for each folded character, then all that fold into it.

Run once, and again when OpenCC's tables change: `python tools/fold_table.py`. Every search engine
must be rebuilt afterwards (`portal rebuild`). OpenCC is needed here only, not when the portal runs.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

from opencc import OpenCC

TARGET = Path(__file__).parent.parent / "portal" / "search" / "data" / "fold.txt"
CONVERTERS = [OpenCC(name) for name in ("t2s", "tw2s", "hk2s")]
# Pairs that readers take for one character and OpenCC keeps apart.
BY_HAND = {
    "著": "着", "羣": "群", "綫": "线", "牀": "床", "帐": "账", "妳": "你", "牠": "它", "祇": "只", "衹": "只",
    "瞭": "了", "藉": "借", "裏": "里", "麪": "面", "衞": "卫", "爲": "为", "説": "说", "戶": "户", "査": "查",
    "臺": "台", "喫": "吃", "覈": "核", "恆": "恒", "峯": "峰", "祕": "秘", "韮": "韭",
    "覆": "复", "迴": "回", "傢": "家", "佈": "布", "乾": "干", "麼": "么", "於": "于", "餘": "余", "馀": "余",
    "黏": "粘", "証": "证", "菸": "烟", "瘉": "愈", "癒": "愈",
    "侭": "尽", "暱": "昵", "渖": "沈", "稆": "穞", "縆": "緪", "缐": "线", "腭": "颚", "讬": "托", "谘": "咨", "迳": "径",
    "钜": "巨", "锺": "钟", "镟": "旋", "鲇": "鲶", "麹": "曲", "麺": "面",
}  # fmt: skip


def step(character: str) -> str:
    """One small change, or the character itself. Always one character long."""
    for changed in (
        unicodedata.normalize("NFKC", character),
        without_accent(character),
        character.lower(),
        BY_HAND.get(character, character),
        *(converter.convert(character) for converter in CONVERTERS),
    ):
        if len(changed) == 1 and changed != character:
            return changed
    return character


def without_accent(character: str) -> str:
    first, *marks = unicodedata.normalize("NFD", character)
    if first.isascii() and first.isalpha() and all(unicodedata.combining(mark) for mark in marks):
        return first
    return character


def fold(character: str) -> str:
    seen = {character}
    while (changed := step(character)) not in seen:
        seen.add(changed)
        character = changed
    return character


def main() -> None:
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for number in range(1, sys.maxunicode + 1):
        character = chr(number)
        if 0xD800 <= number <= 0xDFFF or unicodedata.category(character) in {"Cn", "Co", "Cc"}:
            continue
        folded = fold(character)
        if folded != character:
            lines[folded].append(character)
    if spaces := lines.pop(" ", None):
        print(f"{len(spaces)} kinds of space are no letters and need no line", file=sys.stderr)
    text = "".join(f"{folded}\t{''.join(sources)}\n" for folded, sources in sorted(lines.items()))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    print(f"{sum(map(len, lines.values()))} characters fold into {len(lines)}", file=sys.stderr)


if __name__ == "__main__":
    main()
