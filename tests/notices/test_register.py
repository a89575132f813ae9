from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.i18n import speaking
from portal.core.language import Bitext
from portal.core.paging import newest_first
from portal.notices import papers, personal, queries, search, services
from portal.notices.models import Notice, NoticeObjection
from portal.papers.models import IssuedPaper, PaperPdf
from portal.papers.queries import damaged
from tests.clients import queries_of
from tests.factories import a_user, an_official, the_city
from tests.factories.honor import Office, at, noticed
from tests.factories.notices import a_notice, a_street, sender_of

DAY = timedelta(days=1)


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/notices/", "/notices/calendar"])
def test_lists_cost_the_same_for_one_notice_and_for_three(client, path):
    a_notice()
    queries_of(client, path)  # the city is known from the second page on
    one = queries_of(client, path)
    a_notice(a_street("柳泾镇"))
    a_notice(a_street("南津街道"))

    assert queries_of(client, path) == one


def test_the_register_is_searched_in_both_scripts_and_narrowed(client):
    place = a_street()
    with at("2025-11-03"):
        old = a_notice(place, days=3)
    new = a_notice(a_street("南津街道"))
    sender = sender_of(place).code

    def found(**asked):
        page = text_of(client.get("/notices/", query_string=asked))
        return [one.address in page for one in (old, new)]

    assert found() == [True, True]
    assert [
        found(q=words) for words in ("南津", "臨河積分公示〔2025〕1號", "三季度 扣减", "没有的词", "%")
    ] == [
        [False, True],
        [True, False],
        [True, True],
        [False, False],
        [True, True],
    ]
    assert found(state="running") == [False, True]
    assert found(state="ended") == [True, False]
    assert (found(sender=sender), found(kind="points_quarter")) == ([True, False], [True, True])
    assert found(kind="honor_notice") == [False, False]
    assert client.get("/notices/").headers["X-Robots-Tag"] == "noindex, noarchive"


def test_the_register_goes_by_the_day_of_issue_whatever_was_written_down_first(client):
    notices = {}
    for day in ("2025-11-05", "2025-11-03", "2025-11-07", "2025-11-03"):
        with at(day):
            notices.setdefault(day, []).append(a_notice(a_street(f"街道{day}{len(notices)}"), days=60))
    (wed,), (mon, later), (fri,) = notices.values()
    shown = queries.register(queries.Asked(), None)

    def page(address):
        with client.application.test_request_context(address):
            return newest_first(shown, Notice.id, 2, by=Notice.issued_at)

    first = page("/")
    second = page(f"/?older={first.older}")
    back = page(f"/?newer={second.newer}")

    assert (first.rows, second.rows, back.rows) == ([fri, wed], [later, mon], [fri, wed])
    assert (second.older, back.newer) == (None, None)
    text = text_of(client.get("/notices/"))
    places = [text.index(notice.address) for notice in (fri, wed, later, mon)]
    assert places == sorted(places)
    with at("2025-11-08"):
        assert list(queries.running(None)) == list(queries.within(mon.starts_on, fri.starts_on, None))
        assert list(queries.running(None)) == [mon, later, wed, fri]


def test_a_month_says_what_begins_and_when_one_can_object_for_the_last_time(client):
    with at("2025-11-03"):
        notice = a_notice(days=4)

    november = text_of(client.get("/notices/calendar?month=2025-11"))
    assert november.count(notice.address) == 2
    assert ("day-3" in november, "day-7" in november, "最后一天" in november or "截止" in november) == (
        True,
    ) * 3
    assert notice.address not in text_of(client.get("/notices/calendar?month=2025-12"))
    assert client.get("/notices/calendar?month=nonsense").status_code == 200


def test_calendars_name_nobody(client):
    with at("2025-11-03"):
        entry = noticed(Office())
        shown = text_of(client.get("/notices/"))
        calendar = text_of(client.get("/notices/calendar.ics"))

    assert ("阿福粥铺" in shown, "阿福粥铺" in calendar) == (True, False)
    assert str(entry.notice_no) in calendar
    assert "DTEND;VALUE=DATE:20251111" in calendar


