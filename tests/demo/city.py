"""The data of the demo city, read once for its tests."""

from datetime import date
from typing import Any

from portal.demo_data.reading import names, read

TODAY = date(2026, 11, 22)


def rows(name: str, table: str) -> list[dict[str, Any]]:
    return read(name, TODAY)[table]


def ids(name: str, table: str, key: str = "id") -> set[str]:
    found = [row[key] for row in rows(name, table)]
    assert len(found) == len(set(found))
    return set(found)


def accounts() -> set[str]:
    """Everybody who has an account: those of the first book, and the newcomers."""
    return ids("people", "person", "username") | ids("newcomers", "person", "username")


def active(alliance: dict[str, Any]) -> list[str]:
    return [m["username"] for m in alliance["members"] if m.get("state", "active") == "active"]


ALLIANCES = {alliance["id"]: alliance for alliance in rows("alliances", "alliance")}

CONVENTIONS = {name.removeprefix("conventions/"): read(name, TODAY) for name in names("conventions")}
