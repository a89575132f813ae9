"""Each method from the paper to the result: cast, counted, shown, counted again from the file."""

import json
from collections import defaultdict

import pytest
from sqlalchemy import select

from portal.ballots import personal, queries, services
from portal.ballots.models import Vote
from portal.ballots.rules import recount
from portal.ballots.services import Answer, Particulars
from portal.ballots.states import Method
from portal.core.db import Model, db
from portal.core.errors import Refused
from tests.factories import a_user
from tests.factories.ballots import a_ballot, counted

ABC = (Answer("夜间开放", cost=600), Answer("分时开放", cost=400), Answer("维持现状", cost=500))
ASKED = {
    Method.RANKED: Particulars(status_quo=2),
    Method.SEATS: Particulars(seats=2),
    Method.BUDGET: Particulars(budget=1000),
}
CAST = {
    Method.SCORE: (["a=5", "b=3"], ["b=5"], ["a=4", "c=1"]),
    Method.RANKED: (["a=1", "c=2"], ["b=1", "a=2"], ["a=1", "b=2"]),
    Method.SEATS: (["a=1", "b=2"], ["a=1", "b=2"], ["c=1"]),
    Method.BUDGET: (["a", "b"], ["a"], ["c"]),
    Method.CONSENT: (["agree"], ["abstain"], ["object"]),
}
SAID = {
    Method.SCORE: ("得分最高：夜间开放", "平均3.33分", "3分"),
    Method.RANKED: ("更受欢迎的是：夜间开放", "比维持现状更受欢迎的：夜间开放、分时开放", "2. 维持现状"),
    Method.SEATS: ("当选：夜间开放、维持现状", "得到2票即当选", "2. 分时开放"),
    Method.BUDGET: ("选出2个项目，共用1,000元，预算1,000元", "还剩", "分时开放"),
    Method.CONSENT: ("有1条附理由的反对", "晚上太吵，电话138****5678", "弃权"),
}
METHODS = sorted(CAST)


def a_vote(method, *voters, **kw):
    given = {"options": () if method is Method.CONSENT else ABC, "secret": True, **kw}
    return a_ballot(*voters, method=method, particulars=ASKED.get(method), **given)


def cast_by(ballot, people):
    return [
        services.cast(ballot, choices=choices, reason="晚上太吵，电话13812345678", actor=person)
        for person, choices in zip(people, CAST[ballot.method], strict=True)
    ]


def page_of(client, path):
    return client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("method", METHODS)
def test_a_method_from_the_paper_to_the_page_of_the_result(client, method):
    people = [a_user() for _ in range(3)]
    ballot = a_vote(method, *people)
    path = f"/ballots/{ballot.code}"
    receipts = cast_by(ballot, people)
    client.sign_in(people[0])
    before, paper = page_of(client, path), page_of(client, f"{path}/vote")
    early = client.get(f"{path}/ballots.json").status_code

    counted(ballot)
    page = page_of(client, f"{path}?receipt={receipts[0]}")
    file = json.loads(page_of(client, f"{path}/ballots.json"))

    first, second, mine = SAID[method]
    assert (first in before, early, "意向性，无约束力" in before) == (False, 404, True)
    assert "checked" in paper or "selected" in paper  # what was chosen before stands on the paper
    assert first in page and second in page and "意向性，无约束力" in page
    assert mine in page
    assert recount(file).agrees
    assert list(queries.damaged()) == []


@pytest.mark.parametrize(
    ("method", "sent"),
    [
        (Method.SCORE, {"mark_a": "5", "mark_c": "2"}),
        (Method.RANKED, {"mark_a": "2", "mark_b": "1", "mark_c": ""}),
        (Method.SEATS, {"mark_a": "1"}),
        (Method.BUDGET, {"choice": ["a", "c"]}),
        (Method.CONSENT, {"choice": "object", "reason": "太吵"}),
    ],
)
def test_a_paper_is_sent_and_can_be_changed(client, method, sent):
    person = a_user()
    ballot = a_vote(method, person)
    client.sign_in(person)
    path = f"/ballots/{ballot.code}/vote"

    first = client.post(path, data={**sent, "once": "k1"})
    kept = [(v.choices, v.user_id) for v in queries.votes_of(ballot)]
    nothing = client.post(path, data={"once": "k2"})

    assert (first.status_code, nothing.status_code) == (302, 422)
    expected = [f"{k[5:]}={n}" for k, n in sent.items() if k.startswith("mark_") and n]
    chosen = sent.get("choice", [])
    assert kept == [(expected or ([chosen] if isinstance(chosen, str) else chosen), None)]


