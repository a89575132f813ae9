import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.consultations import personal
from portal.consultations.models import Opinion, OpinionSupport, OpinionVersion
from portal.consultations.queries import matters, opinions
from portal.consultations.services import speaking
from portal.consultations.services.speaking import About
from portal.consultations.states import Channel, Stance
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused, TooMany
from portal.core.events import now as hears
from portal.core.events import switchboard
from portal.core.work import unit_of_work
from portal.events.consultations import OpinionGiven
from portal.notifications.models import InboxLine
from tests.factories import a_user, an_official
from tests.factories.consultations import DAY, after, an_open_one, an_opinion

HALF_AN_HOUR = timedelta(minutes=31)


@pytest.fixture
def news(app):
    heard = []

    def hear(event):
        heard.append(event)

    listener = hears(OpinionGiven, hear)
    switchboard().connect([listener])
    yield heard
    switchboard().now[OpinionGiven].remove(listener)


def moderator_of(consultation):
    return an_official(Role.MODERATOR, place=consultation.place)


def inbox(user):
    return db.session.scalars(select(InboxLine.message).where(InboxLine.user_id == user.id)).all()


def test_opinions_are_numbered_and_announced(news):
    consultation, person = an_open_one(), a_user()

    first = an_opinion(consultation, author=person, about=About(option=consultation.options[1]))
    second = an_opinion(consultation)

    assert (first.number, second.number, consultation.opinion_count) == (1, 2, 2)
    assert first.option.key == "B"
    assert news[0] == OpinionGiven(consultation_id=consultation.id, opinion_id=first.id, user_id=person.id)


def test_personal_data_is_covered_before_it_is_kept():
    opinion = an_opinion(an_open_one(), text="联系我 13800000000，车牌浙F12345。")

    assert opinion.text.source == "联系我 138****0000，车牌浙F*****。"


def test_only_an_open_consultation_takes_opinions():
    coming = an_open_one(opens_at=clock.now() + DAY)
    over = an_open_one()

    with pytest.raises(Forbidden, match="还没有到"):
        an_opinion(coming)
    with after(over), pytest.raises(Forbidden, match="截止"):
        an_opinion(over)


@pytest.mark.parametrize("text", ["  ", "长" * 2001])
def test_an_opinion_has_words_and_an_end(text):
    with pytest.raises(Refused):
        an_opinion(an_open_one(), text=text)


def test_an_option_of_another_consultation_is_refused():
    mine, other = an_open_one(), an_open_one()

    with pytest.raises(Refused):
        an_opinion(mine, about=About(option=other.options[0]))

    assert mine.opinion_count == 0


def test_nobody_floods_a_consultation():
    consultation, person = an_open_one(), a_user()
    for number in range(20):
        an_opinion(consultation, author=person, text=f"第{number}个想法")

    with pytest.raises(TooMany):
        an_opinion(consultation, author=person)


def test_a_community_worker_types_in_what_came_on_paper(news):
    consultation = an_open_one()
    worker = an_official(Role.COMMUNITY_WORKER, place=consultation.place)

    with after(consultation):
        given = speaking.record(
            consultation,
            channel=Channel.PAPER,
            stance=Stance.NEUTRAL,
            text="我不会用手机。",
            spoken_by="涂桂英",
            note="7日当面交来",
            actor=worker,
        )

    assert (given.author_id, given.typed_by, given.number) == (None, worker.id, 1)
    assert opinions.shown_name(given) == "涂某某"
    assert news == []


def test_typing_in_is_for_organisers_and_not_for_the_web():
    consultation = an_open_one()
    worker = an_official(Role.COMMUNITY_WORKER, place=consultation.place)
    said = {"stance": Stance.NEUTRAL, "text": "路灯太暗。"}

    with pytest.raises(Forbidden):
        speaking.record(consultation, channel=Channel.PHONE, actor=a_user(), **said)
    with pytest.raises(Refused):
        speaking.record(consultation, channel=Channel.WEB, actor=worker, **said)


def test_typing_in_begins_with_the_opening():
    coming = an_open_one(opens_at=clock.now() + DAY)
    worker = an_official(Role.COMMUNITY_WORKER, place=coming.place)

    with pytest.raises(Forbidden):
        speaking.record(coming, channel=Channel.PAPER, stance=Stance.NEUTRAL, text="早到的信", actor=worker)


def test_an_opinion_is_changed_with_its_history():
    person = a_user()
    opinion = an_opinion(an_open_one(), author=person, text="支持甲。")

    speaking.change(opinion, stance=Stance.CONDITIONAL, text="支持甲，先划线。", actor=person)

    assert (opinion.stance, opinion.text.source) == (Stance.CONDITIONAL, "支持甲，先划线。")
    assert [(v.text.source, v.stance) for v in opinions.versions_of(opinion)] == [
        ("支持甲。", Stance.SUPPORT)
    ]


def test_changing_has_its_limits():
    person = a_user()
    opinion = an_opinion(an_open_one(), author=person, text="支持甲。")
    new = {"stance": Stance.OPPOSE, "text": "反对甲。"}

    with pytest.raises(Forbidden, match="提出"):
        speaking.change(opinion, actor=a_user(), **new)
    with pytest.raises(Refused):
        speaking.change(opinion, stance=Stance.SUPPORT, text="支持甲。", actor=person)
    with clock.stopped_at(clock.now() + HALF_AN_HOUR), pytest.raises(Forbidden):
        speaking.change(opinion, actor=person, **new)
    with after(opinion.consultation), pytest.raises(Forbidden, match="截止"):
        speaking.change(opinion, actor=person, **new)


