"""What opinions are about, who speaks for whom, what was said already, and replies."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from portal.accounts.models import Role
from portal.consultations.queries import opinions
from portal.consultations.queries.topics import near_opinions
from portal.consultations.rules.squares import point_of, square_at
from portal.consultations.services import answering, papers, replying, speaking
from portal.consultations.services.speaking import About
from portal.consultations.states import Channel, RecordKind, Stance, Target
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.files.services import upload
from portal.notifications.models import InboxLine
from tests.clients import queries_of
from tests.factories import a_user, an_official
from tests.factories.consultations import a_clerk, after, an_open_one, an_opinion, answered

TEXT = "第一条 停到二十二时。\n第二条 每晚二元。"


class Sent(io.BytesIO):
    """An upload as the browser sends it."""

    filename = "map.png"
    mimetype = "image/png"


def a_map(consultation):
    editor = an_official(Role.EDITOR, place=consultation.place)
    content = io.BytesIO()
    Image.new("RGB", (80, 40), "white").save(content, "PNG")
    sent = Sent(content.getvalue())
    sent.stream = sent
    file = upload(editor, sent=sent, actor=editor)
    return papers.post_record(
        consultation, kind=RecordKind.PICTURE, title="新开路平面图", files=[file], actor=editor
    )


@pytest.mark.parametrize(("typed", "point"), [("A1", (50, 50)), ("c 4", (250, 350)), ("J10", (950, 950))])
def test_a_square_has_a_middle_and_every_point_a_square(typed, point):
    assert point_of(typed) == point
    assert square_at(*point) == typed.replace(" ", "").upper()


def test_edges_belong_to_the_last_squares():
    assert (square_at(0, 0), square_at(1000, 1000)) == ("A1", "J10")


@pytest.mark.parametrize("typed", ["", "K1", "A0", "A11", "4C", "A1; DROP"])
def test_what_is_no_square_is_refused(typed):
    with pytest.raises(ValueError, match=r".*"):
        point_of(typed)


def test_an_opinion_has_one_target():
    consultation, other = an_open_one(text=TEXT), an_open_one(text=TEXT)
    picture = a_map(consultation)

    given = [
        an_opinion(consultation),
        an_opinion(consultation, about=About(option=consultation.options[0])),
        an_opinion(consultation, about=About(clause=2, option=consultation.options[0])),
        an_opinion(consultation, about=About(picture=picture, square="c4")),
    ]

    assert [o.target for o in given] == [Target.WHOLE, Target.OPTION, Target.CLAUSE, Target.POINT]
    assert (given[2].clause, given[2].option) == (2, None)
    assert (given[3].square, given[3].point_x, given[3].point_y) == ("C4", 250, 350)
    assert opinions.clause_counts(consultation) == {2: 1}
    for wrong in (About(clause=3), About(picture=picture, square="Z9")):
        with pytest.raises(Refused):
            an_opinion(consultation, about=wrong)
    with pytest.raises(Refused):
        an_opinion(other, about=About(picture=picture, square="A1"))
    with pytest.raises(Refused):
        an_opinion(an_open_one(), about=About(clause=1))


def test_a_grid_worker_says_on_whose_behalf():
    consultation = an_open_one()
    worker = an_official(Role.COMMUNITY_WORKER, place=consultation.place)
    said = {"channel": Channel.BEHALF, "stance": Stance.OPPOSE, "text": "喇叭声太大。"}

    with pytest.raises(Refused):
        speaking.record(consultation, actor=worker, **said)
    taken = speaking.record(consultation, spoken_by="王秀兰", actor=worker, **said)

    assert str(opinions.shown_name(taken)) == "王某某"


def test_opinions_like_the_one_being_typed_are_suggested_in_both_scripts():
    consultation = an_open_one()
    near = an_opinion(consultation, text="晚上汽车喇叭声太大，睡不着。")
    an_opinion(consultation, text="希望增加充电桩。")
    moderator = an_official(Role.MODERATOR, place=consultation.place)

    assert near_opinions(consultation, "晚上汽車喇叭聲太大") == [near]
    speaking.hide(near, reason="重复。", actor=moderator)
    assert near_opinions(consultation, "晚上汽車喇叭聲太大") == []


def test_numbers_in_the_name_of_a_picture_and_in_a_note_are_covered():
    consultation, person = an_open_one(), a_user()
    content = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(content, "PNG")
    sent = Sent(content.getvalue())
    sent.stream, sent.filename = sent, "打13800000000.png"
    clerk = an_official(Role.EDITOR, place=consultation.place)

    given = an_opinion(consultation, author=person, files=[file := upload(person, sent=sent, actor=person)])
    typed = speaking.record(
        consultation,
        channel=Channel.PHONE,
        stance=Stance.OPPOSE,
        text="太吵。",
        note="回电1380 000 0000",
        actor=clerk,
    )

    assert (file.subject_id, file.name) == (given.id, "打138****0000.jpg")
    assert typed.note.original == "回电138****0000"


def test_replies_stand_below_the_opinion_and_its_author_is_told():
    author, neighbour = a_user(), a_user()
    consultation = an_open_one()
    opinion = an_opinion(consultation, author=author)

    replying.reply(opinion, text="打我电话 13800000000", actor=neighbour)
    replying.reply(opinion, text="同意。", actor=author)

    shown = opinions.replies_to(opinion)
    assert [post.position for post in shown] == [1, 2]
    assert "13800000000" not in str(shown[0].body)
    lines = select(InboxLine.user_id).where(InboxLine.path == opinion.address)
    assert list(db.session.scalars(lines)) == [author.id]
    with pytest.raises(Refused):
        replying.reply(opinion, text=" ", actor=neighbour)
    opinion.thread.locked_at = clock.now()
    with pytest.raises(Refused):
        replying.reply(opinion, text="再说一句。", actor=neighbour)


def test_there_are_no_replies_to_a_hidden_opinion_nor_in_a_survey():
    consultation, survey = an_open_one(), an_open_one(kind="survey")
    opinion, of_survey = an_opinion(consultation), an_opinion(survey)
    speaking.hide(opinion, reason="辱骂。", actor=an_official(Role.MODERATOR, place=consultation.place))

    for one in (opinion, of_survey):
        with pytest.raises(Forbidden):
            replying.reply(one, text="你好。", actor=a_user())


def test_a_citizen_speaks_about_a_clause_and_a_square_and_replies(client):
    consultation = an_open_one(text=TEXT)
    picture = a_map(consultation)
    address, person = consultation.address, a_user()
    page = client.get(address).get_data(as_text=True)
    client.sign_in(person)

    form = client.get(f"{address}/opinion?picture={picture.id}&square=C4").get_data(as_text=True)
    wrong = client.post(
        f"{address}/opinion",
        data={"stance": "oppose", "text": "太窄。", "picture": picture.id, "square": "Z1"},
    )
    pointed = client.post(
        f"{address}/opinion",
        data={"stance": "oppose", "text": "这里太窄。", "picture": picture.id, "square": "C4"},
    )
    clause = client.post(
        f"{address}/opinion", data={"stance": "support", "text": "二元合适。", "clause": "2"}
    )
    near = client.post(f"{address}/opinion/similar", data={"text": "这里太窄"}).get_data(as_text=True)
    reply = client.post(f"{address}/opinions/1/replies", data={"reply": "我量过，三米八。"})
    empty = client.post(f"{address}/opinions/1/replies", data={"reply": ""})
    seen = client.get(address).get_data(as_text=True)
    only = client.get(f"{address}?clause=2").get_data(as_text=True)
    shown = client.get(f"{address}/opinions/1").get_data(as_text=True)

    assert "第二条 每晚二元" in page
    assert f'value="{picture.id}:C4" aria-label="C4" title="C4" checked' in form
    assert form.count(f'value="{picture.id}:') == 100
    assert [one.status_code for one in (wrong, pointed, clause, reply, empty)] == [422, 302, 302, 302, 422]
    assert "这里太窄" in near
    assert "<circle" in seen
    assert "二元合适" in only
    assert "这里太窄" not in only.split('id="opinions"')[1]
    assert "我量过" in shown


def test_a_square_is_tapped_or_typed_and_what_is_typed_holds(client):
    consultation = an_open_one()
    first, second = a_map(consultation), a_map(consultation)
    client.sign_in(a_user())

    def said(**data):
        client.post(f"{consultation.address}/opinion", data={"stance": "oppose", "text": "这里。", **data})
        return opinions.get_opinion(consultation, consultation.opinion_count)

    tapped = said(spot=f"{second.id}:J10", picture=str(first.id))
    typed = said(spot=f"{second.id}:J10", picture=str(first.id), square="b2")
    nowhere = said(spot="", picture="", square="")
    unknown = said(spot="999:A1")
    refused = client.post(
        f"{consultation.address}/opinion",
        data={"stance": "oppose", "text": "这里。", "picture": str(first.id), "spot": ""},
    )
    clerk = an_official(Role.EDITOR, place=consultation.place)
    client.sign_in(clerk)
    paper = {"channel": "paper", "stance": "oppose", "text": "信里说的。", "spot": f"{first.id}:D5"}
    form = client.get(f"{consultation.address}/record").get_data(as_text=True)
    client.post(f"{consultation.address}/record", data=paper)
    page = client.get(consultation.address).get_data(as_text=True)

    assert (tapped.picture_id, tapped.square) == (second.id, "J10")
    assert (typed.picture_id, typed.square) == (first.id, "B2")
    assert [one.target for one in (nowhere, unknown)] == [Target.WHOLE, Target.WHOLE]
    assert refused.status_code == 422
    assert f'value="{first.id}:D5"' in form
    assert opinions.get_opinion(consultation, consultation.opinion_count).square == "D5"
    assert page.index(">B2<") < page.index(">D5<")


def test_the_pictures_cost_the_same_for_one_and_three(client):
    consultation = an_open_one(text=TEXT)
    picture = a_map(consultation)
    an_opinion(consultation, about=About(picture=picture, square="A1"))
    client.get(consultation.address)  # the city's settings are read once every few seconds
    one = queries_of(client, consultation.address)
    other = an_open_one(text=TEXT)
    pictures = [a_map(other) for _ in range(3)]
    for n in range(1, 4):
        an_opinion(other, about=About(picture=pictures[0], square=f"B{n}"))

    assert queries_of(client, other.address) == one


def test_the_conversation_in_the_forum_follows_the_phase_and_the_opinion(client):
    consultation, neighbour = an_open_one(), a_user()
    opinion = an_opinion(consultation)
    replying.reply(opinion, text="请问几点？", actor=neighbour)
    address = f"/forums/topics/{opinion.thread.code}"
    editor = an_official(Role.EDITOR, Role.ISSUER, Role.MODERATOR, place=consultation.place)
    client.sign_in(neighbour)

    def answer():
        return client.post(address, data={"text": "再问一句。"}).status_code

    answers = [answer()]
    with after(consultation):
        answers += [answer()]
        clerk = a_clerk(consultation)
        answers += [answer()]
        answered(consultation, [opinion], clerk)
        answering.publish_result(consultation, actor=editor)
        answers += [answer()]
        page = client.get(address).get_data(as_text=True)
        with pytest.raises(Forbidden):
            replying.reply(opinion, text="再说一句。", actor=neighbour)
    speaking.hide(opinion, reason="辱骂。", actor=editor)
    answers += [answer()]

    assert answers == [302, 302, 302, 403, 403]
    assert "不能回复" in page


def test_after_the_end_nobody_speaks_but_replies_go_on():
    consultation = an_open_one()
    opinion = an_opinion(consultation)
    with after(consultation):
        with pytest.raises(Forbidden):
            an_opinion(consultation)
        replying.reply(opinion, text="期待答复。", actor=a_user())

    assert opinion.thread.post_count == 1
