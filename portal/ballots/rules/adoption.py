"""Who must take part and how many must agree: the rule a vote is held under, as a value.

Quorums and majorities are law or charter, and both change. So a rule is data with its source and its date
("as of"); a vote keeps its own snapshot (`to_json`) and never looks up the preset again.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

_FRACTION = re.compile(r"[1-9][0-9]{0,5}(/[1-9][0-9]{0,5})?")
# what a snapshot that was written before these were asked says of them
LATER_FIELDS: Mapping[str, object] = MappingProxyType(
    {
        "most_proxies": 0,
        "or_households": "",
        "min_women_share": "",
        "filing_office_hans": "",
        "filing_office_hant": "",
    }
)
PRESETS_FILE = Path(__file__).parent.parent / "presets.toml"


class Electorate(StrEnum):
    """Who may vote."""

    VILLAGERS = "villagers"
    VILLAGE_HOUSEHOLDS = "village_households"
    VILLAGE_REPRESENTATIVES = "village_representatives"
    RESIDENTS = "residents"
    RESIDENT_HOUSEHOLDS = "resident_households"
    RESIDENT_REPRESENTATIVES = "resident_representatives"
    OWNERS = "owners"
    MEMBERS = "members"


class QuorumBasis(StrEnum):
    """What one head of the electorate is."""

    HEADS = "heads"
    HOUSEHOLDS = "households"
    REPRESENTATIVES = "representatives"


class PassBasis(StrEnum):
    """Of whom the majority is asked.

    Abstainers are in all three: 到会人员 (everybody present, whether they vote or not), 参与表决 (everybody
    who cast a ballot), or everybody entitled.
    """

    PRESENT = "present"
    PARTICIPATING = "participating"
    ENTITLED = "entitled"


@dataclass(frozen=True, kw_only=True)
class AdoptionRule:
    """A quorum and a majority with their source. Fractions only, so exactly 2/3 is exactly 2/3.

    `quorum_strict` and `pass_strict` mean "more than" (过半数); otherwise the fraction itself is enough
    ("三分之二以上", 民法典 art. 1259: 以上 includes the number). With `area` both tests must also hold for
    the area (业主). `or_households` is a second way to the quorum: so many of the households took part (村民会议:
    half of the adults, or two thirds of the households). Of those entitled at least `min_women_share` are women.
    `filing_office_*` is with whom what was adopted is filed, empty where nothing is filed. `most_proxies` is for how many others one person may
    vote. `superseded` says that the article quoted has been replaced since; `formal` is False
    where the result binds nobody but those who take part.
    """

    key: str
    name_hans: str
    name_hant: str
    electorate: Electorate
    quorum_basis: QuorumBasis
    quorum_fraction: Fraction
    quorum_strict: bool
    pass_basis: PassBasis
    pass_fraction: Fraction
    pass_strict: bool
    area: bool
    notice_days: int
    secret: bool
    may_delegate: bool
    filing_days: int
    source_hans: str
    source_hant: str
    as_of: date
    superseded: bool
    formal: bool
    most_proxies: int = 0
    or_households: Fraction | None = None
    min_women_share: Fraction | None = None
    filing_office_hans: str = ""
    filing_office_hant: str = ""

    def __post_init__(self) -> None:
        for fraction, strict in (
            (self.quorum_fraction, self.quorum_strict),
            (self.pass_fraction, self.pass_strict),
        ):
            if not 0 < fraction <= 1 or (strict and fraction == 1):
                raise ValueError(f"nobody can reach {'more than ' if strict else ''}{fraction}")
        for share in (self.or_households, self.min_women_share):
            if share is not None and not 0 < share <= 1:
                raise ValueError(f"nobody can reach a share of {share}")
        if self.notice_days < 0 or self.filing_days < 0:
            raise ValueError("a rule asks for no negative number of days")
        if self.most_proxies < 0:
            raise ValueError("nobody stands for fewer than no others")

    def quorum_reached(self, part: int, whole: int) -> bool:
        return reaches(part, whole, self.quorum_fraction, strict=self.quorum_strict)

    def majority_reached(self, part: int, whole: int) -> bool:
        return reaches(part, whole, self.pass_fraction, strict=self.pass_strict)

    def to_json(self) -> dict[str, str | int | bool]:
        """The snapshot a vote keeps: plain JSON values, fractions as "2/3", the date in ISO form."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, values: Mapping[str, object]) -> AdoptionRule:
        """The rule of a snapshot or a preset. Raises ValueError when a value is missing, unknown or wrong."""
        names = {field.name for field in fields(cls)}
        values = {**LATER_FIELDS, **values}
        if set(values) != names:
            raise ValueError(f"not an adoption rule: {sorted(names ^ set(values))}")
        take = _Taker(values)
        return cls(
            key=take.text("key"),
            name_hans=take.text("name_hans"),
            name_hant=take.text("name_hant"),
            electorate=Electorate(take.text("electorate")),
            quorum_basis=QuorumBasis(take.text("quorum_basis")),
            quorum_fraction=take.fraction("quorum_fraction"),
            quorum_strict=take.yes_or_no("quorum_strict"),
            pass_basis=PassBasis(take.text("pass_basis")),
            pass_fraction=take.fraction("pass_fraction"),
            pass_strict=take.yes_or_no("pass_strict"),
            area=take.yes_or_no("area"),
            notice_days=take.whole_number("notice_days"),
            secret=take.yes_or_no("secret"),
            may_delegate=take.yes_or_no("may_delegate"),
            filing_days=take.whole_number("filing_days"),
            source_hans=take.text("source_hans"),
            source_hant=take.text("source_hant"),
            as_of=take.day("as_of"),
            superseded=take.yes_or_no("superseded"),
            formal=take.yes_or_no("formal"),
            most_proxies=take.whole_number("most_proxies"),
            or_households=take.share("or_households"),
            min_women_share=take.share("min_women_share"),
            filing_office_hans=take.said("filing_office_hans"),
            filing_office_hant=take.said("filing_office_hant"),
        )


