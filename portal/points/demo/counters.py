"""What stands ready for whoever visits the demo city: a shop with a PIN, services with free times."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import User
from portal.demo_data.book import Book
from portal.points.models import Partner, Reward
from portal.points.services import pins, slots


def set_pins(book: dict[str, Any], partners: dict[str, Partner], clerks: dict[int, User]) -> None:
    """At the end: whoever handed out before needed none."""
    for row in book["partners"]:
        if "pin" in row:
            shop = partners[row["id"]]
            pins.set_pin(shop, pin=row["pin"], actor=clerks[shop.id])


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
