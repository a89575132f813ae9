"""Topics people propose: supporters, the officials' answer in time, duplicates joined."""

import pytest
from sqlalchemy import select

from portal.accounts.models import Level, Role
from portal.alliances.models import Office
from portal.consultations import panels, personal
from portal.consultations.models import TopicProposal, TopicSupport
from portal.consultations.queries import topics as queries
from portal.consultations.services import drafting, lapsing, organising, topics
from portal.consultations.states import TOPIC_LIFE, Origin, TopicState
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused, TooMany
from portal.core.settings import store
from portal.notifications.models import InboxLine
from tests.clients import queries_of
from tests.factories import a_user, an_alliance, an_official
from tests.factories.consultations import DAY, a_brief, a_street, a_topic, an_open_one


@pytest.fixture(autouse=True)
def _two_are_enough():
    store("consultations.topic_supporters", 2, actor_id=1, at=clock.now())


def behind(topic):
    found = select(TopicSupport.user_id).where(TopicSupport.topic_id == topic.id)
    return set(db.session.scalars(found))


def test_supporters_bring_a_topic_to_the_office_and_the_clock_runs():
    topic = a_topic(text="打我电话 13800000000")
    one, two = a_user(), a_user()

    assert (topic.state, topic.origin) == (TopicState.GATHERING, Origin.CITIZEN)
    for person in (one, one, two):
        topics.support_topic(topic, wanted=True, actor=person)

    assert (topic.state, topic.support_count, behind(topic)) == (TopicState.SCREENING, 2, {one.id, two.id})
    assert topic.due_on is not None
    assert topic.due_on > clock.today()
    assert "13800000000" not in topic.text.source
    topics.support_topic(topic, wanted=False, actor=two)
    assert (topic.state, topic.support_count) == (TopicState.SCREENING, 1)


def test_offices_and_alliances_need_no_supporters():
    street = a_street()
    leader = a_user()
    alliance = an_alliance(place=street, officers=[(leader, Office.CHAIR)])
    worker = an_official(Role.COMMUNITY_WORKER, place=street)
    editor = an_official(Role.EDITOR, place=street)

    made = [
        a_topic(street, author=worker),
        a_topic(street, author=editor),
        a_topic(street, author=leader, alliance=alliance),
    ]

    assert [topic.origin for topic in made] == [Origin.GRID, Origin.OFFICIAL, Origin.ALLIANCE]
    assert {topic.state for topic in made} == {TopicState.SCREENING}
    with pytest.raises(Refused):
        a_topic(street, author=a_user(), alliance=alliance)


def test_a_topic_says_what_and_why_and_nobody_floods_the_list():
    person, street = a_user(), a_street()

    with pytest.raises(Refused):
        a_topic(street, author=person, title=" ")
    for _ in range(5):
        a_topic(street, author=person)
    with pytest.raises(TooMany):
        a_topic(street, author=person)


def test_a_topic_has_its_limits():
    topic = a_topic()

    with pytest.raises(Forbidden, match="自己"):
        topics.support_topic(topic, wanted=True, actor=topic.author)
    with pytest.raises(Forbidden):
        topics.take_back(topic, actor=a_user())
    with pytest.raises(Forbidden):
        topics.screen(topic, actor=a_user())
    topics.take_back(topic, actor=topic.author)
    with pytest.raises(Forbidden):
        topics.support_topic(topic, wanted=True, actor=a_user())


def test_an_accepted_topic_becomes_a_consultation_and_its_people_are_told():
    street, person = a_street(), a_user()
    editor = an_official(Role.EDITOR, place=street)
    topic = a_topic(street)
    topics.support_topic(topic, wanted=True, actor=person)
    topics.screen(topic, actor=editor)
    with pytest.raises(Refused):
        topics.accept(topic, reason=" ", actor=editor)
    topics.accept(topic, reason="许多人受影响。", actor=editor)

    made = drafting.draft(street, brief=a_brief(), topic=topic, actor=editor)
    with pytest.raises(Refused):
        drafting.draft(street, brief=a_brief(), topic=topic, actor=editor)
    organising.publish(made, actor=an_official(Role.ISSUER, place=street))

    lines = select(InboxLine.path).where(InboxLine.user_id == person.id).order_by(InboxLine.id)
    assert list(db.session.scalars(lines)) == [topic.address, made.address]


def test_a_declined_topic_keeps_its_reason():
    topic = a_topic()
    editor = an_official(Role.EDITOR, place=topic.place)
    with pytest.raises(Refused):
        topics.decline(topic, reason="不归我们管。", actor=editor)
    topics.screen(topic, actor=editor)
    topics.decline(topic, reason="已经列入明年的计划。", actor=editor)

    assert str(TOPIC_LIFE.history(topic)[-1].reason) == "已经列入明年的计划。"