@dataclass(frozen=True)
class _Taker:
    """Takes values of the expected kind out of a mapping, or says which one is not."""

    values: Mapping[str, object]

    def text(self, name: str) -> str:
        value = self.values[name]
        return value if isinstance(value, str) and value else self._refuse(name)

    def yes_or_no(self, name: str) -> bool:
        value = self.values[name]
        return value if isinstance(value, bool) else self._refuse(name)

    def whole_number(self, name: str) -> int:
        value = self.values[name]
        return value if isinstance(value, int) and not isinstance(value, bool) else self._refuse(name)

    def fraction(self, name: str) -> Fraction:
        text = self.text(name)
        return Fraction(text) if _FRACTION.fullmatch(text) else self._refuse(name)

    def said(self, name: str) -> str:
        value = self.values[name]
        return value if isinstance(value, str) else self._refuse(name)

    def share(self, name: str) -> Fraction | None:
        return self.fraction(name) if self.values[name] else None

    def day(self, name: str) -> date:
        value = self.values[name]
        return value if type(value) is date else date.fromisoformat(self.text(name))

    def _refuse(self, name: str) -> NoReturn:
        raise ValueError(f"not an adoption rule: {name} is {self.values[name]!r}")


def _plain(value: str | bool | int | Fraction | date | None) -> str | int | bool:
    if value is None:
        return ""
    if isinstance(value, StrEnum | Fraction):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def reaches(part: int, whole: int, fraction: Fraction, *, strict: bool) -> bool:
    """Whether `part` of `whole` reaches the fraction. Nothing of nothing reaches no fraction."""
    if whole <= 0:
        return False
    reached, needed = part * fraction.denominator, whole * fraction.numerator
    return reached > needed if strict else reached >= needed


def least(whole: int, fraction: Fraction, *, strict: bool) -> int:
    """The smallest whole number that reaches the fraction: where the threshold line of a bar stands."""
    exact = whole * fraction.numerator
    return exact // fraction.denominator + 1 if strict else -(-exact // fraction.denominator)


@cache
def presets(path: Path = PRESETS_FILE) -> Mapping[str, AdoptionRule]:
    """The rules that come with the portal, by key, in the order of the file."""
    with path.open("rb") as file:
        tables = tomllib.load(file)
    return MappingProxyType({key: AdoptionRule.from_json({**row, "key": key}) for key, row in tables.items()})


def preset(key: str) -> AdoptionRule:
    """One of `presets()`. Raises KeyError when there is none of that name."""
    return presets()[key]
