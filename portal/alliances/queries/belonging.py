"""Who belongs to which alliance, and in which office; the questions other features ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    and_,
    bindparam,
    func,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from portal.accounts.models import User
from portal.alliances.models import AllianceSection, MemberSeat, Membership, OfficeTerm
from portal.alliances.states import BELONGING, LEADING, ON_THE_LIST, WITHOUT_VOTE, Office
from portal.core import clock
from portal.core.db import db
from portal.core.prepared import Prepared

NO_OFFICE = type_coerce(null(), OfficeTerm.office.type).label("office")
NO_STATE = type_coerce(null(), Membership.state.type).label("state")


def holding(today: Any) -> ColumnElement[bool]:
    """An office is held by the clock: from its first day to its last, unless it was ended before."""
    return and_(OfficeTerm.starts_on <= today, OfficeTerm.ends_on >= today, OfficeTerm.ended_at.is_(None))


def holding_now() -> ColumnElement[bool]:
    return holding(clock.today())


def seated(today: Any) -> ColumnElement[bool]:
    """A seat is held by the clock, like an office."""
    return and_(MemberSeat.starts_on <= today, MemberSeat.ends_on >= today, MemberSeat.ended_at.is_(None))


def seated_now() -> ColumnElement[bool]:
    return seated(clock.today())


USER, TODAY = bindparam("user", type_=Integer), bindparam("today", type_=Date)
MINE = Prepared(
    union_all(
        select(Membership.alliance_id, Membership.state, NO_OFFICE).where(
            Membership.user_id == USER, Membership.state.in_(ON_THE_LIST)
        ),
        select(Membership.alliance_id, Membership.state, NO_OFFICE)
        .join(MemberSeat, MemberSeat.membership_id == Membership.id)
        .where(MemberSeat.user_id == USER, seated(TODAY), Membership.state.in_(ON_THE_LIST)),
        select(OfficeTerm.alliance_id, NO_STATE, OfficeTerm.office).where(
            OfficeTerm.user_id == USER, holding(TODAY)
        ),
    )
)


def _remember(user: Any) -> None:
    """What a person belongs to and holds, in one query for each request."""
    db.session.flush()  # what is prepared is asked past the session
    rows = MINE.rows(db.session.connection(), user=user.id, today=clock.today())
    user.__dict__["_listed"] = frozenset(i for i, state, _office in rows if state)
    user.__dict__["_alliances"] = frozenset(i for i, state, _office in rows if state in BELONGING)
    user.__dict__["_offices"] = frozenset((i, office) for i, _state, office in rows if office)


def alliances_of(user: Any) -> frozenset[int]:
    """The alliances a person belongs to, by a membership or a seat of one."""
    if user is None or not getattr(user, "id", None):
        return frozenset()
    if "_alliances" not in user.__dict__:
        _remember(user)
    found: frozenset[int] = user.__dict__["_alliances"]
    return found


def listed_in(user: Any) -> frozenset[int]:
    """The same, and those in which the membership is suspended: what members may read, who is suspended may too."""
    if not alliances_of(user) and not getattr(user, "id", None):
        return frozenset()
    listed: frozenset[int] = user.__dict__["_listed"]
    return listed


def resting_until(user: Any, alliance_id: int) -> date | None:
    """The last day of a suspension, for somebody who does not belong otherwise."""
    if alliance_id not in listed_in(user) - alliances_of(user):
        return None
    seat = select(MemberSeat.membership_id).where(MemberSeat.user_id == user.id, seated_now())
    found = select(func.max(Membership.suspended_until)).where(
        Membership.alliance_id == alliance_id,
        Membership.state.in_(ON_THE_LIST),
        or_(Membership.user_id == user.id, Membership.id.in_(seat)),
    )
    return db.session.scalar(found)


def belongs(user_id: Any, alliance_id: Any) -> ColumnElement[bool]:
    """Membership as a condition inside another statement, by columns or values."""
    mine = select(Membership.id).where(
        Membership.user_id == user_id,
        Membership.alliance_id == alliance_id,
        Membership.state.in_(BELONGING),
    )
    seat = (
        select(MemberSeat.id)
        .join(Membership, Membership.id == MemberSeat.membership_id)
        .where(
            MemberSeat.user_id == user_id,
            Membership.alliance_id == alliance_id,
            Membership.state.in_(BELONGING),
            seated_now(),
        )
    )
    return or_(mine.exists(), seat.exists())


def offices_of(user: Any) -> frozenset[tuple[int, Office]]:
    """The (alliance, office) pairs a person holds today."""
    if user is None or not getattr(user, "id", None):
        return frozenset()
    if "_offices" not in user.__dict__:
        _remember(user)
    found: frozenset[tuple[int, Office]] = user.__dict__["_offices"]
    return found


def is_member(user: Any, alliance_id: int) -> bool:
    return alliance_id in alliances_of(user)


def leads(user: Any, alliance_id: int, offices: Sequence[Office] = LEADING) -> bool:
    """Chair, vice chair and secretary lead; ask for other offices by name."""
    return any((alliance_id, office) in offices_of(user) for office in offices)


def member_ids(alliance_id: int) -> list[int]:
    """Whoever belongs, seats included, for telling them."""
    answering = select(Membership.user_id).where(
        Membership.alliance_id == alliance_id, Membership.state.in_(BELONGING)
    )
    seated = (
        select(MemberSeat.user_id)
        .join(Membership, Membership.id == MemberSeat.membership_id)
        .where(Membership.alliance_id == alliance_id, Membership.state.in_(BELONGING), seated_now())
    )
    return sorted(set(db.session.scalars(union_all(answering, seated))))


def officer_ids(alliance_id: int, offices: Sequence[Office] = LEADING) -> list[int]:
    found = select(OfficeTerm.user_id).where(
        OfficeTerm.alliance_id == alliance_id, OfficeTerm.office.in_(offices), holding_now()
    )
    return sorted(set(db.session.scalars(found)))


def members(alliance_id: int) -> Sequence[tuple[Membership, User]]:
    found = (
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.alliance_id == alliance_id, Membership.state.in_(BELONGING))
        .order_by(Membership.id)
    )
    return [(m, u) for m, u in db.session.execute(found)]


def voters(alliance_id: int) -> list[tuple[int, int, int]]:
    """(membership, who votes for it, floor area): its voting seat, else the person who answers for it."""
    seat = select(MemberSeat.membership_id, MemberSeat.user_id).where(MemberSeat.may_vote, seated_now())
    voting = seat.subquery()
    found = (
        select(Membership.id, Membership.user_id, voting.c.user_id, Membership.area)
        .outerjoin(voting, voting.c.membership_id == Membership.id)
        .where(Membership.alliance_id == alliance_id, Membership.state.in_(BELONGING))
    )
    rows = db.session.execute(found.order_by(Membership.id))
    return [(membership, seated or holder, area) for membership, holder, seated, area in rows]


def voter_ids(alliance_id: int) -> list[int]:
    """The roll of a vote of the alliance, each person once: who votes for its members, but liaisons and observers."""
    silent = select(OfficeTerm.user_id).where(
        OfficeTerm.alliance_id == alliance_id, OfficeTerm.office.in_(WITHOUT_VOTE), holding_now()
    )
    without = set(db.session.scalars(silent))
    return sorted({user_id for _m, user_id, _area in voters(alliance_id)} - without)


def areas(alliance_id: int) -> dict[int, int]:
    """The roll of a vote by heads and area: who votes, with floor area in hundredths of a square metre."""
    found: dict[int, int] = {}
    for _membership, user_id, area in voters(alliance_id):
        if area > 0:
            found[user_id] = found.get(user_id, 0) + area
    return dict(sorted(found.items()))


def parties_of(user_id: int, alliance_id: int) -> Sequence[Membership]:
    """The members a person may sign for: those it answers for, and those whose signing seat it holds."""
    seat = select(MemberSeat.membership_id).where(
        MemberSeat.user_id == user_id, MemberSeat.may_sign, seated_now()
    )
    found = select(Membership).where(
        Membership.alliance_id == alliance_id,
        Membership.state.in_(BELONGING),
        or_(Membership.user_id == user_id, Membership.id.in_(seat)),
    )
    return db.session.scalars(found.order_by(Membership.id)).all()


def sections_of(alliance_id: int) -> Sequence[AllianceSection]:
    """The sections in their order; `Membership.section_id` says who belongs to which."""
    found = select(AllianceSection).where(AllianceSection.alliance_id == alliance_id)
    return db.session.scalars(found.order_by(AllianceSection.id)).all()


def section_members(alliance_id: int) -> dict[int | None, list[int]]:
    """Memberships by section, None for those in no section."""
    found = select(Membership.section_id, Membership.id).where(
        Membership.alliance_id == alliance_id, Membership.state.in_(ON_THE_LIST)
    )
    by_section: dict[int | None, list[int]] = {}
    for section_id, membership_id in db.session.execute(found.order_by(Membership.id)):
        by_section.setdefault(section_id, []).append(membership_id)
    return by_section


def forget_belonging(user: Any) -> None:
    """After a change in this request: ask the tables anew what this person belongs to and holds."""
    for remembered in ("_alliances", "_offices"):
        user.__dict__.pop(remembered, None)