def test_a_notice_that_names_somebody_is_gone_with_its_last_day(client):
    with at("2025-11-03"):
        entry = noticed(Office())
        notice = db.session.query(Notice).one()
        page = client.get(notice.address)
        assert ("阿福粥铺" in text_of(page), page.headers["X-Robots-Tag"]) == (True, "noindex, noarchive")
        assert f"/honor/{entry.code}/object" in text_of(page)
    with at(entry.notice_until + DAY, hour=0):
        assert client.get(notice.address).status_code == 410
        assert "阿福粥铺" not in text_of(client.get("/notices/"))
        assert services.forget_what_is_over() == 1
        assert services.forget_what_is_over() == 0

    assert (str(notice.title), notice.words, notice.gone_on) == ("", "", entry.notice_until + DAY)
    assert db.session.query(PaperPdf).count() == 0
    assert list(damaged()) == []


def test_what_names_nobody_stays_to_be_read(client):
    with at("2025-11-03"):
        notice = a_notice(days=4)

    page = client.get(notice.address)
    assert ("X-Robots-Tag" in page.headers, "关于三季度扣减积分的公示" in text_of(page)) == (False, True)
    assert client.get(f"{notice.address}/object").status_code == 410
    assert client.get("/notices/none").status_code == 404


def test_a_changed_text_is_found(client):
    with at("2025-11-03"):
        entry = noticed(Office())
        token = db.session.query(IssuedPaper).one().token
        assert "阿福粥铺" not in text_of(client.get(f"/v/{token}"))
        entry.facts = "改过的事迹。"

        assert [damage.table for damage in damaged()] == ["issued_paper"]


def test_papers_are_plain_or_under_the_red_head():
    place, admin = a_street(), an_official(Role.ADMIN, place=the_city())
    plain = a_notice(place)
    services.set_red_head(sender_of(place), granted=True, basis="市府办〔2025〕3号", actor=admin)
    red = a_notice(place, office="临河街道文明实践站")

    with speaking("zh_Hans"):
        plain_sheet, red_sheet = (
            papers.sheet(db.session.query(IssuedPaper).filter_by(object_id=notice.id).one(), "a4")
            for notice in (plain, red)
        )

    assert ('class="red-head"' in plain_sheet, 'class="red-head"' in red_sheet) == (False, True)
    for words in ("临河积分公示〔", "临河街道文明实践站", "盖章", "/v/"):
        assert words in red_sheet
    assert "盖章）" not in plain_sheet


def test_the_form_on_paper_bears_number_and_place(client):
    notice = a_notice(office="临河街道文明实践站，河坊街58号")

    sheet = text_of(client.get(f"/zh-hant{notice.address}/form"))

    assert notice.number.hant in sheet
    assert "河坊街58號" in sheet


def test_anybody_objects_and_somebody_else_answers(client):
    place = a_street()
    issuer, legal = an_official(Role.ISSUER, place=place), an_official(Role.LEGAL_REVIEWER, place=place)
    notice = a_notice(place, actor_id=issuer.id)

    empty = client.post(f"{notice.address}/object", data={"text": "数目不对"})
    sent = client.post(f"{notice.address}/object", data={"text": "数目不对", "contact": "0000-1239999"})
    made = db.session.query(NoticeObjection).one()

    assert (empty.status_code, sent.status_code) == (422, 302)
    assert "数目不对" not in text_of(client.get(notice.address))
    page = f"/notices/objections/{made.id}"
    assert client.sign_in(issuer).get(page).status_code == 404
    client.sign_in(legal)
    assert page in text_of(client.get("/notices/objections"))
    assert "0000-1239999" in text_of(client.get(page))
    assert client.post(page, data={"answer": ""}).status_code == 422
    assert client.post(page, data={"answer": "已核对，更正为三条。"}).status_code == 302
    assert (made.answered_by, str(made.answer)) == (legal.id, "已核对，更正为三条。")
    assert page not in text_of(client.get("/notices/objections"))
    with pytest.raises(Forbidden, match="您发的"):
        services.answer_objection(made, answer="我来答", actor=issuer)
    with pytest.raises(Refused, match="已"):
        services.answer_objection(made, answer="再答一次", actor=legal)
    assert services.forget_contacts() == 0
    with at(clock.today() + 31 * DAY):
        assert services.forget_contacts() == 1


