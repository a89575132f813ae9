"""The pages that strangers are given from memory: never old, never somebody else's, never in another language."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import session
from sqlalchemy import create_engine, text, update

from portal.accounts.models import User
from portal.alliances.models import Alliance
from portal.ballots.models import Ballot
from portal.catalog.models import CatalogRow
from portal.conventions import services
from portal.conventions.models import Clause, Convention
from portal.conventions.states import State
from portal.core import cache, clock
from portal.core.cache import KeptPage, Pages, page_until_anything_changes
from portal.core.db import db
from portal.core.engines import reading_only
from portal.core.language import Bitext
from portal.core.once import new_key
from portal.core.settings import store
from portal.core.work import unit_of_work
from portal.points.models import Reward
from tests.clients import Queries
from tests.factories import a_user
from tests.factories.conventions import a_convention, exact_hash
from tests.factories.honor import Office, noticed
from tests.factories.points import a_reward
from tests.site.test_front import a_row

pytestmark = pytest.mark.real


@contextmanager
def in_the_city(portal):
    """What is arranged here is committed in the end."""
    with portal.app_context(), unit_of_work():
        yield


def page(portal, path="/", *, person=None, cookies=(), prefix="/zh-hans"):
    """Asked for in a browser of one's own."""
    client = portal.test_client()
    for name, value in cookies:
        client.set_cookie(name, value)
    if person is not None:
        with portal.app_context(), unit_of_work():
            client.sign_in(db.session.get(User, person))
    answer = client.get(f"{prefix}{path}")
    assert answer.status_code == 200
    return answer.text


def statements(portal, path):
    """The fewest of several askings: on PostgreSQL, what other tests write on the same server counts as a change."""
    counted = []
    for _again in range(20):
        with portal.app_context(), Queries() as seen:
            page(portal, path)
        counted.append(len(seen))
        if len(seen) == 1:
            break
    return min(counted)


@pytest.fixture
def town(real_portal):
    with in_the_city(real_portal):
        a_row()
        a_reward(stock=7, name="一碗面")
    return real_portal


@pytest.fixture
def convention(real_portal):
    with in_the_city(real_portal):
        found = a_convention(State.SIGNING)
        real_portal.path = found.path
        real_portal.convention_id = found.id
    return real_portal


def test_what_nobody_has_changed_is_asked_for_once(town):
    first = page(town)

    assert page(town) == first
    assert statements(town, "/") == 1


