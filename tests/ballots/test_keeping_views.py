"""The pages of those who keep rolls and type in papers."""

import io

import pytest
from PIL import Image

from portal.accounts.models import Role
from portal.ballots import queries, services
from portal.ballots.papers import sheet
from portal.ballots.states import Channel
from portal.core import clock
from portal.core.duties import duties_of
from portal.core.i18n import speaking
from tests.clients import queries_of
from tests.factories import a_user, an_official
from tests.factories.ballots import a_ballot, a_roll, an_owners_vote, by_hand, declared

TABLE = "房号;业主;面积\n1-101;王秀兰;89.37\n1-102;陈国强;126.5\n"


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def keeper():
    return an_official(Role.COMMUNITY_WORKER)


@pytest.fixture
def checker():
    return an_official(Role.EDITOR)


def test_a_table_is_shown_before_it_is_kept(client, keeper):
    roll = a_roll(keeper=keeper)
    path = f"/ballots/rolls/{roll.code}"
    client.sign_in(keeper)

    read = client.post(path, data={"file": (io.BytesIO(TABLE.encode("gb18030")), "业主.csv"), "act": "read"})
    nothing = roll.heads
    kept = client.post(path, data={"text": TABLE, "act": "keep"})

    assert (read.status_code, nothing) == (200, 0)
    assert "2行，合2票" in text_of(read)
    assert 'value="keep"' in text_of(read)
    assert (kept.status_code, roll.heads, roll.area) == (302, 2, 21587)


def test_lines_that_cannot_stand_are_listed_and_cannot_be_kept(client, keeper):
    roll = a_roll(keeper=keeper)
    path = f"/ballots/rolls/{roll.code}"
    client.sign_in(keeper)
    wrong = TABLE + "1-102;李明;<b>九十</b>\n"

    page = text_of(client.post(path, data={"text": wrong, "act": "read"}))
    kept = client.post(path, data={"text": wrong, "act": "keep"})
    hant = text_of(client.post(f"/zh-hant{path}", data={"text": wrong, "act": "read"}))

    assert "“1-102”在第3行已经有了" in page
    assert "“&lt;b&gt;九十&lt;/b&gt;”不是面积" in page
    assert 'value="keep"' not in page
    assert (kept.status_code, roll.heads) == (422, 0)
    assert "已經有了" in hant


def test_what_is_no_table_is_said_above_the_form(client, keeper):
    roll = a_roll(keeper=keeper)
    client.sign_in(keeper)

    answer = client.post(
        f"/ballots/rolls/{roll.code}", data={"file": (io.BytesIO(b"PK\x03\x04no"), "a.xlsx"), "act": "read"}
    )

    assert answer.status_code == 422
    assert "读不出表格" in text_of(answer)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_template_is_read_as_a_roll(client, keeper, kind, language):
    roll = a_roll(keeper=keeper)
    client.sign_in(keeper)

    file = client.get(f"/{language}/ballots/rolls/{roll.code}/template.{kind}")

    reading = queries.read_roll(roll.kind, queries.table_text(file.get_data()))
    assert reading.problems == []
    assert [unit.area for unit in reading.units] == [21587]


def test_rolls_are_shown_to_those_who_keep_them_only(client, keeper):
    roll = a_roll(TABLE, keeper=keeper)
    path = f"/ballots/rolls/{roll.code}"

    assert client.sign_in(a_user()).get(path).status_code == 404
    assert "王秀兰" in text_of(client.sign_in(keeper).get(path))


def test_a_called_roll_is_masked_for_those_on_it(client, keeper):
    owner = a_user(name="沈福根")
    ballot = an_owners_vote(100, 50, accounts=(owner,))
    path = f"/ballots/{ballot.code}/roll"

    assert client.sign_in(a_user()).get(path).status_code == 404
    theirs = text_of(client.sign_in(owner).get(path))
    full = text_of(client.sign_in(keeper).get(path))

    assert "业主2" not in theirs
    assert "业主2" in full
    assert ballot.roll_hash in theirs