def test_objections_are_refused_without_words_twice_and_too_late(client):
    notice, person = a_notice(days=3), a_user()
    services.make_objection(notice, text="不对", actor=person)

    for given, why in (
        ({"text": "又来", "actor": person}, "正在"),
        ({"text": " ", "actor": a_user()}, "说明|写|哪里"),
        ({"text": "不对", "actor": None}, "怎么把答复"),
    ):
        with pytest.raises(Refused, match=why):
            services.make_objection(notice, **given)
    with at(clock.today() + 4 * DAY), pytest.raises(Forbidden, match="已满"):
        services.make_objection(notice, text="晚了", actor=a_user())


def test_objections_are_braked_and_not_for_everybody_to_read(client):
    notice = a_notice()
    for turn in range(5):
        client.post(f"{notice.address}/object", data={"text": f"第{turn}条", "contact": "电话"})

    assert (
        client.post(f"{notice.address}/object", data={"text": "第六", "contact": "电话"}).status_code == 429
    )
    assert client.sign_in(a_user()).get("/notices/objections").status_code == 404


def test_a_person_takes_their_objections_along_and_leaves_no_words():
    notice, person = a_notice(), a_user()
    made = services.make_objection(notice, text="不对", contact="某处", actor=person)

    assert personal.export(person.id)["objections"][0]["text"] == "不对"
    personal.forget(person.id)
    db.session.refresh(made)
    assert (made.user_id, made.contact, str(made.text)) == (None, "", "")


def test_senders_are_kept_on_their_pages(client):
    place, admin = a_street(), an_official(Role.ADMIN, place=the_city())
    a_notice(place)
    path = f"/notices/senders/{sender_of(place).code}"
    client.sign_in(admin)

    assert path in text_of(client.get("/notices/senders"))
    assert path.split("/")[2] in text_of(client.get("/control/"))
    for page, data, wrong in (
        ("name", {"name": "禾塘市临河街道办事处", "mark": "临河"}, {"name": "x", "mark": "abc"}),
        ("red-head", {"granted": "yes", "basis": "市府办〔2025〕3号"}, {"granted": "yes", "basis": ""}),
        (
            "by-hand",
            {"kind": "honor_notice", "last": "17", "sure": "1"},
            {"kind": "none", "last": "17", "sure": "1"},
        ),
    ):
        assert client.get(f"{path}/{page}").status_code == 200
        assert client.post(f"{path}/{page}", data=wrong).status_code == 422
        assert client.post(f"{path}/{page}", data=data).status_code == 302
    shown = text_of(client.get(path))
    assert ("市府办〔2025〕3号" in shown, "禾塘市临河街道办事处" in shown, "17" in shown) == (True,) * 3
    client.sign_in(an_official(Role.ISSUER, place=place))
    assert client.get(path).status_code == 403


def test_the_search_finds_what_the_register_shows_and_no_reminder(client):
    place = a_street()
    named = a_notice(place, names_somebody=True, title=Bitext.of("关于表彰凌建中的公示"), days=3)
    quarter = a_notice(place, object_id=20252)
    reminder = a_notice(place, kind="honor_decision", title=Bitext.of("关于门前堆放的提醒决定"))
    asked = ("表彰凌建中", str(quarter.number), "門前堆放")

    def found():
        pages = [text_of(client.get("/search", query_string={"q": words})) for words in asked]
        return [one.address in page for one, page in zip((named, quarter, reminder), pages, strict=True)]

    today = found()
    with clock.stopped_at(clock.now() + 4 * DAY):
        over = found()
        services.forget_what_is_over()

    assert (today, over) == ([True, True, False], [False, True, False])
    assert {search.card(one.id) is None for one in (named, reminder)} == {True}
    assert search.all_ids() == [quarter.id, reminder.id]
