"""One HTTP test for each route, and what the pages promise."""

import io
import re

import pytest
from PIL import Image

from portal.accounts.models import Role
from portal.alliances.models import Office
from portal.consultations import panels
from portal.consultations.queries import opinions
from portal.consultations.services import organising, speaking
from portal.consultations.states import Stance
from tests.clients import queries_of
from tests.factories import a_user, an_alliance, an_official
from tests.factories.consultations import (
    REASON,
    a_clerk,
    a_draft,
    a_street,
    after,
    an_open_one,
    an_opinion,
)


def text_of(answer):
    return answer.get_data(as_text=True)


def test_the_list_shows_what_is_open_and_hides_drafts(client):
    an_open_one(title="夜间停车怎么停")
    a_draft(title="还没有公布的事")

    page = text_of(client.get("/consultations/"))

    assert "夜间停车怎么停" in page
    assert "还没有公布的事" not in page


def test_the_page_shows_plain_version_options_and_opinions(client):
    consultation = an_open_one()
    an_opinion(consultation, text="晚上喇叭声太大。", stance=Stance.OPPOSE)

    page = text_of(client.get(consultation.address))

    assert page.index("新开路晚上车多位少") < page.index("限时停车") < page.index("晚上喇叭声太大")
    assert f'href="/zh-hans{consultation.address}/opinion"' in page


def test_an_opinion_is_handed_in(client):
    consultation, person = an_open_one(), a_user()
    client.sign_in(person)

    form = client.get(f"{consultation.address}/opinion")
    answer = client.post(
        f"{consultation.address}/opinion",
        data={"stance": "oppose", "option": "A", "text": "打我电话 13800000000"},
    )

    said = opinions.get_opinion(consultation, 1)
    assert 'data-draft="opinion-' in text_of(form)
    assert answer.headers["Location"].endswith(said.address)
    assert (said.stance, said.option.key, said.text.source) == (
        Stance.OPPOSE,
        "A",
        "打我电话 138****0000",
    )


def test_a_stranger_keeps_what_was_written(client):
    consultation = an_open_one()

    answer = client.post(f"{consultation.address}/opinion", data={"stance": "oppose", "text": "先别急着改。"})

    assert answer.status_code == 422
    assert "先别急着改。" in text_of(answer)
    assert "/sign-in?next=" in text_of(answer)
    assert consultation.opinion_count == 0


def test_a_draft_is_not_there_for_others(client):
    consultation = a_draft()

    assert client.get(consultation.address).status_code == 404


@pytest.mark.parametrize("who", ["nobody", "citizen", "official"])
def test_a_page_costs_the_same_for_one_and_three(client, who):
    street = a_street()
    reader = {"nobody": None, "citizen": a_user(), "official": an_official(Role.EDITOR, place=street)}[who]
    if reader:
        client.sign_in(reader)
    one, three = an_open_one(street), an_open_one(street)
    for consultation, count in ((one, 1), (three, 3)):
        for _ in range(count):
            an_opinion(consultation)
            an_opinion(consultation, stance=Stance.OPPOSE)

    short, long = one.address, three.address
    client.get(short)  # the city's settings are read once every few seconds

    few = queries_of(client, short)

    assert queries_of(client, long) == few


def test_the_list_costs_the_same_for_one_and_three(client):
    street = a_street()
    an_open_one(street)
    client.get("/consultations/")
    few = queries_of(client, "/consultations/")
    an_open_one()
    an_open_one()

    assert queries_of(client, "/consultations/") == few


def organised(street, *roles):
    return an_official(*(roles or (Role.EDITOR,)), place=street)


BRIEF = {
    "kind": "community",
    "title": "桥头灯几点关",
    "question": "几点关？",
    "plain": "桥头的灯太亮，大家说说几点关。",
    "organiser": "街道办事处",
    "use": "逐条答复。",
    "contact": "街道综治办",
    "opens_at": "2026-01-01T09:00",
    "closes_at": "2099-01-01T09:00",
    "options-0-title": "十点关",
    "options-1-title": "整夜亮",
    "options-2-title": "",
    "milestones": "2026-01-01 开始",
    "vote_method": "single",
    "vote_question": "您选哪个？",
    "vote_level": "1",
    "background": "<p>桥长<b>三十</b>米</p><script>alert(1)</script>",
}


def test_the_list_is_filtered_by_street_and_state(client):
    here, there = a_street(), a_street()
    an_open_one(here, title="这条街的事")
    an_open_one(there, title="那条街的事")

    page = text_of(client.get(f"/consultations/?place={here.slug}&show=open"))
    done = text_of(client.get(f"/consultations/?place={here.slug}&show=done"))

    assert ("这条街的事" in page, "那条街的事" in page, "这条街的事" in done) == (True, False, False)


