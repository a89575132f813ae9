"""One request, one transaction: kept whole or not at all, whatever the database says."""

from __future__ import annotations

import pytest
from flask import abort, redirect
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core import clock, limits
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.once import OnceKey
from portal.core.settings import setting, store
from portal.core.work import unit_of_work
from tests.crowds import another_writer, on_new_connections
from tests.factories import a_user, saved, the_city

pytestmark = pytest.mark.real


@pytest.fixture
def portal(own_portal):
    """With a page that notes one try, then does what the test says."""
    own_portal.config["PROPAGATE_EXCEPTIONS"] = False

    @own_portal.post("/note/<how>")
    def note(how):
        limits.count("noted")
        db.session.flush()
        return ENDS[how]()

    with own_portal.app_context(), unit_of_work():
        the_city()
    return own_portal


def twice_the_same():
    for _n in range(2):
        db.session.add(OnceKey(owner="1", key="k", body="b", location="/", status=302))
    return redirect("/")


def a_stored_name_refused():
    store("city.name", "别的市", actor_id=1, at=clock.now())
    assert setting("city.name") == "别的市"
    raise Refused("不行。")


ENDS = {
    "well": lambda: redirect("/"),
    "refused": lambda: ("还不行", 422),
    "forbidden": lambda: abort(403),
    "broken": lambda: 1 / 0,
    "twice": twice_the_same,
    "too-large": lambda: str(db.session.get(User, 10**30)),
    "setting": a_stored_name_refused,
}


def notes(portal):
    with portal.app_context():
        return db.session.scalar(select(func.count(limits.Try.id)))


@pytest.mark.parametrize(
    ("how", "status", "kept"),
    [
        ("well", 302, 1),
        ("refused", 422, 0),
        ("forbidden", 403, 0),
        ("broken", 500, 0),
        ("twice", 409, 0),
        ("too-large", 400, 0),
    ],
)
def test_an_answer_of_refusal_keeps_nothing(portal, how, status, kept):
    answer = portal.test_client().post(f"/note/{how}")

    assert (answer.status_code, notes(portal)) == (status, kept)


def test_who_was_slower_reads_a_sentence(portal):
    answer = portal.test_client().post("/zh-hant/note/twice")

    assert "有人" in answer.get_data(as_text=True) or "已經" in answer.get_data(as_text=True)


def test_a_setting_that_was_rolled_back_is_not_read_again(portal):
    before = portal.test_client().get("/about").get_data(as_text=True)

    portal.test_client().post("/note/setting")

    with portal.app_context():
        assert setting("city.name") != "别的市"
    assert portal.test_client().get("/about").get_data(as_text=True) == before


@pytest.mark.parametrize("path", ["/", "/conventions/", "/nothing-here", "/me", "/honor/nothing/x"])
@pytest.mark.parametrize("known", [False, True])
def test_readers_do_not_wait_for_a_writer(portal, path, known):
    client = portal.test_client()
    with portal.app_context(), unit_of_work():
        person = saved(a_user())
        if known:
            with portal.test_request_context():
                client.sign_in(person)

    with (
        on_new_connections(portal, "PRAGMA busy_timeout = 0", "SET lock_timeout = 1"),
        another_writer(portal, "rate_try"),
    ):
        answer = client.get(path)

    assert answer.status_code in {200, 302, 404}


def test_a_busy_database_says_so_in_the_readers_script_and_keeps_nothing(portal):
    with (
        on_new_connections(portal, "PRAGMA busy_timeout = 50", "SET lock_timeout = 50"),
        another_writer(portal, "rate_try"),
    ):
        answer = portal.test_client().post("/zh-hant/note/well")

    assert (answer.status_code, notes(portal)) == (503, 0)
    assert 'lang="zh-Hant"' in answer.get_data(as_text=True)


def test_a_disk_that_cannot_be_written_to_is_still_read(portal):
    read_only = ("PRAGMA query_only = ON", "SET default_transaction_read_only = on")
    with on_new_connections(portal, *read_only):
        written, read = portal.test_client().post("/note/well"), portal.test_client().get("/conventions/")

    assert (written.status_code, read.status_code, notes(portal)) == (503, 200, 0)
