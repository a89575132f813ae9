"""The panels by lot of the demo city: one that people can stand for, one that is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from portal.consultations.demo.telling import Telling
from portal.consultations.models import LotPanel
from portal.consultations.queries.selection import panel_view
from portal.consultations.rules.quotas import quotas_in
from portal.consultations.services import listing, panel_seats
from portal.consultations.services import lot_panels as services
from portal.core.permissions import can
from portal.demo_data.book import Book

LENGTH = 100


class LotPanels:
    """All of them, each with what came of it."""

    def __init__(self, city: Book, told: list[dict[str, Any]], matters: Mapping[int, Telling]) -> None:
        self.city, self.told, self.matters = city, told, matters
        self.made: dict[int, LotPanel] = {}

    def acts(self) -> Iterator[tuple[datetime, Any]]:
        for number, one in enumerate(self.told):
            yield self.city.at(one["set_day"], 11, number), partial(self.set_up, number, one)
            yield self.city.at(one["set_day"] + 2, 19, number), partial(self.stand, number, one["people"])
            if "close_day" in one:
                yield self.city.at(one["close_day"], 18, number), partial(self.close, number)
                yield self.city.at(one["seed_day"], 22, number), partial(self.draw, number, one["seed"])
            for gone in one.get("leaves", ()):
                yield self.city.at(gone["day"], 9, number), partial(self.vacate, number, gone)

    def set_up(self, number: int, one: dict[str, Any]) -> None:
        matter = self.matters[one["of"]]
        self.made[number] = services.set_panel(
            matter.consultation,
            size=one["size"],
            quotas=quotas_in(one["quotas"]),
            about=one["about"],
            seed_source=one["seed_source"],
            seed_on=self.city.on(one["seed_day"]),
            length=LENGTH,
            actor=matter.author,
        )

    def stand(self, number: int, people: list[str]) -> None:
        panel = self.made[number]
        for told in people:
            key, _colon, traits = told.partition(":")
            person = self.city.people[key.rstrip("*")]
            if can(person, "consultations.join_panel", panel):
                said = [trait.strip() for trait in traits.split(",")]
                services.join(panel, traits=said, named=key.endswith("*"), actor=person)

    def close(self, number: int) -> None:
        services.close_pool(self.made[number], actor=self.matters[self.told[number]["of"]].author)
        listing.make_list(self.made[number])

    def draw(self, number: int, seed: str) -> None:
        services.draw(self.made[number], seed=seed, actor=self.matters[self.told[number]["of"]].issuer)

    def vacate(self, number: int, gone: dict[str, Any]) -> None:
        matter = self.matters[self.told[number]["of"]]
        seated = panel_view(matter.consultation, matter.author).seated
        panel_seats.vacate(seated[gone["seat"]], reason=gone["reason"], actor=matter.author)
