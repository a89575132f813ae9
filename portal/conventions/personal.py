"""What conventions hold about one person. Signatures stay, under the erased person's number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.conventions.models import Comment, Signature
from portal.core.db import db


def export(user_id: int) -> dict[str, Any]:
    signed = select(Signature).where(Signature.user_id == user_id).options(joinedload(Signature.convention))
    said = select(Comment).where(Comment.user_id == user_id).options(joinedload(Comment.convention))
    return {
        "signatures": [
            {
                "convention": s.convention.title.original,
                "at": s.signed_at.isoformat(),
                "text_hash": s.text_hash,
                "withdrawn_at": s.withdrawn_at.isoformat() if s.withdrawn_at else None,
            }
            for s in db.session.scalars(signed.order_by(Signature.id))
        ],
        "comments": [
            {
                "convention": c.convention.title.original,
                "number": c.number,
                "at": c.at.isoformat(),
                "text": c.text.source,
            }
            for c in db.session.scalars(said.order_by(Comment.id))
        ],
    }


def forget(user_id: int) -> None:
    """Nothing to delete: signatures and numbered comments are the record, and name only a number."""
