"""The city's own words, on the glossary page."""

from __future__ import annotations

from portal.control.services import glossary
from portal.demo_data.book import Book


def load(city: Book) -> None:
    rows = city.toml("glossary")["term"]
    glossary.add_known((row["hans"], row["hant"], row.get("note", "")) for row in rows)
