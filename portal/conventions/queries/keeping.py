"""What is in force, how it is kept and appraised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from portal.accounts.queries import holders
from portal.alliances.queries import officer_ids
from portal.conventions.models import Appraisal, AppraisalAnswer, Convention, CorrectionOrder, Observation
from portal.conventions.permissions import OFFICERS, STAFF, reads_here
from portal.conventions.states import Finding, State
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.paging import Page, newest_first

A_YEAR = timedelta(days=365)


def officers_of(convention: Convention) -> tuple[int, ...]:
    if convention.alliance_id is not None:
        return tuple(officer_ids(convention.alliance_id, OFFICERS))
    return tuple(holders(STAFF, convention.place))


def sees_observations(viewer: Any, convention: Convention) -> bool:
    """Checks and reminders are for those concerned; the public sees good examples and numbers."""
    return bool(getattr(viewer, "id", None)) and reads_here(viewer, convention)


def observations_page(convention: Convention, viewer: Any, *, size: int = 20) -> Page[Observation]:
    found = select(Observation).where(Observation.convention_id == convention.id)
    if not sees_observations(viewer, convention):
        found = found.where(Observation.finding == Finding.EXAMPLE)
    return newest_first(found, Observation.id, size=size)


def observation_counts(convention: Convention) -> Counter[tuple[str, Finding]]:
    """(clause key, finding) -> how many, of all versions: keys stay the same."""
    found = (
        select(Observation.clause_key, Observation.finding, func.count(Observation.id))
        .where(Observation.convention_id == convention.id)
        .group_by(Observation.clause_key, Observation.finding)
    )
    return Counter({(key, finding): count for key, finding, count in db.session.execute(found)})


def get_observation(convention: Convention, code: str, viewer: Any) -> Observation:
    found = select(Observation).where(Observation.convention_id == convention.id, Observation.code == code)
    seen = db.session.scalar(found)
    if seen is None or (seen.finding is not Finding.EXAMPLE and not sees_observations(viewer, convention)):
        raise NotFound(_("This record was not found."))
    return seen


def may_see_photos(viewer: Any, observation_id: int) -> bool:
    seen = db.session.get(Observation, observation_id)
    return seen is not None and sees_observations(viewer, seen.convention)


def appraisals_of(convention: Convention) -> Sequence[Appraisal]:
    """Newest first."""
    found = select(Appraisal).where(Appraisal.convention_id == convention.id)
    return db.session.scalars(found.order_by(Appraisal.year.desc())).all()


def running_appraisal(convention: Convention) -> Appraisal:
    found = select(Appraisal).where(Appraisal.convention_id == convention.id, Appraisal.closed_at.is_(None))
    appraisal = db.session.scalar(found.order_by(Appraisal.id.desc()).limit(1))
    if appraisal is None:
        raise NotFound(_("No appraisal is open."))
    return appraisal


def appraisal_answer(appraisal: Appraisal, user: Any) -> AppraisalAnswer | None:
    if not getattr(user, "id", None):
        return None
    found = select(AppraisalAnswer).where(
        AppraisalAnswer.appraisal_id == appraisal.id, AppraisalAnswer.user_id == user.id
    )
    return db.session.scalar(found)


def appraisal_answers(appraisal: Appraisal) -> Sequence[AppraisalAnswer]:
    found = select(AppraisalAnswer).where(AppraisalAnswer.appraisal_id == appraisal.id)
    return db.session.scalars(found.order_by(AppraisalAnswer.id)).all()


def appraisal_due(convention: Convention, last: date | None) -> date | None:
    """A year after it came into force, or after the last appraisal."""
    since = max(filter(None, (convention.in_force_on, last)), default=None)
    return since + A_YEAR if since else None


def due_for_appraisal(today: date) -> Sequence[Convention]:
    held_this_year = select(Appraisal.convention_id).where(Appraisal.year == today.year)
    found = select(Convention).where(
        Convention.state == State.IN_FORCE,
        Convention.in_force_on <= today - A_YEAR,
        Convention.id.not_in(held_this_year),
    )
    return db.session.scalars(found.order_by(Convention.id)).all()


def orders_of(convention: Convention) -> Sequence[CorrectionOrder]:
    found = select(CorrectionOrder).where(CorrectionOrder.convention_id == convention.id)
    return db.session.scalars(found.order_by(CorrectionOrder.id)).all()


def open_orders(convention: Convention) -> Sequence[CorrectionOrder]:
    return [order for order in orders_of(convention) if order.closed_at is None]


def void_clauses(orders: Sequence[CorrectionOrder], version_no: int) -> dict[str, CorrectionOrder]:
    """Clause keys of this version that no longer apply by order of the street."""
    return {key: order for order in orders if order.version_no == version_no for key in order.clause_keys}
