"""What rotas and notes know of one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.alliances.models import Membership
from portal.core.db import db
from portal.core.language import Bitext
from portal.duty.models import Finding, Inspection, Objection, Swap, Turn, Week
from portal.duty.queries import own_weeks


def export(user_id: int) -> dict[str, Any]:
    """Weeks of duty, swaps, walks, notes made and received with answers, objections."""
    by_name = (
        select(Turn.week_id)
        .join(Membership, Membership.id == Turn.membership_id)
        .where(Membership.user_id == user_id)
    )
    turns = (
        select(Week.starts_on)
        .where(or_(Week.id.in_(by_name), own_weeks(db.session.get(User, user_id))))
        .order_by(Week.starts_on)
    )
    swaps = select(Swap).where(or_(Swap.asked_by == user_id, Swap.asked_of == user_id)).order_by(Swap.id)
    walks = select(Inspection).where(Inspection.walked_by == user_id).order_by(Inspection.id)
    findings = (
        select(Finding)
        .where(or_(Finding.shop_id == user_id, Finding.found_by == user_id))
        .options(joinedload(Finding.inspection))
    )
    objections = select(Objection).where(Objection.user_id == user_id).order_by(Objection.id)
    return {
        "weeks_of_duty": [day.isoformat() for day in db.session.scalars(turns)],
        "swaps": [
            {"asked_by_me": s.asked_by == user_id, "message": s.message.original, "state": str(s.state)}
            for s in db.session.scalars(swaps)
        ],
        "walks": [{"at": w.at.isoformat(), "shops": w.looked_count} for w in db.session.scalars(walks)],
        "notes": [
            {
                "about": "my_shop" if f.shop_id == user_id else "another_shop",
                "item": f.item_code,
                "text": f.text.source,
                "found_at": f.found_at.isoformat(),
                "state": str(f.state),
                "answer": f.answer.source if f.shop_id == user_id else "",
            }
            for f in db.session.scalars(findings.order_by(Finding.id))
        ],
        "objections": [
            {"text": o.text.source, "state": str(o.state), "answer": o.answer.source}
            for o in db.session.scalars(objections)
        ],
    }


def forget(user_id: int) -> None:
    """The person's own words go; weeks and the fact of a note stay under the emptied account."""
    empty = Bitext.html("")
    db.session.execute(update(Swap).where(Swap.asked_by == user_id).values(message=Bitext.of("")))
    db.session.execute(update(Finding).where(Finding.shop_id == user_id).values(answer=empty))
    db.session.execute(update(Finding).where(Finding.found_by == user_id).values(text=empty))
    db.session.execute(update(Objection).where(Objection.user_id == user_id).values(text=empty))
