"""Changing what a kind of consultation asks: by rows that hold from a day on, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.consultations.models import KindRow
from portal.consultations.queries.kinds import get_kind
from portal.consultations.rules import Kind
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.services import guarded


@guarded("consultations.set_kind")
def set_kind(kind: Kind, *, changes: Mapping[str, Any], from_day: date, reason: str, actor: User) -> KindRow:
    """Ask something else from a day on. What has been announced before keeps its own copy of the rules."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    if from_day < clock.today():
        raise Refused(_("A change holds from today on or later, never for the past."))
    before = get_kind(kind.key, from_day).to_json()
    values = {**before, **changes, "as_of": clock.today().isoformat()}
    try:
        values = Kind.read(kind.key, values).to_json()
    except (KeyError, ValueError) as error:
        raise Refused(_("These values do not fit together. Please look at them again.")) from error
    if {**values, "as_of": before["as_of"]} == before:
        raise Refused(_("Nothing was changed."))
    row = KindRow(key=kind.key, from_day=from_day, values=values, reason=reason.strip(), changed_by=actor.id)
    db.session.add(row)
    db.session.flush()  # the audit line names it
    return row
