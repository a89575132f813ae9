"""Rotas, weeks, turns and swaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.alliances.models import Alliance, Membership
from portal.alliances.queries import LEADING, may_see_names, offices_of
from portal.alliances.states import MembershipState
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.masking import mask_name
from portal.duty import rules
from portal.duty.models import Rota, Swap, Turn, Week
from portal.duty.queries.groups import group_names
from portal.duty.states import RotaState, SwapState

WHO = joinedload(Turn.membership).joinedload(Membership.user)


def led_by(viewer: Any) -> frozenset[int]:
    return frozenset(held for held, office in offices_of(viewer) if office in LEADING)


def visible_to(viewer: Any) -> ColumnElement[bool]:
    """A published rota hangs on the wall; a proposal is for those who lead the alliance."""
    return or_(
        Rota.state == RotaState.PUBLISHED,
        and_(Rota.state == RotaState.DRAFT, Rota.alliance_id.in_(led_by(viewer))),
    )


def get_rota(code: str, viewer: Any) -> Rota:
    found = select(Rota).where(Rota.code == code, visible_to(viewer)).options(joinedload(Rota.alliance))
    rota = db.session.scalar(found)
    if rota is None:
        raise NotFound(_("This rota was not found."))
    return rota


def rotas_of(alliance: Alliance, viewer: Any) -> Sequence[Rota]:
    """The newest first; those that ended more than half a year ago are left out."""
    found = select(Rota).where(Rota.alliance_id == alliance.id, visible_to(viewer))
    return db.session.scalars(found.order_by(Rota.first_on.desc(), Rota.id.desc()).limit(8)).all()


def weeks_of(rota: Rota) -> Sequence[Week]:
    found = select(Week).where(Week.rota_id == rota.id)
    whole = found.options(joinedload(Week.rota), joinedload(Week.section))
    return db.session.scalars(whole.order_by(Week.number)).all()


def get_week(rota: Rota, number: int) -> Week:
    week = db.session.scalar(select(Week).where(Week.rota_id == rota.id, Week.number == number))
    if week is None:
        raise NotFound(_("This week was not found."))
    return week


def turns_of(rota: Rota) -> dict[int, list[Turn]]:
    """Who is on duty in each week, by the week's id."""
    found = select(Turn).join(Turn.week).where(Week.rota_id == rota.id)
    turns: dict[int, list[Turn]] = {}
    for turn in db.session.scalars(found.options(WHO, joinedload(Turn.week)).order_by(Turn.id)):
        turns.setdefault(turn.week_id, []).append(turn)
    return turns


def get_turn(rota: Rota, turn_id: int) -> Turn:
    found = select(Turn).join(Turn.week).where(Turn.id == turn_id, Week.rota_id == rota.id)
    turn = db.session.scalar(found.options(WHO, joinedload(Turn.week).joinedload(Week.rota)))
    if turn is None:
        raise NotFound(_("This turn was not found."))
    return turn


def running_week(alliance_id: int, day: date | None = None) -> Week | None:
    """The week of the published rota in which a day lies."""
    monday = rules.monday_of(day or clock.today())
    found = (
        select(Week)
        .join(Week.rota)
        .where(Rota.alliance_id == alliance_id, Rota.state == RotaState.PUBLISHED, Week.starts_on == monday)
        .options(joinedload(Week.rota), joinedload(Week.section))
    )
    return db.session.scalar(found.limit(1))


def on_duty(week: Week) -> Sequence[Turn]:
    found = select(Turn).where(Turn.week_id == week.id).options(WHO)
    return db.session.scalars(found.order_by(Turn.id)).all()


def in_turn(alliance: Alliance) -> list[Membership]:
    """Active members in the order of duty: who has not been for longest comes first; liaisons have none."""
    last = (
        select(Turn.membership_id, func.max(Week.starts_on).label("day"))
        .join(Week, Week.id == Turn.week_id)
        .join(Rota, Rota.id == Week.rota_id)
        .where(Rota.state == RotaState.PUBLISHED)
        .group_by(Turn.membership_id)
        .subquery()
    )
    found = (
        select(Membership, last.c.day)
        .outerjoin(last, last.c.membership_id == Membership.id)
        .where(Membership.alliance_id == alliance.id, Membership.state == MembershipState.ACTIVE)
        .options(joinedload(Membership.user))
    )
    rows = [(member, day or date.min) for member, day in db.session.execute(found)]
    return [member for member, _day in sorted(rows, key=lambda row: (row[1], row[0].id))]


