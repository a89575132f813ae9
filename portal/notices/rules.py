"""How notices are numbered, and which weeks a month has. No database."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date

HAN = re.compile(r"[\u3400-\u9fff]+")
MARK = re.compile(r"[\u3400-\u9fff]{1,12}")
LONGEST_MARK = 12
# what a place is, at the end of its name: 临河街道 numbers its papers 临河…
KINDS_OF_PLACES = ("街道", "社区", "网格", "镇", "乡", "村", "市", "区", "县")


def number_of(prefix: str, year: int, serial: int) -> str:
    """发文字号 of GB/T 9704: 临河公示〔2026〕18号, in hexagonal brackets, without 第 and without leading zeros."""
    return f"{prefix}〔{year}〕{serial}号"


def is_mark(text: str) -> bool:
    """机关代字: Chinese characters only, and 第 begins no number."""
    return MARK.fullmatch(text) is not None and not text.startswith("第")


def mark_of_place(name: str) -> str:
    """What the numbers of a place begin with until somebody says otherwise: 临河街道 -> 临河."""
    plain = "".join(HAN.findall(name)).removeprefix("第")[:LONGEST_MARK]
    for kind in KINDS_OF_PLACES:
        if plain.endswith(kind) and len(plain) - len(kind) >= 2:
            return plain.removesuffix(kind)
    return plain


def mark_of_alliance(name: str) -> str:
    """新开路商家自治联盟 -> 新开路商家盟, as alliances sign for short."""
    plain = "".join(HAN.findall(name))
    short = plain.removesuffix("联盟").removesuffix("自治")
    return f"{short[: LONGEST_MARK - 1]}盟" if short != plain and short else plain[:LONGEST_MARK]


def weeks_of(month: date) -> Sequence[Sequence[date]]:
    """The weeks of a month from Monday on, with the days of its neighbours that fill them."""
    return calendar.Calendar().monthdatescalendar(month.year, month.month)


def month_after(month: date, step: int = 1) -> date:
    """The first day of the month so many months away."""
    years, index = divmod(month.year * 12 + month.month - 1 + step, 12)
    return date(years, index + 1, 1)
