"""The kinds of consultations as they are on a day: the presets, with what the city has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal.consultations.models import KindRow
from portal.consultations.rules import Kind, presets
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _


def kinds_on(day: date | None = None) -> dict[str, Kind]:
    """In the order of the presets. One query."""
    upto = select(KindRow).where(KindRow.from_day <= (day or clock.today()))
    rows = db.session.scalars(upto.order_by(KindRow.from_day, KindRow.id))
    changed = {row.key: row.values for row in rows}
    return {key: Kind.read(key, changed[key]) if key in changed else kind for key, kind in presets().items()}


def get_kind(key: str, day: date | None = None) -> Kind:
    kind = kinds_on(day).get(key)
    if kind is None:
        raise NotFound(_("This kind of consultation is not known."))
    return kind


def kind_changes(key: str) -> Sequence[KindRow]:
    """The newest first, those that do not hold yet included."""
    found = select(KindRow).where(KindRow.key == key)
    return db.session.scalars(found.order_by(KindRow.from_day.desc(), KindRow.id.desc())).all()
