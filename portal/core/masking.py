"""Covering up what identifies a person, in names, numbers and running text.

Used wherever text of people is shown: opinions, boards, signatories, vouchers. Masking is made at the server;
what is covered never reaches a page. Words are never guessed to be names: only what has the form of a number
that identifies is found in text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

STAR = "*"

# the family names of two characters that are met; longer lists would only turn given names into family names
_DOUBLE_NAMES = frozenset(
    re.findall(
        "..",
        "欧阳歐陽司马司馬上官诸葛諸葛司徒东方東方独孤獨孤南宫南宮夏侯皇甫尉迟尉遲公孙公孫慕容令狐"
        "宇文长孙長孫司空轩辕軒轅百里端木呼延澹台澹臺淳于单于單于申屠太史闻人聞人东郭東郭西门西門",
    )
)
_MIDDLE_DOTS = "·・•‧．"
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


class PersonalKind(StrEnum):
    """What a finding is; each is the key of a word."""

    PHONE = "phone"
    LANDLINE = "landline"
    IDENTITY = "identity"
    PLATE = "plate"
    EMAIL = "email"


@dataclass(frozen=True)
class Finding:
    """One piece of personal data in a text, by its place."""

    kind: PersonalKind
    start: int
    end: int


def mask_name(name: str, *, some: bool = True) -> str:
    """A name as it may be shown: 张某某, or with `some=False` 张**. One character stays, of 欧阳 two.

    At most two characters stand for the rest, so the length of a name tells nothing more. With a middle dot
    (阿依古丽·麦麦提江) the first part keeps its first character; other names keep their first letter.
    """
    name = " ".join(name.split())
    if not name:
        return ""
    first = next((part for part in re.split(f"[{_MIDDLE_DOTS} ]", name) if part), name)
    if not _HAN.match(first):
        return name[0] + STAR * 2
    kept = 2 if first == name and len(name) > 2 and name[:2] in _DOUBLE_NAMES else 1
    hidden = max(1, min(2, len(name) - kept))
    return first[:kept] + ("某" if some else STAR) * hidden


def mask_phone(number: str) -> str:
    """138****0000: three digits in front and four behind; of short numbers the last two alone."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", number) if c.isdecimal())
    for code, length in (("0086", 15), ("86", 13)):
        if len(digits) == length and digits.startswith(code):
            digits = digits[len(code) :]
    if len(digits) >= 11:
        return digits[:3] + STAR * (len(digits) - 7) + digits[-4:]
    return STAR * max(len(digits) - 2, 4) + digits[-2:] if len(digits) > 4 else STAR * 4


def mask_id(number: str) -> str:
    """A document number: its first and last character, everything between covered, never the birthday."""
    text = "".join(number.split())
    return text[0] + STAR * (len(text) - 2) + text[-1] if len(text) > 4 else STAR * len(text)


_GAP = r"[ \-\u00a0\u3000－—–‐‑]?"
_APART = r"[ \-.．·•_/\u00a0\u3000－—–‐‑()（）]{0,2}"  # how people part the groups of a telephone number
_NOT_INSIDE = r"(?<![0-9０-９A-Za-z*])"
_NOT_BEFORE = r"(?![0-9０-９A-Za-z*])"
_D = "[0-9０-９]"
_X = "[0-9０-９XxＸｘⅩⅹ]"
_GROUPS = ((3, 4, 4), (3, 8), (4, 3, 4), (4, 4, 3), (3, 3, 5), (5, 6), (6, 5), (7, 4))


def _parted(*digits: str) -> str:
    """A pattern for digits that may stand apart."""
    return _GAP.join(digits)


def _mobile() -> str:
    """Eleven digits from 13 to 19 on, in every usual grouping."""
    ways = []
    for groups in _GROUPS:
        digits = iter(["[1１]", "[3-9３-９]", *[_D] * 9])
        ways.append(_APART.join("".join(next(digits) for _n in range(size)) for size in groups))
    one_by_one = "[ \\-.]".join(["[1１]", "[3-9３-９]", *[_D] * 9])
    return "|".join([*ways, one_by_one])