def test_a_consultation_is_drafted_previewed_edited_and_published(client):
    street = a_street()
    editor, issuer = organised(street), organised(street, Role.ISSUER)
    client.sign_in(editor)
    assert f'/new/place/{street.slug}"' in text_of(client.get("/consultations/new"))
    assert client.get(f"/consultations/new/place/{street.slug}").status_code == 200

    drafted = client.post(f"/consultations/new/place/{street.slug}", data=BRIEF)
    path = drafted.headers["Location"].removeprefix("/zh-hans")
    preview = text_of(client.get(path))
    edit = text_of(client.get(f"{path}/edit"))
    edited = client.post(f"{path}/edit", data={**BRIEF, "title": "桥头的灯几点关"})
    client.sign_in(issuer)
    published = client.post(f"{path}/steps/publish")

    page = text_of(client.get(path))
    assert "这是草稿" in preview
    assert 'value="十点关"' in edit
    assert (edited.status_code, published.status_code) == (302, 302)
    assert "桥头的灯几点关" in page
    assert "意向性投票" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("milestones", "没有日期"),
        ("vote_question", ""),
        ("options-2-cost", "一万元"),
        ("closes_at", "昨天"),
        ("plain", "长" * 301),
        ("kind", "astrology"),
        ("title", ""),
    ],
)
def test_a_brief_that_is_wrong_comes_back(client, field, value):
    street = a_street()
    client.sign_in(organised(street))

    answer = client.post(f"/consultations/new/place/{street.slug}", data={**BRIEF, field: value})

    assert answer.status_code == 422
    assert 'class="error"' in text_of(answer)


def test_strangers_do_not_organise(client):
    street = a_street()
    consultation = an_open_one(street)
    client.sign_in(a_user())

    assert client.get(f"/consultations/new/place/{street.slug}").status_code == 403
    assert client.get("/consultations/new/castle/x").status_code == 404
    assert client.get(f"{consultation.address}/edit").status_code == 403
    assert client.get(f"{consultation.address}/answers").status_code == 403
    assert client.get(f"{consultation.address}/record").status_code == 403
    assert client.get(f"{consultation.address}/withdraw").status_code == 403
    assert client.post(f"{consultation.address}/steps/collate").status_code == 403
    assert client.post(f"{consultation.address}/steps/explode").status_code == 404
    assert client.get(f"{consultation.address}/opinions/9").status_code == 404
    assert client.get(f"{consultation.address}/result").status_code == 404


def test_an_opinion_comes_back_without_a_stance(client):
    consultation = an_open_one()
    client.sign_in(a_user())

    answer = client.post(f"{consultation.address}/opinion", data={"text": "没有立场"})

    assert answer.status_code == 422
    assert "没有立场" in text_of(answer)


def a_picture():
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(out, "PNG")
    out.seek(0)
    return out, "路口.png"


def test_pictures_follow_their_opinion(client):
    consultation, person = an_open_one(), a_user()
    client.sign_in(person)
    client.post(
        f"{consultation.address}/opinion",
        data={"stance": "support", "text": "看这张照片。", "pictures": [a_picture()]},
        content_type="multipart/form-data",
    )
    opinion = opinions.get_opinion(consultation, 1)
    file = opinions.views_of([opinion], None)[0].files[0]
    stranger = client.application.test_client()

    shown = stranger.get(file.path).status_code
    speaking.hide(opinion, reason="照片里有孩子的脸", actor=organised(consultation.place, Role.MODERATOR))

    assert (shown, stranger.get(file.path).status_code, client.get(file.path).status_code) == (200, 404, 200)


def test_an_opinion_is_changed_and_its_history_shown(client):
    consultation, person = an_open_one(), a_user()
    opinion = an_opinion(consultation, author=person, text="支持。")
    client.sign_in(person)

    form = client.get(f"{opinion.address}/edit")
    answer = client.post(f"{opinion.address}/edit", data={"stance": "oppose", "text": "想了想，反对。"})

    page = text_of(client.get(opinion.address))
    assert (form.status_code, answer.status_code) == (200, 302)
    assert "想了想，反对。" in page
    assert "修改前的内容" in page


def test_an_opinion_is_seconded_from_the_list(client):
    opinion = an_opinion(an_open_one())
    client.sign_in(a_user())

    answer = client.post(f"{opinion.address}/support", data={"wanted": "yes", "back": "list"})

    assert answer.headers["Location"].endswith("#opinion-1")
    assert "取消附议 · 1" in text_of(client.get(opinion.consultation.address))


