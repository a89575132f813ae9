"""The consultations of the demo city, told through the services in the order in which things happened."""

from __future__ import annotations

from sqlalchemy import insert

from portal.consultations.demo import lot_panels, maps, promises, way
from portal.consultations.demo.story import Story, citizens
from portal.consultations.demo.telling import Telling
from portal.consultations.demo.topics import Proposals
from portal.consultations.models import Consultation, Opinion
from portal.consultations.notices import RESULT
from portal.core import clock
from portal.core.db import db
from portal.demo_data.book import Book
from portal.notices.queries import running
from portal.notices.services import make_objection


def load(city: Book) -> None:
    stories = [Story(city, told) for told in city.folder("consultations")]
    # the day's last moments of today are cut to now, so equal moments keep the order they are told in
    told = [act for story in stories for act in (*story.acts(), *maps.acts(story))]
    stops = city.toml("consultation_way")
    matters = [way.Matter(city, matter) for matter in stops["matter"]]
    told += [act for matter in matters for act in matter.acts()]
    by_number: dict[int, Telling] = {one.told["number"]: one for one in stories}
    by_number |= {one.told["number"]: one for one in matters}
    told += promises.Promises(city, city.toml("consultation_promises")["promise"], by_number).acts()
    told += lot_panels.LotPanels(city, city.toml("consultation_panels")["panel"], by_number).acts()
    told += Proposals(city, stops["topic"], citizens(city)).acts()
    acts = sorted(told, key=lambda act: act[0])
    for moment, act in acts:
        with clock.stopped_at(moment):
            act()
    for story in stories:
        enlarge(city, story.consultation)
    object_to_a_result(city)


def object_to_a_result(city: Book) -> None:
    """Of a result that is on notice these days a neighbour says what it leaves open."""
    said = city.toml("notices")["objection"]
    with clock.stopped_at(city.at(-1, 19)):
        results = [notice for notice in running(None) if notice.kind == RESULT]
        for notice in results[:1]:
            make_objection(notice, text=said["text"], actor=city.people[said["by"]])


def enlarge(city: Book, consultation: Consultation) -> None:
    """For benchmarks: `scale` times as many opinions where they are still taken, written straight into the tables."""
    before = consultation.opinion_count
    if city.scale <= 1 or not consultation.is_open or not before:
        return
    columns = (
        Opinion.author_id,
        Opinion.stance,
        Opinion.option_id,
        Opinion.text,
        Opinion.channel,
        Opinion.at,
    )
    found = db.select(*columns, Opinion.support_count).where(Opinion.consultation_id == consultation.id)
    rows = [row._asdict() for row in db.session.execute(found.order_by(Opinion.number))]
    for number in range(1, city.scale):
        more = [
            {**row, "consultation_id": consultation.id, "number": number * before + place}
            for place, row in enumerate(rows, 1)
        ]
        db.session.execute(insert(Opinion), more)
    consultation.opinion_count = before * city.scale
