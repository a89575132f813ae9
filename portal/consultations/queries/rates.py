"""How units answer and keep their word, counted from what stands on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, case, func, or_, select

from portal.consultations.models import Consultation, Opinion, OpinionAnswer, Promise, PromiseRating
from portal.consultations.rules.rates import SHOWN_FROM, Rates, Share
from portal.consultations.states import KEPT, PUBLIC, WITH_RESULT, Disposition, PromiseState, Satisfaction
from portal.core import clock
from portal.core.db import db
from portal.places.models import Place

TAKEN_UP = (Disposition.ADOPTED, Disposition.PARTLY)


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
        figures["satisfied"] = Share(part=int(ratings.content), whole=int(ratings.rated))
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
    """Only promises whose numbers are shown: the others' could be told by subtracting these."""
    content = PromiseRating.satisfaction != Satisfaction.NOT_SATISFIED
    each = (
        select(
            PromiseRating.promise_id,
            func.count(PromiseRating.id).label("rated"),
            _number(content).label("content"),
        )
        .group_by(PromiseRating.promise_id)
        .having(func.count(PromiseRating.id) >= SHOWN_FROM)
        .subquery()
    )
    return (
        select(
            Consultation.place_id,
            func.sum(each.c.rated).label("rated"),
            func.sum(each.c.content).label("content"),
        )
        .join(Promise, Promise.consultation_id == Consultation.id)
        .join(each, each.c.promise_id == Promise.id)
        .where(Consultation.state.in_(PUBLIC))
        .group_by(Consultation.place_id)
    )
