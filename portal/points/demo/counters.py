"""What stands ready for whoever visits the demo city: a shop with a PIN, services with free times, the seasons."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import User
from portal.core import clock
from portal.demo_data.book import Book
from portal.places.queries import get_city
from portal.points.models import Partner, Reward, Season
from portal.points.services import pins, seasons, slots


def set_pins(book: dict[str, Any], partners: dict[str, Partner], clerks: dict[int, User]) -> None:
    """At the end: whoever handed out before needed none."""
    for row in book["partners"]:
        if "pin" in row:
            shop = partners[row["id"]]
            pins.set_pin(shop, pin=row["pin"], actor=clerks[shop.id])


def open_seasons(city: Book, book: dict[str, Any], officer: User) -> dict[str, Season]:
    """Written down some days before they begin."""
    made: dict[str, Season] = {}
    for row in book["seasons"]:
        with clock.stopped_at(city.at(row["first"] - 30)):
            made[row["id"]] = seasons.open_season(
                get_city(),
                name=row["name"],
                starts_on=city.on(row["first"]),
                ends_on=city.on(row["last"]),
                actor=officer,
            )
    return made


def open_times(city: Book, book: dict[str, Any], rewards: dict[str, Reward], officer: User) -> None:
    for row in book["slots"]:
        slots.open_slots(
            rewards[row["reward"]],
            first=city.at(row["day"], row["hour"]),
            minutes=row["minutes"],
            capacity=row["capacity"],
            weeks=row["weeks"],
            actor=officer,
        )
