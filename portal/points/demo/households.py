"""Households of the demo city: most are confirmed, one waits for the second person, one for the visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial
from typing import Any

from portal.core.clock import CITY_ZONE
from portal.demo_data.book import Book
from portal.points.models import Household
from portal.points.queries import households as queries
from portal.points.services import household_years
from portal.points.services import households as services

Act = Callable[[], Any]


class Housed:
    """What `households` in `points.toml` tells, each step on its day; and the new years they have lived through."""

    def __init__(self, city: Book) -> None:
        self.city = city
        self.rows: list[dict[str, Any]] = city.toml("points")["households"]
        self.made: dict[int, Household] = {}

    def acts(self) -> Iterator[tuple[datetime, Act]]:
        for n, row in enumerate(self.rows):
            day, checked = row["day"], len(row["by"])
            yield self.city.at(day, 10, n), partial(self.form, n, row)
            if checked:
                yield self.city.at(day, 11, n), partial(self.check, n, row)
            if checked > 1:
                yield self.city.at(day, 15, n), partial(self.confirm, n, row)
            for later, member in enumerate(row["members"], 1):
                yield self.city.at(day + later, 19, n), partial(self.join, n, member, member in row["shares"])
            for guest in row.get("invites", ()):
                yield self.city.at(-2, 20, n), partial(self.invite, n, guest)
            if "left" in row:
                yield self.city.at(row["left"]["day"], 20, n), partial(self.leave, row["left"]["person"])
        first = self.city.on(min(row["day"] for row in self.rows)).year
        for year in range(first + 1, self.city.today.year + 1):
            yield (
                datetime.combine(date(year, 1, 1), time(0, 5), CITY_ZONE),
                household_years.close_residents_years,
            )

    def form(self, n: int, row: dict[str, Any]) -> None:
        keeper = self.city.people[row["keeper"]]
        self.made[n] = services.form(self.city.places[row["place"]], actor=keeper)

    def check(self, n: int, row: dict[str, Any]) -> None:
        services.check(self.made[n], actor=self.city.people[row["by"][0]])

    def confirm(self, n: int, row: dict[str, Any]) -> None:
        services.confirm(self.made[n], actor=self.city.people[row["by"][1]])

    def invite(self, n: int, guest: str) -> Any:
        keeper = self.made[n].keeper
        assert keeper is not None  # nobody has left it
        return services.invite(self.made[n], person=self.city.people[guest], actor=keeper)

    def join(self, n: int, member: str, shares: bool) -> None:
        services.accept(self.invite(n, member), shares=shares, actor=self.city.people[member])

    def leave(self, username: str) -> None:
        person = self.city.people[username]
        member = queries.membership(person.id)
        assert member is not None  # the row says so
        services.end(member, actor=person)
