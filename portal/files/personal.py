from __future__ import annotations

from typing import Any

from sqlalchemy import Text, cast, exists, select

from portal.core.db import db
from portal.core.types import PlainType, RichType
from portal.files.models import StoredFile


def export(user_id: int) -> dict[str, Any]:
    mine = db.session.scalars(
        select(StoredFile).where(StoredFile.owner_id == user_id).order_by(StoredFile.id)
    )
    return {"files": [{"name": f.name, "address": f.path, "at": f.at.isoformat()} for f in mine]}


def forget(user_id: int) -> None:
    """What was sent with something stays with it, and a picture inside a text; what was only uploaded goes."""
    mine = select(StoredFile).where(StoredFile.owner_id == user_id, StoredFile.subject_id.is_(None))
    for file in db.session.scalars(mine):
        if not (file.public and stands_in_a_text(file.path)):
            db.session.delete(file)


def stands_in_a_text(path: str) -> bool:
    """Whether any text with HTML in any table names this address. Slow, and as rare as an erasure."""
    columns = (
        column
        for table in db.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, RichType | PlainType)
    )
    return any(
        db.session.scalar(select(exists().where(cast(column, Text).contains(path, autoescape=True))))
        for column in columns
    )
