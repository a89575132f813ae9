"""Impact assessments: which one holds for an entry, and who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.cache import turns_at_midnight
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.permissions import can
from portal.honor.models import Assessment, BoardEntry
from portal.honor.states import AssessmentState, Polarity
from portal.places.models import Place, PlaceKind
from portal.places.queries import places_of_kind

A = Assessment


def holding_now() -> ColumnElement[bool]:
    today = clock.today()
    turns_at_midnight()
    return and_(A.state == AssessmentState.IN_FORCE, A.valid_from <= today, A.valid_until >= today)


def assessment_at(place: Place, polarity: Polarity) -> Assessment | None:
    """The one that holds today at this place: its own before that of a place above it."""
    above = [int(part) for part in place.path.strip("/").split("/")]
    found = select(A).join(A.place).where(holding_now(), A.polarity == polarity, A.place_id.in_(above))
    return db.session.scalar(found.order_by(Place.path.desc(), A.id.desc()).limit(1))


def assessment_for(entry: BoardEntry) -> Assessment | None:
    """What an entry rests on that is about to be public."""
    return assessment_at(entry.place, entry.polarity)


def assessments() -> Sequence[Assessment]:
    """For everybody: what has been approved, what holds today first. They speak of no person."""
    found = select(A).where(A.state != AssessmentState.DRAFTING).options(joinedload(A.place))
    rows = db.session.scalars(found.order_by(A.valid_from.desc(), A.id.desc()).limit(200)).all()
    turns_at_midnight()
    return sorted(rows, key=lambda one: not one.holds)


def assessments_in_draft(viewer: Any) -> list[Assessment]:
    """Those on which this official works."""
    found = select(A).where(A.state == AssessmentState.DRAFTING).options(joinedload(A.place))
    rows = db.session.scalars(found.order_by(A.id.desc()).limit(200))
    return [one for one in rows if may_read_draft(viewer, one)]


def may_read_draft(viewer: Any, one: Assessment) -> bool:
    """Those who may draft or approve one at its place."""
    return can(viewer, "honor.draft_assessment", one.place) or can(viewer, "honor.end_assessment", one)


def get_assessment(code: str, viewer: Any) -> Assessment:
    one = db.session.scalar(select(A).where(A.code == code).options(joinedload(A.place)))
    if one is None or (one.state is AssessmentState.DRAFTING and not may_read_draft(viewer, one)):
        raise NotFound(_("This assessment was not found."))
    turns_at_midnight()
    return one


def number_is_taken(number: str, besides: int = 0) -> bool:
    """Each paper has its own number."""
    same = select(A.id).where(A.number == Bitext.name(number), A.id != besides)
    return db.session.scalar(same) is not None


def places_to_assess(viewer: Any) -> list[Place]:
    """Where this official may draft one."""
    places = places_of_kind(PlaceKind.CITY, PlaceKind.STREET, PlaceKind.COMMUNITY)
    return [place for place in places if can(viewer, "honor.draft_assessment", place)]
