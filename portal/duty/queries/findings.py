"""Walks and findings, and who may know of them: inside the alliance only, for a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Role
from portal.accounts.queries import places_where
from portal.alliances.models import Alliance, Membership
from portal.alliances.queries import LEADING, alliances_of, offices_of
from portal.alliances.states import Office
from portal.core import clock
from portal.core.clauses import BindingClause, clauses_binding
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.paging import Page, newest_first
from portal.core.settings import setting
from portal.duty import rules
from portal.duty.models import Finding, Inspection, Look, Objection, Rota, Week
from portal.duty.queries.groups import on_duty
from portal.duty.queries.lists import items_for
from portal.duty.states import OPEN, FindingState, ObjectionState, RotaState
from portal.places.models import Place

LOOK_BACK = timedelta(days=90)  # of the statistics; their formula stands in docs/duty.md
WHOLE = (
    joinedload(Finding.alliance).joinedload(Alliance.place),
    joinedload(Finding.inspection).joinedload(Inspection.own_list),
    joinedload(Finding.membership).joinedload(Membership.user),
)


def belongs_to(viewer: Any) -> frozenset[int]:
    """The alliances the viewer is inside of: as a member or in an office."""
    return alliances_of(viewer) | {held for held, _office in offices_of(viewer)}


def is_inside(viewer: Any, alliance: Alliance) -> bool:
    return alliance.id in belongs_to(viewer)


def must_be_inside(viewer: Any, alliance: Alliance) -> None:
    if not is_inside(viewer, alliance):
        raise NotFound(_("This page was not found."))


def supervised_by(viewer: Any) -> frozenset[int]:
    offices = (*LEADING, Office.SUPERVISOR)
    return frozenset(held for held, office in offices_of(viewer) if office in offices)


def shown_since() -> Any:
    return clock.now() - timedelta(days=setting("duty.shown_days"))


def in_places_of(viewer: Any) -> ColumnElement[bool]:
    paths = places_where(viewer, Role.COMMUNITY_WORKER) if getattr(viewer, "id", None) else []
    if not paths:
        return false()
    here = select(Place.id).where(or_(*(Place.path.startswith(path) for path in paths)))
    return Finding.alliance_id.in_(select(Alliance.id).where(Alliance.place_id.in_(here)))


def visible_to(viewer: Any) -> ColumnElement[bool]:
    """The one place that knows who may read a finding: those inside the alliance; one that was referred also the
    community worker of the place; one that was withdrawn only the shop, the finder and the officers. All of them
    no longer than the city has set after its end.
    """
    if not getattr(viewer, "id", None):
        return false()
    concerned = or_(Finding.shop_id == viewer.id, Finding.found_by == viewer.id)
    inside = and_(
        Finding.alliance_id.in_(belongs_to(viewer)),
        or_(
            Finding.state != FindingState.WITHDRAWN,
            concerned,
            Finding.alliance_id.in_(supervised_by(viewer)),
        ),
    )
    referred = and_(Finding.referred_at.is_not(None), in_places_of(viewer))
    fresh = or_(Finding.ended_at.is_(None), Finding.ended_at > shown_since())
    return and_(fresh, or_(inside, referred))


def get_finding(code: str, viewer: Any) -> Finding:
    found = select(Finding).where(Finding.code == code, visible_to(viewer))
    finding = db.session.scalar(found.options(*WHOLE, joinedload(Finding.finder)))
    if finding is None:
        raise NotFound(_("This note was not found."))
    return finding


def may_open_photos(viewer: Any, finding_id: int) -> bool:
    """The photos are seen by those who see the finding."""
    found = select(Finding.id).where(Finding.id == finding_id, visible_to(viewer))
    return db.session.scalar(found) is not None


def finding_page(alliance: Alliance, viewer: Any, *, only_open: bool) -> Page[Finding]:
    found = select(Finding).where(Finding.alliance_id == alliance.id, visible_to(viewer)).options(*WHOLE)
    if only_open:
        found = found.where(Finding.state.not_in((FindingState.CLOSED, *ENDED)))
    return newest_first(found, Finding.id)


ENDED = (FindingState.SETTLED, FindingState.WITHDRAWN)


def findings_on(inspection: Inspection, viewer: Any) -> Sequence[Finding]:
    found = select(Finding).where(Finding.inspection_id == inspection.id, visible_to(viewer))
    return db.session.scalars(found.options(*WHOLE).order_by(Finding.id)).all()


def get_inspection(code: str, viewer: Any) -> Inspection:
    """Walks are known inside the alliance, as long as findings of that day would be."""
    found = select(Inspection).where(
        Inspection.code == code,
        Inspection.alliance_id.in_(belongs_to(viewer)),
        Inspection.at > shown_since(),
    )
    inspection = db.session.scalar(
        found.options(joinedload(Inspection.alliance), joinedload(Inspection.walker))
    )
    if inspection is None:
        raise NotFound(_("This walk was not found."))
    return inspection


def may_read_walk(viewer: Any, inspection: Inspection) -> bool:
    """The same as in `get_inspection`, for a walk that is loaded already."""
    return inspection.alliance_id in belongs_to(viewer) and inspection.at > shown_since()


def inspections_of(alliance: Alliance, limit: int = 6) -> Sequence[Inspection]:
    found = select(Inspection).where(Inspection.alliance_id == alliance.id, Inspection.at > shown_since())
    return db.session.scalars(
        found.options(joinedload(Inspection.walker)).order_by(Inspection.id.desc()).limit(limit)
    ).all()


def looks_on(inspection: Inspection) -> Sequence[Look]:
    found = select(Look).where(Look.inspection_id == inspection.id).options(joinedload(Look.membership))
    return db.session.scalars(found.order_by(Look.id)).all()


def objection_of(finding: Finding) -> Objection | None:
    return db.session.scalar(select(Objection).where(Objection.finding_id == finding.id))


def bases_for(alliance: Alliance) -> tuple[rules.ItemList, list[BindingClause]]:
    """What a walk today is held against."""
    return items_for(alliance), clauses_binding(alliance.id)


def open_at_my_shop(viewer: Any) -> Sequence[Finding]:
    found = select(Finding).where(
        Finding.shop_id == viewer.id, Finding.state == FindingState.REMINDED, visible_to(viewer)
    )
    return db.session.scalars(found.options(*WHOLE).order_by(Finding.due_at).limit(20)).all()


def waiting_for(viewer: Any) -> Sequence[Finding]:
    """To be put right at one's own shop; said to be corrected or past their time, where one is on duty or leads; and
    those referred to a community worker.
    """
    led = [held for held, office in offices_of(viewer) if office in (*LEADING, Office.GROUP_LEAD)]
    own = and_(Finding.state == FindingState.REMINDED, Finding.shop_id == viewer.id)
    again = and_(
        or_(Finding.alliance_id.in_(on_duty(viewer)), Finding.alliance_id.in_(led)),
        or_(
            Finding.state == FindingState.CORRECTED,
            and_(Finding.state == FindingState.REMINDED, Finding.due_at <= clock.now()),
        ),
        Finding.found_by != viewer.id,
        Finding.shop_id != viewer.id,
    )
    referred = and_(Finding.state == FindingState.REFERRED, in_places_of(viewer))
    found = select(Finding).where(or_(own, again, referred), visible_to(viewer))
    return db.session.scalars(found.options(*WHOLE).order_by(Finding.due_at, Finding.id).limit(60)).all()


def objections_for(viewer: Any) -> Sequence[Objection]:
    """Objections that wait in the alliances the viewer leads or supervises."""
    mine = supervised_by(viewer)
    if not mine:
        return []
    found = (
        select(Objection)
        .join(Objection.finding)
        .where(Objection.state == ObjectionState.FILED, Finding.alliance_id.in_(mine))
        .options(joinedload(Objection.finding).options(*WHOLE))
    )
    return db.session.scalars(found.order_by(Objection.due_on).limit(20)).all()


def figures(alliance: Alliance) -> dict[str, int | None]:
    """Of the last ninety days: looks, findings, and how many were corrected within the time first given.

    Counted are those that are closed or whose first time is over; withdrawn ones are not.
    """
    now = clock.now()
    since = now - LOOK_BACK
    judged = or_(Finding.state == FindingState.CLOSED, Finding.first_due_at <= now)
    in_time = and_(Finding.state == FindingState.CLOSED, Finding.corrected_at <= Finding.first_due_at)
    found = select(
        func.count(Finding.id),
        func.count(case((Finding.state.in_(OPEN), 1))),
        func.count(case((judged, 1))),
        func.count(case((and_(judged, in_time), 1))),
    ).where(
        Finding.alliance_id == alliance.id,
        Finding.found_at > since,
        Finding.state != FindingState.WITHDRAWN,
    )
    noted, still_open, counted, kept = db.session.execute(found).one()
    walks = select(func.count(Inspection.id), func.coalesce(func.sum(Inspection.looked_count), 0)).where(
        Inspection.alliance_id == alliance.id, Inspection.at > since
    )
    walked, looked = db.session.execute(walks).one()
    return {
        "walks": walked,
        "looks": int(looked),
        "findings": noted,
        "open": still_open,
        "counted": counted,
        "in_time": kept,
        "percent": rules.percent(kept, counted),
    }


def left_open(alliance: Alliance) -> dict[str, int]:
    """Weeks of the published rota that are still to come, and notes that are not closed."""
    weeks = select(func.count(Week.id)).join(Week.rota)
    ahead = weeks.where(
        Rota.alliance_id == alliance.id, Rota.state == RotaState.PUBLISHED, Week.starts_on > clock.today()
    )
    notes = select(func.count(Finding.id)).where(Finding.alliance_id == alliance.id, Finding.state.in_(OPEN))
    return {"weeks": db.session.scalar(ahead) or 0, "notes": db.session.scalar(notes) or 0}
