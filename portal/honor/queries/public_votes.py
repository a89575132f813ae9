"""Public votes of programmes: who is ready for one, and what came out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.ballots.models import Ballot
from portal.ballots.queries import BallotView, ballot_view, ballots_about
from portal.ballots.states import Phase
from portal.core.db import db
from portal.honor.models import BoardEntry, Candidacy, CriterionScore, Programme
from portal.honor.queries.entries import visible_to
from portal.honor.rules import DataSource
from portal.honor.states import ENDED, EntryState

C = Candidacy
E = BoardEntry


def ready_for_vote(programme: Programme) -> Sequence[Candidacy]:
    """Checked, agreed to where somebody is asked, before the jury, not voted on yet; in the order they came."""
    agreed = or_(
        E.state == EntryState.CONSENTED, and_(E.state == EntryState.CHECKED, E.needs_consent.is_(False))
    )
    found = (
        select(C)
        .join(C.entry)
        .where(
            C.programme_id == programme.id,
            C.round == programme.round,
            C.ballot_id.is_(None),
            C.admitted.is_(None),
            agreed,
        )
    )
    return db.session.scalars(found.options(contains_eager(C.entry).joinedload(E.place)).order_by(C.id)).all()


def voted_on(ballot_id: int) -> Sequence[Candidacy]:
    found = select(C).where(C.ballot_id == ballot_id)
    return db.session.scalars(
        found.options(
            joinedload(C.programme).selectinload(Programme.criteria),
            selectinload(C.scores).joinedload(CriterionScore.criterion),
            joinedload(C.ballot).selectinload(Ballot.options),
        ).order_by(C.id)
    ).all()


def still_standing(ballot_id: int, besides: int) -> bool:
    """Whether anybody else on this ballot is still a candidate."""
    found = select(C.id).join(C.entry).where(C.ballot_id == ballot_id, C.entry_id != besides)
    return db.session.scalar(found.where(E.state.not_in(ENDED)).limit(1)) is not None


def open_votes(programme: Programme, viewer: Any) -> list[BallotView]:
    """Those in which one can take part now."""
    ballots = ballots_about("honor_programme", programme.id)
    return [ballot_view(ballot, viewer) for ballot in ballots if ballot.phase is Phase.OPEN]


def vote_results(programme: Programme, viewer: Any) -> Sequence[Candidacy]:
    """Counted votes of this round, of those who may be read about today: in their notice, or holding the title."""
    found = (
        select(C)
        .join(C.entry)
        .where(
            C.programme_id == programme.id,
            C.round == programme.round,
            C.approvals.is_not(None),
            visible_to(viewer),
        )
    )
    return db.session.scalars(
        found.options(contains_eager(C.entry), joinedload(C.ballot)).order_by(C.approvals.desc(), C.id)
    ).all()


def may_be_voted_on(programme: Programme) -> bool:
    """Whether a criterion asks for a vote and somebody is ready for it."""
    return any(c.source is DataSource.VOTE for c in programme.criteria) and bool(ready_for_vote(programme))
