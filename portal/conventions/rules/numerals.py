"""Chinese numerals, both ways: 二十三 is 23, and clause 23 is 第二十三条 or 第二十三條."""

from __future__ import annotations

import unicodedata

HIGHEST = 9999
_DIGITS = "零一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
_PLAIN = str.maketrans("〇○壹贰貳叁參肆伍陆陸柒捌玖拾佰仟两兩", "零零一二二三三四五六六七八九十百千二二")
_TENS = (("廿", "二十"), ("卄", "二十"), ("卅", "三十"), ("卌", "四十"))

NUMERAL = "[0-9０-９零〇○一二两兩三四五六七八九十百千廿卄卅卌壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]{1,9}"
"""A pattern for anything `from_chinese` may understand, to build other patterns from."""


def to_chinese(n: int) -> str:
    """A number from 0 to 9999 as it is written in the numbering of texts: 10 is 十, 110 is 一百一十.

    Both scripts write it alike.
    """
    if not 0 <= n <= HIGHEST:
        raise ValueError(f"clauses are numbered up to {HIGHEST}, not {n}")
    if n < 10:
        return _DIGITS[n]
    text, rest, skipped = "", n, False
    for size, unit in _UNITS:
        digit, rest = divmod(rest, size)
        if digit:
            text += ("零" if skipped and text else "") + _DIGITS[digit] + unit
        skipped = bool(text) and not digit
    if rest:
        text += ("零" if skipped else "") + _DIGITS[rest]
    return text[1:] if text.startswith("一十") else text


def from_chinese(text: str) -> int | None:
    """The number that is written, or None when it is not one from 0 to 9999.

    Understands 二十三, 廿三, 卅, 一百零五, 兩百, 二〇二五, 贰拾叁 and digits of any width.
    """
    plain = unicodedata.normalize("NFKC", text.strip()).translate(_PLAIN)
    for short, long in _TENS:
        plain = plain.replace(short, long)
    if not plain or len(plain) > 9:
        return None
    if plain.isascii() and plain.isdigit():
        return int(plain) if int(plain) <= HIGHEST else None
    if set(plain) <= set(_DIGITS):
        return _by_digits(plain)
    return _by_units(plain)


def clause_number(n: int, script: str = "zh-Hans") -> str:
    """第一条, or 第一條 in `zh-Hant`."""
    return f"第{to_chinese(n)}{'條' if script == 'zh-Hant' else '条'}"


def _by_digits(plain: str) -> int | None:
    if len(plain) > 4 or (len(plain) > 1 and plain[0] == "零"):
        return None
    return int("".join(str(_DIGITS.index(digit)) for digit in plain))


def _by_units(plain: str) -> int | None:
    """Reads unit by unit. 一百五 is refused: some mean 105 by it and most 150."""
    value, rest, last = 0, plain, 10
    for size, unit in _UNITS:
        head, found, tail = rest.partition(unit)
        if not found:
            continue
        digit = _unit_digit(head, first=value == 0, ten=size == 10)
        if digit is None:
            return None
        value, rest, last = value + digit * size, tail, size
    if rest and (last == 10 or rest.startswith("零")):
        digit = _unit_digit(rest, first=False, ten=False)
        if digit is None:
            return None
        return value + digit
    return None if rest else value


def _unit_digit(head: str, *, first: bool, ten: bool) -> int | None:
    if head == "" and ten:
        return 1
    digit = head if first else head.removeprefix("零")
    return _DIGITS.index(digit) if len(digit) == 1 and digit in _DIGITS[1:] else None
