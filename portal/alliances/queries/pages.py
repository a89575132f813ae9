"""What the pages about alliances show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, func, or_, select, type_coerce
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.models import Role
from portal.accounts.queries import holds, names_of, places_where
from portal.alliances.models import Alliance, Election, Membership, OfficeTerm
from portal.alliances.queries.belonging import alliances_of, holding_now, is_member, offices_of
from portal.alliances.states import (
    LEADING,
    LIFE,
    OFFICE_LABELS,
    PUBLIC,
    AllianceState,
    MembershipState,
    Office,
)
from portal.core.cards import Card
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext, Script
from portal.core.masking import mask_name
from portal.core.paging import Page, newest_first
from portal.core.richtext import excerpt, text_of
from portal.core.settings import setting
from portal.places.models import Place

OFFICIALS = (Role.COMMUNITY_WORKER, Role.EDITOR, Role.REVIEWER, Role.ISSUER)


@dataclass(frozen=True)
class MemberRow:
    """A member as one reader may see them."""

    membership: Membership
    name: str
    offices: tuple[Any, ...]


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
            Alliance.state.in_((AllianceState.FOUNDING, AllianceState.RUNNING)),
        )
    )
    return db.session.scalars(found.order_by(Alliance.member_count.desc(), Alliance.id).limit(limit)).all()


def may_see_names(viewer: Any, alliance: Alliance) -> bool:
    """Full names go to members and to the officials of the place; to others as the city has set."""
    return (
        setting("alliances.names_to_others") == "full"
        or is_member(viewer, alliance.id)
        or any(held == alliance.id for held, _office in offices_of(viewer))
        or holds(viewer, OFFICIALS, alliance.place.path)
    )


def member_page(alliance: Alliance, viewer: Any) -> Page[MemberRow]:
    """Active members, the newest first, named as the reader may see them."""
    found = select(Membership).where(
        Membership.alliance_id == alliance.id, Membership.state == MembershipState.ACTIVE
    )
    page = newest_first(found.options(joinedload(Membership.user)), Membership.id, 50)
    full, held = may_see_names(viewer, alliance), held_offices(alliance)
    rows = [
        MemberRow(
            m,
            str(m.user.name) if full or m.user_id in held else mask_name(str(m.user.name)),
            tuple(OFFICE_LABELS[office] for office in held.get(m.user_id, ())),
        )
        for m in page.rows
    ]
    return Page(rows, page.older, page.newer)


def applications(alliance: Alliance) -> Sequence[Membership]:
    """Who waits to be admitted. For officers only."""
    found = select(Membership).where(
        Membership.alliance_id == alliance.id, Membership.state == MembershipState.APPLIED
    )
    ordered = found.options(joinedload(Membership.user), joinedload(Membership.alliance))
    return db.session.scalars(ordered.order_by(Membership.id)).all()


def get_membership(alliance: Alliance, membership_id: int) -> Membership:
    found = select(Membership).where(Membership.id == membership_id, Membership.alliance_id == alliance.id)
    membership = db.session.scalar(found.options(joinedload(Membership.user)))
    if membership is None:
        raise NotFound(_("This member was not found."))
    return membership


def my_membership(alliance: Alliance, viewer: Any) -> Membership | None:
    """The viewer's running membership or application."""
    if not getattr(viewer, "id", None):
        return None
    found = select(Membership).where(
        Membership.alliance_id == alliance.id, Membership.user_id == viewer.id, Membership.ended_on.is_(None)
    )
    return db.session.scalar(found)


def my_memberships(viewer: Any) -> Sequence[Membership]:
    found = select(Membership).where(Membership.user_id == viewer.id, Membership.ended_on.is_(None))
    eager = found.options(joinedload(Membership.alliance).joinedload(Alliance.place))
    return db.session.scalars(eager.order_by(Membership.id)).all()


def waiting_applications(alliance_ids: Sequence[int]) -> dict[int, int]:
    """How many people wait to be admitted, for each alliance."""
    found = select(Membership.alliance_id, func.count(Membership.id)).where(
        Membership.alliance_id.in_(alliance_ids), Membership.state == MembershipState.APPLIED
    )
    return {a: n for a, n in db.session.execute(found.group_by(Membership.alliance_id))}


def applications_for(viewer: Any) -> Sequence[tuple[Alliance, int]]:
    """The alliances the viewer leads in which people wait to be admitted, and how many."""
    led = [alliance_id for alliance_id, office in offices_of(viewer) if office in LEADING]
    if not led:
        return []
    found = (
        select(Alliance, func.count(Membership.id))
        .join(Membership, Membership.alliance_id == Alliance.id)
        .where(Alliance.id.in_(led), Membership.state == MembershipState.APPLIED)
        .group_by(Alliance.id)
        .order_by(Alliance.id)
    )
    return [(alliance, count) for alliance, count in db.session.execute(found)]


def foundings_for(viewer: Any) -> Sequence[Alliance]:
    """Foundings that wait for an official of the viewer's places, who is not a founder."""
    paths = places_where(viewer, Role.EDITOR, Role.REVIEWER, Role.ISSUER)
    if not paths:
        return []
    found = (
        select(Alliance)
        .join(Place, Place.id == Alliance.place_id)
        .where(
            Alliance.state == AllianceState.FOUNDING,
            Alliance.founded_by.is_distinct_from(viewer.id),
            or_(*(Place.path.startswith(path) for path in paths)),
        )
    )
    return db.session.scalars(found.order_by(Alliance.id)).all()


def terms(alliance: Alliance) -> Sequence[OfficeTerm]:
    """All terms, running and past, in the order of offices."""
    found = select(OfficeTerm).where(OfficeTerm.alliance_id == alliance.id)
    rows = db.session.scalars(found.options(joinedload(OfficeTerm.user))).all()
    order = list(Office)
    return sorted(rows, key=lambda t: (order.index(t.office), -t.starts_on.toordinal(), t.id))


def officers(alliance: Alliance) -> Sequence[OfficeTerm]:
    """Who holds an office today, in the order of offices. Their names are public: they hold it for the public."""
    found = select(OfficeTerm).where(OfficeTerm.alliance_id == alliance.id, holding_now())
    rows = db.session.scalars(found.options(joinedload(OfficeTerm.user))).all()
    order = list(Office)
    return sorted(rows, key=lambda t: (order.index(t.office), t.id))


def held_offices(alliance: Alliance) -> dict[int, tuple[Office, ...]]:
    held: dict[int, tuple[Office, ...]] = {}
    for term in officers(alliance):
        held[term.user_id] = (*held.get(term.user_id, ()), term.office)
    return held


def get_term(alliance: Alliance, term_id: int) -> OfficeTerm:
    term = db.session.get(OfficeTerm, term_id)
    if term is None or term.alliance_id != alliance.id:
        raise NotFound(_("This term of office was not found."))
    return term


def elections(alliance: Alliance) -> Sequence[Election]:
    found = select(Election).where(Election.alliance_id == alliance.id).options(joinedload(Election.ballot))
    return db.session.scalars(found.order_by(Election.id.desc())).all()


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
