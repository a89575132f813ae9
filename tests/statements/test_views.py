from __future__ import annotations

import json

import pytest

from portal.accounts.models import Role
from portal.consultations.models import Consultation
from portal.core import clock, looking
from portal.core.db import db
from portal.core.limits import Brake, Limit
from portal.statements import queries
from portal.statements.services import moderating, voting
from portal.statements.states import Choice, State
from tests.clients import queries_of
from tests.factories import a_user, an_official
from tests.factories.consultations import after, an_open_one
from tests.factories.statements import a_crowd, a_map, drawn


def the_end(opinion_map):
    return after(db.session.get(Consultation, opinion_map.owner_id))


def organiser(opinion_map):
    return an_official(Role.EDITOR, place=opinion_map.place)


def test_somebody_answers_everything_with_one_thumb(client):
    opinion_map, person = a_map(), a_user()
    browser = client.sign_in(person)

    for answered in range(3):
        page = browser.get(f"{opinion_map.address}/next")
        asked = queries.asking(opinion_map, person).statement
        assert str(asked.text) in page.text
        assert f"{answered} / 3" in page.text
        answer = browser.post(
            f"{opinion_map.address}/votes", data={"statement": asked.number, "choice": "agree"}
        )
        assert (answer.status_code, answer.location) == (302, f"/zh-hans{opinion_map.address}/next")

    assert "全部看法您都表过态了" in browser.get(f"{opinion_map.address}/next").text
    assert browser.post(f"{opinion_map.address}/undo").status_code == 302
    assert queries.asking(opinion_map, person).left == 1


def test_the_other_script_asks_in_its_own_words(client):
    opinion_map = a_map(statements=("书店应当办在广场边", "里弄的门不上锁", "老人有优先的座位"))

    page = client.sign_in(a_user()).get(f"/zh-hant{opinion_map.address}/statements")

    assert "書店應當辦在廣場邊" in page.text


@pytest.mark.parametrize(
    "data", [{}, {"statement": "1", "choice": "perhaps"}, {"statement": "x", "choice": "agree"}]
)
def test_an_answer_that_is_none(client, data):
    opinion_map = a_map()

    assert client.sign_in(a_user()).post(f"{opinion_map.address}/votes", data=data).status_code == 400


def test_strangers_read_and_sign_in_to_answer(client):
    opinion_map = a_map()

    assert "请先登录" in client.get(f"{opinion_map.address}/next").text
    assert client.get(f"{opinion_map.address}/add").status_code in {302, 403}
    assert client.get("/opinion-maps/none").status_code == 404
    assert client.get("/opinion-maps/new/consultation/none").status_code == 404
    assert client.get("/opinion-maps/new/nobody/none").status_code == 404


def test_a_map_of_what_one_may_not_see_is_not_there(client):
    consultation = an_open_one()
    opinion_map = a_map(consultation)
    consultation.state = "preparing"

    assert client.get(opinion_map.address).status_code == 404
    assert client.get(f"{opinion_map.address}/next").status_code == 404


def test_a_similar_statement_is_shown_before_ones_own_is_taken(client):
    opinion_map, browser = a_map(), client.sign_in(a_user())
    path = f"{opinion_map.address}/add"
    typed = {"text": "消防通道什么时候都不能停车"}

    first = browser.post(path, data=typed)
    of_another = browser.post(path, data={**typed, "anyway": "2,x"})
    second = browser.post(path, data={**typed, "anyway": "1"})

    assert (first.status_code, "已经有人说过差不多的话" in first.text) == (422, True)
    assert 'name="anyway" value="1"' in first.text
    assert (of_another.status_code, second.status_code) == (422, 302)
    assert len(queries.statements_of(opinion_map, State.WAITING)) == 1
    assert browser.post(path, data={"text": ""}).status_code == 422


def test_similar_statements_are_shown_while_typing(client, monkeypatch):
    opinion_map, author, reader = a_map(), a_user(), a_user()
    path = f"{opinion_map.address}/add/similar"
    moderating.propose(opinion_map, text="把旧车棚改成小花园", actor=author)
    stranger = client.post(path, data={"text": "消防通道"})
    browser = client.sign_in(reader)

    in_the_other_script = browser.post(path, data={"text": "消防通道什麼時候都不能停車"})
    nothing = browser.post(path, data={"text": "多装几盏路灯"})
    not_looked_at = browser.post(path, data={"text": "把旧车棚改成小花园吧"})
    page = browser.get(f"{opinion_map.address}/add").text

    assert stranger.status_code == 302
    assert "消防通道任何时候都不能停车" in in_the_other_script.text
    assert [one.text.strip() for one in (nothing, not_looked_at)] == ["", ""]
    assert 'aria-live="polite"' in page
    monkeypatch.setattr(looking, "brake", Brake(Limit(most=1, seconds=60)))
    browser = client.sign_in(author)
    with clock.stopped_at(clock.now()):
        own, too_soon = (browser.post(path, data={"text": "把旧车棚改成小花园吧"}) for _n in range(2))
    assert "把旧车棚改成小花园" in own.text
    assert too_soon.status_code == 429


