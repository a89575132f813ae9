"""What praise and reminders of the demo city share: people, places, boards, days that fit the calendar."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any

from portal.accounts.models import Role, User
from portal.accounts.queries import holders
from portal.alliances.models import Alliance
from portal.core.language import Bitext, Script
from portal.honor import queries, services
from portal.honor.models import BoardEntry, HonorBoard
from portal.honor.states import Polarity, Source, SubjectType
from portal.places.models import Place, PlaceKind
from portal.places.queries import work_calendar

Act = tuple[int, Callable[[], object]]
NAMES = {Polarity.RED: ("红榜", "紅榜"), Polarity.BLACK: ("提醒榜", "提醒榜")}
SOURCES = {"official": Source.INSPECTION}
TYPES = {"company": SubjectType.ORGANISATION}


class Boards:
    """The boards of each street, and of alliances that have one."""

    def __init__(self, city: Any) -> None:
        self.city = city
        for place in list(city.places.values()):
            if place.kind is PlaceKind.STREET:
                for polarity in Polarity:
                    self.open(polarity, place)

    def open(self, polarity: Polarity, place: Place, alliance: Alliance | None = None) -> HonorBoard:
        whose, word = (alliance or place).name, NAMES[polarity]
        criteria = self.city.toml("honor")["criteria"][str(polarity)]
        opener = holders((Role.EDITOR, Role.ISSUER), place)[0]
        return services.open_board(
            place,
            polarity=polarity,
            name=Bitext.both(f"{whose.hans}{word[0]}", f"{whose.hant}{word[1]}"),
            criteria=Bitext.of(criteria),
            alliance=alliance,
            actor=next(p for p in self.city.people.values() if p.id == opener),
        )

    def of(self, polarity: Polarity, place: Place, alliance: Alliance | None = None) -> HonorBoard:
        if alliance is not None:
            return queries.board_for(polarity, place.id, alliance.id) or self.open(polarity, place, alliance)
        streets = [p for p in self.city.places.values() if p.kind is PlaceKind.STREET and place.is_within(p)]
        board = queries.board_for(polarity, streets[0].id) if streets else None
        return board or self.open(polarity, place)


class Story(ABC):
    """One entry of the book and how far it has come. Days are kept in order even over long holidays."""

    def __init__(self, city: Any, row: dict[str, Any], boards: Boards) -> None:
        self.city, self.row, self.boards = city, row, boards
        self.shops = {shop["id"]: shop for shop in city.toml("shops")["shop"]}
        self.by_sign = {shop["sign"]: shop for shop in self.shops.values()}
        self.made: BoardEntry | None = None

    @property
    def entry(self) -> BoardEntry:
        if self.made is None:
            raise LookupError("the entry has not been proposed yet")
        return self.made

    @property
    def place(self) -> Place:
        found: Place = self.city.places[self.row["home"]]
        return found

    def person(self, key: str) -> User:
        """Offices and roles are asked anew at each day of the story."""
        person: User = self.city.people[key]
        for kept in ("_roles", "_alliances", "_offices"):
            person.__dict__.pop(kept, None)
        return person

    def text(self, words: str) -> Bitext:
        script = Script.HANT if self.row.get("script") == "hant" else Script.HANS
        return Bitext.of(words, script)

    @property
    def subject_type(self) -> SubjectType:
        kind = self.row["subject_type"]
        return TYPES.get(kind) or SubjectType(kind)

    @property
    def source(self) -> Source:
        given = self.row["nominated"]["source"]
        return SOURCES.get(given) or Source(given)

    @property
    def holder(self) -> User | None:
        """Whoever is named, else the keeper of the shop."""
        key = self.row.get("holder") or self.shops.get(self.row.get("shop", ""), {}).get("holder")
        return self.person(key) if key else None

    def working_days_after(self, day: int, count: int) -> int:
        end = work_calendar().add_working_days(self.city.on(day), count)
        return int((end - self.city.today).days)

    def referee(self) -> User:
        """Who answers objections: the legal reviewer of the city."""
        ids = holders((Role.LEGAL_REVIEWER,), self.place)
        key = next(key for key, person in self.city.people.items() if person.id in ids)
        return self.person(key)

    @abstractmethod
    def acts(self) -> Iterator[Act]:
        """Everything that happens to the entry, each with its moment, in order."""