def test_a_line_is_corrected_on_a_page(client, keeper):
    ballot = an_owners_vote(100, 50, opened_for=-60)
    path = f"/ballots/{ballot.code}/roll/correct"
    client.sign_in(keeper)

    page = text_of(client.get(f"{path}?number=2"))
    without = client.post(f"{path}?number=2", data={"name": "李明", "area": "60"})
    done = client.post(
        f"{path}?number=2", data={"name": "李明", "area": "60", "reason": "过户", "act": "write"}
    )
    struck = client.post(f"{path}?number=1", data={"reason": "已售", "act": "strike"})

    assert 'value="50.00"' in page
    assert (without.status_code, done.status_code, struck.status_code) == (422, 302, 302)
    assert [voter.name.original for voter in queries.roll_lines(ballot)] == ["李明"]
    assert "过户" in text_of(client.get(f"/ballots/{ballot.code}/roll"))


def test_papers_are_typed_confirmed_and_declared_on_one_page(client, keeper, checker):
    ballot = an_owners_vote(100, 100, 100)
    path = f"/ballots/{ballot.code}/hand"
    client.sign_in(keeper)
    form = {"channel": "paper", "received_on": clock.today().isoformat(), "choice_for": "1-2", "once": "a"}

    typed = client.post(path, data=form)
    again = client.post(path, data={**form, "once": "b"})
    wrong = client.post(path, data={**form, "choice_for": "eins", "once": "c"})
    entries = [str(entry.id) for entry in queries.waiting_entries(ballot)]
    own = client.post(f"{path}/confirm", data={"entry": entries})
    client.sign_in(checker)
    page = text_of(client.get(path))
    struck = client.post(f"{path}/{entries[1]}/strike")
    confirmed = client.post(f"{path}/confirm", data={"entry": entries[:1]})
    with clock.stopped_at(ballot.closes_at):
        counting = text_of(client.sign_in(checker).get(path))
        done = client.post(f"/ballots/{ballot.code}/declare", data={})

    assert [a.status_code for a in (typed, again, wrong, own)] == [302, 422, 422, 403]
    assert "录入过" in text_of(again)
    assert "“eins”不是名册序号" in text_of(wrong)
    assert page.count('name="entry"') == 2
    assert [a.status_code for a in (struck, confirmed, done)] == [302, 302, 302]
    assert "宣布计票" in counting
    assert (ballot.voted, ballot.passed) == (1, False)


def test_who_is_no_official_does_not_get_to_the_desk(client):
    ballot = an_owners_vote(100, 100)

    assert client.sign_in(a_user()).get(f"/ballots/{ballot.code}/hand").status_code == 403
    assert client.get(f"/ballots/{ballot.code}/proxies").status_code == 403


def test_a_vote_held_online_has_no_desk(client, keeper):
    ballot = a_ballot(a_user(), place=a_roll(keeper=keeper).place)

    assert client.sign_in(keeper).get(f"/ballots/{ballot.code}/hand").status_code == 404


def test_the_urn_is_counted_twice(client, keeper, checker):
    ballot = a_ballot(
        electorate=services.Units(kind="households", lines=[services.opening.Unit(name=n) for n in "甲乙丙"]),
        rule="residents",
        secret=True,
        by_hand=True,
        place=a_roll(keeper=keeper).place,
    )
    by_hand(ballot, keeper, checker, **{"": [1, 2]})
    path, marks = f"/ballots/{ballot.code}/urn", {"votes_for": 2, "votes_against": 0, "votes_abstain": 0}

    with clock.stopped_at(ballot.closes_at):
        first = client.sign_in(keeper).post(path, data={**marks, "votes_invalid": 0})
        client.sign_in(checker)
        differs = client.post(path, data={**marks, "votes_for": 1, "votes_invalid": 1})
        second = client.post(path, data={**marks, "votes_invalid": 0})
        done = client.post(f"/ballots/{ballot.code}/declare", data={})

    assert [a.status_code for a in (first, differs, second, done)] == [302, 422, 302, 302]
    assert ballot.result["bars"][0]["in_favour"] == 2


