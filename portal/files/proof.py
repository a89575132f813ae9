"""Is every content still there, and what its name says?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import select

from portal.core.audit import Damage
from portal.core.db import db
from portal.files import storage
from portal.files.models import StoredFile


def damaged() -> Iterator[Damage]:
    """Files whose content is lost or changed, for `portal verify`."""
    for number, name in db.session.execute(select(StoredFile.id, StoredFile.sha256).order_by(StoredFile.id)):
        try:
            with storage.where(name).open("rb") as content:
                there = hashlib.file_digest(content, "sha256").hexdigest()
        except FileNotFoundError:
            yield Damage("stored_file", number, "its content is not on the disk")
            continue
        if there != name:
            yield Damage("stored_file", number, "its content is not the one that was sent")
