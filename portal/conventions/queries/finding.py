from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import roles_of
from portal.alliances.queries import alliances_of, listed_in, offices_of
from portal.conventions.models import Comment, Convention, GroupMember, Signature, Version
from portal.conventions.permissions import READERS, in_group
from portal.conventions.states import HIDDEN, Kind, State
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.paging import Page, newest_first
from portal.places.models import Place


def visible_to(viewer: Any) -> ColumnElement[bool]:
    """Everybody: what has been public once. Drafts: the alliance's members, suspended ones too, the author, the place's staff."""
    public = or_(Convention.state.not_in(HIDDEN), Convention.in_force_no.is_not(None))
    if not getattr(viewer, "id", None):
        return public
    staffed = [h.place_path for h in roles_of(viewer) if h.role in READERS and not h.body_kind]
    above = [Place.path.startswith(path, autoescape=True) for path in staffed]
    inside = [Convention.place_id.in_(select(Place.id).where(or_(*above)))] if above else []
    mine = [Convention.alliance_id.in_(listed_in(viewer))] if listed_in(viewer) else []
    group = select(GroupMember.convention_id).where(GroupMember.user_id == viewer.id)
    return or_(public, Convention.drafted_by == viewer.id, Convention.id.in_(group), *mine, *inside)


def may_read_draft(viewer: Any, convention: Convention) -> bool:
    """Whether the viewer sees a text that is being drafted, the same people as in `visible_to`."""
    if not getattr(viewer, "id", None):
        return False
    paths = [h.place_path for h in roles_of(viewer) if h.role in READERS and not h.body_kind]
    return (
        viewer.id == convention.drafted_by
        or convention.alliance_id in listed_in(viewer)
        or any(convention.place.path.startswith(path) for path in paths)
        or in_group(viewer, convention)
    )


def get_convention(code: str, viewer: Any) -> Convention:
    found = select(Convention).where(Convention.code == code, visible_to(viewer))
    found = found.options(joinedload(Convention.place), joinedload(Convention.alliance))
    convention = db.session.scalar(found)
    if convention is None:
        raise NotFound(_("This convention was not found."))
    return convention


# where the next step is somebody's: votes and signatures are asked of everybody, a rule in force of nobody
WAITING = frozenset(State) - {State.VOTING, State.REJECTED, State.IN_FORCE, State.APPRAISAL, State.REPEALED}


def work_of(viewer: Any) -> Sequence[tuple[Convention, int]]:
    """Conventions on their way on which the viewer works, and how many comments wait for an answer."""
    paths = [h.place_path for h in roles_of(viewer) if h.role in READERS and not h.body_kind]
    led = [alliance_id for alliance_id, _office in offices_of(viewer)]
    mine = [Convention.drafted_by == viewer.id, Convention.alliance_id.in_(led)]
    if paths:
        within = select(Place.id).where(or_(*(Place.path.startswith(path) for path in paths)))
        mine.append(Convention.place_id.in_(within))
    open_comments = (
        select(func.count(Comment.id))
        .where(Comment.convention_id == Convention.id, Comment.disposition.is_(None))
        .scalar_subquery()
    )
    found = (
        select(Convention, open_comments)
        .where(Convention.state.in_(WAITING), or_(*mine))
        .options(joinedload(Convention.place), joinedload(Convention.alliance))
        .order_by(Convention.id)
    )
    return [(convention, count) for convention, count in db.session.execute(found)]


def unsigned_by(viewer: Any) -> Sequence[Convention]:
    """Conventions of the viewer's alliances whose text of now has no name of theirs, also none withdrawn."""
    asked_under = case(
        (or_(Convention.state == State.SIGNING, Convention.in_force_no.is_(None)), Convention.current_no),
        else_=Convention.in_force_no,
    )
    signed = (
        select(Signature.id)
        .join(Version, Version.id == Signature.version_id)
        .where(
            Signature.convention_id == Convention.id,
            Signature.user_id == viewer.id,
            Version.number == asked_under,
        )
    )
    found = (
        select(Convention)
        .where(
            Convention.alliance_id.in_(alliances_of(viewer)),
            Convention.signing_from.is_not(None),
            ~signed.exists(),
        )
        .options(joinedload(Convention.place), joinedload(Convention.alliance))
        .order_by(Convention.id)
    )
    return db.session.scalars(found).all()


def chosen(viewer: Any, state: State | None, kind: Kind | None, place: Place | None) -> Select[Convention]:
    found = select(Convention).where(visible_to(viewer))
    if state is State.IN_FORCE:
        found = found.where(Convention.in_force_key.is_not(None))
    elif state:
        found = found.where(Convention.state == state)
    if kind:
        found = found.where(Convention.kind == kind)
    if place:
        inside = select(Place.id).where(Place.path.startswith(place.path, autoescape=True))
        found = found.where(Convention.place_id.in_(inside))
    return found.options(joinedload(Convention.place), joinedload(Convention.alliance))


def list_page(
    viewer: Any, *, state: State | None = None, kind: Kind | None = None, place: Place | None = None
) -> Page[Convention]:
    return newest_first(chosen(viewer, state, kind, place), Convention.id, size=24)


def conventions_of(alliance_id: int, viewer: Any) -> Sequence[Convention]:
    """One alliance's conventions, the one that holds first, then the newest; those that are over come last."""
    found = select(Convention).where(Convention.alliance_id == alliance_id, visible_to(viewer))
    past = Convention.state.in_((State.REPEALED, State.REJECTED)) & Convention.in_force_key.is_(None)
    holds = Convention.in_force_key.is_not(None) & (Convention.state != State.REPEALED)
    return db.session.scalars(found.order_by(past, holds.desc(), Convention.id.desc()).limit(12)).all()


def in_force_of(alliance_id: int) -> Sequence[Convention]:
    """The conventions of one alliance with a text that holds."""
    found = select(Convention).where(
        Convention.alliance_id == alliance_id,
        Convention.in_force_key.is_not(None),
        Convention.state != State.REPEALED,
    )
    return db.session.scalars(found.order_by(Convention.id)).all()


def number_unfinished(alliance_id: int) -> int:
    """How many texts of one alliance somebody still works on."""
    over = (State.IN_FORCE, State.REJECTED, State.REPEALED)
    found = select(func.count(Convention.id)).where(
        Convention.alliance_id == alliance_id, Convention.state.not_in(over)
    )
    return db.session.scalar(found) or 0


def newest_in(place: Place, viewer: Any, most: int) -> Sequence[Convention]:
    return db.session.scalars(
        chosen(viewer, None, None, place).order_by(Convention.id.desc()).limit(most)
    ).all()