def test_joined_topics_count_every_person_once():
    street = a_street()
    editor = an_official(Role.EDITOR, place=street)
    one, two = a_user(), a_user()
    first, second = a_topic(street), a_topic(street)
    topics.support_topic(first, wanted=True, actor=one)
    topics.support_topic(second, wanted=True, actor=one)
    with pytest.raises(Refused):
        topics.merge(first, into=first, reason="重复。", actor=editor)

    topics.merge(second, into=first, reason="说的是同一件事。", actor=editor)

    assert (second.state, second.merged_into) == (TopicState.MERGED, first)
    assert behind(first) == {one.id, second.author_id}
    assert (first.support_count, first.state) == (2, TopicState.SCREENING)
    closed = a_topic(street, author=two)
    topics.take_back(closed, actor=two)
    with pytest.raises(Refused):
        topics.merge(first, into=closed, reason="重复。", actor=editor)


def test_what_says_the_same_is_suggested_in_both_scripts():
    topic = a_topic(title="望溪里的旧车棚改成什么")
    matter = an_open_one(title="新开路夜间停车，怎么停才好？")

    assert [one.path for one in queries.near_topics("望溪里舊車棚怎麼改", None)] == [topic.address]
    assert [one.path for one in queries.near_topics("新開路夜間停車", None)] == [matter.address]


def test_a_citizen_proposes_a_topic_and_neighbours_stand_behind_it(client):
    street, person, neighbour = a_street(), a_user(level=Level.L1), a_user(level=Level.L1)
    older = a_topic(street, title="望溪里的旧车棚改成什么").id
    typed = {"title": "望溪里旧车棚改造", "text": "空着可惜。", "place": street.slug}

    stranger = client.post("/consultations/topics/new", data=typed)
    client.sign_in(person)
    form = client.get("/consultations/topics/new")
    near = client.post("/consultations/topics/similar", data={"title": typed["title"]})
    answer = client.post("/consultations/topics/new", data=typed)
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    client.sign_in(neighbour)
    topic = db.session.scalars(select(TopicProposal).where(TopicProposal.id > older)).one()
    seconded = client.post(f"{topic.address}/support", data={"wanted": "yes"})
    count = db.session.scalar(select(TopicProposal.support_count).where(TopicProposal.id > older))

    assert (stranger.status_code, form.status_code, answer.status_code, seconded.status_code) == (
        422,
        200,
        302,
        302,
    )
    assert "望溪里的旧车棚改成什么" in near.get_data(as_text=True)
    assert "空着可惜" in page
    assert count == 1


def test_officials_screen_answer_and_join_topics(client):
    street = a_street()
    editor = an_official(Role.EDITOR, place=street)
    first, second, third = a_topic(street), a_topic(street), a_topic(street)
    client.sign_in(editor)

    screened = client.post(f"{first.address}/screening")
    shown = client.get(first.address).get_data(as_text=True)
    empty = client.post(f"{first.address}/accept", data={"reason": ""})
    accepted = client.post(f"{first.address}/accept", data={"reason": "许多人受影响。"})
    draft = client.get(f"{first.address}/draft")
    client.post(f"{third.address}/screening")
    declined = client.post(f"{third.address}/decline", data={"reason": "已有安排。"})
    form = client.get(f"{second.address}/merge")
    merged = client.post(f"{second.address}/merge", data={"into": first.code, "reason": "同一件事。"})
    again = client.get(f"{second.address}/merge")

    assert [one.status_code for one in (screened, empty, accepted, draft, declined, form, merged, again)] == [
        302, 422, 302, 302, 302, 200, 302, 404,
    ]  # fmt: skip
    assert f"{first.address}/accept" in shown
    assert draft.headers["Location"].endswith(f"/new/place/{street.slug}?topic={first.code}")
    assert "许多人受影响" in client.get(first.address).get_data(as_text=True)


def test_a_topic_is_taken_back_by_its_author(client):
    topic = a_topic()
    client.sign_in(topic.author)

    answer = client.post(f"{topic.address}/take-back")

    assert (answer.status_code, topic.state) == (302, TopicState.TAKEN_BACK)


def test_the_list_of_topics_is_filtered_and_costs_the_same_for_one_and_three(client):
    a_topic(title="路灯太暗")
    one = queries_of(client, "/consultations/topics")
    for _ in range(2):
        a_topic()

    assert queries_of(client, "/consultations/topics") == one
    assert "路灯太暗" in client.get("/consultations/topics?state=gathering").get_data(as_text=True)
    assert "路灯太暗" not in client.get("/consultations/topics?state=declined").get_data(as_text=True)


