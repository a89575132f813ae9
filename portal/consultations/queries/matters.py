"""What the pages need to know of consultations, and the one place that knows who may see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.queries import roles_of
from portal.alliances.models import Alliance
from portal.alliances.queries import LEADING, offices_of
from portal.ballots import queries as ballots
from portal.ballots.queries import BallotView
from portal.consultations.models import Consultation, Opinion, OpinionAnswer
from portal.consultations.permissions import READERS, WRITERS
from portal.consultations.states import PUBLIC, WITH_RESULT, WORKING, Channel, Disposition, Stance, State
from portal.core import clock
from portal.core.audit import Damage
from portal.core.cards import Card
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.paging import Page, newest_first
from portal.core.richtext import text_of
from portal.places.models import Place, PlaceKind

SECTION = 30


def visible_to(viewer: Any) -> ColumnElement[bool]:
    """What is published is for everybody; drafts are for the officials of the place and the alliance's officers."""
    return or_(Consultation.state.in_(PUBLIC), behind_the_counter(viewer))


def behind_the_counter(viewer: Any) -> ColumnElement[bool]:
    """The consultations that the viewer helps to organise."""
    paths = [held.place_path for held in roles_of(viewer) if held.role in READERS and not held.body_kind]
    led = [alliance for alliance, office in offices_of(viewer) if office in LEADING]
    rules: list[ColumnElement[bool]] = [false()]
    if paths:
        within = or_(*(Place.path.startswith(path) for path in paths))
        rules.append(Consultation.place_id.in_(select(Place.id).where(within)))
    if led:
        rules.append(Consultation.alliance_id.in_(led))
    return or_(*rules)


def whole() -> Select[Any]:
    return select(Consultation).options(
        joinedload(Consultation.place),
        joinedload(Consultation.alliance),
        selectinload(Consultation.options),
        selectinload(Consultation.texts),
    )


def get_consultation(code: str, viewer: Any) -> Consultation:
    found = whole().where(Consultation.code == code, visible_to(viewer))
    consultation: Consultation | None = db.session.scalar(found)
    if consultation is None:
        raise NotFound(_("This consultation was not found."))
    return consultation


def work_of(viewer: Any) -> Sequence[Consultation]:
    """Those that the viewer helps to organise and that have not come to their end."""
    if not roles_of(viewer) and not offices_of(viewer):
        return []
    found = whole().where(behind_the_counter(viewer), or_(in_preparation(), being_answered()))
    return db.session.scalars(found.order_by(Consultation.id)).all()


def in_preparation() -> ColumnElement[bool]:
    return Consultation.state == State.PREPARING


def announced() -> ColumnElement[bool]:
    return and_(Consultation.state == State.PUBLISHED, Consultation.opens_at > clock.now())


def open_now() -> ColumnElement[bool]:
    now = clock.now()
    return and_(
        Consultation.state == State.PUBLISHED, Consultation.opens_at <= now, Consultation.closes_at > now
    )


def being_answered() -> ColumnElement[bool]:
    over = and_(Consultation.state == State.PUBLISHED, Consultation.closes_at <= clock.now())
    return or_(over, Consultation.state.in_(WORKING | {State.SUSPENDED}))


def done() -> ColumnElement[bool]:
    return Consultation.state.in_(WITH_RESULT | {State.WITHDRAWN})


def listed(viewer: Any, place: Place | None = None) -> Select[Any]:
    found = select(Consultation).options(joinedload(Consultation.place)).where(visible_to(viewer))
    if place is not None:
        below = select(Place.id).where(Place.path.startswith(place.path, autoescape=True))
        found = found.where(Consultation.place_id.in_(below))
    return found


@dataclass(frozen=True)
class Overview:
    """The list page: what is open first, by its end; then what is being answered; then what is done."""

    open: Sequence[Consultation]
    coming: Sequence[Consultation]
    waiting: Sequence[Consultation]
    drafts: Sequence[Consultation]
    done: Page[Consultation]


def overview(viewer: Any, place: Place | None, only: str = "", kind: str = "") -> Overview:
    """`only` is one of open, answering, done; empty shows everything."""
    found = listed(viewer, place)
    if kind:
        found = found.where(Consultation.kind == kind)

    def some(name: str, which: ColumnElement[bool], *order: Any) -> Sequence[Consultation]:
        if only not in {"", name}:
            return ()
        return db.session.scalars(found.where(which).order_by(*order).limit(SECTION)).all()

    finished = only in {"", "done"}
    return Overview(
        open=some("open", open_now(), Consultation.closes_at, Consultation.id),
        coming=some("open", announced(), Consultation.opens_at, Consultation.id),
        waiting=some("answering", being_answered(), Consultation.closes_at, Consultation.id),
        drafts=some("", in_preparation(), Consultation.id.desc()),
        done=newest_first(found.where(done()), Consultation.id, size=12) if finished else Page(()),
    )


def of_alliance(alliance: Alliance, *, limit: int = 5) -> Sequence[Consultation]:
    found = select(Consultation).where(
        Consultation.alliance_id == alliance.id, Consultation.state.in_(PUBLIC)
    )
    return _newest(found, limit)


def of_place(place: Place, *, limit: int = 5) -> Sequence[Consultation]:
    return _newest(listed(None, place), limit)


def _newest(found: Select[Any], limit: int) -> Sequence[Consultation]:
    found = found.options(joinedload(Consultation.place))
    return db.session.scalars(found.order_by(Consultation.closes_at.desc()).limit(limit)).unique().all()


