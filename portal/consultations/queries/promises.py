"""Promises with their news, photos and ratings; all of them; and how units keep their word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, case, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import roles_of
from portal.alliances.queries import offices_of
from portal.consultations.models import (
    Consultation,
    Opinion,
    OpinionAnswer,
    Promise,
    PromiseNews,
    PromiseRating,
)
from portal.consultations.queries.matters import behind_the_counter, visible_to
from portal.consultations.rules.rates import Rates, Share
from portal.consultations.states import (
    KEPT,
    PENDING,
    PUBLIC,
    WITH_RESULT,
    Disposition,
    PromiseState,
    Satisfaction,
)
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.paging import Page, newest_first
from portal.files.models import StoredFile
from portal.files.queries import files_of_many
from portal.places.models import Place

SECTION = 30
TAKEN_UP = (Disposition.ADOPTED, Disposition.PARTLY)


@dataclass(frozen=True)
class NewsView:
    news: PromiseNews
    files: Sequence[StoredFile]


@dataclass(frozen=True)
class PromiseView:
    """One promise for one reader; `mine` is their own rating, `notes` are for the organisers."""

    promise: Promise
    news: list[NewsView] = field(default_factory=list)
    ratings: dict[Satisfaction, int] = field(default_factory=dict)
    mine: Satisfaction | None = None
    notes: list[Bitext] = field(default_factory=list)


def promises_of(consultation: Consultation, viewer: Any) -> list[PromiseView]:
    """In their order, with news, photos and ratings. Four queries, one while nothing is promised."""
    found = select(Promise).where(Promise.consultation_id == consultation.id).order_by(Promise.number)
    promises = db.session.scalars(
        found.options(joinedload(Promise.consultation), joinedload(Promise.cluster))
    ).all()
    if not promises:
        return []
    ids = [one.id for one in promises]
    told = select(PromiseNews).where(PromiseNews.promise_id.in_(ids)).order_by(PromiseNews.id)
    news = db.session.scalars(told).all()
    files = files_of_many("consultation_promise_news", [one.id for one in news])
    rated = select(PromiseRating).where(PromiseRating.promise_id.in_(ids)).order_by(PromiseRating.id)
    ratings = db.session.scalars(rated).all()
    reader = getattr(viewer, "id", None)
    views = []
    for one in promises:
        own = [row for row in ratings if row.promise_id == one.id]
        counted = Counter(row.satisfaction for row in own)
        views.append(
            PromiseView(
                one,
                news=[NewsView(n, files.get(n.id, ())) for n in news if n.promise_id == one.id],
                ratings={kind: counted[kind] for kind in Satisfaction},
                mine=next((row.satisfaction for row in own if row.user_id == reader), None),
                notes=[row.note for row in own if row.note.source],
            )
        )
    return views


def get_promise(consultation: Consultation, number: int) -> Promise:
    found = select(Promise).where(Promise.consultation_id == consultation.id, Promise.number == number)
    promise: Promise | None = db.session.scalar(found.options(joinedload(Promise.consultation)))
    if promise is None:
        raise NotFound(_("This promise was not found."))
    return promise


def promise_count(consultation_id: int) -> int:
    found = select(func.count(Promise.id)).where(Promise.consultation_id == consultation_id)
    return db.session.scalar(found) or 0


def late(viewer: Any) -> Sequence[Promise]:
    """Promises whose day has passed and that are not kept, the latest first in line."""
    found = (
        select(Promise)
        .join(Promise.consultation)
        .where(Promise.state.in_(PENDING), Promise.due_on < clock.today(), visible_to(viewer))
    )
    whole = found.options(joinedload(Promise.consultation).joinedload(Consultation.place))
    return db.session.scalars(whole.order_by(Promise.due_on, Promise.id).limit(SECTION)).all()


def waiting(viewer: Any) -> Sequence[Promise]:
    """Promises not kept yet of consultations that the viewer helps to organise, the nearest day first."""
    if not roles_of(viewer) and not offices_of(viewer):
        return []
    found = (
        select(Promise)
        .join(Promise.consultation)
        .where(Promise.state.in_(PENDING), behind_the_counter(viewer))
    )
    whole = found.options(joinedload(Promise.consultation).joinedload(Consultation.place))
    return db.session.scalars(whole.order_by(Promise.due_on, Promise.id)).all()


def all_promises(viewer: Any, state: PromiseState | None, place: Place | None) -> Page[Promise]:
    """The newest first. One query."""
    found = select(Promise).join(Promise.consultation).where(visible_to(viewer))
    if state is not None:
        found = found.where(Promise.state == state)
    if place is not None:
        below = select(Place.id).where(Place.path.startswith(place.path, autoescape=True))
        found = found.where(Consultation.place_id.in_(below))
    whole = found.options(joinedload(Promise.consultation).joinedload(Consultation.place))
    return newest_first(whole, Promise.id)


def may_see_news_files(viewer: Any, news_id: int) -> bool:
    """Photos are seen by whoever reads the consultation."""
    found = (
        select(PromiseNews.id)
        .join(PromiseNews.promise)
        .join(Promise.consultation)
        .where(PromiseNews.id == news_id, visible_to(viewer))
    )
    return db.session.scalar(found) is not None


def rates_by_place() -> list[tuple[Place, Rates]]:
    """The figures of each unit that has consulted, in the order of the tree. Four queries, whatever their number."""
    opinions = {row.place_id: row for row in db.session.execute(_opinion_figures())}
    promises = {row.place_id: row for row in db.session.execute(_promise_figures())}
    ratings = {row.place_id: row for row in db.session.execute(_rating_figures())}
    ids = {*opinions, *promises, *ratings}
    places = db.session.scalars(select(Place).where(Place.id.in_(ids)).order_by(Place.path)).all()
    return [
        (place, _rates(opinions.get(place.id), promises.get(place.id), ratings.get(place.id)))
        for place in places
    ]


def total(rows: Sequence[tuple[Place, Rates]]) -> Rates:
    return sum((rates for _place, rates in rows), Rates())


def _rates(opinions: Row[Any] | None, promises: Row[Any] | None, ratings: Row[Any] | None) -> Rates:
    figures: dict[str, Share] = {}
    if opinions is not None:
        figures["answered"] = Share(part=opinions.answered, whole=opinions.given)
        figures["adopted"] = Share(part=opinions.adopted, whole=opinions.answered)
    if promises is not None:
        figures["kept"] = Share(part=promises.kept, whole=promises.counted)
        figures["on_first_day"] = Share(part=promises.in_time, whole=promises.counted)
    if ratings is not None:
        figures["satisfied"] = Share(part=ratings.content, whole=ratings.rated)
    return Rates(**figures)


def _number(condition: Any) -> Any:
    """How many rows of a group are so."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _opinion_figures() -> Any:
    """Opinions whose answer is published, or should have been by now."""
    due = or_(Consultation.state.in_(WITH_RESULT), Consultation.due_on < clock.today())
    return (
        select(
            Consultation.place_id,
            func.count(Opinion.id).label("given"),
            _number(Opinion.answer_id.is_not(None)).label("answered"),
            _number(OpinionAnswer.disposition.in_(TAKEN_UP)).label("adopted"),
        )
        .join(Opinion, Opinion.consultation_id == Consultation.id)
        .join(OpinionAnswer, OpinionAnswer.id == Opinion.answer_id, isouter=True)
        .where(Consultation.state.in_(PUBLIC), due)
        .group_by(Consultation.place_id)
    )


def _promise_figures() -> Any:
    """Promises whose day has passed, or that are settled one way or the other."""
    kept = Promise.state.in_(KEPT)
    counted = or_(Promise.state != PromiseState.IN_PROGRESS, Promise.due_on < clock.today())
    in_time = Promise.done_on <= Promise.first_due_on
    return (
        select(
            Consultation.place_id,
            func.count(Promise.id).label("counted"),
            _number(kept).label("kept"),
            _number(kept & in_time).label("in_time"),
        )
        .join(Promise, Promise.consultation_id == Consultation.id)
        .where(Consultation.state.in_(PUBLIC), counted)
        .group_by(Consultation.place_id)
    )


def _rating_figures() -> Any:
    content = PromiseRating.satisfaction != Satisfaction.NOT_SATISFIED
    return (
        select(
            Consultation.place_id,
            func.count(PromiseRating.id).label("rated"),
            _number(content).label("content"),
        )
        .join(Promise, Promise.consultation_id == Consultation.id)
        .join(PromiseRating, PromiseRating.promise_id == Promise.id)
        .where(Consultation.state.in_(PUBLIC))
        .group_by(Consultation.place_id)
    )
