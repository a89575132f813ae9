"""Programmes: who may read them, who stands for a title, who holds one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import can
from portal.honor.models import BoardEntry, Candidacy, CriterionScore, HonorBoard, Programme, SpotCheck
from portal.honor.queries.entries import shown_now, visible_to
from portal.honor.queries.issues import boards_for_issues
from portal.honor.states import Polarity, ProgrammeState

WITH_BOARD = joinedload(Programme.board).joinedload(HonorBoard.place)
CALLED = (ProgrammeState.CALLING, ProgrammeState.CLOSED)


def programmes() -> Sequence[Programme]:
    """Those that have been called, for everybody; what is under way comes first."""
    found = select(Programme).where(Programme.state.in_(CALLED)).options(WITH_BOARD)
    return db.session.scalars(
        found.order_by(Programme.state, Programme.call_until.desc(), Programme.id)
    ).all()


def drafts_for(viewer: Any) -> list[Programme]:
    """Programmes in preparation on which this official works."""
    found = select(Programme).where(Programme.state == ProgrammeState.DRAFTING).options(WITH_BOARD)
    rows = db.session.scalars(found.order_by(Programme.id.desc()).limit(200))
    return [programme for programme in rows if can(viewer, "honor.open_programme", programme.board)]


def boards_for_programmes(viewer: Any) -> list[HonorBoard]:
    """Open honour rolls on which this official may begin one."""
    return [board for board in boards_for_issues(viewer) if board.polarity is Polarity.RED]


def get_programme(code: str, viewer: Any) -> Programme:
    """For everybody once it is called; before, for those who prepare it."""
    found = (
        select(Programme).where(Programme.code == code).options(WITH_BOARD, selectinload(Programme.criteria))
    )
    programme = db.session.scalar(found)
    if programme is None or not (
        programme.state in CALLED or can(viewer, "honor.open_programme", programme.board)
    ):
        raise NotFound(_("This programme was not found."))
    return programme


def candidacy_of(entry_id: int) -> Candidacy | None:
    """With its criteria and scores; None for praise that stands for no title."""
    found = select(Candidacy).where(Candidacy.entry_id == entry_id)
    return db.session.scalar(
        found.options(
            joinedload(Candidacy.programme).selectinload(Programme.criteria),
            selectinload(Candidacy.scores).joinedload(CriterionScore.criterion),
            joinedload(Candidacy.entry),
        )
    )


def title_of(entry: BoardEntry) -> Candidacy | None:
    """The title it stands for or holds, with its programme."""
    found = select(Candidacy).where(Candidacy.entry_id == entry.id)
    wanted = found.options(joinedload(Candidacy.programme))
    return db.session.scalar(wanted) if entry.is_red else None


def holders_of(programme: Programme, viewer: Any) -> Sequence[Candidacy]:
    """Who holds its title today, the latest first. Never with points: there is no ranking of people."""
    found = (
        select(Candidacy)
        .join(Candidacy.entry)
        .where(Candidacy.programme_id == programme.id, shown_now(), visible_to(viewer))
        .options(contains_eager(Candidacy.entry).joinedload(BoardEntry.place))
    )
    return db.session.scalars(found.order_by(Candidacy.round.desc(), Candidacy.id)).all()


def last_spot_check(candidacy: Candidacy) -> SpotCheck | None:
    """For everybody: when somebody last looked and whether the title holds; never what was found."""
    found = select(SpotCheck).where(SpotCheck.candidacy_id == candidacy.id)
    return db.session.scalar(found.order_by(SpotCheck.id.desc()).limit(1))


def spot_checks(candidacy: Candidacy) -> Sequence[SpotCheck]:
    """The latest first."""
    found = select(SpotCheck).where(SpotCheck.candidacy_id == candidacy.id)
    return db.session.scalars(found.order_by(SpotCheck.id.desc())).all()
