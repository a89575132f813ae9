"""What the alliances know of one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.alliances.models import Membership, OfficeTerm
from portal.alliances.services import let_go
from portal.core.db import db


def export(user_id: int) -> dict[str, Any]:
    """Memberships and offices, past ones included."""
    memberships = (
        select(Membership).where(Membership.user_id == user_id).options(joinedload(Membership.alliance))
    )
    terms = select(OfficeTerm).where(OfficeTerm.user_id == user_id).options(joinedload(OfficeTerm.alliance))
    return {
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
            }
            for t in db.session.scalars(terms.order_by(OfficeTerm.id))
        ],
    }


def forget(user_id: int) -> None:
    """Memberships and offices end; their rows stay under the number."""
    let_go(user_id)
