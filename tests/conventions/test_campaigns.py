"""Asking for signatures, again and in time; and how long a convention holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.alliances.models import Membership
from portal.conventions import queries, services
from portal.conventions.figures import FIGURES
from portal.conventions.models import Convention, SigningCampaign
from portal.conventions.states import Kind, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.figures import Whom
from portal.notifications.models import InboxLine
from tests.clients import queries_of
from tests.factories import a_user
from tests.factories.alliances import a_section
from tests.factories.conventions import a_convention, exact_hash, in_force


def text_of(answer):
    return answer.get_data(as_text=True)


def open_one(*members):
    return a_convention(State.SIGNING, members=list(members))


def told(person):
    found = select(InboxLine.message).where(InboxLine.user_id == person.id).order_by(InboxLine.id)
    return list(db.session.scalars(found))


def sign(convention, *people):
    for person in people:
        services.sign(convention, text_hash=exact_hash(convention), actor=person)


def a_campaign(convention, days=10, **kw):
    return services.start_campaign(
        convention, until=clock.now() + timedelta(days=days), actor=convention.team.chair, **kw
    )


def test_opening_for_signing_until_a_day_begins_a_campaign():
    convention = open_one(a_user())

    campaign = queries.running_campaign(convention)

    assert (campaign.until, campaign.goal) == (convention.signing_until, 0)


def test_a_campaign_asks_who_is_left_and_ends_the_one_before():
    signed, left = a_user(), a_user()
    convention = open_one(signed, left)
    first = queries.running_campaign(convention)
    sign(convention, signed)

    second = a_campaign(convention, goal=2)

    assert queries.running_campaign(convention) == second
    assert not first.is_running(clock.now())
    asked = "“%(title)s” waits for your signature."
    assert (asked in told(left), asked in told(signed)) == (True, False)


def test_reminders_go_to_who_is_left_three_times_three_days_apart():
    signed, left = a_user(), a_user()
    convention = open_one(signed, left)
    sign(convention, signed)
    a_campaign(convention, days=30)
    chair, start = convention.team.chair, clock.now()

    first = services.remind_unsigned(convention, actor=chair)
    with pytest.raises(Refused, match="刚提醒过"):
        services.remind_unsigned(convention, actor=chair)
    for days in (4, 8):
        with clock.stopped_at(start + timedelta(days=days)):
            services.remind_unsigned(convention, actor=chair)

    with clock.stopped_at(start + timedelta(days=9)), pytest.raises(Refused, match="三次"):
        services.remind_unsigned(convention, actor=chair)
    assert first == len(queries.not_signed(convention, queries.signable_version(convention)))
    assert (
        db.session.scalars(select(SigningCampaign.reminders).order_by(SigningCampaign.id.desc())).first() == 3
    )


def test_nobody_is_reminded_without_a_campaign_or_when_all_have_signed():
    member = a_user()
    convention = open_one(member)
    sign(convention, member, convention.team.chair, convention.team.secretary)

    with pytest.raises(Refused, match="都已签署"):
        services.remind_unsigned(convention, actor=convention.team.chair)
    with (
        clock.stopped_at(clock.now() + timedelta(days=9, hours=20)),
        pytest.raises(Refused, match="先发起"),
    ):
        queries.running_campaign(convention).until = clock.now()
        services.remind_unsigned(convention, actor=convention.team.chair)


@pytest.mark.parametrize(
    ("days", "goal", "why"), [(-1, 0, "将来|以后|未来"), (5, 99, "目标最多"), (5, -1, "目标最多")]
)
def test_a_campaign_ends_later_and_its_goal_can_be_reached(days, goal, why):
    convention = open_one(a_user())

    with pytest.raises(Refused, match=why):
        a_campaign(convention, days=days, goal=goal)


def test_only_officers_see_who_has_not_signed(client):
    signed, left = a_user(name="签好了"), a_user(name="还没签")
    convention = open_one(signed, left)
    sign(convention, signed)
    path, chair_id, left_id = f"/conventions/{convention.code}/campaign", convention.team.chair.id, left.id
    client.sign_in(convention.team.chair)

    page = text_of(client.get(path))
    started = client.post(path, data={"until": str(clock.today() + timedelta(days=9)), "goal": "3"})
    reminded = client.post(f"{path}/remind")

    assert ("还没签" in page, "签好了" in page) == (True, False)
    assert (started.status_code, reminded.status_code) == (302, 302)
    assert "离目标还差2份" in text_of(client.get(path))
    client.sign_in(db.session.get(User, left_id))
    assert client.get(path).status_code == 403
    assert client.post(f"{path}/remind").status_code == 403
    assert chair_id != left_id


def test_the_rate_of_each_street_section_stands_on_the_alliances_page_too(client):
    east, west = a_user(), a_user()
    convention = open_one(east, west)
    section = a_section(convention.alliance, convention.team.chair, name="东段")
    for membership in queries.parties_of(convention, east):
        db.session.get(Membership, int(membership.key.partition(":")[2])).section_id = section.id
    db.session.flush()
    sign(convention, east)

    _left, rates = queries.progress(convention, queries.signable_version(convention))
    page = text_of(client.get(f"/zh-hant/alliances/{convention.alliance.code}"))

    assert "簽署率" in page
    assert "東段" in page
    assert ("东段", 1, 1) in [(rate.section.hans, rate.signed, rate.asked) for rate in rates]
    assert sum(rate.signed for rate in rates) == 1


def test_the_campaign_page_asks_as_much_for_many_as_for_one(client):
    convention = open_one(*[a_user() for _n in range(6)])
    path, ids = f"/conventions/{convention.code}/campaign", convention.id
    client.sign_in(convention.team.chair)
    client.get(path)
    before = queries_of(client, path)
    convention = db.session.get(Convention, ids)
    for party in queries.entitled(convention)[:4]:
        services.sign(convention, text_hash=exact_hash(convention), actor=db.session.get(User, party.user_id))

    assert queries_of(client, path) == before


# again under a new version


def test_who_signed_the_old_version_is_asked_anew_and_is_bound_by_the_new_only_then():
    member, newcomer = a_user(), a_user()
    convention = open_one(member, newcomer)
    sign(convention, member)
    in_force(convention, clock.now())
    bound_before = queries.is_bound(convention, member)
    old = queries.current_version(convention)
    new = services.moving.copy_of(convention, old, actor=convention.team.chair)
    new.title = "修订后的公约"
    db.session.flush()
    new.canonical, new.text_hash = queries.signed_text(new, queries.clauses_of(new))
    convention.state = State.PUBLISHED
    db.session.flush()

    services.open_signing(convention, actor=convention.team.chair)

    again = [m for m in told(member) if "You signed version %(old)s" in m]
    assert (len(again), [m for m in told(newcomer) if "You signed" in m]) == (1, [])
    assert convention.signature_count == 0
    services.put_in_force(convention, actor=convention.team.chair)
    assert (bound_before, queries.is_bound(convention, member)) == (True, False)
    sign(convention, member)
    assert queries.is_bound(convention, member)
    assert len([m for m in told(member) if "You signed version %(old)s" in m]) == 1


def test_other_kinds_bind_by_their_vote_alone():
    member = a_user()
    convention = open_one(member)
    in_force(convention, clock.now())
    before = queries.is_bound(convention, member)

    convention.kind = Kind.OWNERS

    assert (before, queries.is_bound(convention, member)) == (False, True)


# the term


def a_term(days):
    convention = a_convention(State.IN_FORCE, members=[a_user()])
    services.renew(convention, until=clock.today() + timedelta(days=days), actor=convention.team.chair)
    return convention


@pytest.mark.parametrize(
    ("days", "reminders"), [(31, 0), (30, 1), (29, 1), (8, 1), (7, 2), (2, 2), (1, 3), (0, 3)]
)
def test_reminders_come_30_7_and_1_days_before_once_each(days, reminders):
    convention = a_term(60)
    member = db.session.get(User, queries.entitled(convention)[-1].user_id)
    last = convention.expires_on

    for left in range(60, days - 1, -1):
        with clock.stopped_at(clock.now() + timedelta(days=(last - clock.today()).days - left)):
            services.remind_of_terms()
            services.remind_of_terms()

    assert len([m for m in told(member) if m == "The term of “%(title)s” ends soon."]) == reminders


def test_its_term_ends_by_the_clock_and_not_before():
    convention = a_term(5)
    start = clock.now()

    with clock.stopped_at(start + timedelta(days=5)):
        early = services.end_terms()
    with clock.stopped_at(start + timedelta(days=6)):
        ended, again = services.end_terms(), services.end_terms()

    assert (early, ended, again) == (0, 1, 0)
    assert convention.state is State.REPEALED


def test_a_text_that_is_being_revised_does_not_lapse():
    convention = a_term(5)
    services.begin_revision(convention, reason="到期前修订。", actor=convention.team.chair)

    with clock.stopped_at(clock.now() + timedelta(days=8)):
        assert services.end_terms() == 0


def test_a_renewal_makes_the_term_longer_and_is_told(client):
    convention = a_term(20)
    path, chair = f"/conventions/{convention.code}/renew", convention.team.chair
    today, convention_id = clock.today(), convention.id
    for days, why in ((0, "晚于今天"), (10, "只能往后延"), (4000, "最长十年")):
        with pytest.raises(Refused, match=why):
            services.renew(convention, until=today + timedelta(days=days), actor=chair)
    with pytest.raises(Forbidden):
        services.renew(convention, until=today + timedelta(days=90), actor=a_user())
    client.sign_in(chair)

    page = text_of(client.get(path))
    client.post(path, data={"until": str(today + timedelta(days=400))})
    timeline = text_of(client.get(f"/zh-hant/conventions/{convention.code}"))

    assert "有效期至" in page
    assert db.session.get(Convention, convention_id).expires_on == today + timedelta(days=400)
    assert "<b>設定有效期</b>" in timeline
    assert "<b>續期</b>" in timeline


def test_what_one_has_signed_is_counted_for_those_who_judge():
    signed, left = a_user(), a_user()
    convention = open_one(signed, left)
    sign(convention, signed)
    today = clock.today()

    def told(person):
        said = FIGURES["conventions.signed"].draw(Whom(user_id=person.id), today, today)
        return said and said()

    assert told(signed) is None  # nothing holds yet
    in_force(convention, clock.now())

    assert [told(one) for one in (signed, left, a_user())] == [
        "所在联盟现行公约1份，已签署1份。",
        "所在联盟现行公约1份，已签署0份。",
        None,
    ]
    services.withdraw(queries.own_signatures(convention, signed)[0], reason="歇业。", actor=signed)
    assert told(signed) == "所在联盟现行公约1份，已签署0份。"
