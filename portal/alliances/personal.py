"""What the alliances know of one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.alliances.models import MemberHearing, MemberSeat, Membership, OfficeHandover, OfficeTerm
from portal.alliances.services import let_go
from portal.core.db import db


def export(user_id: int) -> dict[str, Any]:
    """Memberships, seats, hearings and offices, past ones included."""
    memberships = (
        select(Membership).where(Membership.user_id == user_id).options(joinedload(Membership.alliance))
    )
    terms = select(OfficeTerm).where(OfficeTerm.user_id == user_id).options(joinedload(OfficeTerm.alliance))
    seats = (
        select(MemberSeat)
        .where(MemberSeat.user_id == user_id)
        .options(joinedload(MemberSeat.membership).joinedload(Membership.alliance))
    )
    hearings = (
        select(MemberHearing)
        .join(MemberHearing.membership)
        .where(Membership.user_id == user_id)
        .options(contains_eager(MemberHearing.membership).joinedload(Membership.alliance))
    )
    handovers = (
        select(OfficeHandover)
        .join(OfficeHandover.term)
        .where(or_(OfficeTerm.user_id == user_id, OfficeHandover.successor_id == user_id))
        .options(contains_eager(OfficeHandover.term).joinedload(OfficeTerm.alliance))
    )
    return {
        "handovers": [
            {
                "alliance": h.term.alliance.name.original,
                "office": str(h.term.office),
                "as": "successor" if h.successor_id == user_id else "holder",
                "begun": h.made_at.isoformat(),
                "done": h.done_at.isoformat() if h.done_at else None,
            }
            for h in db.session.scalars(handovers.order_by(OfficeHandover.id))
        ],
        "seats": [
            {
                "alliance": s.membership.alliance.name.original,
                "member": s.membership.shop.original,
                "as": s.title.original,
                "signs": s.may_sign,
                "votes": s.may_vote,
                "from": s.starts_on.isoformat(),
                "to": s.ends_on.isoformat(),
            }
            for s in db.session.scalars(seats.order_by(MemberSeat.id))
        ],
        "hearings": [
            {
                "alliance": h.membership.alliance.name.original,
                "state": str(h.state),
                "held_on": h.held_on.isoformat(),
                "reason": h.reason.original,
                "statement": h.statement.source,
                "removed": h.removed,
            }
            for h in db.session.scalars(hearings.order_by(MemberHearing.id))
        ],
        "memberships": [
            {
                "alliance": m.alliance.name.original,
                "kind": str(m.kind),
                "shop": m.shop.original,
                "state": str(m.state),
                "applied_at": m.applied_at.isoformat(),
                "joined_on": m.joined_on.isoformat() if m.joined_on else None,
                "ended_on": m.ended_on.isoformat() if m.ended_on else None,
            }
            for m in db.session.scalars(memberships.order_by(Membership.id))
        ],
        "offices": [
            {
                "alliance": t.alliance.name.original,
                "office": str(t.office),
                "from": t.starts_on.isoformat(),
                "to": t.ends_on.isoformat(),
                "relatives_declared": t.kin,
            }
            for t in db.session.scalars(terms.order_by(OfficeTerm.id))
        ],
    }


def forget(user_id: int) -> None:
    """Memberships and offices end; their rows stay under the number."""
    let_go(user_id)