def test_an_authority_is_noted_and_taken_back(client, keeper):
    holder = a_user()
    ballot = an_owners_vote(100, 100)
    path = f"/ballots/{ballot.code}/proxies"
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    picture.seek(0)
    client.sign_in(keeper)

    without = client.post(path, data={"number": 1, "account": holder.username})
    noted = client.post(
        path, data={"number": 1, "account": holder.username, "papers": (picture, "委托书.png")}
    )
    page = text_of(client.get(path))
    holders = text_of(client.sign_in(holder).get(f"/ballots/{ballot.code}"))
    paper = text_of(client.get(f"/ballots/{ballot.code}/vote?number=1"))
    cast = client.post(f"/ballots/{ballot.code}/vote?number=1", data={"choice": "for", "once": "k"})
    proxy = queries.proxies_of(ballot)[0]
    late = client.sign_in(keeper).post(f"{path}/{proxy.id}/withdraw")

    assert (without.status_code, noted.status_code, cast.status_code, late.status_code) == (
        422,
        302,
        302,
        409,
    )
    assert "委托书.jpg" in page  # pictures are rewritten
    assert "凭书面委托为第1号" in holders
    assert "您正在凭书面委托为第1号" in paper
    assert ballot.voted == 1


def test_the_result_says_what_each_threshold_asked(client, keeper, checker):
    ballot = an_owners_vote(400, 100, 100, 100)
    by_hand(ballot, keeper, checker, against=[1], for_=[2, 3, 4])
    declared(ballot, keeper)

    page = text_of(client.get(f"/ballots/{ballot.code}"))

    assert "须有3票同意，实际3票：达到。" in page
    assert "同意面积须达到350.01平方米，实际300平方米：未达到。" in page
    assert "各渠道的票数" in page


def test_the_protocol_is_made_in_both_scripts(client, keeper, checker):
    ballot = an_owners_vote(400, 100, 100, 100)
    by_hand(ballot, keeper, checker, against=[1], for_=[2, 3, 4])
    declared(ballot, keeper)

    answer = client.sign_in(keeper).post(f"/ballots/{ballot.code}/protocol")
    paper = services.issue_protocol(ballot, actor=keeper)
    with speaking("zh_Hans"):
        hans = sheet(paper, "a4")
    with speaking("zh_Hant"):
        hant = sheet(paper, "a4")
    proof = text_of(client.get(f"/v/{paper.token}"))

    assert answer.status_code == 302
    assert "民法典" in hans
    assert "未达到" in hans
    assert "監票人" in hant
    assert ballot.roll_hash in hant
    assert "没有通过" in proof or "未通过" in proof


def test_the_desk_costs_the_same_for_few_and_many(client, keeper, checker):
    client.sign_in(keeper)
    codes = []
    for number in (1, 3):
        ballot = an_owners_vote(*[100] * 6)
        by_hand(ballot, keeper, checker, for_=list(range(1, number + 1)))
        codes.append(ballot.code)
    pages = ("hand", "roll", "proxies")
    client.get(f"/ballots/{codes[0]}/hand")

    few, many = ([queries_of(client, f"/ballots/{code}/{page}") for page in pages] for code in codes)

    assert few == many


def test_papers_wait_for_whoever_did_not_type_them_then_the_count_for_all(keeper, checker):
    ballot = an_owners_vote(100, 100, 100)
    for_each = (keeper, checker, a_user())
    services.type_in(
        ballot, channel=Channel.PAPER, received_on=clock.today(), numbers={"for": [1, 2]}, actor=keeper
    )
    path = f"/ballots/{ballot.code}/hand"

    running = [[(duty.path, duty.count) for duty in duties_of(person)] for person in for_each]
    [services.confirm(entry, actor=checker) for entry in queries.waiting_entries(ballot)]
    with clock.stopped_at(ballot.closes_at):
        over = [[(duty.path, duty.count) for duty in duties_of(person)] for person in for_each]

    assert running == [[], [(path, 2)], []]
    assert over == [[(path, 0)], [(path, 0)], []]
