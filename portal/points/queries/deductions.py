"""Deductions: one's own, those one works on, and the public notice of a quarter without people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.accounts.queries import places_where
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.permissions import can
from portal.places.models import Place
from portal.points.models import Deduction, Nickname, PointRule, RuleVersion
from portal.points.permissions import WORKING, for_the_city
from portal.points.queries.nicknames import may_be_shown
from portal.points.queries.rulebook import in_force
from portal.points.rules.periods import next_quarter
from portal.points.states.deductions import DEDUCTION_LIFE, IN_BOOKS, OPEN, DeductionState

EMPTY = Bitext.both("", "")
AT_ONCE = 50  # deductions that the page of duties looks through
NEXT = {
    state: tuple(step.permission for step in DEDUCTION_LIFE.leaving(state) if step.name != "drop")
    for state in OPEN
}


def same(user_id: int, rule_id: int, day: date, cool_down: int = 0) -> int | None:
    """The deduction under the same rule for that day or within its cool-down, unless dropped or given back."""
    apart = timedelta(days=max(cool_down, 1))
    found = (
        select(Deduction.id)
        .join(RuleVersion, RuleVersion.id == Deduction.version_id)
        .where(
            Deduction.user_id == user_id,
            RuleVersion.rule_id == rule_id,
            Deduction.occurred_on > day - apart,
            Deduction.occurred_on < day + apart,
            Deduction.state.not_in((DeductionState.DROPPED, DeductionState.REVERSED)),
        )
    )
    return db.session.scalar(found.limit(1))


def visible_to(viewer: Any) -> ColumnElement[bool]:
    """The person's own once the notice is served; all of those who live where the viewer works on them."""
    viewer_id = getattr(viewer, "id", None)
    if viewer_id is None:
        return false()
    if for_the_city(viewer, WORKING):
        return or_(Deduction.user_id != viewer_id, Deduction.served_on.is_not(None))
    paths = places_where(viewer, *WORKING)
    here = select(User.id).join(Place, Place.id == User.place_id)
    working = [Deduction.user_id.in_(here.where(Place.path.startswith(path))) for path in paths]
    own = (Deduction.user_id == viewer_id) & Deduction.served_on.is_not(None)
    return or_(own, *((Deduction.user_id != viewer_id) & where for where in working))


def deductions() -> Select[Deduction]:
    return select(Deduction).options(
        joinedload(Deduction.user), joinedload(Deduction.version).joinedload(RuleVersion.rule)
    )


def get_deduction(code: str, viewer: Any) -> Deduction:
    found = db.session.scalar(deductions().where(Deduction.code == code, visible_to(viewer)))
    if found is None:
        raise NotFound(_("This deduction was not found."))
    return found


def own(user_id: int) -> Sequence[Deduction]:
    """What was served to a person, newest first."""
    found = deductions().where(Deduction.user_id == user_id, Deduction.served_on.is_not(None))
    return db.session.scalars(found.order_by(Deduction.id.desc())).all()


def worked_on(viewer: Any) -> Select[Deduction]:
    return deductions().where(visible_to(viewer), Deduction.user_id != viewer.id)


def to_answer(user_id: int) -> Sequence[Deduction]:
    """Notices to which this person may still make a statement."""
    found = deductions().where(
        Deduction.user_id == user_id,
        Deduction.state == DeductionState.SERVED,
        Deduction.statement == EMPTY,
        Deduction.statement_until >= clock.today(),
    )
    return db.session.scalars(found.order_by(Deduction.id)).all()


def for_me_to_do(viewer: Any) -> list[Deduction]:
    """What waits for a step that this viewer may take now; a decision only when the person has been heard."""
    heard = (Deduction.statement != EMPTY) | (Deduction.statement_until < clock.today())
    found = worked_on(viewer).where(
        Deduction.state.in_(OPEN), (Deduction.state != DeductionState.SERVED) | heard
    )
    return [
        one
        for one in db.session.scalars(found.order_by(Deduction.id).limit(AT_ONCE))
        if any(can(viewer, name, one) for name in NEXT[one.state])
    ]


def taking(day: date) -> Sequence[RuleVersion]:
    """The rules under which points can be taken for that day."""
    return db.session.scalars(in_force(day).where(RuleVersion.gives, RuleVersion.points < 0)).all()


@dataclass(frozen=True)
class PublicLine:
    """What the city may read of a deduction: a number, a rule, a day, and whether it is contested. Nobody's name.

    `nickname` stands in place of the number where the person wants it so.
    """

    code: str
    nickname: Bitext | None
    rule: str
    title: Bitext
    posted_on: date | None
    points: int
    state: DeductionState


def quarter(start: date, today: date | None = None) -> list[PublicLine]:
    """The notice of a quarter in the order of its days, from its day on; never in the order of points."""
    found = (
        select(
            Deduction.code,
            Nickname.nickname,
            PointRule.code,
            RuleVersion.title,
            Deduction.posted_on,
            Deduction.points,
            Deduction.state,
        )
        .join(RuleVersion, RuleVersion.id == Deduction.version_id)
        .join(PointRule, PointRule.id == RuleVersion.rule_id)
        .outerjoin(Nickname, (Nickname.user_id == Deduction.user_id) & may_be_shown())
        .where(
            Deduction.state.in_(IN_BOOKS),
            Deduction.posted_on >= start,
            Deduction.posted_on < next_quarter(start),
            Deduction.public_on <= (today or clock.today()),
        )
        .order_by(Deduction.posted_on, Deduction.id)
    )
    return [
        PublicLine(code, nickname, rule, title, posted_on, points, state)
        for code, nickname, rule, title, posted_on, points, state in db.session.execute(found)
    ]
