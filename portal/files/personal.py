from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from portal.core.db import db
from portal.files.models import StoredFile


def export(user_id: int) -> dict[str, Any]:
    mine = db.session.scalars(
        select(StoredFile).where(StoredFile.owner_id == user_id).order_by(StoredFile.id)
    )
    return {"files": [{"name": f.name, "address": f.path, "at": f.at.isoformat()} for f in mine]}


def forget(user_id: int) -> None:
    """What was sent with something stays with it; what was only uploaded goes."""
    loose = delete(StoredFile).where(StoredFile.owner_id == user_id, StoredFile.subject_id.is_(None))
    db.session.execute(loose)
