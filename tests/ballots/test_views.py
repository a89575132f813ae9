import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from portal.accounts.models import Role
from portal.ballots import personal, queries, services
from portal.ballots.cli import recount
from portal.ballots.states import Method
from portal.core import clock
from portal.core.duties import duties_of
from portal.core.panels import panels
from tests.clients import queries_of
from tests.factories import a_user, an_official, the_city
from tests.factories.ballots import a_ballot, counted


def text_of(answer):
    return answer.get_data(as_text=True)


def test_a_person_votes_and_sees_the_receipt(client):
    person = a_user()
    ballot = a_ballot(person, a_user(), secret=True)
    client.sign_in(person)
    path = f"/ballots/{ballot.code}"

    paper = client.get(f"{path}/vote")
    answer = client.post(f"{path}/vote", data={"choice": "for", "once": "k1"})
    page = text_of(client.get(path))

    assert 'value="abstain"' in text_of(paper)
    assert answer.status_code == 302
    assert queries.receipt_of(ballot, person.id) in page
    assert "赞成" in page


def test_an_empty_ballot_comes_back(client):
    person = a_user()
    ballot = a_ballot(person)
    client.sign_in(person)

    answer = client.post(f"/ballots/{ballot.code}/vote", data={})

    assert answer.status_code == 422
    assert ballot.voted == 0


def test_no_figures_of_choices_before_the_end(client):
    people = [a_user() for _ in range(4)]
    ballot = a_ballot(*people)
    services.cast(ballot, choices=["against"], actor=people[0])

    page = text_of(client.get(f"/ballots/{ballot.code}"))

    assert "1 / 4" in page
    assert "反对" not in page
    assert client.get(f"/ballots/{ballot.code}/ballots.json").status_code == 404


def test_strangers_read_why_they_cannot_vote(client):
    ballot = a_ballot(a_user())
    client.sign_in(a_user())

    assert "名册" in text_of(client.get(f"/ballots/{ballot.code}"))
    assert client.post(f"/ballots/{ballot.code}/vote", data={"choice": "for"}).status_code == 403


def test_the_result_its_file_and_the_receipt(client):
    people = [a_user() for _ in range(3)]
    ballot = a_ballot(*people, secret=True)
    receipt = [services.cast(ballot, choices=["for"], actor=p) for p in people][0]
    counted(ballot)

    page = text_of(client.get(f"/ballots/{ballot.code}?receipt={receipt}"))
    wrong = text_of(client.get(f"/ballots/{ballot.code}?receipt=0000-0000-0000"))
    file = client.get(f"/ballots/{ballot.code}/ballots.json")

    assert "通过" in page
    assert "这张选票计为：赞成" in page
    assert "没有" in wrong
    assert file.json["result"] == ballot.result


@pytest.mark.parametrize("choices", [[], ["a"], ["a", "b"]], ids=["nobody", "winner", "tie"])
def test_the_result_of_a_choice(client, choices):
    people = [a_user() for _ in range(3)]
    ballot = a_ballot(*people, method=Method.SINGLE, options=("黄线", "护栏"))
    for person, choice in zip(people, choices, strict=False):
        services.cast(ballot, choices=[choice], actor=person)
    counted(ballot)

    answer = client.get(f"/ballots/{ballot.code}")

    assert answer.status_code == 200
    assert ("得票最多：黄线" in text_of(answer)) is (choices == ["a"])


def test_planned_counting_and_called_off_have_words(client):
    person = a_user()
    ballot = a_ballot(person, opens_at=clock.now() + timedelta(hours=1))
    path = f"/ballots/{ballot.code}"

    assert "开始投票" in text_of(client.sign_in(person).get(path))
    with clock.stopped_at(ballot.closes_at):
        assert "正在计票" in text_of(client.get(path))
    services.call_off(ballot, reason="题目写错了")
    assert "题目写错了" in text_of(client.get(path))


def test_an_unknown_vote_is_not_found(client):
    assert client.get("/ballots/nothing").status_code == 404