def shops_of(alliance: Alliance) -> list[Membership]:
    """The shops along the street, in the order in which they joined: what one walks past."""
    found = select(Membership).where(
        Membership.alliance_id == alliance.id, Membership.state == MembershipState.ACTIVE
    )
    rows = db.session.scalars(found.options(joinedload(Membership.user)).order_by(Membership.id))
    return [member for member in rows if str(member.shop)]


def swaps_of(rota: Rota, viewer: Any) -> Sequence[Swap]:
    """Questions that concern the viewer and wait for an answer."""
    if not getattr(viewer, "id", None):
        return []
    found = (
        select(Swap)
        .join(Swap.turn)
        .join(Turn.week)
        .where(
            Week.rota_id == rota.id,
            Swap.state == SwapState.ASKED,
            or_(Swap.asked_by == viewer.id, Swap.asked_of == viewer.id),
        )
    )
    return db.session.scalars(found.options(*SWAPPED).order_by(Swap.id)).all()


SWAPPED = (
    joinedload(Swap.turn).options(joinedload(Turn.week).joinedload(Week.rota), WHO),
    joinedload(Swap.other).options(joinedload(Turn.week).joinedload(Week.rota), WHO),
)


def swaps_for(viewer: Any) -> Sequence[Swap]:
    """Questions that wait for the viewer's answer."""
    found = select(Swap).where(Swap.state == SwapState.ASKED, Swap.asked_of == viewer.id)
    return db.session.scalars(found.options(*SWAPPED).order_by(Swap.id)).all()


def get_swap(swap_id: int, viewer: Any) -> Swap:
    mine = getattr(viewer, "id", None)
    found = select(Swap).where(Swap.id == swap_id, or_(Swap.asked_by == mine, Swap.asked_of == mine))
    swap = db.session.scalar(found.options(*SWAPPED))
    if swap is None:
        raise NotFound(_("This question was not found."))
    return swap


def rivals_of(swap: Swap) -> Sequence[Swap]:
    """Other open questions about one of the same turns."""
    both = (swap.turn_id, swap.other_id)
    found = select(Swap).where(
        Swap.id != swap.id,
        Swap.state == SwapState.ASKED,
        or_(Swap.turn_id.in_(both), Swap.other_id.in_(both)),
    )
    return db.session.scalars(found).all()


def to_swap_with(turn: Turn) -> list[Turn]:
    """Turns of others in the weeks of the same rota that have not begun."""
    mine = aliased(Turn)
    same = select(mine.week_id).where(mine.membership_id == turn.membership_id)
    found = (
        select(Turn)
        .join(Turn.week)
        .join(Turn.membership)
        .where(
            Week.rota_id == turn.week.rota_id,
            Week.starts_on > clock.today(),
            Week.id.not_in(same),
            Membership.state == MembershipState.ACTIVE,
            Membership.user_id != turn.membership.user_id,
        )
        .options(WHO, joinedload(Turn.week))
    )
    there = set(db.session.scalars(select(Turn.membership_id).where(Turn.week_id == turn.week_id)))
    rows = db.session.scalars(found.order_by(Week.starts_on, Turn.id))
    return [other for other in rows if other.membership_id not in there]


def overlapping(rota: Rota) -> Rota | None:
    """Another published rota of the same alliance with a week of this one."""
    mine = select(Week.starts_on).where(Week.rota_id == rota.id)
    found = (
        select(Rota)
        .join(Week, Week.rota_id == Rota.id)
        .where(
            Rota.alliance_id == rota.alliance_id,
            Rota.id != rota.id,
            Rota.state == RotaState.PUBLISHED,
            Week.starts_on.in_(mine),
        )
    )
    return db.session.scalar(found.limit(1))


def sees_names(viewer: Any, alliance: Alliance) -> bool:
    return may_see_names(viewer, alliance)


def called(membership: Membership, full: bool) -> Bitext | str:
    """The sign over the door; who has none is named as the reader may see it."""
    if str(membership.shop):
        return membership.shop
    return membership.user.name if full else mask_name(str(membership.user.name))


def names_in(week: Week, full: bool) -> list[Any]:
    """Who is on duty in a week, as the reader may see them: its section first."""
    groups = list(group_names([week]).values())
    return [*groups, *(called(turn.membership, full) for turn in on_duty(week))]
