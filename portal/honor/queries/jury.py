"""Who sits on a jury, who has spoken, and what the majority says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.honor.models import BoardEntry, Candidacy, CriterionScore, Juror, JurorMark, Programme
from portal.honor.states import EntryState


def jurors_of(programme: Programme) -> Sequence[Juror]:
    """Of the present round, in the order they were named."""
    found = select(Juror).where(Juror.programme_id == programme.id, Juror.round == programme.round)
    return db.session.scalars(found.order_by(Juror.id)).all()


def jurors_for(candidacy: Candidacy) -> list[Juror]:
    """Those who may judge this candidate: not who proposed it, is meant by it, or gave it points."""
    found = select(Juror).where(Juror.programme_id == candidacy.programme_id, Juror.round == candidacy.round)
    aside = {candidacy.nominated_by, candidacy.entry.holder_id, *(s.given_by for s in candidacy.scores)}
    return [one for one in db.session.scalars(found.order_by(Juror.id)) if one.user_id not in aside]


def seat_of(candidacy: Candidacy, user_id: int | None) -> Juror | None:
    return next((one for one in jurors_for(candidacy) if one.user_id == user_id), None)


def marks_of(candidacy: Candidacy) -> Sequence[JurorMark]:
    found = select(JurorMark).where(JurorMark.candidacy_id == candidacy.id)
    return db.session.scalars(found.options(joinedload(JurorMark.juror)).order_by(JurorMark.juror_id)).all()


def to_judge(viewer: Any) -> Sequence[Candidacy]:
    """Candidates that wait for the word of this member of a jury."""
    if not getattr(viewer, "id", None):
        return ()
    spoken = select(JurorMark.juror_id).where(
        JurorMark.candidacy_id == Candidacy.id, JurorMark.juror_id == Juror.id
    )
    found = (
        select(Candidacy)
        .join(
            Juror,
            (Juror.programme_id == Candidacy.programme_id) & (Juror.round == Candidacy.round),
        )
        .join(Candidacy.entry)
        .where(
            Juror.user_id == viewer.id,
            Candidacy.admitted.is_(None),
            BoardEntry.state.in_((EntryState.CHECKED, EntryState.CONSENTED)),
            ~spoken.exists(),
        )
    )
    rows = db.session.scalars(
        found.options(
            joinedload(Candidacy.entry), joinedload(Candidacy.programme), selectinload(Candidacy.scores)
        ).order_by(Candidacy.id)
    )
    return [one for one in rows if seat_of(one, viewer.id) is not None]


def get_judged(code: str, viewer: Any) -> Candidacy:
    """For members of its jury, and nobody else."""
    found = select(Candidacy).join(Candidacy.entry).where(BoardEntry.code == code)
    candidacy = db.session.scalar(
        found.options(
            joinedload(Candidacy.programme).selectinload(Programme.criteria),
            selectinload(Candidacy.scores).joinedload(CriterionScore.criterion),
            joinedload(Candidacy.entry),
        )
    )
    if candidacy is None or seat_of(candidacy, getattr(viewer, "id", None)) is None:
        raise NotFound(_("This entry was not found."))
    return candidacy
