"""Statements that go to the driver as they are: the same values in and out, the same errors."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Level, Standing, User
from portal.core import clock
from portal.core.audit import AuditLine, record, verify
from portal.core.db import Moment, columns, db
from portal.core.jobs import Heartbeat
from portal.core.prepared import Prepared
from portal.core.work import attempt, unit_of_work
from tests.clients import Queries
from tests.factories import a_user

SEEN = Prepared(
    insert(Heartbeat.__table__).values(name=bindparam("name"), at=bindparam("at", type_=Moment()))
)
PEOPLE = Prepared(
    select(*columns(User))
    .where(
        User.username.in_(["chen", "li"]),
        User.standing == Standing.ACTIVE,
        User.level >= bindparam("level", type_=User.__table__.c.level.type),
    )
    .order_by(User.id)
)
MOVED = Prepared(
    update(Heartbeat.__table__)
    .where(Heartbeat.__table__.c.name == bindparam("who"))
    .values(at=bindparam("at", type_=Moment()))
    .returning(Heartbeat.__table__.c.at)
)


def test_rows_hold_what_the_usual_way_gives():
    for name in ("chen", "li", "wang"):
        a_user(username=name)
    db.session.flush()

    usual = db.session.execute(PEOPLE.statement, {"level": Level.L1}).all()
    rows = PEOPLE.rows(db.session.connection(), level=Level.L1)

    assert rows == [list(row) for row in usual]
    assert len(rows) == 2
    assert PEOPLE.row(db.session.connection(), level=Level.L3) is None


def test_what_is_written_is_counted_and_what_it_returns_has_its_type():
    connection, now = db.session.connection(), clock.now()

    with Queries() as asked:
        assert SEEN.run(connection, name="one", at=now).written == 1
        assert MOVED.rows(connection, who="one", at=now) == [[now]]
        assert MOVED.rows(connection, who="nobody", at=now) == []

    assert len(asked) == 3


def test_errors_are_those_of_the_usual_way_and_a_savepoint_undoes_the_part():
    SEEN.run(db.session.connection(), name="one", at=clock.now())

    with pytest.raises(IntegrityError) as told, attempt():
        SEEN.run(db.session.connection(), name="two", at=clock.now())
        SEEN.run(db.session.connection(), name="one", at=clock.now())

    assert "heartbeat" in str(told.value)
    assert list(db.session.scalars(select(Heartbeat.name))) == ["one"]


def test_each_transaction_has_its_own_connection():
    before = db.session.connection()
    assert db.session.connection() is before
    db.session.rollback()

    SEEN.run(db.session.connection(), name="three", at=clock.now())
    db.session.rollback()

    assert db.session.get(Heartbeat, "three") is None


def test_the_database_chains_lines_as_python_checks_them():
    with unit_of_work():
        record(None, "test.said", "第一行 “引号” \\ 😀", words='"], ["', more={"乙": 1, "甲": None})
        record(None, "test.said", "再来一行")

    assert list(verify()) == []
    first, second = db.session.scalars(select(AuditLine).order_by(AuditLine.id.desc()).limit(2)).all()[::-1]
    assert second.before_hash == first.hash