def votes_of(consultation: Consultation, viewer: Any) -> list[BallotView]:
    found = ballots.ballots_about("consultation", consultation.id)
    return [ballots.ballot_view(ballot, viewer) for ballot in reversed(found)]


def disposition_counts(consultation_id: int) -> dict[Disposition, int]:
    found = (
        select(OpinionAnswer.disposition, func.count(Opinion.id))
        .join(Opinion, Opinion.answer_id == OpinionAnswer.id)
        .where(Opinion.consultation_id == consultation_id)
        .group_by(OpinionAnswer.disposition)
    )
    counted = {disposition: number for disposition, number in db.session.execute(found)}
    return {one: counted[one] for one in Disposition if one in counted}


@dataclass(frozen=True)
class AnswerRow:
    """One answer of the result page with the numbers of the opinions it stands for."""

    answer: OpinionAnswer
    numbers: Sequence[int]
    supports: int


def answers_of(consultation_id: int) -> list[AnswerRow]:
    """Every answer once, in the order of the dispositions, the most supported first."""
    found = (
        select(OpinionAnswer, Opinion.number, Opinion.support_count)
        .join(Opinion, Opinion.answer_id == OpinionAnswer.id)
        .where(Opinion.consultation_id == consultation_id)
        .order_by(Opinion.number)
    )
    numbers: dict[OpinionAnswer, list[tuple[int, int]]] = {}
    for answer, number, supports in db.session.execute(found):
        numbers.setdefault(answer, []).append((number, supports))
    rows = [
        AnswerRow(answer, [n for n, _s in held], sum(s for _n, s in held) + len(held))
        for answer, held in numbers.items()
    ]
    order = list(Disposition)
    return sorted(rows, key=lambda row: (order.index(row.answer.disposition), -row.supports))


def stance_counts(consultation_id: int) -> dict[Stance, int]:
    found = (
        select(Opinion.stance, func.count(Opinion.id))
        .where(Opinion.consultation_id == consultation_id, Opinion.hidden_at.is_(None))
        .group_by(Opinion.stance)
    )
    counted = {stance: number for stance, number in db.session.execute(found)}
    return {one: counted.get(one, 0) for one in Stance}


def card(object_id: int) -> Card | None:
    consultation = db.session.get(Consultation, object_id)
    if consultation is None or consultation.state not in PUBLIC or consultation.published_at is None:
        return None
    taking_part = consultation.state is State.PUBLISHED
    words = (
        consultation.question,
        consultation.limits,
        *(t for o in consultation.options for t in (o.title, o.text)),
    )
    body = [text_of(consultation.background.original), *(text.original for text in words)]
    return Card(
        kind="consultation",
        object_id=consultation.id,
        title=consultation.title,
        path=consultation.address,
        at=consultation.published_at,
        state=str(consultation.state),
        place_id=consultation.place_id,
        place_path=consultation.place.path,
        summary=consultation.plain,
        body=Bitext.of("\n".join(body)),
        alliance_id=consultation.alliance_id,
        opens_at=consultation.opens_at if taking_part else None,
        closes_at=consultation.closes_at if taking_part else None,
        figures={"opinions": consultation.opinion_count},
    )


def every_id() -> list[int]:
    return list(db.session.scalars(select(Consultation.id).order_by(Consultation.id)))


def may_see(viewer: Any, consultation_id: int) -> bool:
    """For the documents of a consultation."""
    found = select(Consultation.id).where(Consultation.id == consultation_id, visible_to(viewer))
    return db.session.scalar(found) is not None


def damaged() -> Iterator[Damage]:
    """Consultations whose frozen text was changed, whose numbers have gaps or whose counts are wrong."""
    counted = select(func.count(Opinion.id), func.coalesce(func.max(Opinion.number), 0))
    found = select(Consultation).where(Consultation.text_hash != "").order_by(Consultation.id)
    for consultation in db.session.scalars(
        found.options(selectinload(Consultation.options), selectinload(Consultation.texts))
    ):
        if consultation.text_as_published() != consultation.text_hash:
            yield Damage("consultation", consultation.id, "the text was changed after it was published")
        rows = db.session.execute(counted.where(Opinion.consultation_id == consultation.id)).one()
        if tuple(rows) != (consultation.opinion_count, consultation.opinion_count):
            yield Damage("consultation", consultation.id, "an opinion is missing")


def channel_counts(consultation_id: int) -> dict[Channel, int]:
    found = (
        select(Opinion.channel, func.count(Opinion.id))
        .where(Opinion.consultation_id == consultation_id)
        .group_by(Opinion.channel)
    )
    counted = {channel: number for channel, number in db.session.execute(found)}
    return {one: counted[one] for one in Channel if one in counted}


def organisers_for(user: Any) -> tuple[Sequence[Place], Sequence[Alliance]]:
    """The places and alliances for which a person may begin a consultation."""
    paths = [h.place_path for h in roles_of(user) if h.role in WRITERS and not h.body_kind]
    within = or_(false(), *(Place.path.startswith(path) for path in paths))
    wide = (PlaceKind.CITY, PlaceKind.STREET, PlaceKind.COMMUNITY)
    places = select(Place).where(within, Place.kind.in_(wide)).order_by(Place.path)
    led = [alliance for alliance, office in offices_of(user) if office in LEADING]
    here = select(Place.id).where(within)
    alliances = select(Alliance).where(or_(Alliance.id.in_(led), Alliance.place_id.in_(here)))
    return db.session.scalars(places).all(), db.session.scalars(alliances.order_by(Alliance.id)).all()