def test_the_duty_to_answer_a_topic_and_what_a_person_may_take_along():
    street, person, neighbour = a_street(), a_user(), a_user()
    editor = an_official(Role.EDITOR, place=street)
    topic = a_topic(street, author=person)
    topics.support_topic(topic, wanted=True, actor=neighbour)
    quiet = [duty.path for duty in panels.duties(editor)]
    topics.screen(topic, actor=editor)

    assert quiet == []
    assert [(duty.path, duty.due) for duty in panels.duties(editor)] == [(topic.address, topic.due_on)]
    assert [duty.path for duty in panels.duties(an_official(Role.EDITOR, place=a_street()))] == []
    assert [one["address"] for one in personal.export(person.id)["topics"]] == [topic.address]
    assert [one["address"] for one in personal.export(neighbour.id)["topics_supported"]] == [topic.address]


def test_a_topic_without_enough_supporters_lapses_on_a_day_told_before():
    author, neighbour = a_user(), a_user()
    topic = a_topic(author=author)
    late, grid = a_topic(), a_topic(place := a_street(), author=an_official(Role.EDITOR, place=place))
    topics.support_topic(topic, wanted=True, actor=neighbour)
    told = select(InboxLine.user_id).where(InboxLine.path == topic.address).order_by(InboxLine.id)

    assert lapsing.lapse_topics() == 0
    with clock.stopped_at(clock.now() + 77 * DAY):
        assert lapsing.lapse_topics() == 2
        assert lapsing.lapse_topics() == 0
        assert set(db.session.scalars(told)) == {author.id, neighbour.id}
    with clock.stopped_at(clock.now() + 90 * DAY):
        assert lapsing.lapse_topics() == 0
        topics.support_topic(late, wanted=True, actor=neighbour)
        topics.support_topic(late, wanted=True, actor=author)
    with clock.stopped_at(clock.now() + 91 * DAY):
        with pytest.raises(Forbidden):  # the clock has not come by, but the day has passed
            topics.support_topic(topic, wanted=True, actor=a_user())
        assert lapsing.lapse_topics() == 1

    assert (topic.state, late.state, grid.state) == (
        TopicState.LAPSED,
        TopicState.SCREENING,
        TopicState.SCREENING,
    )
    assert [topic.until, grid.until] == [clock.today() + 90 * DAY, None]
    assert str(TOPIC_LIFE.history(topic)[-1].reason) == "1 / 2"


def test_a_lapsed_topic_begins_again_from_nothing(client):
    author, neighbour = a_user(), a_user()
    topic = a_topic(author=author)
    topics.support_topic(topic, wanted=True, actor=neighbour)
    with pytest.raises(Forbidden):
        lapsing.reopen(topic, actor=neighbour)
    with clock.stopped_at(clock.now() + 91 * DAY):
        lapsing.lapse_topics()
        client.sign_in(author)
        archive = client.get("/consultations/topics?state=lapsed").get_data(as_text=True)
        answers = [client.post(f"{topic.address}/again"), client.post(f"{topic.address}/again")]
        first = (topic.state, topic.support_count, behind(topic))
        topics.support_topic(topic, wanted=True, actor=neighbour)

    assert str(topic.title) in archive
    assert [answer.status_code for answer in answers] == [302, 403]
    assert first == (TopicState.GATHERING, 0, set())
    assert (topic.until, topic.warned_on, behind(topic)) == (
        clock.today() + 181 * DAY,
        None,
        {neighbour.id},
    )


def test_whoever_opens_a_lapsed_topic_again_stands_behind_it():
    topic, neighbour = a_topic(), a_user()
    with clock.stopped_at(clock.now() + 91 * DAY):
        lapsing.lapse_topics()
        lapsing.reopen(topic, actor=neighbour)

    assert (topic.support_count, behind(topic)) == (1, {neighbour.id})


def test_the_day_of_the_answer_is_seen_and_so_is_that_it_has_passed(client):
    street = a_street()
    topic = a_topic(street, author=an_official(Role.EDITOR, place=street))

    def pages():
        return [
            client.get(path).get_data(as_text=True)
            for path in ("/consultations/topics", topic.address, "/consultations/overdue")
        ]

    before = pages()
    with clock.stopped_at(clock.now() + 30 * DAY):
        after = pages()

    assert ["答复" in page and "应在" not in page for page in before] == [True, True, False]
    assert ["应在" in page for page in after] == [True, True, True]
