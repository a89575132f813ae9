from __future__ import annotations

import pytest
from sqlalchemy import bindparam, delete, func, insert, select, update

from portal.core import audit, clock
from portal.core.audit import AuditLine
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.once import OnceKey
from portal.core.prepared import Prepared
from portal.core.work import attempt, unit_of_work
from tests.factories import a_user


def three_lines():
    actor = a_user()
    for action in ("conventions.draft", "conventions.sign", "points.award"):
        with unit_of_work():
            audit.record(actor, action, actor, note="条")
    return actor


def damage():
    db.session.expire_all()
    return list(audit.verify())


def test_an_untouched_chain_is_sound():
    three_lines()

    assert damage() == []
    assert db.session.scalars(select(AuditLine.action).order_by(AuditLine.id)).all() == [
        "conventions.draft",
        "conventions.sign",
        "points.award",
    ]


def test_a_thing_that_has_to_be_read_anew_is_named_too():
    actor = a_user()
    with unit_of_work():
        audit.record(actor, "conventions.draft", actor)
        db.session.flush()
        db.session.expire(actor)  # as an inner transaction does that is undone

    assert db.session.scalar(select(AuditLine.thing)) == f"user:{actor.id}"


def test_a_changed_line_is_named():
    three_lines()
    second = db.session.scalars(select(AuditLine.id).order_by(AuditLine.id)).all()[1]
    db.session.execute(update(AuditLine).where(AuditLine.id == second).values(action="conventions.repeal"))

    assert damage()[0].row == second


def test_a_missing_line_is_noticed_at_the_next():
    three_lines()
    ids = db.session.scalars(select(AuditLine.id).order_by(AuditLine.id)).all()
    db.session.execute(delete(AuditLine).where(AuditLine.id == ids[1]))

    assert damage()[0].row == ids[2]


def test_what_is_rolled_back_leaves_no_line():
    with unit_of_work() as work:
        audit.record(a_user(), "conventions.sign", "convention:1")
        work.abandon()
    with unit_of_work():
        audit.record(None, "portal.due", "portal")

    assert db.session.scalars(select(AuditLine.action)).all() == ["portal.due"]


KEPT = Prepared(
    insert(OnceKey.__table__).values({c.name: bindparam(c.name, type_=c.type) for c in OnceKey.__table__.c})
)


def keep(key):
    audit.say_last(KEPT, owner="somebody", key=key, body="", location="", status=302, at=clock.now())


def kept():
    return set(db.session.execute(select(OnceKey.__table__.c.key)).scalars())


def test_last_words_are_said_with_the_lines_and_elsewhere_at_once():
    keep("at once")

    with audit.last_words():
        keep("at the end")
        before = kept()
        audit.write_pending(db.session())

    assert (before, kept()) == ({"at once"}, {"at once", "at the end"})


def test_a_part_that_is_undone_takes_its_last_words_along():
    actor = a_user()

    with audit.last_words():
        keep("first")
        with pytest.raises(Refused), attempt():
            audit.record(actor, "points.award", actor)
            keep("undone")
            raise Refused("no")
        audit.write_pending(db.session())

    assert kept() == {"first"}
    assert db.session.scalar(select(func.count(AuditLine.id))) == 0
