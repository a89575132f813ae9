"""Who belongs: the list, applications, seats, sections, hearings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Role, User
from portal.accounts.queries import holders, holds, names_of
from portal.alliances.models import Alliance, AllianceSection, MemberHearing, MemberSeat, Membership
from portal.alliances.queries.belonging import is_member, officer_ids, offices_of, seated_now
from portal.alliances.queries.offices import held_offices
from portal.alliances.states import (
    LEADING,
    OFFICE_LABELS,
    ON_THE_LIST,
    HearingState,
    MemberKind,
    MembershipState,
)
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.masking import mask_name
from portal.core.paging import Page, newest_first
from portal.core.settings import setting

OFFICIALS = (Role.COMMUNITY_WORKER, Role.EDITOR, Role.REVIEWER, Role.ISSUER)


@dataclass(frozen=True)
class MemberRow:
    """A member as one reader may see them."""

    membership: Membership
    name: str
    offices: tuple[Any, ...]
    seats: tuple[tuple[MemberSeat, str], ...]


def may_see_names(viewer: Any, alliance: Alliance) -> bool:
    """Full names go to members and to the officials of the place; to others as the city has set."""
    return (
        setting("alliances.names_to_others") == "full"
        or is_member(viewer, alliance.id)
        or any(held == alliance.id for held, _office in offices_of(viewer))
        or holds(viewer, OFFICIALS, alliance.place.path)
    )


def member_page(alliance: Alliance, viewer: Any, section: AllianceSection | None = None) -> Page[MemberRow]:
    """Members, the newest first, with who acts for them, named as the reader may see them."""
    found = select(Membership).where(Membership.alliance_id == alliance.id, Membership.state.in_(ON_THE_LIST))
    if section is not None:
        found = found.where(Membership.section_id == section.id)
    eager = found.options(joinedload(Membership.user), joinedload(Membership.section))
    page = newest_first(eager, Membership.id, 50)
    full, held = may_see_names(viewer, alliance), held_offices(alliance)
    seated = seats_of(m.id for m in page.rows)

    def named(user: User) -> str:
        return str(user.name) if full or user.id in held else mask_name(str(user.name))

    rows = [
        MemberRow(
            m,
            named(m.user),
            tuple(OFFICE_LABELS[office] for office in held.get(m.user_id, ())),
            tuple((seat, named(seat.user)) for seat in seated.get(m.id, ())),
        )
        for m in page.rows
    ]
    return Page(rows, page.older, page.newer)


def seats_of(membership_ids: Iterable[int]) -> dict[int, list[MemberSeat]]:
    """Who acts today for these members."""
    found = select(MemberSeat).where(MemberSeat.membership_id.in_(list(membership_ids)), seated_now())
    by_member: dict[int, list[MemberSeat]] = {}
    for seat in db.session.scalars(found.options(joinedload(MemberSeat.user)).order_by(MemberSeat.id)):
        by_member.setdefault(seat.membership_id, []).append(seat)
    return by_member


def all_seats(membership: Membership) -> Sequence[MemberSeat]:
    """Every seat there was, the newest first: changes of holder stay readable."""
    found = select(MemberSeat).where(MemberSeat.membership_id == membership.id)
    return db.session.scalars(found.options(joinedload(MemberSeat.user)).order_by(MemberSeat.id.desc())).all()


def get_seat(membership: Membership, seat_id: int) -> MemberSeat:
    seat = db.session.get(MemberSeat, seat_id)
    if seat is None or seat.membership_id != membership.id:
        raise NotFound(_("This seat was not found."))
    return seat


def get_section(alliance: Alliance, section_id: int) -> AllianceSection:
    section = db.session.get(AllianceSection, section_id)
    if section is None or section.alliance_id != alliance.id:
        raise NotFound(_("This section was not found."))
    return section


def hearings(membership: Membership) -> Sequence[MemberHearing]:
    found = select(MemberHearing).where(MemberHearing.membership_id == membership.id)
    return db.session.scalars(found.order_by(MemberHearing.id.desc())).all()


def open_hearing(membership: Membership) -> MemberHearing | None:
    return next((h for h in hearings(membership) if h.state is HearingState.CALLED), None)


def shops(alliance: Alliance) -> Sequence[Membership]:
    """Shops that belong, for those who take one over."""
    found = select(Membership).where(
        Membership.alliance_id == alliance.id,
        Membership.kind == MemberKind.MERCHANT,
        Membership.state.in_(ON_THE_LIST),
    )
    return db.session.scalars(found.order_by(Membership.id)).all()


def applications(alliance: Alliance) -> Sequence[Membership]:
    """Who waits to be admitted. For officers only."""
    found = select(Membership).where(
        Membership.alliance_id == alliance.id, Membership.state == MembershipState.APPLIED
    )
    ordered = found.options(
        joinedload(Membership.user), joinedload(Membership.alliance), joinedload(Membership.follows)
    )
    return db.session.scalars(ordered.order_by(Membership.id)).all()


def get_membership(alliance: Alliance, membership_id: int) -> Membership:
    found = select(Membership).where(Membership.id == membership_id, Membership.alliance_id == alliance.id)
    membership = db.session.scalar(found.options(joinedload(Membership.user)))
    if membership is None:
        raise NotFound(_("This member was not found."))
    return membership


def my_membership(alliance: Alliance, viewer: Any) -> Membership | None:
    """The viewer's running membership or application; of several shops the first."""
    return next(iter(mine_in(alliance, viewer)), None)


def mine_in(alliance: Alliance, viewer: Any) -> Sequence[Membership]:
    """All of the viewer's running memberships and applications here: one for each shop."""
    if not getattr(viewer, "id", None):
        return []
    found = select(Membership).where(
        Membership.alliance_id == alliance.id, Membership.user_id == viewer.id, Membership.ended_on.is_(None)
    )
    return db.session.scalars(found.order_by(Membership.id)).all()


def suspensions_over() -> Sequence[Membership]:
    """Suspended members whose last day is past."""
    found = select(Membership).where(
        Membership.state == MembershipState.SUSPENDED, Membership.suspended_until < clock.today()
    )
    return db.session.scalars(found.order_by(Membership.id)).all()


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


def caretakers(alliance: Alliance) -> list[Bitext]:
    """Who looks after the members while nobody leads: the community worker of the place, else the street."""
    if officer_ids(alliance.id, LEADING):
        return []
    found = holders((Role.COMMUNITY_WORKER,), alliance.place) or holders(OFFICIALS, alliance.place)
    return [name for _id, name in sorted(names_of(found).items())]