def test_approval_paper_offers_boxes(client):
    person = a_user()
    ballot = a_ballot(person, method=Method.APPROVAL, options=("灯", "树"))
    client.sign_in(person)

    paper = text_of(client.get(f"/ballots/{ballot.code}/vote"))
    answer = client.post(f"/ballots/{ballot.code}/vote", data={"choice": ["a", "b"]})

    assert paper.count('type="checkbox"') == 2
    assert answer.status_code == 302
    assert queries.ballot_view(ballot, person).choices == ("a", "b")


def test_a_vote_costs_the_same_for_few_and_many(client):
    ballots = []
    for voters in (1, 3):
        people = [a_user() for _ in range(voters)]
        ballots.append(a_ballot(*people).code)
        ballot = queries.get_ballot(ballots[-1])
        [services.cast(ballot, choices=["for"], actor=p) for p in people]
    client.get("/ballots/rules")

    few, many = (queries_of(client, f"/ballots/{code}") for code in ballots)

    assert few == many


def test_votes_wait_on_my_page():
    person = a_user()
    ballot = a_ballot(person)
    before = [duty.path for duty in duties_of(person)]
    services.cast(ballot, choices=["for"], actor=person)
    after = [duty.path for duty in duties_of(person)]

    assert (before, after) == ([f"/ballots/{ballot.code}/vote"], [])


def test_rules_are_public_and_changed_with_reason(client):
    the_city()
    reviewer = an_official(Role.LEGAL_REVIEWER)
    assert client.get("/ballots/rules").status_code == 200
    assert "只有市级法务" in text_of(client.sign_in(a_user()).get("/ballots/rules/merchants"))
    assert client.get("/ballots/rules/merchants/edit").status_code == 403
    client.sign_in(reviewer)
    page = client.get("/ballots/rules/merchants/edit")
    rule = queries.adoption_rule("merchants")
    values = {k: v for k, v in rule.to_json().items() if v is not False}

    refused = client.post(
        "/ballots/rules/merchants/edit", data={**values, "pass_fraction": "3/2", "reason": "试"}
    )
    wrong = client.post(
        "/ballots/rules/merchants/edit", data={**values, "pass_fraction": "0.6", "reason": "试"}
    )
    done = client.post(
        "/ballots/rules/merchants/edit", data={**values, "pass_fraction": "3/4", "reason": "大会决定"}
    )

    assert (page.status_code, refused.status_code, wrong.status_code, done.status_code) == (
        200,
        422,
        422,
        302,
    )
    assert "大会决定" in text_of(client.get("/ballots/rules/merchants"))
    assert client.get("/ballots/rules/kings").status_code == 404


def test_the_control_panel_leads_to_the_rules(app):
    reviewer, citizen = an_official(Role.LEGAL_REVIEWER), a_user()
    with app.test_request_context("/"):
        shown, hidden = panels("control", reviewer), panels("control", citizen)

    assert any("/ballots/rules" in p for p in shown)
    assert not any("/ballots/rules" in p for p in hidden)


def test_my_data_has_rolls_and_named_votes_only():
    person = a_user()
    named, secret = a_ballot(person), a_ballot(person, secret=True)
    services.cast(named, choices=["for"], actor=person)
    services.cast(secret, choices=["for"], actor=person)

    assert [roll["choices"] for roll in personal.export(person.id)["rolls"]] == [["for"], None]


def test_recount_on_the_command_line(tmp_path):
    person = a_user()
    ballot = a_ballot(person)
    services.cast(ballot, choices=["for"], actor=person)
    file = queries.file_of(counted(ballot))
    paths = {}
    for name, content in (
        ("sound", json.dumps(file)),
        ("forged", json.dumps({**file, "result": {**file["result"], "passed": False}})),
        ("damaged", "{}"),
    ):
        paths[name] = tmp_path / f"{name}.json"
        paths[name].write_text(content)

    codes = {name: CliRunner().invoke(recount, [str(path)]).exit_code for name, path in paths.items()}

    assert codes == {"sound": 0, "forged": 1, "damaged": 2}