def test_a_moderator_hides_and_restores(client):
    consultation = an_open_one()
    opinion = an_opinion(consultation, text="点名某位邻居。")
    client.sign_in(organised(consultation.place, Role.MODERATOR))

    form = client.get(f"{opinion.address}/hide")
    client.post(f"{opinion.address}/hide", data={"reason": "点名邻居"})
    hidden = text_of(client.application.test_client().get(opinion.address))
    client.post(f"{opinion.address}/restore")

    assert form.status_code == 200
    assert "这条意见已隐藏" in hidden
    assert "点名某位邻居" not in hidden
    assert "点名某位邻居" in text_of(client.application.test_client().get(opinion.address))


def test_a_worker_types_in_a_letter(client):
    consultation = an_open_one()
    client.sign_in(organised(consultation.place, Role.COMMUNITY_WORKER))
    form = client.get(f"{consultation.address}/record")

    answer = client.post(
        f"{consultation.address}/record",
        data={"channel": "paper", "stance": "neutral", "text": "路灯太暗。", "spoken_by": "涂桂英"},
    )

    page = text_of(client.get(f"{consultation.address}/opinions/1"))
    assert (form.status_code, answer.status_code) == (200, 302)
    assert "涂某某" in page
    assert "书面" in page


def test_opinions_are_answered_published_and_archived(client):
    street = a_street()
    consultation = an_open_one(street)
    for stance in (Stance.SUPPORT, Stance.OPPOSE):
        an_opinion(consultation, stance=stance)
    path = consultation.address
    clerk, issuer = organised(street), organised(street, Role.ISSUER)
    answer = {"opinions": ["1", "2"], "disposition": "not_adopted", "reason": REASON, "unit": "街道"}
    with after(consultation):
        client.sign_in(clerk)
        client.post(f"{path}/steps/collate")
        table = text_of(client.get(f"{path}/answers?stance=oppose"))
        short = client.post(f"{path}/answers", data={**answer, "reason": "不行。"})
        given = client.post(f"{path}/answers", data=answer)
        early = client.application.test_client().get(f"{path}/result")
        client.sign_in(issuer)
        client.post(f"{path}/steps/publish_result")
        result = text_of(client.application.test_client().get(f"{path}/result"))
        client.sign_in(clerk)
        client.post(f"{path}/steps/archive")

    assert ('id="pick-2"' in table, 'id="pick-1"' in table) == (True, False)
    assert (short.status_code, given.status_code, early.status_code) == (422, 302, 404)
    assert result.index("不予采纳") < result.index(REASON)
    assert consultation.phase == "archived"


def test_a_consultation_is_withdrawn_with_a_reason(client):
    consultation = an_open_one()
    client.sign_in(organised(consultation.place, Role.ISSUER))
    form = client.get(f"{consultation.address}/withdraw")

    client.post(f"{consultation.address}/withdraw", data={"reason": "费用少算了一半。"})

    page = text_of(client.application.test_client().get(consultation.address))
    assert form.status_code == 200
    assert "费用少算了一半。" in page


def test_the_sheet_for_the_notice_board(client):
    page = text_of(client.get(f"{an_open_one().address}/print"))

    assert 'class="qr"' in page
    assert client.get(f"{a_draft().address}/print").status_code == 404


def test_the_most_supported_come_first_and_pages_follow(client):
    consultation = an_open_one()
    for number in range(22):
        an_opinion(consultation, text=f"想法{number:02}")
    favourite = opinions.get_opinion(consultation, 3)
    speaking.support(favourite, wanted=True, actor=a_user())

    first = text_of(client.get(f"{consultation.address}?by=support"))
    older = re.search(r"older=(\d+)", first)[1]
    second = text_of(client.get(f"{consultation.address}?by=support&older={older}"))

    seen = re.findall(r'id="opinion-(\d+)"', first)
    assert seen[:2] == ["3", "22"]
    assert sorted([*seen, *re.findall(r'id="opinion-(\d+)"', second)], key=int) == [
        str(n) for n in range(1, 23)
    ]


def test_panels_of_place_and_alliance(client):
    alliance = an_alliance(officers=[(chair := a_user(), Office.CHAIR)])
    consultation = a_draft(alliance.place, by=alliance, editor=chair)
    assert panels.here(None, alliance) is None

    organising.publish(consultation, actor=organised(alliance.place, Role.ISSUER))

    assert panels.here(None, alliance)["consultations"] == [consultation]
    assert panels.here(None, alliance.place)["consultations"] == [consultation]


def test_the_table_of_answers_costs_the_same_for_one_and_three(client):
    street = a_street()
    one, three = an_open_one(street), an_open_one(street)
    for consultation, count in ((one, 1), (three, 3)):
        for _ in range(count):
            an_opinion(consultation)
    short, long = f"{one.address}/answers", f"{three.address}/answers"
    with after(three):
        clerk = a_clerk(one)
        a_clerk(three)
        client.sign_in(clerk)
        client.get(short)
        few = queries_of(client, short)

        assert queries_of(client, long) == few