@pytest.mark.parametrize(
    ("method", "choices", "words"),
    [
        (Method.SCORE, ["a=6"], "1到5"),
        (Method.SCORE, ["a=0"], "1到5"),
        (Method.RANKED, ["z=1"], "没有这个选项|重新打开"),
        (Method.RANKED, ["a=1", "a=2"], "重新打开"),
        (Method.RANKED, ["a=x"], "重新打开"),
        (Method.RANKED, [], "先选"),
        (Method.SEATS, ["a=1", "b=1"], "一位候选人"),
        (Method.BUDGET, ["z"], "重新打开"),
        (Method.CONSENT, ["object"], "理由"),
        (Method.CONSENT, ["agree", "object"], "最多"),
    ],
)
def test_papers_that_are_refused(method, choices, words):
    person = a_user()
    ballot = a_vote(method, person)

    with pytest.raises(Refused, match=words):
        services.cast(ballot, choices=choices, reason="  ", actor=person)

    assert queries.votes_of(ballot) == []


@pytest.mark.parametrize(
    ("method", "asked", "words"),
    [
        (Method.SEATS, Particulars(seats=3), "席位"),
        (Method.SEATS, None, "席位"),
        (Method.BUDGET, Particulars(), "预算"),
        (Method.BUDGET, Particulars(budget=500), "费用"),
        (Method.SCORE, Particulars(status_quo=1), "维持现状"),
        (Method.SCORE, Particulars(weighted=True), "名册"),
    ],
)
def test_votes_that_cannot_be_called(method, asked, words):
    with pytest.raises(Refused, match=words):
        a_ballot(a_user(), method=method, options=ABC, particulars=asked, secret=False)


def test_consent_has_no_options_and_weights_no_secret():
    with pytest.raises(Refused, match="一份提议"):
        a_ballot(a_user(), method=Method.CONSENT, options=ABC)
    with pytest.raises(Refused, match="权重"):
        a_ballot(
            method=Method.SCORE,
            options=ABC,
            secret=True,
            electorate={a_user().id: 3},
            particulars=Particulars(weighted=True),
        )


def test_weights_count_and_stand_in_the_file():
    light, heavy = a_user(), a_user()
    ballot = a_ballot(
        method=Method.SINGLE,
        options=ABC,
        electorate={light.id: 2, heavy.id: 5},
        secret=False,
        particulars=Particulars(weighted=True),
    )
    services.cast(ballot, choices=["a"], actor=light)
    services.cast(ballot, choices=["b"], actor=heavy)

    counted(ballot)
    file = queries.file_of(ballot)

    assert ballot.result["votes"] == {"a": 2, "b": 5, "c": 0}
    assert sorted(row["weight"] for row in file["ballots"]) == [2, 5]
    assert recount(json.loads(json.dumps(file))).agrees
    assert personal.export(heavy.id)["rolls"][0]["choices"] == ["b"]


def dump():
    """Everything in the database: table, row as text."""
    rows = defaultdict(list)
    for table in Model.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            rows[table.name].append({k: str(v) for k, v in row._asdict().items()})
    return rows


def test_a_dump_of_every_table_ties_no_ballot_to_a_voter():
    """After the count: receipts and choices stand in the votes alone, without anybody's number, without time or order
    of coming, and nothing from which a receipt could be derived is left.
    """
    people = [a_user() for _ in range(3)]
    ballot = a_vote(Method.CONSENT, *people)
    receipts = cast_by(ballot, people)

    counted(ballot)
    db.session.commit()  # the audit is written with it
    tables = dump()

    votes = [row for row in tables["ballot_vote"] if row["ballot_id"] == str(ballot.id)]
    assert [row["receipt"] for row in votes] == sorted(receipts)
    assert {row["user_id"] for row in votes} | {row["voter_id"] for row in votes} == {"None"}
    assert set(votes[0]) == set(Vote.__table__.columns.keys())
    elsewhere = "\n".join(
        str(row) for name, rows in tables.items() for row in rows if name not in {"ballot_vote"}
    )
    assert not [receipt for receipt in receipts if receipt in elsewhere]
    assert not [row for row in tables["ballot_key"] if row["ballot_id"] == str(ballot.id)]
    # the roll says who took part and on which day, the same of all
    roll = [row for row in tables["ballot_voter"] if row["ballot_id"] == str(ballot.id)]
    assert len({(row["voted_on"], row["channel"]) for row in roll}) == 1
    audited = [str(row) for row in tables["audit_line"] if "ballots.cast" in str(row)]
    assert len(audited) == 3
    assert not [line for line in audited if "太吵" in line or "object" in line]
