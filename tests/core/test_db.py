"""Rows that go past the session, and come back to it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import columns, db, put, put_known, restored
from portal.core.limits import Try
from portal.core.types import written
from portal.core.work import attempt
from portal.discussions.models import Post
from tests.clients import Queries
from tests.factories import a_user
from tests.factories.forums import a_topic


def read(user_id):
    return db.session.execute(select(*columns(User)).where(User.id == user_id)).one()


def test_a_row_written_past_the_session_is_known_to_it_without_a_statement():
    topic, author = a_topic(), a_user()
    db.session.flush()

    with Queries() as asked:
        post = put_known(
            Post,
            topic_id=topic.id,
            position=9,
            author_id=author.id,
            body=written("同意"),
            made_at=clock.now(),
        )
        assert db.session.get(Post, post.id) is post

    assert [statement.split()[0] for statement in asked.seen] == ["INSERT"]
    assert db.session.scalar(select(Post.body).where(Post.id == post.id)).source == "同意"
    assert (post.hidden_at, post.topic) == (None, topic)


def test_what_a_plain_statement_has_read_is_a_thing_of_the_session():
    number = a_user(name="陈小明").id
    row = read(number)
    db.session.expunge_all()

    person = restored(User, row)

    assert (str(person.name), person in db.session, db.session.get(User, number) is person) == (
        "陈小明",
        True,
        True,
    )
    person.phone = "13800000000"
    db.session.flush()
    assert db.session.scalar(select(User.phone).where(User.id == number)) == "13800000000"


def test_what_the_session_knows_already_is_not_overwritten():
    person = a_user()
    row = read(person.id)
    person.phone = "13800000000"

    assert restored(User, row) is person
    assert person.phone == "13800000000"


def test_what_the_session_has_forgotten_is_filled_in():
    person = a_user(name="陈小明")
    row = read(person.id)
    db.session.expire(person)

    with Queries() as asked:
        assert str(restored(User, row).name) == "陈小明"

    assert asked.seen == []


def test_a_part_that_fails_leaves_the_rest():
    put(Try, what="before", at=a_user().joined_at)

    with pytest.raises(RuntimeError), attempt():
        put(Try, what="inside", at=a_user().joined_at)
        raise RuntimeError("no")

    assert db.session.scalars(select(Try.what)).all() == ["before"]
