"""Two issues of the boards of the demo city: every step through the services, at its own time."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from portal.accounts.models import Role
from portal.accounts.queries import holders
from portal.core import clock
from portal.core.language import Bitext
from portal.honor import services
from portal.honor.demo.issues import Issues
from portal.honor.demo.praise import Praise
from portal.honor.demo.programmes import Programmes
from portal.honor.demo.reminder import Reminder
from portal.honor.demo.story import Boards, Story
from portal.honor.models import LegalBasis
from portal.honor.services import expire_due
from portal.honor.states import BasisKind, Polarity
from portal.places.models import PlaceKind
from portal.places.queries import get_city

LEGAL = (Role.LEGAL_REVIEWER,)


def load(city: Any) -> None:
    chapter = city.toml("honor")
    with clock.stopped_at(city.at(-150)):
        grounds, boards = keep_register(city, chapter), Boards(city)
        assess(city, chapter)
    programmes = Programmes(city, boards)
    stories: list[Story] = [Praise(city, row, boards, programmes) for row in chapter["red"]]
    stories += [Reminder(city, row, boards, grounds) for row in chapter["black"]]
    acts: list[tuple[int, int, Callable[[], object]]] = []
    acts += [(day, i, act) for i, (day, act) in enumerate(programmes.acts())]
    for story in stories:
        acts += [(day, len(acts) + i, act) for i, (day, act) in enumerate(story.acts())]
    acts += [(day, len(acts) + i, act) for i, (day, act) in enumerate(Issues(city).acts(stories))]
    for day, _order, act in sorted(acts, key=lambda a: a[:2]):
        if day <= 0:
            with clock.stopped_at(city.at(day, 10)):
                act()
                expire_due()
    expire_due()


def keep_register(city: Any, chapter: dict[str, Any]) -> dict[tuple[str, str], LegalBasis]:
    """Each ground that an entry names, once, by the city's legal reviewer."""
    root = get_city()
    reviewer = city_person(city, LEGAL)
    found: dict[tuple[str, str], LegalBasis] = {}
    for row in chapter["black"]:
        for given in row["legal_basis"]:
            key = (given["instrument"], given["article"])
            convention = city.kept["conventions"][given["convention"]] if "convention" in given else None
            found[key] = found.get(key) or services.add_basis(
                root,
                kind=BasisKind.CONVENTION if convention else BasisKind.LAW,
                instrument=Bitext.of(re.sub(r"（[^）]*）", "", given["instrument"]).strip("《》")),
                article=Bitext.of(given["article"]),
                source="公约公布文本" if convention else source_of(given["instrument"]),
                as_of=city.on(-150),
                convention_code=convention.code if convention else "",
                actor=reviewer,
            )
    return found


def assess(city: Any, chapter: dict[str, Any]) -> None:
    """What has to be weighed before anybody is named: by the legal reviewer, approved by the city's issuer."""
    drafter, approver = city_person(city, LEGAL), city_person(city, (Role.ISSUER,))
    for row in chapter["assessments"]:
        words = {
            key: Bitext.of(row[key]) for key in ("purpose", "data_kinds", "audience", "risks", "measures")
        }
        one = services.draft_assessment(
            get_city(),
            polarity=Polarity(row["polarity"]),
            number=row["number"],
            valid_months=row["valid_months"],
            actor=drafter,
            **words,
        )
        if row.get("approved", True):
            services.approve_assessment(one, actor=approver)


def source_of(instrument: str) -> str:
    return "演示用虚构法规" if "虚构" in instrument else "国家法律法规数据库"


def city_person(city: Any, roles: tuple[Role, ...]) -> Any:
    root = next(place for place in city.places.values() if place.kind is PlaceKind.CITY)
    ids = holders(roles, root)
    return next(person for person in city.people.values() if person.id in ids)