CHANGES = {
    "a new thing that is open": (lambda: a_row(2), "夜间停车怎么停2"),
    "another title": (
        lambda: db.session.execute(update(CatalogRow).values(title=Bitext.of("改了题目"))),
        "改了题目",
    ),
    "less in stock": (lambda: db.session.execute(update(Reward).values(stock=3)), "还剩 3"),
    "praise": (lambda: noticed(Office()), "honour-latest"),
    "a setting": (lambda: store("city.welcome", "欢迎新邻居", actor_id=1, at=clock.now()), "欢迎新邻居"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_seen_at_once_on_the_front_page(town, what):
    change, shown = CHANGES[what]
    before = page(town)

    with in_the_city(town):
        change()

    assert (shown in before, shown in page(town)) == (False, True)


def test_what_is_gone_is_gone_at_once(town):
    before = page(town)

    with in_the_city(town):
        db.session.execute(CatalogRow.__table__.delete())

    assert ("夜间停车怎么停1" in before, "夜间停车怎么停1" in page(town)) == (True, False)


def test_a_change_by_another_process_is_seen_at_once(town):
    page(town)
    with town.app_context():
        other = create_engine(db.engine.url)
    with other.begin() as connection:
        connection.execute(text("UPDATE points_reward SET stock = 2"))
    other.dispose()

    assert "还剩 2" in page(town)


def test_a_signature_is_seen_at_once(real_portal):
    with in_the_city(real_portal):
        convention = a_convention(State.SIGNING)
        path, signer = convention.path, convention.team.secretary.id
    before = page(real_portal, path)

    with in_the_city(real_portal):
        convention = db.session.query(Convention).one()
        services.sign(convention, text_hash=exact_hash(convention), actor=db.session.get(User, signer))

    after = page(real_portal, path)
    assert before != after
    assert "signatories" in after


TAMPERING = {
    "a clause": (lambda: update(Clause).values(text=Bitext.of("罚款一百元。")), "罚款一百元。"),
    "the alliance's name": (lambda: update(Alliance).values(name=Bitext.of("改名联盟")), "改名联盟"),
    "the vote is called off": (
        lambda: update(Ballot).values(called_off="作废原因", closed_at=None),
        "作废原因",
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_whatever_a_convention_shows_is_the_present_state(convention, what):
    change, shown = TAMPERING[what]
    before = page(convention, convention.path)

    with in_the_city(convention):
        db.session.execute(change())

    assert (shown in before, shown in page(convention, convention.path)) == (False, True)


def test_a_convention_nobody_has_changed_is_asked_for_once(convention):
    page(convention, convention.path)

    assert statements(convention, convention.path) == 1


# ---------------------------------------------------------------- the clock


@pytest.mark.parametrize(
    ("opens", "closes", "seen"), [(-60, 20, (True, False)), (20, 600, (False, True))], ids=["closes", "opens"]
)
def test_the_front_page_turns_at_the_moment(real_portal, opens, closes, seen):
    now = clock.now()
    with in_the_city(real_portal):
        a_row(
            kind="convention",
            opens_at=now + timedelta(seconds=opens),
            closes_at=now + timedelta(seconds=closes),
        )

    found = []
    for second in (0, 19, 20):
        with clock.stopped_at(now + timedelta(seconds=second)):
            found.append("data-countdown" in page(real_portal))

    assert found == [seen[0], seen[0], seen[1]]


def test_what_has_a_last_day_is_gone_at_midnight(real_portal):
    midnight = clock.now().astimezone(clock.CITY_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    midnight += timedelta(days=1)
    with in_the_city(real_portal):
        a_reward(stock=7, name="只到今天", ends_on=clock.today())

    found = []
    for moment in (midnight - timedelta(seconds=5), midnight - timedelta(seconds=1), midnight):
        with clock.stopped_at(moment):
            found.append("只到今天" in page(real_portal))

    assert found == [True, True, False]


def test_a_vote_on_a_convention_ends_at_the_moment(real_portal):
    with in_the_city(real_portal):
        convention = a_convention(State.VOTING)
        path, end = convention.path, db.session.get(Ballot, convention.ballot_id).closes_at

    found = []
    for moment in (end - timedelta(seconds=5), end - timedelta(seconds=1), end):
        with clock.stopped_at(moment):
            found.append("正在计票" in page(real_portal, path))

    assert found == [False, False, True]


# ---------------------------------------------------------------- whose page


def test_no_language_display_or_address_gets_the_page_of_another(town):
    ways = {
        (prefix, cookie, query): page(town, f"/{query}", cookies=cookie, prefix=prefix)
        for _again in range(2)
        for prefix in ("/zh-hans", "/zh-hant", "/en")
        for cookie in ((), (("theme", "dark"),), (("size", "large"),))
        for query in ("", "?original=1", "?a=b")
    }

    for (prefix, cookie, query), html in ways.items():
        lang = {"/zh-hans": "zh-Hans", "/zh-hant": "zh-Hant", "/en": "en"}[prefix]
        assert f'<html lang="{lang}"' in html
        assert ('data-theme="dark"' in html, 'data-size="large"' in html) == (
            cookie == (("theme", "dark"),),
            cookie == (("size", "large"),),
        )
        assert f'href="/zh-hans/{query}"' in html
        if not query:
            shown = "夜間停車怎麼停1" if prefix == "/zh-hant" else "夜间停车怎么停1"
            assert shown in html


def test_who_is_signed_in_gets_a_page_of_their_own(town):
    with in_the_city(town):
        person = a_user(name="王秀兰").id
    first = page(town)

    own = page(town, person=person)

    assert ("王秀兰" in first, "王秀兰" in own, "王秀兰" in page(town)) == (False, True, False)


def made(portal, make, address):
    """How often the page was made when it was asked for twice."""
    count = []
    for _again in range(2):
        with portal.test_request_context(address):
            token = reading_only.set(True)
            try:
                page_until_anything_changes(lambda: str(count.append(make())))
            finally:
                reading_only.reset(token)
    return len(count)


def a_session():
    session["csrf_token"] = "this reader's"


@pytest.mark.parametrize(("make", "times"), [(lambda: None, 1), (new_key, 2), (a_session, 2)])
def test_what_was_made_for_one_reader_is_not_kept(real_portal, make, times):
    # PostgreSQL counts what others write in other databases too: one of five is asked for undisturbed
    assert min(made(real_portal, make, f"/zh-hans/?{n}=1") for n in range(5)) == times


def test_a_page_that_is_kept_becomes_old_after_a_while(real_portal):
    now = clock.now()

    def times_made():
        count = []
        for second in (0, 59, 60):
            at = clock.stopped_at(now + timedelta(seconds=second))
            with at, real_portal.test_request_context("/zh-hans/"):
                token = reading_only.set(True)
                page_until_anything_changes(lambda: str(count.append(1)))
                reading_only.reset(token)
        return len(count)

    assert min(times_made() for _n in range(5)) == 2  # others may write to the same server meanwhile


def test_memory_is_bounded():
    now = clock.now()
    pages = Pages(most=100)

    for number in range(30):
        pages.keep(number, KeptPage(b"x" * 10, 1, now, now + timedelta(1)))
    pages.keep(29, KeptPage(b"y" * 20, 1, now, now + timedelta(1)))

    assert (len(pages.kept), pages.size) == (9, 100)
    assert pages.find(29, 1, now) == b"y" * 20
    assert pages.find(29, 2, now) is pages.find(0, 1, now) is None
    assert cache.MOST_BYTES < 10_000_000
