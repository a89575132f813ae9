"""Objections to notices, for those who answer them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import places_where
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.notices.models import Notice, NoticeObjection
from portal.notices.permissions import ANSWERING
from portal.places.models import Place

C = NoticeObjection


def visible_to(viewer: Any) -> ColumnElement[bool]:
    """For those who answer at the place of the notice; the one who issued it and the one who objects do not."""
    paths = places_where(viewer, *ANSWERING) if getattr(viewer, "id", None) else []
    if not paths:
        return false()
    here = select(Place.id).where(or_(*(Place.path.startswith(path) for path in paths)))
    mine = select(Notice.id).where(Notice.place_id.in_(here), Notice.issued_by != viewer.id)
    return and_(C.notice_id.in_(mine), or_(C.user_id.is_(None), C.user_id != viewer.id))


def answers_somewhere(viewer: Any) -> bool:
    return getattr(viewer, "id", None) is not None and bool(places_where(viewer, *ANSWERING))


def waiting(viewer: Any) -> Sequence[NoticeObjection]:
    """Without an answer, the nearest day first. Who answers nowhere costs no question."""
    if not answers_somewhere(viewer):
        return []
    found = select(C).where(visible_to(viewer), C.answered_by.is_(None)).options(joinedload(C.notice))
    return db.session.scalars(found.order_by(C.due_on, C.id).limit(200)).all()


def get_objection(objection_id: int, viewer: Any) -> NoticeObjection:
    found = select(C).where(C.id == objection_id, visible_to(viewer)).options(joinedload(C.notice))
    objection = db.session.scalar(found)
    if objection is None:
        raise NotFound(_("This objection was not found."))
    return objection


def waits_for(notice_id: int, user_id: int) -> bool:
    found = select(C.id).where(C.notice_id == notice_id, C.user_id == user_id, C.answered_by.is_(None))
    return db.session.scalar(found) is not None


def own(user_id: int) -> Sequence[NoticeObjection]:
    found = select(C).where(C.user_id == user_id).options(joinedload(C.notice)).order_by(C.id)
    return db.session.scalars(found).all()
