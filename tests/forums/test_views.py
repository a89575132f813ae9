from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import select

from portal.accounts.models import Role
from portal.core.db import db
from portal.discussions.models import Flag, Post, ReadMark, Topic
from portal.discussions.queries import get_post
from portal.files.models import StoredFile
from portal.forums import services
from tests.clients import queries_of
from tests.factories import a_grant, a_user, an_alliance, the_city
from tests.factories.forums import a_board, a_topic


def a_keeper():
    keeper = a_user()
    a_grant(keeper, Role.MODERATOR, the_city())
    return keeper


@pytest.mark.parametrize("count", [1, 3])
def test_all_forums_cost_the_same(client, count):
    for _ in range(count):
        a_board()

    assert queries_of(client, "/forums/") <= 3


@pytest.mark.parametrize("count", [1, 3])
def test_a_board_costs_the_same_for_one_topic_and_for_three(client, count):
    board = a_board()
    for _ in range(count):
        a_topic(board)

    assert queries_of(client, f"/forums/{board.code}") <= 3


@pytest.mark.parametrize("count", [1, 19])
def test_a_topic_costs_the_same_for_one_reply_and_for_nineteen(client, count):
    topic = a_topic(replies=count)

    assert queries_of(client, f"/forums/topics/{topic.code}") <= 4


def test_a_topic_speaks_in_the_readers_script(client):
    topic = a_topic(title="邻里纠纷", text="请大家谈谈楼道堆物")

    page = client.get(f"/zh-hant/forums/topics/{topic.code}").text

    assert "鄰里糾紛" in page
    assert "請大家談談樓道堆物" in page


def test_a_kept_page_is_made_anew_after_an_answer(client):
    topic = a_topic()
    client.get(f"/forums/topics/{topic.code}")

    services.reply(topic, text="刚刚写下的回答", actor=a_user())

    assert "刚刚写下的回答" in client.get(f"/forums/topics/{topic.code}").text


def test_pages_go_by_position(client):
    topic = a_topic(replies=30)

    first, second = (client.get(f"/forums/topics/{topic.code}{q}").text for q in ("", "?from=21"))

    assert ('id="p20"' in first, 'id="p21"' in first) == (True, False)
    assert ('id="p20"' in second, 'id="p31"' in second) == (False, True)


@pytest.mark.parametrize("key", ["x", "-1", "1e3", "９", "1" * 30])
def test_an_address_that_makes_no_sense_is_refused_politely(client, key):
    assert client.get(f"/forums/topics/{a_topic().code}?from={key}").status_code == 400


def test_a_board_whose_key_makes_no_sense_is_refused_politely(client):
    assert client.get(f"/forums/{a_board().code}?before=yesterday").status_code == 400


def test_a_topic_is_begun_from_the_page(client):
    board = a_board()
    client.sign_in(a_user())

    response = client.post(
        f"/forums/{board.code}/topic", data={"title": "路灯坏了", "text": "鹤鸣里拐角三盏。"}
    )

    topic = db.session.scalars(select(Topic)).one()
    assert response.location == f"/zh-hans/forums/topics/{topic.code}"


def test_a_form_that_comes_back_keeps_what_was_typed(client):
    board = a_board()
    client.sign_in(a_user())

    response = client.post(f"/forums/{board.code}/topic", data={"title": "", "text": "鹤鸣里拐角三盏。"})

    assert response.status_code == 422
    assert "鹤鸣里拐角三盏。" in response.text


def test_a_double_click_answers_once(client):
    topic = a_topic()
    client.sign_in(a_user())
    sent = {"text": "同意", "once": "the-same-key"}

    first, second = (client.post(f"/forums/topics/{topic.code}", data=sent) for _ in range(2))

    assert first.location == second.location
    assert second.headers["Idempotency-Hit"] == "true"
    assert db.session.query(Post).count() == 2


def test_an_answer_that_quotes(client):
    topic = a_topic(text="先划黄线")
    client.sign_in(a_user())
    assert "先划黄线" in client.get(f"/forums/topics/{topic.code}?from=1&quote=1").text

    client.post(f"/forums/topics/{topic.code}", data={"text": "对", "quoted": "1"})

    assert get_post(topic, 2).quoted_position == 1


def test_an_empty_answer_comes_back(client):
    topic = a_topic()
    client.sign_in(a_user())

    assert client.post(f"/forums/topics/{topic.code}", data={"text": ""}).status_code == 422


def test_reading_is_remembered_when_the_page_says_so(client):
    topic, reader = a_topic(replies=2), a_user()
    client.sign_in(reader)

    assert client.post(f"/forums/topics/{topic.code}/seen", data={"position": "3"}).status_code == 204

    assert db.session.get(ReadMark, (reader.id, topic.id)).position == 3


def test_unread_marks_go_when_the_board_is_read(client):
    board, reader = a_board(), a_user()
    a_topic(board, replies=2)
    client.sign_in(reader)
    assert "3 条未读" in client.get(f"/forums/{board.code}").text

    client.post(f"/forums/{board.code}/read")

    assert "条未读" not in client.get(f"/forums/{board.code}").text


def test_a_post_has_a_page_with_its_history(client):
    writer = a_user()
    topic = a_topic(author=writer, text="原来的话")
    client.sign_in(writer)

    client.post(f"/forums/topics/{topic.code}/1/edit", data={"text": "后来的话", "before": "原来的话"})

    page = client.get(f"/forums/topics/{topic.code}/1").text
    assert "后来的话" in page
    assert "原来的话" in page