def test_an_organiser_looks_at_new_statements(client):
    opinion_map = a_map()
    moderating.propose(opinion_map, text="把路灯修一修", actor=a_user())
    moderating.propose(opinion_map, text="大家都别来这儿", actor=a_user())
    browser = client.sign_in(organiser(opinion_map))
    path = f"{opinion_map.address}/statements"

    assert "把路灯修一修" in browser.get(path).text
    assert browser.post(f"{path}/4/accept").status_code == 302
    assert browser.get(f"{path}/5/reject").status_code == 200
    assert browser.post(f"{path}/5/reject", data={"reason": ""}).status_code == 422
    assert browser.post(f"{path}/5/reject", data={"reason": "与本次商议无关"}).status_code == 302
    assert browser.post(f"{path}/99/accept").status_code == 404

    assert [one.number for one in queries.statements_of(opinion_map, State.ACCEPTED)] == [1, 2, 3, 4]
    assert "与本次商议无关" in browser.get(path).text


def test_others_do_not_see_what_waits(client):
    opinion_map = a_map()
    moderating.propose(opinion_map, text="把路灯修一修", actor=a_user())
    browser = client.sign_in(a_user())

    assert "把路灯修一修" not in browser.get(f"{opinion_map.address}/statements").text
    assert browser.post(f"{opinion_map.address}/statements/4/accept").status_code == 403
    assert browser.get(f"{opinion_map.address}/statements/4/reject").status_code == 403


def test_a_map_is_begun_from_the_page_of_the_consultation(client):
    consultation = an_open_one()
    browser = client.sign_in(an_official(Role.EDITOR, place=consultation.place))
    path = f"/opinion-maps/new/consultation/{consultation.code}"

    assert path in browser.get(consultation.address).text
    assert browser.get(path).status_code == 200
    assert browser.post(path, data={"statements": "只有一条看法"}).status_code == 422
    answer = browser.post(path, data={"statements": "第一条看法\n第二条看法\n第三条看法"})

    opinion_map = queries.map_of("consultation", consultation.id)
    assert answer.location == f"/zh-hans{opinion_map.address}"
    assert f"{opinion_map.address}/next" in browser.get(consultation.address).text


def test_the_page_of_the_picture(client):
    """The whole page at the end: lists, groups, map, table, files; the place of the reader for the reader alone."""
    opinion_map, person = a_map(), a_user()
    for number in (1, 2, 3):
        voting.vote(
            opinion_map,
            statement=queries.get_statement(opinion_map, number),
            choice=Choice.AGREE,
            actor=person,
        )
    a_crowd(opinion_map, statements=34)
    with the_end(opinion_map):
        drawn(opinion_map)
        page = client.get(opinion_map.address).text
        mine = client.sign_in(person).get(opinion_map.address).text
        listed = client.get(f"{opinion_map.address}/statements").text
        further = client.get(f"{opinion_map.address}/statements?from=30")
        votes = client.get(f"{opinion_map.address}/files/votes.csv")

        assert (page.index("多数人都同意的") < page.index("大家的立场分布") < page.index("甲组：")) is True
        assert ('class="own"' in page, 'class="own"' in mine) == (False, True)
        assert page.count('class="hull ') == len(queries.picture_of(opinion_map).shown["groups"])
        assert listed.count('class="said"') == 30
        assert further.text.count('class="said"') == 4
        assert votes.text.startswith("timestamp,datetime,comment-id,voter-id,vote\n")
        assert votes.mimetype == "text/csv"
        assert client.get(f"{opinion_map.address}/files/passwords.csv").status_code == 404


def test_pages_cost_the_same_for_small_and_large_maps(client):
    costs = []
    for statements in (3, 12):
        opinion_map = a_map()
        a_crowd(opinion_map, people=40, statements=statements)
        with the_end(opinion_map):
            drawn(opinion_map)
            pages = [opinion_map.address + path for path in ("", "/statements", "/next")]
            client.get(pages[0])  # settings are read once
            costs.append([queries_of(client, path) for path in pages])

    assert costs[0] == costs[1]
    assert max(costs[0]) <= 8


def test_before_there_is_a_picture_the_page_says_when(client):
    opinion_map = a_map()

    assert "还没有结果图" in client.get(opinion_map.address).text
    assert client.get(f"{opinion_map.address}/files/votes.csv").status_code == 404


def test_the_picture_is_plain_data():
    opinion_map = a_map()
    a_crowd(opinion_map, people=40)
    with the_end(opinion_map):
        drawn(opinion_map)

    picture = queries.picture_of(opinion_map)

    assert json.loads(json.dumps(picture.shown)) == picture.shown
