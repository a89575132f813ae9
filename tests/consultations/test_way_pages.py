"""The pages on which officials move a consultation on, post papers and change the rules of a kind."""

from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.core import clock
from tests.factories import an_official, the_city
from tests.factories.consultations import DAY, a_brief, a_clerk, a_street, after, an_open_one


def text_of(answer):
    return answer.get_data(as_text=True)


def statuses(*answers):
    return [answer.status_code for answer in answers]


@pytest.fixture
def issuer_at():
    return lambda consultation: an_official(Role.ISSUER, Role.EDITOR, place=consultation.place)


def test_time_is_extended_and_a_rest_is_begun_and_ended(client, issuer_at):
    consultation = an_open_one()
    address, issuer = consultation.address, issuer_at(consultation)
    later = (clock.local(consultation.closes_at) + 5 * DAY).strftime("%Y-%m-%dT%H:%M")
    client.sign_in(issuer)

    form = client.get(f"{address}/steps/extend/reason")
    early = client.post(
        f"{address}/steps/extend/reason", data={"closes_at": "2026-01-01T09:00", "reason": "早"}
    )
    longer = client.post(f"{address}/steps/extend/reason", data={"closes_at": later, "reason": "来不及说。"})
    page = text_of(client.get(address))
    rest = client.post(f"{address}/steps/suspend/reason", data={"reason": "台风。"})
    resting = text_of(client.get(address))
    elsewhere = client.get(f"{address}/steps/resume_collating/reason")
    again = client.post(f"{address}/steps/resume_published/reason", data={"reason": "台风过了。"})

    assert statuses(form, early, longer, rest, elsewhere, again) == [200, 422, 302, 302, 404, 302]
    assert f"{address}/steps/suspend/reason" in page
    assert "来不及说" in page
    assert "台风" in resting
    assert f"{address}/steps/resume_published/reason" in resting
    assert "resume_collating" not in resting


def test_the_result_is_written_put_on_notice_and_decided(client, issuer_at):
    consultation = an_open_one()
    address, issuer = consultation.address, issuer_at(consultation)
    with after(consultation):
        clerk = a_clerk(consultation)
        client.sign_in(clerk)
        begun = client.post(f"{address}/steps/draft_result")
        form = client.get(f"{address}/outcome")
        bare = client.post(f"{address}/outcome", data={"text": "<p>同意。</p>"})
        written = client.post(
            f"{address}/outcome",
            data={"text": "<p>同意限时停放。</p>", "consensus": "split", "differences": "收费"},
        )
        client.post("/sign-out")
        hidden = text_of(client.get(address))
        client.sign_in(issuer)
        shown = client.post(f"{address}/steps/give_notice")
        client.post("/sign-out")
        public = text_of(client.get(address))
        ends = clock.now() + timedelta(days=20)
    with clock.stopped_at(ends):
        client.sign_in(issuer)
        decided = client.post(
            f"{address}/steps/decide/reason", data={"body": "临河街道", "reason": "试行一个月。"}
        )
        page = text_of(client.get(address))

    assert statuses(begun, form, bare, written, shown, decided) == [302, 200, 422, 302, 302, 302]
    assert "同意限时停放" not in hidden
    assert "同意限时停放" in public
    assert "试行一个月" in page


def test_steps_that_do_not_lead_on_are_not_there(client, issuer_at):
    consultation = an_open_one()
    client.sign_in(issuer_at(consultation))

    answers = [
        client.post(f"{consultation.address}/steps/sing"),
        client.get(f"{consultation.address}/steps/sing/reason"),
        client.get(f"{consultation.address}/steps/evaluate/reason"),
        client.get(f"{consultation.address}/outcome"),
    ]

    assert statuses(*answers) == [404, 404, 404, 404]


def test_papers_are_posted_and_the_text_is_revised(client, issuer_at):
    consultation = an_open_one(text="第一条 停到二十二时。")
    address, editor = consultation.address, issuer_at(consultation)
    plain = an_open_one(consultation.place)
    with after(consultation):
        client.sign_in(editor)
        form = client.get(f"{address}/papers")
        empty = client.post(f"{address}/papers", data={"kind": "figures", "title": "数车结果"})
        posted = client.post(
            f"{address}/papers", data={"kind": "figures", "title": "数车结果", "text": "五十八辆没处停。"}
        )
        revision = client.get(f"{address}/text")
        same = client.post(f"{address}/text", data={"text": "第一条 停到二十二时。", "reason": "没改"})
        new = client.post(f"{address}/text", data={"text": "第一条 停到二十一时。", "reason": "按意见修改。"})
        page, marked = text_of(client.get(address)), text_of(client.get(f"{address}/text/2"))
        missing = client.get(f"{address}/text/3"), client.get(f"{plain.address}/text")

    assert statuses(form, empty, posted, revision, same, new, *missing) == [
        200,
        422,
        302,
        200,
        422,
        302,
        404,
        404,
    ]
    assert "数车结果" in page
    assert "五十八辆没处停" in page
    assert "<del>" in marked
    assert "按意见修改" in marked