def test_the_edit_page_shows_what_was_typed(client):
    writer = a_user()
    topic = a_topic(author=writer, text="第一行\n第二行")
    client.sign_in(writer)

    assert "第一行\n第二行" in client.get(f"/forums/topics/{topic.code}/1/edit").text.replace("\r", "")


def test_a_post_is_reported_and_the_report_settled(client):
    board, keeper = a_board(), a_keeper()
    topic = a_topic(board)
    client.sign_in(a_user())
    assert client.get(f"/forums/topics/{topic.code}/1/flag").status_code == 200
    client.post(f"/forums/topics/{topic.code}/1/flag", data={"reason": "广告"})
    flag = db.session.scalars(select(Flag)).one()
    client.sign_in(keeper)
    assert "广告" in client.get(f"/forums/{board.code}/reports").text
    assert client.get(f"/forums/{board.code}/reports/{flag.id}").status_code == 200

    client.post(f"/forums/{board.code}/reports/{flag.id}", data={"reason": "确是广告", "hide": "y"})

    db.session.expire_all()
    assert flag.settled_at is not None
    assert get_post(topic, 1).hidden_at is not None


def test_reports_are_for_moderators(client):
    client.sign_in(a_user())

    assert client.get(f"/forums/{a_board().code}/reports").status_code == 403


def test_a_post_is_hidden_and_shown_again(client):
    topic = a_topic(text="难听的话")
    client.sign_in(a_keeper())
    assert client.get(f"/forums/topics/{topic.code}/1/hide").status_code == 200

    client.post(f"/forums/topics/{topic.code}/1/hide", data={"reason": "人身攻击"})
    page = client.get(f"/forums/topics/{topic.code}").text
    assert "人身攻击" in page
    assert "难听的话" not in page

    client.post(f"/forums/topics/{topic.code}/1/restore")
    assert "难听的话" in client.get(f"/forums/topics/{topic.code}").text


@pytest.mark.parametrize("what", ["lock", "hide"])
def test_a_topic_is_closed_or_hidden_and_opened_again(client, what):
    topic = a_topic()
    client.sign_in(a_keeper())
    assert client.get(f"/forums/topics/{topic.code}/order/{what}").status_code == 200

    client.post(f"/forums/topics/{topic.code}/order/{what}", data={"reason": "已有结论"})
    assert "已有结论" in client.get(f"/forums/topics/{topic.code}").text

    client.post(f"/forums/topics/{topic.code}/undo/{what}")
    assert "已有结论" not in client.get(f"/forums/topics/{topic.code}").text


def test_a_hidden_topic_does_not_exist_for_others(client):
    topic = a_topic()
    services.hide_topic(topic, hidden=True, reason="广告", actor=a_keeper())

    assert client.get(f"/forums/topics/{topic.code}").status_code == 404


def test_a_topic_is_pinned_and_let_go(client):
    topic = a_topic()
    client.sign_in(a_keeper())

    client.post(f"/forums/topics/{topic.code}/undo/pin")
    db.session.refresh(topic)
    assert topic.pinned

    client.post(f"/forums/topics/{topic.code}/undo/unpin")
    db.session.refresh(topic)
    assert not topic.pinned


def test_a_members_only_forum_does_not_exist_for_others(client):
    member = a_user()
    topic = a_topic(a_board(alliance=an_alliance(members=(member,)), members_only=True))

    assert client.get(f"/forums/topics/{topic.code}").status_code == 404
    assert client.sign_in(member).get(f"/forums/topics/{topic.code}").status_code == 200


def a_sent_picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    out.seek(0)
    return out, "招牌.png"


def the_picture_of(topic):
    return db.session.scalars(select(StoredFile).where(StoredFile.subject_id == topic_post(topic).id)).one()


def topic_post(topic):
    return db.session.scalars(select(Post).where(Post.topic_id == topic.id).order_by(Post.id.desc())).first()


def test_pictures_sent_with_the_form_stand_in_the_post(client):
    topic = a_topic()
    client.sign_in(a_user())

    client.post(
        f"/forums/topics/{topic.code}",
        data={"text": "看新招牌", "pictures": [a_sent_picture()], "picture_words": "糖水铺的新招牌"},
    )

    picture = the_picture_of(topic)
    assert (
        f'<img src="{picture.path}" alt="糖水鋪的新招牌">'
        in client.get(f"/zh-hant/forums/topics/{topic.code}").text
    )
    assert client.get(picture.path).status_code == 200


def test_a_refused_picture_keeps_the_whole_answer_back(client):
    topic = a_topic()
    client.sign_in(a_user())

    response = client.post(
        f"/forums/topics/{topic.code}", data={"text": "看", "pictures": [(io.BytesIO(b"<html>"), "a.png")]}
    )

    assert response.status_code == 422
    assert "这不是能显示的图片" in response.text
    assert topic_post(topic).position == 1


def test_a_hidden_post_hides_its_pictures(client):
    topic = a_topic()
    client.sign_in(a_user())
    client.post(f"/forums/topics/{topic.code}", data={"text": "看", "pictures": [a_sent_picture()]})
    picture = the_picture_of(topic)

    services.hide(topic_post(topic), reason="拍到了孩子", actor=a_keeper())
    db.session.flush()

    assert client.sign_in(a_user()).get(picture.path).status_code == 404
    assert client.sign_in(a_keeper()).get(picture.path).status_code == 200
