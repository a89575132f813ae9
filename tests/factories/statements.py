"""Opinion maps for tests, under consultations as people meet them; crowds are written straight into the tables."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from portal.accounts.models import Role
from portal.consultations.maps import subject
from portal.core import clock
from portal.core.db import db
from portal.statements.models import Participant, Statement, StatementVote
from portal.statements.services import computing, moderating
from portal.statements.states import State
from tests.factories import an_official
from tests.factories.consultations import an_open_one
from tests.statements.crowd import votes

SENTENCES = ("消防通道任何时候都不能停车", "晚上八点以后可以单侧停车", "学校操场夜里应当向居民开放")


def a_map(consultation=None, *, statements=SENTENCES, **kw):
    consultation = consultation or an_open_one()
    editor = an_official(Role.EDITOR, place=consultation.place)
    return moderating.open_map(subject(consultation), statements=statements, actor=editor, **kw)


def a_crowd(opinion_map, people=90, statements=14, density=0.9, minutes=1):
    """So many people in three camps, one voting after the other; returns the votes by (participant, statement)."""
    for number in range(opinion_map.statement_count + 1, statements + 1):
        db.session.add(
            Statement(
                map=opinion_map, number=number, text=f"第{number}条看法，写给测试", state=State.ACCEPTED
            )
        )
    opinion_map.statement_count = statements
    db.session.flush()
    ids = db.session.scalars(
        db.select(Statement.id).where(Statement.map_id == opinion_map.id).order_by(Statement.number)
    ).all()
    there = [Participant(map_id=opinion_map.id) for _n in range(people)]
    db.session.add_all(there)
    db.session.flush()
    began = clock.now() - timedelta(minutes=minutes)
    rows = [
        {
            "participant_id": there[person].id,
            "statement_id": ids[statement],
            "map_id": opinion_map.id,
            "choice": vote,
            "at": began + timedelta(milliseconds=20 * (person * 100 + statement)),
        }
        for person, statement, vote in votes(people, statements, density)
    ]
    db.session.execute(insert(StatementVote), rows)
    return {(row["participant_id"], row["statement_id"]): row["choice"] for row in rows}


def drawn(opinion_map):
    """The picture as the worker would leave it now."""
    computing.draw(opinion_map.id)
    db.session.flush()
