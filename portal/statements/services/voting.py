"""Saying yes, no or pass, and taking the last word back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select

from portal.accounts.models import User
from portal.core import clock, limits
from portal.core.db import db, put_once
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.jobs import enqueue
from portal.core.limits import Limit
from portal.core.services import guarded
from portal.statements import queries
from portal.statements.models import OpinionMap, Participant, Statement, StatementVote
from portal.statements.states import Choice, State

JOB = "statements.picture"
A_MINUTE = Limit(most=120, seconds=60)  # two a second: more than anybody reads


@guarded("statements.vote")
def vote(opinion_map: OpinionMap, *, statement: Statement, choice: Choice, actor: User) -> None:
    """Say what the actor thinks of one statement; said again, the last word counts."""
    if statement.map_id != opinion_map.id or statement.state is not State.ACCEPTED:
        raise Refused(_("This statement is no longer put to people. Please go on with the next one."))
    limits.take(f"statement-votes:{actor.id}", A_MINUTE)
    put_once(
        StatementVote,
        keys=("participant_id", "statement_id"),
        change=("choice", "at"),
        participant_id=_place_of(opinion_map, actor),
        statement_id=statement.id,
        map_id=opinion_map.id,
        choice=int(choice),
        at=clock.now(),
    )
    order_picture(opinion_map)


@guarded("statements.vote")
def take_back(opinion_map: OpinionMap, *, actor: User) -> Statement:
    """Undo the actor's last vote; the statement is put to them again."""
    participant = queries.participant_of(opinion_map, actor)
    last = queries.last_vote(participant) if participant is not None else None
    if last is None:
        raise Refused(_("There is nothing to take back: you have not voted here yet."))
    db.session.delete(last)
    db.session.flush()
    left = select(func.count()).where(StatementVote.participant_id == participant)
    if not db.session.scalar(left):
        db.session.execute(delete(Participant).where(Participant.id == participant))
    order_picture(opinion_map)
    return db.session.get_one(Statement, last.statement_id)


def order_picture(opinion_map: OpinionMap) -> None:
    """Have the worker look at the votes, once for all votes of some seconds.

    Not guarded: part of voting and moderating.
    """
    pace = opinion_map.pace
    turn = int(clock.now().timestamp()) // pace + 1
    at = datetime.fromtimestamp(turn * pace, tz=UTC)
    order_at(opinion_map.id, at, key=f"{JOB}:{opinion_map.id}:{pace}:{turn}")


def order_at(map_id: int, at: datetime | None = None, *, key: str | None = None) -> None:
    """Have one picture computed. Not guarded: part of other verbs and of the clock."""
    enqueue(JOB, {"map_id": map_id}, run_at=at or clock.now() - timedelta(seconds=1), key=key)


def _place_of(opinion_map: OpinionMap, actor: User) -> int:
    """The actor's place in the map; two first votes at once make one."""
    there = queries.participant_of(opinion_map, actor)
    if there is None:
        put_once(Participant, map_id=opinion_map.id, user_id=actor.id, at=clock.now())
        there = queries.participant_of(opinion_map, actor)
    return there or 0
