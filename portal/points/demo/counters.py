"""What stands ready for whoever visits the demo city: a shop with a PIN, services with free times, the seasons."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import User
from portal.core import clock
from portal.core.permissions import can
from portal.demo_data.book import Book
from portal.places.queries import get_city
from portal.points.models import Partner, Reward, Season
from portal.points.queries.balances import purse
from portal.points.queries.slots import coming_slots
from portal.points.services import pins, seasons, slots
from portal.points.services.redemption import reserve


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


def take_a_time(city: Book, reward: Reward) -> None:
    """Somebody has an appointment for the first time that is offered."""
    slot = coming_slots(reward)[0]
    residents = (city.people[key] for key in sorted(city.people, reverse=True) if key.startswith("r0"))
    for person in residents:
        if purse(person.id).spendable >= reward.points and can(person, "points.reserve", reward):
            reserve(reward, slot=slot, actor=person)
            return


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
    take_a_time(city, rewards[book["slots"][0]["reward"]])