_MONTH = (("[0０]", "[1-9１-９]"), ("[1１]", "[0-2０-２]"))
_DAY = (("[0-2０-２]", _D), ("[3３]", "[01０１]"))
_CENTURY = (("[1１]", "[89８９]"), ("[2２]", "[0０]"))
_REGION = ("[1-8１-８]", *[_D] * 5)


def _either(ways: tuple[tuple[str, str], ...]) -> str:
    return "(?:" + "|".join(_parted(*way) for way in ways) + ")"


_ID_18 = _parted(*_REGION, _either(_CENTURY), _D, _D, _either(_MONTH), _either(_DAY), _D, _D, _D, _X)
_ID_15 = _parted(*_REGION, _D, _D, _either(_MONTH), _either(_DAY), _D, _D, _D)
_PROVINCES = "京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊"
# in this order: what was found by an earlier pattern is not looked at again
_PATTERNS = (
    (PersonalKind.IDENTITY, re.compile(rf"{_NOT_INSIDE}(?:{_ID_18}|{_ID_15}){_NOT_BEFORE}")),
    (
        PersonalKind.PHONE,
        re.compile(rf"(?<![0-9０-９.．*])(?:(?:[+＋]|00)?86{_APART})?[(（]?(?:{_mobile()})(?![0-9０-９*])"),
    ),
    (
        PersonalKind.LANDLINE,
        re.compile(
            rf"(?<![0-9０-９A-Za-z.．*])(?:[(（]?[0０]{_D}{{2,3}}[)）]?|[+＋]86{_GAP}{_D}{{2,3}}){_GAP}"
            rf"[2-9２-９]{_D}{{2,3}}{_GAP}{_D}{{4}}(?![0-9０-９*])"
        ),
    ),
    (
        PersonalKind.PLATE,
        re.compile(
            rf"[{_PROVINCES}][A-HJ-NP-Z][·・\- ]?(?:[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂學学警港澳])(?![A-Za-z0-9])",
            re.IGNORECASE,
        ),
    ),
    (
        PersonalKind.EMAIL,
        re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}"),
    ),
)


def find_personal_data(text: str) -> tuple[Finding, ...]:
    """Phones, identity numbers, number plates and mail addresses in running text, in reading order.

    Full-width digits and gaps in numbers are seen through. Names, with or without a title (张主任), are not
    looked for: people must be able to speak of one another, and a guess would cover the wrong word. Public
    short numbers (110, 12345) and dates are no personal data.
    """
    found: list[Finding] = []
    rest = text
    for kind, pattern in _PATTERNS:
        spans = [match.span() for match in pattern.finditer(rest)]
        found += [Finding(kind, start, end) for start, end in spans]
        for start, end in spans:
            rest = rest[:start] + "\n" * (end - start) + rest[end:]
    return tuple(sorted(found, key=lambda finding: finding.start))


def mask_personal_data(text: str) -> str:
    """The text with everything `find_personal_data` finds covered; masking again changes nothing.

    What was covered can leave something that looks like a plate before it, so it is looked at until nothing is found.
    """
    while found := find_personal_data(text):
        text = "".join(_masked(text, found))
    return text


def _masked(text: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    at = 0
    for finding in findings:
        yield text[at : finding.start]
        yield _COVERS[finding.kind](text[finding.start : finding.end])
        at = finding.end
    yield text[at:]


def _cover_plate(plate: str) -> str:
    return plate[:2] + STAR * 5


def _cover_email(address: str) -> str:
    return address[0] + STAR * 3 + "@" + STAR * 3


_COVERS = {
    PersonalKind.PHONE: mask_phone,
    PersonalKind.LANDLINE: mask_phone,
    PersonalKind.IDENTITY: mask_id,
    PersonalKind.PLATE: _cover_plate,
    PersonalKind.EMAIL: _cover_email,
}
