"""Proposed topics: lists, one of them, and what says nearly the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.consultations.models import Consultation, Opinion, TopicProposal, TopicSupport
from portal.consultations.queries.matters import visible_to
from portal.consultations.states import PUBLIC, TopicState
from portal.core import clock
from portal.core.cards import Card
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.paging import Page, newest_first
from portal.core.similar import folded, most_alike
from portal.places.models import Place

COMPARED = 400
"""The newest texts that are looked through while somebody writes."""
ALIVE = (TopicState.GATHERING, TopicState.SCREENING, TopicState.ACCEPTED, TopicState.LAPSED)


def whole() -> Select[Any]:
    return select(TopicProposal).options(
        joinedload(TopicProposal.place),
        joinedload(TopicProposal.author),
        joinedload(TopicProposal.merged_into),
        joinedload(TopicProposal.consultation),
    )


def get_topic(code: str) -> TopicProposal:
    """Everybody may read what is proposed."""
    topic: TopicProposal | None = db.session.scalar(whole().where(TopicProposal.code == code))
    if topic is None:
        raise NotFound(_("This topic was not found."))
    return topic


def topics(state: TopicState | None, place: Place | None) -> Page[TopicProposal]:
    """The newest first. One query."""
    found = select(TopicProposal).options(joinedload(TopicProposal.place))
    if state is not None:
        found = found.where(TopicProposal.state == state)
    if place is not None:
        below = select(Place.id).where(Place.path.startswith(place.path, autoescape=True))
        found = found.where(TopicProposal.place_id.in_(below))
    return newest_first(found, TopicProposal.id)


def waiting(paths: Sequence[str]) -> Sequence[TopicProposal]:
    """Topics below these places that an official has to look at."""
    if not paths:
        return []
    found = whole().join(TopicProposal.place).where(TopicProposal.state == TopicState.SCREENING)
    rows = db.session.scalars(found.order_by(TopicProposal.due_on, TopicProposal.id)).all()
    return [topic for topic in rows if topic.place.path.startswith(tuple(paths))]


def overdue() -> Sequence[TopicProposal]:
    """Topics that should have had their answer, those waited for longest first. One query."""
    late = select(TopicProposal).options(joinedload(TopicProposal.place))
    late = late.where(TopicProposal.state == TopicState.SCREENING, TopicProposal.due_on < clock.today())
    return db.session.scalars(late.order_by(TopicProposal.due_on, TopicProposal.id).limit(COMPARED)).all()


def supports(topic: TopicProposal, viewer: Any) -> bool:
    reader = getattr(viewer, "id", None)
    return reader is not None and db.session.get(TopicSupport, (topic.id, reader)) is not None


@dataclass(frozen=True)
class Near:
    """Something that says nearly the same. `kind` is topic, consultation or opinion; `path` has no language."""

    kind: str
    title: Bitext
    path: str
    state: Any


def near_topics(text: str, viewer: Any, *, but: int = 0) -> list[Near]:
    """Topics and consultations like what is being typed, in either script. Two queries."""
    alive = select(TopicProposal.title, TopicProposal.code, TopicProposal.state).where(
        TopicProposal.state.in_(ALIVE), TopicProposal.id != but
    )
    rows = db.session.execute(alive.order_by(TopicProposal.id.desc()).limit(COMPARED)).all()
    near = [Near("topic", row.title, f"/consultations/topics/{row.code}", row.state) for row in rows]
    public = select(Consultation).where(visible_to(viewer), Consultation.state.in_(PUBLIC))
    near += [
        Near("consultation", matter.title, matter.address, matter.phase)
        for matter in db.session.scalars(public.order_by(Consultation.id.desc()).limit(COMPARED))
    ]
    return most_alike(text, ((one, folded(one.title.hans)) for one in near))


def near_opinions(consultation: Consultation, text: str) -> list[Opinion]:
    """Opinions in this consultation like what is being typed; hidden ones are not shown. One query."""
    found = select(Opinion).where(Opinion.consultation_id == consultation.id, Opinion.hidden_at.is_(None))
    rows = db.session.scalars(found.order_by(Opinion.support_count.desc(), Opinion.id.desc()).limit(COMPARED))
    return most_alike(text, ((row, folded(row.text.source)) for row in rows), most=3)


def topic_card(topic_id: int) -> Card | None:
    topic = db.session.get(TopicProposal, topic_id, options=[joinedload(TopicProposal.place)])
    if topic is None or topic.state in {TopicState.TAKEN_BACK, TopicState.MERGED}:
        return None
    return Card(
        kind="consultation_topic",
        object_id=topic.id,
        title=topic.title,
        path=topic.address,
        at=topic.at,
        state=str(topic.state),
        place_id=topic.place_id,
        place_path=topic.place.path,
        summary=Bitext.of(topic.text.source),
        alliance_id=topic.alliance_id,
        figures={"supporters": topic.support_count},
    )


def every_topic_id() -> list[int]:
    return list(db.session.scalars(select(TopicProposal.id).order_by(TopicProposal.id)))