def test_seconding_counts_a_person_once_and_can_be_taken_back():
    opinion, person = an_opinion(an_open_one()), a_user()

    speaking.support(opinion, wanted=True, actor=person)
    speaking.support(opinion, wanted=True, actor=person)
    speaking.support(opinion, wanted=True, actor=a_user())
    assert opinion.support_count == 2

    speaking.support(opinion, wanted=False, actor=person)
    speaking.support(opinion, wanted=False, actor=person)
    assert opinion.support_count == 1


def test_seconding_has_its_limits():
    person = a_user()
    consultation = an_open_one()
    opinion = an_opinion(consultation, author=person)

    with pytest.raises(Forbidden, match="自己"):
        speaking.support(opinion, wanted=True, actor=person)
    with after(consultation), pytest.raises(Forbidden, match="截止"):
        speaking.support(opinion, wanted=True, actor=a_user())
    speaking.hide(opinion, reason="点名邻居", actor=moderator_of(consultation))
    with pytest.raises(Forbidden, match="隐藏"):
        speaking.support(opinion, wanted=True, actor=a_user())


def test_a_hidden_opinion_keeps_its_number_and_tells_its_author_why():
    person = a_user()
    consultation = an_open_one()
    opinion = an_opinion(consultation, author=person)
    moderator = moderator_of(consultation)

    speaking.hide(opinion, reason="点名邻居", actor=moderator)

    assert opinion.number == 1
    assert len(inbox(person)) == 1
    assert [opinions.may_read(who, opinion) for who in (None, a_user(), person, moderator)] == [
        False,
        False,
        True,
        True,
    ]

    speaking.restore(opinion, actor=moderator)
    assert opinions.may_read(None, opinion)
    assert len(inbox(person)) == 2


def test_hiding_needs_a_reason_a_right_and_something_to_hide():
    consultation = an_open_one()
    opinion, moderator = an_opinion(consultation), moderator_of(consultation)

    with pytest.raises(Refused):
        speaking.hide(opinion, reason=" ", actor=moderator)
    with pytest.raises(Forbidden):
        speaking.hide(opinion, reason="不好听", actor=a_user())
    with pytest.raises(Refused):
        speaking.restore(opinion, actor=moderator)
    speaking.hide(opinion, reason="重复", actor=moderator)
    with pytest.raises(Refused):
        speaking.hide(opinion, reason="重复", actor=moderator)


def test_a_persons_data_is_handed_out_and_earlier_words_are_let_go():
    person = a_user()
    consultation = an_open_one()
    mine, other = an_opinion(consultation, author=person, text="甲好。"), an_opinion(consultation)
    speaking.change(mine, stance=Stance.OPPOSE, text="甲不好。", actor=person)
    speaking.support(other, wanted=True, actor=person)

    known = personal.export(person.id)
    personal.forget(person.id)

    assert [o["text"] for o in known["opinions"]] == ["甲不好。"]
    assert [s["opinion"] for s in known["seconded"]] == [other.id]
    assert db.session.scalar(select(func.count(OpinionVersion.id))) == 0
    assert mine.text.source == "甲不好。"


def at_once(portal, work, count=32):
    """Everybody begins at the same moment; the statuses of the answers, sorted."""
    answers, gate = [], threading.Barrier(count)

    def act(number):
        browser = portal.test_client()
        gate.wait()
        answers.append(work(browser, number).status_code)

    threads = [threading.Thread(target=act, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def cookies_for(portal, users):
    kept = []
    for user in users:
        browser = portal.test_client().sign_in(user)
        kept.append(browser.get_cookie("yiyue").value)
    return kept


@pytest.fixture
def crowd(real_portal):
    """32 people with open sessions and an open consultation in a portal whose commits are real."""
    with real_portal.app_context(), unit_of_work():
        consultation = an_open_one()
        opinion = an_opinion(consultation)
        people = [a_user() for _ in range(32)]
        db.session.flush()
        path, second = consultation.address, opinion.address
        with real_portal.test_request_context():
            cookies = cookies_for(real_portal, people)
    return path, second, cookies


def enter(browser, cookie):
    browser.set_cookie("yiyue", cookie)
    return browser


def test_32_writers_get_32_numbers_without_gaps(real_portal, crowd):
    path, _second, cookies = crowd

    answers = at_once(
        real_portal,
        lambda browser, n: enter(browser, cookies[n]).post(
            f"{path}/opinion", data={"stance": "support", "text": f"第{n}位居民的意见"}
        ),
    )

    with real_portal.app_context():
        numbers = db.session.scalars(select(Opinion.number).order_by(Opinion.number)).all()
        assert answers == [302] * 32
        assert numbers == list(range(1, 34))
        assert list(matters.damaged()) == []


def test_32_double_clicks_are_one_opinion(real_portal, crowd):
    path, _second, cookies = crowd
    form = {"stance": "oppose", "text": "一条意见", "once": "the-same-key"}

    answers = at_once(
        real_portal, lambda browser, _n: enter(browser, cookies[0]).post(f"{path}/opinion", data=form)
    )

    with real_portal.app_context():
        assert set(answers) <= {302, 409}
        assert 302 in answers
        assert db.session.scalars(select(Opinion.number).order_by(Opinion.number)).all() == [1, 2]


def test_32_people_second_one_opinion(real_portal, crowd):
    _path, second, cookies = crowd

    answers = at_once(
        real_portal,
        lambda browser, n: enter(browser, cookies[n // 2]).post(f"{second}/support", data={"wanted": "yes"}),
    )

    with real_portal.app_context():
        assert answers == [302] * 32
        assert db.session.scalar(select(func.count()).select_from(OpinionSupport)) == 16
        assert db.session.scalar(select(Opinion.support_count)) == 16
