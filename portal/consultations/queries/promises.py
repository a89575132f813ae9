"""Promises with their news, photos and ratings, one by one or all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import roles_of
from portal.alliances.queries import offices_of
from portal.consultations.models import Consultation, Promise, PromiseNews, PromiseRating
from portal.consultations.queries.matters import behind_the_counter, visible_to
from portal.consultations.rules.rates import are_enough
from portal.consultations.states import KEPT, PENDING, PUBLIC, PromiseState, Satisfaction
from portal.core import clock
from portal.core.cards import Card
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.paging import Page, newest_first
from portal.files.models import StoredFile
from portal.files.queries import files_of_many
from portal.places.models import Place

SECTION = 30
ON_HOME = 4


@dataclass(frozen=True)
class NewsView:
    news: PromiseNews
    files: Sequence[StoredFile]


@dataclass(frozen=True)
class PromiseView:
    """One promise for one reader; `mine` is their own rating, `notes` are for the organisers.

    `ratings` stay empty while so few have rated that one could guess who said what.
    """

    promise: Promise
    news: list[NewsView] = field(default_factory=list)
    is_rated: bool = False
    ratings: dict[Satisfaction, int] = field(default_factory=dict)
    mine: Satisfaction | None = None
    notes: list[Bitext] = field(default_factory=list)


def promises_of(consultation: Consultation, viewer: Any) -> list[PromiseView]:
    """In their order, with news, photos and ratings. Four queries, one while nothing is promised."""
    found = select(Promise).where(Promise.consultation_id == consultation.id).order_by(Promise.number)
    promises = db.session.scalars(
        found.options(joinedload(Promise.consultation), joinedload(Promise.cluster))
    ).all()
    return views_of(promises, viewer) if promises else []


def views_of(promises: Sequence[Promise], viewer: Any) -> list[PromiseView]:
    """These promises as this person reads them. Three queries."""
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
                is_rated=bool(own),
                ratings={kind: counted[kind] for kind in Satisfaction} if are_enough(len(own)) else {},
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


def late(viewer: Any, *, limit: int = SECTION) -> Sequence[Promise]:
    """Promises whose day has passed and that are not kept, the latest first in line."""
    found = (
        select(Promise)
        .join(Promise.consultation)
        .where(Promise.state.in_(PENDING), Promise.due_on < clock.today(), visible_to(viewer))
    )
    whole = found.options(joinedload(Promise.consultation).joinedload(Consultation.place))
    return db.session.scalars(whole.order_by(Promise.due_on, Promise.id).limit(limit)).all()


def done_last(viewer: Any, *, limit: int = ON_HOME) -> Sequence[Promise]:
    """Promises reported done, the last one first. One query."""
    found = select(Promise).join(Promise.consultation).where(Promise.state.in_(KEPT), visible_to(viewer))
    whole = found.options(joinedload(Promise.consultation).joinedload(Consultation.place))
    return db.session.scalars(whole.order_by(Promise.done_on.desc(), Promise.id.desc()).limit(limit)).all()


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


def card(promise_id: int) -> Card | None:
    """Found under its own words and those of its office; listed beside its consultation."""
    promise = db.session.get(Promise, promise_id)
    if promise is None or promise.consultation.state not in PUBLIC:
        return None
    words = [promise.text.original, promise.consultation.title.original]
    return Card(
        kind="consultation_promise",
        object_id=promise.id,
        title=promise.title,
        path=promise.address,
        at=promise.at,
        state=str(promise.state),
        place_id=promise.consultation.place_id,
        place_path=promise.place.path,
        summary=promise.owner,
        body=Bitext.of("\n".join(word for word in words if word)),
        alliance_id=promise.consultation.alliance_id,
    )


def every_id() -> list[int]:
    return list(db.session.scalars(select(Promise.id).order_by(Promise.id)))
