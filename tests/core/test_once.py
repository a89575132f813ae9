"""The same form sent twice is done once."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import redirect
from sqlalchemy import func, select

from portal.core.db import db
from portal.core.errors import Refused
from portal.core.limits import Try, count
from portal.core.looking import looking_first
from portal.core.work import begin_writing, unit_of_work
from tests.crowds import CROWD, at_once, tokens_of
from tests.factories import a_user

pytestmark = pytest.mark.real


@pytest.fixture
def portal(own_portal):
    """With a page that notes a try and leads to its number; it refuses a bad word."""

    @own_portal.post("/note/<word>")
    def note(word):
        count("noted")
        db.session.flush()
        if word == "bad":
            raise Refused("不行。")
        return redirect(f"/noted/{db.session.scalar(select(func.max(Try.id)))}")

    return own_portal


@pytest.fixture
def person(portal):
    with portal.app_context(), unit_of_work():
        return tokens_of(a_user())


def browser(portal, token):
    client = portal.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def notes(portal):
    with portal.app_context():
        return db.session.scalar(select(func.count(Try.id)))


def test_the_second_sending_gets_the_first_answer(portal, person):
    client = browser(portal, person[0])
    first, second = (client.post("/note/good", data={"once": "k", "text": "一"}) for _n in range(2))

    assert (first.status_code, second.status_code, notes(portal)) == (302, 302, 1)
    assert first.location == second.location
    assert ("Idempotency-Hit" in first.headers, second.headers["Idempotency-Hit"]) == (False, "true")


def test_a_header_is_a_key_too(portal, person):
    client = browser(portal, person[0])

    for _n in range(2):
        client.post("/note/good", headers={"Idempotency-Key": "k"})

    assert notes(portal) == 1


def test_another_content_under_the_same_key_is_refused(portal, person):
    client = browser(portal, person[0])
    client.post("/note/good", data={"once": "k", "text": "一"})

    assert client.post("/note/good", data={"once": "k", "text": "二"}).status_code == 422
    assert client.post("/note/other", data={"once": "k", "text": "一"}).status_code == 422
    assert notes(portal) == 1


def test_keys_of_two_people_are_two_keys(portal, person):
    with portal.app_context(), unit_of_work():
        [other] = tokens_of(a_user(), 1)

    answers = [browser(portal, token).post("/note/good", data={"once": "k"}) for token in (person[0], other)]

    assert [answer.headers.get("Idempotency-Hit") for answer in answers] == [None, None]
    assert notes(portal) == 2


def test_without_a_key_every_sending_counts(portal, person):
    for _n in range(2):
        browser(portal, person[0]).post("/note/good")

    assert notes(portal) == 2


def test_what_was_refused_may_be_tried_again(portal, person):
    client = browser(portal, person[0])

    assert [client.post("/note/bad", data={"once": "k"}).status_code for _n in range(2)] == [409, 409]
    assert notes(portal) == 0


def test_many_sendings_at_once_get_one_answer(portal, person):
    answers = at_once(portal, person, "/note/good", {"once": "k"})

    assert Counter(answer.headers.get("Idempotency-Hit") for answer in answers) == {
        None: 1,
        "true": CROWD - 1,
    }
    assert len({(answer.status_code, answer.location) for answer in answers}) == 1
    assert notes(portal) == 1


def test_of_two_that_look_first_and_both_get_to_the_end_one_leaves_no_trace(portal, person):
    """While the first one looks, the second is sent and done."""
    sent = []

    @portal.post("/look")
    @looking_first
    def look():
        if not sent:
            sent.append(None)
            sent.append(browser(portal, person[1]).post("/look", data={"once": "k"}))
        begin_writing()
        count("noted")
        db.session.flush()
        return redirect(f"/noted/{len(sent)}")

    answer = browser(portal, person[0]).post("/look", data={"once": "k"})

    assert (answer.location, answer.headers["Idempotency-Hit"]) == (sent[1].location, "true")
    assert notes(portal) == 1
