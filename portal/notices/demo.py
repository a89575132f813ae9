"""Organisations of the demo city that issue papers: one under its red head, each going on after its book on paper."""

from __future__ import annotations

from typing import Any

from portal.core import clock
from portal.core.language import Bitext
from portal.notices import services
from portal.notices.queries import of_place
from portal.notices.services.numbering import office_of


def load(city: Any) -> None:
    book = city.toml("notices")
    admin = city.people[book["by"]]
    with clock.stopped_at(city.at(-160)):
        for row in book["sender"]:
            office = office_of(of_place(city.places[row["place"]]))
            services.change_sender(office, name=Bitext.name(row["name"]), mark=row["mark"], actor=admin)
            if "red_head" in row:
                services.set_red_head(office, granted=True, basis=row["red_head"], actor=admin)
            for kind, last in row.get("by_hand", {}).items():
                services.continue_after(office, kind=kind, last=last, actor=admin)
