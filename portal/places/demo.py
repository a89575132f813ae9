"""The places of the demo city, and the working days of its calendar."""

from __future__ import annotations

from markupsafe import escape

from portal.core.language import Bitext
from portal.demo_data.book import Book
from portal.places.models import PlaceKind, lay_out
from portal.places.services import load_calendar


def load(city: Book) -> None:
    load_calendar()
    for row in city.toml("places")["place"]:
        city.places[row["id"]] = lay_out(
            city.places.get(row["parent"]),
            kind=PlaceKind(row["kind"]),
            called=row.get("called", ""),
            slug=row["id"],
            code=row["code"],
            name=Bitext.both(row["hans"], row["hant"]),
            intro=f"<p>{escape(row['intro'])}</p>" if row["intro"] else "",
            address=row.get("address", ""),
            contact_phone=row.get("phone", ""),
        )
