"""Consultations as subjects of opinion maps: the clock of the consultation is the clock of its map."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from portal.consultations import permissions
from portal.consultations.models import Consultation
from portal.consultations.queries import matters
from portal.consultations.states import PUBLIC, Phase, State
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import why_not
from portal.statements.owners import OwnerKind, Subject

BEFORE = frozenset({Phase.PREPARING, Phase.ANNOUNCED})


class ConsultationMaps(OwnerKind):
    """Who may give an opinion may answer statements; who organises the consultation looks after them."""

    def find(self, owner_id: int) -> Subject | None:
        consultation = db.session.get(Consultation, owner_id)
        return subject(consultation) if consultation else None

    def find_ref(self, ref: str, viewer: Any) -> Subject | None:
        return subject(matters.get_consultation(ref, viewer))

    def may_read(self, viewer: Any, owner_id: int) -> bool:
        consultation = db.session.get(Consultation, owner_id)  # asked for again by whoever takes part
        return consultation is not None and (
            consultation.state in PUBLIC or matters.may_see(viewer, owner_id)
        )

    def why_not(self, viewer: Any, owner_id: int) -> str | None:
        return why_not(viewer, "consultations.give", db.session.get_one(Consultation, owner_id))

    def organises(self, viewer: Any, owner_id: int) -> bool:
        consultation = db.session.get_one(Consultation, owner_id)
        return permissions.organises(viewer, consultation) or permissions.issues(viewer, consultation)

    def organised_by(self, viewer: Any) -> Select[int]:
        mine = select(Consultation.id).where(matters.behind_the_counter(viewer))
        return mine.where(Consultation.state != State.ARCHIVED)


def subject(consultation: Consultation) -> Subject:
    phase = consultation.phase
    return Subject(
        kind="consultation",
        id=consultation.id,
        ref=consultation.code,
        title=consultation.title,
        path=consultation.address,
        place=consultation.place,
        closes_at=consultation.closes_at,
        is_open=phase is Phase.OPEN,
        is_over=ends(consultation, phase),
    )


def ends(consultation: Consultation, phase: Phase) -> bool:
    """What is suspended goes on later, unless its time has run out meanwhile."""
    if phase is Phase.SUSPENDED:
        return clock.now() >= consultation.closes_at
    return phase is not Phase.OPEN and phase not in BEFORE
