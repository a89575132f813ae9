"""Finding files, and who may see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.files.models import StoredFile

Access = Callable[[Any, int], bool]


def may_see(viewer: Any, file: StoredFile) -> bool:
    """Public, one's own, or let in by the feature the file belongs to."""
    if file.public and (not follows(file) or lets_in("portal.file_readers", viewer, file)):
        return True
    return getattr(viewer, "id", None) == file.owner_id or lets_in("portal.file_access", viewer, file)


def lets_in(doors: str, viewer: Any, file: StoredFile) -> bool:
    access: Access | None = current_app.extensions[doors].get(file.subject_kind)
    return bool(access and file.subject_id is not None and access(viewer, file.subject_id))


def follows(file: StoredFile) -> bool:
    """Public only as long, and for whom, the thing it belongs to is: nobody may keep it unasked."""
    return file.subject_kind in current_app.extensions["portal.file_readers"]


def get_file(code: str, viewer: Any) -> StoredFile:
    file = db.session.scalar(select(StoredFile).where(StoredFile.code == code))
    if file is None or not may_see(viewer, file):
        raise NotFound(_("This file was not found."))
    return file


def files_of(subject_kind: str, subject_id: int) -> Sequence[StoredFile]:
    found = select(StoredFile).where(
        StoredFile.subject_kind == subject_kind, StoredFile.subject_id == subject_id
    )
    return db.session.scalars(found.order_by(StoredFile.id)).all()


def files_of_many(subject_kind: str, subject_ids: Sequence[int]) -> dict[int, list[StoredFile]]:
    """The files of many things in one query."""
    found = select(StoredFile).where(
        StoredFile.subject_kind == subject_kind, StoredFile.subject_id.in_(subject_ids)
    )
    shelves: dict[int, list[StoredFile]] = {}
    for file in db.session.scalars(found.order_by(StoredFile.id)):
        shelves.setdefault(file.subject_id or 0, []).append(file)
    return shelves
