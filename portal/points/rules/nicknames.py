"""Which nicknames can stand in a public notice: short, of letters, and nobody's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from portal.accounts.rules.names import fold, is_reserved

LEAST, MOST = 2, 12
LETTERS = re.compile(r"[^\W\d_]+")
WRITTEN = re.compile(
    "[零〇一二三四五六七八九十百两幺拾壹贰叁参肆伍陆柒捌玖]{4,}"
)  # a telephone in characters; folded
OFFICES = ("政府", "街道", "社区", "居委会", "公安", "法院", "派出所", "书记", "主任", "市长", "局长", "官方")


class Trouble(StrEnum):
    """Why a nickname cannot be; each is the key of a sentence."""

    LENGTH = "length"
    LETTERS = "letters"
    NAME = "name"
    OFFICE = "office"


def trouble(nickname: str, names: Iterable[str]) -> Trouble | None:
    """What is wrong with a nickname; `names` are what its owner is called. Letters only: so it holds no number."""
    if not LEAST <= len(nickname) <= MOST:
        return Trouble.LENGTH
    folded = fold(nickname)
    if not LETTERS.fullmatch(nickname) or WRITTEN.search(folded) or any(map(is_sign_for_number, nickname)):
        return Trouble.LETTERS
    if any(part in folded for name in names for part in _parts(fold(name))):
        return Trouble.NAME
    if is_reserved(nickname) or any(office in folded for office in OFFICES):
        return Trouble.OFFICE
    return None


def is_sign_for_number(sign: str) -> bool:
    """①, Ⅷ, ½: what counts as a letter for a regular expression and is none. 〇 is written like a character."""
    return unicodedata.category(sign) in {"No", "Nl"} and sign != "〇"


def _parts(name: str) -> list[str]:
    """A name, and of a Chinese one of three or four characters what stands behind the family name."""
    given = name[1:] if 3 <= len(name) <= 4 and not name.isascii() else ""
    return [part for part in (name, given) if len(part) > 1]
