"""Photos of findings and good deeds: who may look at them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, or_, select

from portal.core.db import db
from portal.core.permissions import can
from portal.files.models import StoredFile
from portal.files.queries import files_of
from portal.points.models import Deduction, Determination
from portal.points.queries.deductions import visible_to

FOUND, DONE = Deduction.__tablename__, Determination.__tablename__


def may_see_found(viewer: Any, deduction_id: int) -> bool:
    """Whoever sees the deduction."""
    found = select(Deduction.id).where(Deduction.id == deduction_id, visible_to(viewer))
    return db.session.scalar(found) is not None


def may_see_done(viewer: Any, determination_id: int) -> bool:
    """The person whose good deed it is, and the officials of their place."""
    deed = db.session.get(Determination, determination_id)
    if deed is None:
        return False
    return deed.user_id == getattr(viewer, "id", None) or can(viewer, "points.see_ledger", deed.user)


def photos_of(thing: Deduction | Determination) -> tuple[list[StoredFile], list[StoredFile]]:
    """What officials have brought, and what the person has."""
    photos = files_of(thing.__tablename__, thing.id)
    return (
        [photo for photo in photos if photo.owner_id != thing.user_id],
        [photo for photo in photos if photo.owner_id == thing.user_id],
    )


def forget_photos(user_id: int) -> None:
    """Photos about a person go with the words about them, whoever has taken them."""
    of_person = [
        (StoredFile.subject_kind == kind)
        & StoredFile.subject_id.in_(select(model.id).where(model.user_id == user_id))
        for kind, model in ((FOUND, Deduction), (DONE, Determination))
    ]
    db.session.execute(delete(StoredFile).where(or_(*of_person)).execution_options(synchronize_session=False))
