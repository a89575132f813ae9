"""What was promised: by whom and by when, what became of it, and what people say to that."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from portal.accounts.models import Role
from portal.consultations import panels, personal
from portal.consultations.models import PromiseNews
from portal.consultations.queries import promises, rates
from portal.consultations.rules.rates import Rates, Share
from portal.consultations.services import answering, concluding, promising
from portal.consultations.states import PROMISE_LIFE, Disposition, PromiseState, Satisfaction
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.notifications.models import InboxLine
from tests.clients import queries_of
from tests.factories import a_user, an_official
from tests.factories.consultations import (
    DAY,
    a_clerk,
    a_cluster,
    a_promise,
    after,
    an_open_one,
    an_opinion,
    answered,
)


@pytest.fixture
def closed():
    """A consultation with two opinions whose time is over, its clerk, and the opinions."""
    consultation = an_open_one()
    said = [an_opinion(consultation) for _ in range(2)]
    with after(consultation):
        yield consultation, a_clerk(consultation), said


def told_of(promise):
    found = select(InboxLine.user_id).where(InboxLine.path == promise.address).order_by(InboxLine.id)
    return list(db.session.scalars(found))


def test_a_promise_has_what_who_and_when(closed):
    consultation, clerk, _said = closed

    first, second = a_promise(consultation, clerk), a_promise(consultation, clerk)

    assert (first.number, second.number, first.first_due_on) == (1, 2, first.due_on)
    for wrong in ({"title": " "}, {"owner": " "}, {"due_on": clock.today() - DAY}):
        with pytest.raises(Refused):
            a_promise(consultation, clerk, **wrong)
    with pytest.raises(Forbidden):
        a_promise(consultation, a_user())
    with pytest.raises(Forbidden):
        a_promise(an_open_one(), clerk)


def test_a_promise_follows_from_a_group_of_its_consultation(closed):
    consultation, clerk, _said = closed
    other = an_open_one()
    with after(other):
        foreign = a_cluster(other, [], a_clerk(other))

    with pytest.raises(Refused):
        a_promise(consultation, clerk, cluster=foreign)


def test_another_day_needs_a_reason_and_the_first_one_stays(closed):
    consultation, clerk, (first, _second) = closed
    cluster = a_cluster(consultation, [first], clerk)
    promise = a_promise(consultation, clerk, cluster=cluster)
    day = promise.due_on

    for wrong in ({"due_on": day}, {"due_on": clock.today() - DAY}, {"reason": " "}):
        with pytest.raises(Refused):
            promising.postpone(promise, **{"due_on": day + DAY, "reason": "下雨。", **wrong}, actor=clerk)
    with pytest.raises(Refused):
        promising.report(promise, text=" ", actor=clerk)
    news = promising.postpone(promise, due_on=day + DAY, reason="下雨。", actor=clerk)

    assert (news.due_before, news.due_after) == (day, day + DAY)
    assert (promise.first_due_on, promise.due_on, promise.is_late) == (day, day + DAY, False)
    assert told_of(promise) == [first.author_id]
    with clock.stopped_at(clock.now() + 30 * DAY):
        assert promise.is_late
        assert promises.late(None) == [promise]


def test_who_is_not_satisfied_has_it_looked_at_again_once_by_another_person(closed):
    consultation, clerk, (first, second) = closed
    promise, person = a_promise(consultation, clerk), first.author
    with pytest.raises(Forbidden):
        promising.rate(promise, satisfaction=Satisfaction.MOSTLY, actor=person)
    promising.report_done(promise, reason="黄线画完了。", actor=clerk)
    rating = promising.rate(promise, satisfaction=Satisfaction.MOSTLY, actor=person)
    with pytest.raises(Refused):
        promising.look_again(promise, reason="没画到头。", actor=person)
    with pytest.raises(Refused):
        promising.rate(promise, satisfaction=Satisfaction.MOSTLY, note="长" * 501, actor=person)
    with pytest.raises(Forbidden):
        promising.rate(promise, satisfaction=Satisfaction.SATISFIED, actor=clerk)

    again = promising.rate(
        promise, satisfaction=Satisfaction.NOT_SATISFIED, note="打我电话 13800000000", actor=person
    )
    promising.look_again(promise, reason="没画到头。", actor=person)
    assert (again, "13800000000" in again.note.source, promise.state) == (
        rating,
        False,
        PromiseState.SECOND_LOOK,
    )
    with pytest.raises(Forbidden):
        promising.settle(promise, reason="补画了。", actor=clerk)
    promising.settle(promise, reason="补画了。", actor=an_official(Role.ISSUER, place=consultation.place))
    promising.rate(promise, satisfaction=Satisfaction.NOT_SATISFIED, actor=person)

    with pytest.raises(Forbidden, match="复核"):
        promising.look_again(promise, reason="还是不行。", actor=person)
    with pytest.raises(Forbidden):
        promising.report(promise, text="再说一句。", actor=clerk)
    assert [row.step for row in PROMISE_LIFE.history(promise)] == ["report_done", "look_again", "settle"]
    assert sorted(told_of(promise)) == sorted([clerk.id, *[first.author_id, second.author_id] * 2])


def test_nothing_ends_while_a_promise_is_open_and_one_can_be_given_up(closed):
    consultation, clerk, said = closed
    issuer = an_official(Role.ISSUER, place=consultation.place)
    promise = a_promise(consultation, clerk)
    answered(consultation, said, clerk)
    answering.publish_result(consultation, actor=issuer)
    with pytest.raises(Refused, match="1"):
        answering.archive(consultation, actor=clerk)
    concluding.implement(consultation, actor=clerk)
    with pytest.raises(Refused, match="1"):
        concluding.complete(consultation, reason="办完了。", actor=clerk)
    with pytest.raises(Forbidden):
        promising.give_up(promise, reason="没钱。", actor=clerk)

    promising.give_up(promise, reason="管线迁改，今年做不了。", actor=issuer)
    concluding.complete(consultation, reason="其余办完了。", actor=clerk)

    assert promise.state is PromiseState.GIVEN_UP
    assert sorted(told_of(promise)) == sorted(one.author_id for one in said)


def test_the_rates_of_a_unit_are_counted_from_what_happened(closed):
    consultation, clerk, (first, second) = closed
    kept, late, _open, moved = (a_promise(consultation, clerk) for _ in range(4))
    promising.report_done(kept, reason="办完了。", actor=clerk)
    for person, said in zip([a_user() for _ in range(5)], [*Satisfaction, *Satisfaction][:5], strict=True):
        promising.rate(kept, satisfaction=said, actor=person)
    for one in (_open, moved):
        promising.postpone(one, due_on=late.due_on + 90 * DAY, reason="等材料。", actor=clerk)
    answered(consultation, [first], clerk)
    answered(consultation, [second], clerk, Disposition.NOT_ADOPTED)
    answering.publish_result(consultation, actor=an_official(Role.ISSUER, place=consultation.place))

    with clock.stopped_at(clock.now() + 40 * DAY):
        promising.report_done(moved, reason="办完了。", actor=clerk)
        promising.rate(moved, satisfaction=Satisfaction.NOT_SATISFIED, actor=first.author)
        [(place, figures)] = rates.rates_by_place()

    assert place == consultation.place
    assert figures == Rates(
        answered=Share(part=2, whole=2),
        adopted=Share(part=1, whole=2),
        kept=Share(part=2, whole=3),
        on_first_day=Share(part=1, whole=3),
        satisfied=Share(
            part=4, whole=5
        ),  # the fourth promise has one rating, and one rating is nobody's business
    )
    assert rates.total([(place, figures)] * 2).kept == Share(part=4, whole=6)
    assert (figures.kept.percent, Share().percent) == (66, None)


def a_photo():
    held = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(held, "PNG")
    return io.BytesIO(held.getvalue()), "line.png"


def test_a_promise_is_made_kept_and_rated_on_the_pages(client, closed):
    consultation, clerk, (first, _second) = closed
    address = f"{consultation.address}/promises"
    day = (clock.today() + 20 * DAY).isoformat()
    made = {"title": "画黄线", "owner": "临河街道", "due_on": day}
    assert client.get(address).status_code == 404
    client.sign_in(clerk)

    form, bare = client.get(f"{address}/new"), client.post(f"{address}/new", data={**made, "title": ""})
    sent = client.post(f"{address}/new", data=made)
    moved = client.post(
        f"{address}/1/postpone", data={"due_on": (clock.today() + 25 * DAY).isoformat(), "reason": "下雨。"}
    )
    photo = client.post(f"{address}/1/report", data={"reason": "画了一半。", "files": a_photo()})
    empty, lost = client.get(f"{address}/1/settle"), client.get(f"{address}/9/report")
    short = client.post(f"{address}/1/report_done", data={"reason": ""})
    done = client.post(f"{address}/1/report_done", data={"reason": "全部画完。"})
    statuses = [one.status_code for one in (form, bare, sent, moved, photo, empty, lost, short, done)]
    assert statuses == [200, 422, 302, 302, 302, 404, 404, 422, 302]
    client.post("/sign-out")

    client.sign_in(first.author)
    rating = client.get(f"{address}/1/rate")
    rated = client.post(f"{address}/1/rate", data={"satisfaction": "not_satisfied", "note": "没画到头"})
    page = client.get(f"{address}/1").get_data(as_text=True)
    again = client.post(f"{address}/1/look_again", data={"reason": "没画到头。"})
    assert [one.status_code for one in (rating, rated, again)] == [200, 302, 302]
    shown = ("画了一半", "下雨", "<img", "look_again", "全部画完")
    assert [words for words in shown if words not in page] == []
    assert "没画到头" not in page
    client.post("/sign-out")

    client.sign_in(clerk)
    assert "没画到头" in client.get(f"{address}/1").get_data(as_text=True)
    assert "全部画完" in client.get(address).get_data(as_text=True)
    everything = client.get("/consultations/promises").get_data(as_text=True)
    some = client.get(f"/consultations/promises?state=done&place={consultation.place.slug}")
    assert "画黄线" in everything
    assert "画黄线" not in some.get_data(as_text=True)
    assert str(consultation.place.name) in client.get("/consultations/rates").get_data(as_text=True)
    assert f"{address}" in client.get(consultation.address).get_data(as_text=True)


def test_what_is_promised_waits_for_those_who_keep_it(closed):
    consultation, clerk, (first, _second) = closed
    issuer = an_official(Role.ISSUER, place=consultation.place)
    promise = a_promise(consultation, clerk)

    def waits_for(person):
        return [(str(duty.title), duty.due) for duty in panels.duties(person) if duty.path == promise.address]

    assert waits_for(clerk) == [("画消防黄线", promise.due_on)]
    assert waits_for(issuer) == waits_for(first.author) == []
    promising.report_done(promise, reason="画完了。", actor=clerk)
    assert waits_for(clerk) == []
    promising.rate(promise, satisfaction=Satisfaction.NOT_SATISFIED, actor=first.author)
    promising.look_again(promise, reason="没画到头。", actor=first.author)
    assert (waits_for(clerk), waits_for(issuer)) == ([], [("画消防黄线", promise.due_on)])


def test_numbers_of_ratings_are_shown_from_five_people_on(client, closed):
    consultation, clerk, (first, _second) = closed
    promise = a_promise(consultation, clerk)
    promising.report_done(promise, reason="画完了。", actor=clerk)
    people = [first.author, *(a_user() for _ in range(4))]
    for person in people[:4]:
        promising.rate(promise, satisfaction=Satisfaction.SATISFIED, actor=person)

    few, hidden = promises.promises_of(consultation, first.author), client.get(promise.address)
    promising.rate(promise, satisfaction=Satisfaction.MOSTLY, actor=people[4])
    more, shown = promises.promises_of(consultation, None), client.get(promise.address)

    assert [(view.is_rated, view.ratings, view.mine) for view in few] == [(True, {}, "satisfied")]
    assert [list(view.ratings.values()) for view in more] == [[4, 1, 0]]
    bars = [page.get_data(as_text=True).count('class="meter"') for page in (hidden, shown)]
    assert bars == [0, 3]


def test_a_promise_is_found_by_its_words_and_stands_on_the_home_page(client, closed):
    consultation, clerk, _said = closed
    done = a_promise(consultation, clerk, title="装一块显示车位的牌子")
    late = a_promise(consultation, clerk, owner="临河街道办事处")
    promising.report_done(done, reason="装好了。", actor=clerk)

    with clock.stopped_at(clock.now() + 30 * DAY):
        home = panels.promises_here(None, None)
        page = client.get(late.address).get_data(as_text=True)
        everywhere = client.get("/").get_data(as_text=True)

    card = promises.card(late.id)
    assert (home["late"], home["done"]) == ([late], [done])
    assert (str(card.title), card.path, card.state) == ("画消防黄线", late.address, "in_progress")
    assert promises.every_id() == [done.id, late.id]
    assert promises.card(99) is None
    assert "临河街道办事处" in page
    assert [one.address in everywhere for one in (done, late)] == [True, True]
    assert late.address in client.get("/zh-hant/search?q=畫消防黃線").get_data(as_text=True)


def test_photos_are_seen_by_whoever_reads_the_consultation(closed):
    consultation, clerk, _said = closed
    promising.report(a_promise(consultation, clerk), text="画了一半。", actor=clerk)
    news = db.session.scalar(select(PromiseNews))

    assert promises.may_see_news_files(None, news.id)
    assert not promises.may_see_news_files(None, news.id + 1)


def test_the_lists_need_as_many_queries_for_one_promise_as_for_three(client, closed):
    consultation, clerk, _said = closed
    other = an_open_one(consultation.place)
    with after(other):
        second = a_clerk(other)
        for matter, who, many in ((consultation, clerk, 1), (other, second, 3)):
            for _ in range(many):
                promising.report(a_promise(matter, who), text="在办。", actor=who)
        few, more = (f"{matter.address}/promises" for matter in (consultation, other))
        client.get(few)

        assert queries_of(client, few) == queries_of(client, more)


def test_a_rating_belongs_to_its_person(closed):
    consultation, clerk, (first, _second) = closed
    promise, person = a_promise(consultation, clerk), first.author
    promising.report_done(promise, reason="办完了。", actor=clerk)
    promising.rate(promise, satisfaction=Satisfaction.SATISFIED, note="很快", actor=person)

    [told] = personal.export(person.id)["promise_ratings"]
    assert (told["satisfaction"], told["note"], told["address"]) == ("satisfied", "很快", promise.address)
    personal.forget(person.id)
    [told] = personal.export(person.id)["promise_ratings"]
    assert (told["satisfaction"], told["note"]) == ("satisfied", "")