def test_a_draft_takes_its_text_and_shows_who_is_affected(client):
    street = a_street()
    client.sign_in(an_official(Role.EDITOR, place=street))
    brief = {
        **a_brief(kind="public_comment", affected="两侧商户"),
        "opens_at": "2027-03-01T09:00",
        "closes_at": "2027-04-10T18:00",
        "text": "第一条 停到二十二时。\n第二条 每晚二元。",
    }

    answer = client.post(f"/consultations/new/place/{street.slug}", data=brief)
    page = text_of(client.get(answer.headers["Location"]))

    assert answer.status_code == 302
    assert "第二条 每晚二元" in page
    assert "两侧商户" in page


def test_everybody_reads_the_kinds_and_the_administrator_changes_them(client):
    admin = an_official(Role.ADMIN, place=the_city())

    listed = text_of(client.get("/consultations/kinds"))
    one = text_of(client.get("/consultations/kinds/hearing"))
    unknown = client.get("/consultations/kinds/dance")
    stranger = client.get("/consultations/kinds/hearing/edit")
    client.sign_in(admin)
    form = text_of(client.get("/consultations/kinds/hearing/edit"))
    values = {
        **{name: "听证会" for name in ("name_hans", "name_hant", "source_hans", "source_hant")},
        **dict.fromkeys(("announce_days", "papers_days", "notice_days", "answer_days"), "9"),
        "least_days": "14",
        "level": "2",
        "sessions": "hearing",
        "stops": ["deliberating"],
        "open": ["speak", "record"],
        "from_day": clock.today().isoformat(),
        "reason": "按市里新规定。",
    }
    changed = client.post("/consultations/kinds/hearing/edit", data=values)
    again = client.post("/consultations/kinds/hearing/edit", data=values)
    after_it = text_of(client.get("/consultations/kinds/hearing"))

    assert "听证会" in listed
    assert "第十六条" in one
    assert statuses(unknown, stranger, changed, again) == [404, 302, 302, 422]
    assert 'value="14"' not in form
    assert "14" in after_it
    assert "按市里新规定" in after_it


def test_the_list_is_filtered_by_kind(client):
    an_open_one(title="夜间停车", kind="hearing")
    an_open_one(title="老戏台", kind="kentan")

    page = text_of(client.get("/consultations/?kind=hearing"))

    assert "夜间停车" in page
    assert "老戏台" not in page


def test_the_rail_shows_what_is_demanded_and_what_was_passed(client):
    hearing, free = an_open_one(kind="hearing"), an_open_one()

    assert "开会商议" in text_of(client.get(hearing.address))
    assert "开会商议" not in text_of(client.get(free.address))


def test_a_draft_is_made_one_question_after_the_other(client):
    street = a_street()
    client.sign_in(an_official(Role.EDITOR, place=street))
    values = {
        "kind": "community",
        "title": "路灯太暗",
        "opens_at": "2027-03-01T09:00",
        "closes_at": "2027-04-10T18:00",
    }

    first = text_of(client.get(f"/consultations/new/place/{street.slug}"))
    begun = client.post(f"/consultations/new/place/{street.slug}", data={**values, "go": "2"})
    second = text_of(client.get(begun.headers["Location"]))
    address = begun.headers["Location"].split("?")[0]
    wrong = text_of(client.post(f"{address}?step=2", data={**values, "title": "", "go": "3"}))
    preview = client.post(f"{address}?step=2", data={**values, "question": "先换哪一段？"})

    assert begun.headers["Location"].endswith("/edit?step=2")
    assert [page.count(" hidden>") for page in (first, second)] == [9, 9]
    assert 'name="go" value="3"' in second
    assert 'name="go" value="1"' in second
    assert wrong.count(" hidden>") == 0
    assert "先换哪一段" in text_of(client.get(preview.headers["Location"]))
