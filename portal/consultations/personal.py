from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from portal.consultations.models import Opinion, OpinionSupport, OpinionVersion
from portal.core.db import db


def export(user_id: int) -> dict[str, Any]:
    mine = select(Opinion).where(Opinion.author_id == user_id).order_by(Opinion.id)
    seconded = select(OpinionSupport).where(OpinionSupport.user_id == user_id)
    return {
        "opinions": [
            {"address": o.address, "text": o.text.source, "stance": str(o.stance), "at": o.at.isoformat()}
            for o in db.session.scalars(mine)
        ],
        "seconded": [
            {"opinion": s.opinion_id, "at": s.at.isoformat()}
            for s in db.session.scalars(seconded.order_by(OpinionSupport.opinion_id))
        ],
    }


def forget(user_id: int) -> None:
    """Opinions stay under the emptied account, because answers rest on them; earlier wordings go."""
    mine = select(Opinion.id).where(Opinion.author_id == user_id)
    db.session.execute(delete(OpinionVersion).where(OpinionVersion.opinion_id.in_(mine)))
