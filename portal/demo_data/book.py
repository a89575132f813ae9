"""The book from which the demo city is read: one is passed from feature to feature, from the ground up.

Each feature's `demo.load(city)` reads its own chapters and leaves for the next ones what it has made.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from portal.core import clock
from portal.demo_data import reading

PASSWORD = "hetang2026"  # noqa: S105 - printed at every start: the demo city keeps no secrets


class Book:
    """`places` by slug, `alliances` by id, `people` by username, by key of the pool (r001 … m001 … o01 …) and
    by role of the demo; `kept` holds anything else that a later feature may look up, `news` what was announced so far and when. Days count from today.

    `scale` says how many times as large the city shall be; `crowd` are the ids of the people added for that.
    """

    def __init__(self, today: date | None = None, scale: int = 1) -> None:
        self.today = today or clock.today()
        self.scale = scale
        self.places: dict[str, Any] = {}
        self.people: dict[str, Any] = {}
        self.alliances: dict[str, Any] = {}
        self.crowd: list[int] = []
        self.kept: dict[str, Any] = {}
        self.news: list[tuple[datetime, Any]] = []
        self._read: dict[str, dict[str, Any]] = {}

    def on(self, day: int) -> date:
        """The date so many days from today; -40 lies forty days back."""
        return self.today + timedelta(days=day)

    def at(self, day: int, hour: int = 9, minute: int = 0) -> datetime:
        """A moment in the city's own time, never later than now for today and the days before."""
        moment = datetime.combine(self.on(day), time(hour, minute), tzinfo=clock.CITY_ZONE)
        return min(moment, clock.now()) if day <= 0 else moment

    def toml(self, name: str) -> dict[str, Any]:
        """One chapter (`people`, `conventions/xinkailu`), moving dates filled in."""
        if name not in self._read:
            self._read[name] = reading.read(name, self.today)
        return self._read[name]

    def folder(self, name: str) -> list[dict[str, Any]]:
        """All chapters of a folder, in the order of their file names."""
        return [self.toml(each) for each in reading.names(name)]

    def glossary(self) -> list[tuple[str, str]]:
        """The city's own words in both scripts."""
        return [(term["hans"], term["hant"]) for term in self.toml("glossary")["term"]]

    def accounts(self) -> list[dict[str, str]]:
        """The people whose accounts are shown to visitors of the demo city."""
        return [
            {
                "role": row["demo_role"],
                "username": row["username"],
                "password": PASSWORD,
                "label_hans": row["demo_label_hans"],
                "label_hant": row["demo_label_hant"],
            }
            for row in self.toml("people")["person"]
            if row.get("demo_account")
        ]
