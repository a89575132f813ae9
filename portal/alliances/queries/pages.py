"""What the pages about alliances show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, func, or_, select, type_coerce
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.models import Role
from portal.accounts.queries import holds, names_of, places_where
from portal.alliances.models import Alliance, AllianceMerger, Membership
from portal.alliances.queries.belonging import alliances_of
from portal.alliances.queries.membership import OFFICIALS
from portal.alliances.states import (
    ALIVE,
    LIFE,
    MEMBERSHIP,
    MERGER,
    PUBLIC,
    AllianceState,
    MembershipState,
    MergerState,
)
from portal.core.cards import Card
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext, Script
from portal.core.paging import Page, newest_first
from portal.core.richtext import excerpt, text_of
from portal.core.workflow import Workflow
from portal.places.models import Place


@dataclass(frozen=True)
class Happened:
    """A line of an alliance's history."""

    when: Any
    title: Any
    by: Any
    text: str


def visible_to(viewer: Any) -> ColumnElement[bool]:
    """The one place that knows who may read about an alliance: a declined one only those it concerns."""
    mine = getattr(viewer, "id", None) or -1
    return or_(Alliance.state.in_(PUBLIC), Alliance.founded_by == mine, Alliance.id.in_(alliances_of(viewer)))


def get_alliance(code: str, viewer: Any = None) -> Alliance:
    found = select(Alliance).join(Alliance.place).where(Alliance.code == code)
    alliance = db.session.scalar(found.options(contains_eager(Alliance.place)))
    if alliance is None or not may_read(alliance, viewer):
        raise NotFound(_("This alliance was not found."))
    return alliance


def may_read(alliance: Alliance, viewer: Any) -> bool:
    return (
        alliance.state in PUBLIC
        or (viewer is not None and getattr(viewer, "id", None) == alliance.founded_by)
        or holds(viewer, OFFICIALS, alliance.place.path)
    )


def matching(viewer: Any, words: str, street: Place | None) -> Select[Any]:
    found = select(Alliance).join(Alliance.place).where(visible_to(viewer))
    if street is not None:
        found = found.where(Place.path.startswith(street.path))
    if words:
        found = found.where(type_coerce(Alliance.name, Text).icontains(words, autoescape=True))
    return found


def alliance_page(viewer: Any, words: str = "", street: Place | None = None) -> Page[Alliance]:
    """Alliances, newest first, by name and street."""
    found = matching(viewer, words, street).options(contains_eager(Alliance.place))
    return newest_first(found, Alliance.id)


def figures(street: Place | None = None) -> dict[str, int]:
    """How many alliances run and how many people belong to them."""
    found = select(func.count(Alliance.id), func.coalesce(func.sum(Alliance.member_count), 0)).where(
        Alliance.state == AllianceState.RUNNING
    )
    if street is not None:
        found = found.join(Alliance.place).where(Place.path.startswith(street.path))
    alliances, members = db.session.execute(found).one()
    return {"alliances": int(alliances), "members": int(members)}


def alliances_in(place: Place, limit: int = 12) -> Sequence[Alliance]:
    """Public alliances of a place and below it, the largest first."""
    found = (
        select(Alliance)
        .join(Alliance.place)
        .where(
            Place.path.startswith(place.path),
            Alliance.state.in_(ALIVE),
        )
    )
    return db.session.scalars(found.order_by(Alliance.member_count.desc(), Alliance.id).limit(limit)).all()


def standing_history(membership: Membership) -> list[Happened]:
    """What happened to one membership, for its page."""
    return _happened(
        MEMBERSHIP, MembershipState, membership, membership.applied_at, _("Applied"), membership.user_id
    )


def merger_history(merger: AllianceMerger) -> list[Happened]:
    """What happened to a merger."""
    return _happened(MERGER, MergerState, merger, merger.made_at, _("Merger proposed"), merger.proposed_by)


def _happened(
    life: Workflow, states: type[StrEnum], thing: Any, begun_at: datetime, begun: str, by: int
) -> list[Happened]:
    rows = life.history(thing)
    names = names_of([row.actor_id for row in rows] + [by])
    return [Happened(begun_at, begun, names.get(by, ""), "")] + [
        Happened(row.at, life.label(states(row.after)), names.get(row.actor_id or 0, ""), str(row.reason))
        for row in rows
    ]


def history(alliance: Alliance) -> list[Happened]:
    rows = LIFE.history(alliance)
    names = names_of([row.actor_id for row in rows] + [alliance.founded_by])
    begun = Happened(alliance.made_at, _("Founding begun"), names.get(alliance.founded_by or 0, ""), "")
    return [begun] + [
        Happened(
            row.at, LIFE.label(AllianceState(row.after)), names.get(row.actor_id or 0, ""), str(row.reason)
        )
        for row in rows
    ]


def card(alliance_id: int) -> Card | None:
    """The alliance for lists, feeds and search."""
    found = select(Alliance).where(Alliance.id == alliance_id).options(joinedload(Alliance.place))
    alliance = db.session.scalar(found)
    if alliance is None or alliance.state not in PUBLIC:
        return None
    return Card(
        kind="alliance",
        object_id=alliance.id,
        title=alliance.name,
        path=f"/alliances/{alliance.code}",
        at=alliance.made_at,
        state=str(alliance.state),
        place_id=alliance.place_id,
        place_path=alliance.place.path,
        summary=in_words(alliance.intro, 90),
        body=in_words(alliance.intro),
        alliance_id=alliance.id,
        figures={"members": alliance.member_count},
    )


def in_words(html: Bitext, length: int = 0) -> Bitext:
    """Stored HTML as plain text in both scripts, cut to a length when one is given."""
    hans, hant = (
        excerpt(html.in_script(s), length) if length else text_of(html.in_script(s)) for s in Script
    )
    return Bitext.both(hans, hant, html.script)


def all_ids() -> list[int]:
    return list(db.session.scalars(select(Alliance.id).order_by(Alliance.id)))


def foundings_for(viewer: Any) -> Sequence[Alliance]:
    """Foundings that wait for an official of the viewer's places, who is not a founder."""
    paths = places_where(viewer, Role.EDITOR, Role.REVIEWER, Role.ISSUER)
    if not paths:
        return []
    found = (
        select(Alliance)
        .join(Place, Place.id == Alliance.place_id)
        .where(
            Alliance.state.in_((AllianceState.FOUNDING, AllianceState.FILING)),
            Alliance.founded_by.is_distinct_from(viewer.id),
            or_(*(Place.path.startswith(path) for path in paths)),
        )
    )
    return db.session.scalars(found.order_by(Alliance.id)).all()
