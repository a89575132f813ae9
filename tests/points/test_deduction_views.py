"""The pages of deductions, from the finding to the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.models import Role, User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.places.queries import get_city
from portal.points import personal
from portal.points.models import Deduction
from portal.points.panels import duties
from portal.points.queries.balances import purse
from portal.points.rules import Span, span_start
from portal.points.rules.periods import next_quarter
from portal.points.services import deductions as services
from portal.points.services.numbering import issue_quarter
from portal.points.states import Scheme
from portal.points.states.deductions import DeductionState, ServiceMethod
from tests.clients import queries_of
from tests.factories import a_user, an_official
from tests.factories.honor import at
from tests.factories.points import a_deduction, a_rule

S = DeductionState


def text_of(answer, status=200):
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return answer.get_data(as_text=True)


@pytest.fixture
def officers(app):
    return [an_official(Role.POINTS_OFFICER) for _n in range(3)]


def test_from_a_finding_to_points_given_back(client, officers):
    shop = a_user()
    rule = a_rule(points=-5, scheme=Scheme.MERCHANT, title="占道堆放", code="N03")
    client.sign_in(officers[0])
    form = {
        "username": shop.username,
        "rule": rule.rule.code,
        "occurred_on": clock.today().isoformat(),
        "facts": "门前堆放商品约2平方米",
        "evidence": "照片两张",
    }
    assert "信访" in text_of(
        client.post("/points/control/deductions/new", data={**form, "facts": "上访"}), 422
    )
    assert "占道堆放" in text_of(client.get("/points/control/deductions/new"))
    path = client.post("/points/control/deductions/new", data=form).location
    assert client.get(f"{path}/serve").status_code == 200
    client.post(f"{path}/serve", data={"method": "portal"})

    client.sign_in(shop)
    assert [duty.path for duty in duties(shop)] == [path.removeprefix("/zh-hans")]
    assert "陈述" in text_of(client.get(path))
    client.post(f"{path}/state", data={"words": "当时正在卸货。"})
    client.sign_in(officers[1])
    assert "当时正在卸货" in text_of(client.get(f"{path}/post"))
    client.post(f"{path}/post", data={"words": "卸货时间已过。"})
    after_decision = purse(shop.id).score_merchant
    client.sign_in(shop)
    client.post(f"{path}/object_to", data={"words": "登记簿上有。"})
    assert "有异议" in text_of(client.get(path))
    client.sign_in(officers[2])
    client.post(f"{path}/uphold", data={"words": "异议成立。"})

    assert (after_decision, purse(shop.id).score_merchant) == (995, 1000)
    client.sign_in(shop)
    assert "异议成立" in text_of(client.get(path))
    assert "占道堆放" in text_of(client.get("/points/score"))


def test_a_file_is_closed_to_strangers_and_an_unknown_step_is_no_page(client, officers):
    deduction = a_deduction()
    path = f"/points/deductions/{deduction.code}"
    client.sign_in(a_user())
    strange = client.get(path).status_code
    client.sign_in(officers[0])

    assert (strange, client.get(path).status_code, client.get(f"{path}/nonsense").status_code) == (
        404,
        200,
        404,
    )


def test_who_may_not_take_the_step_gets_no_form(client, officers):
    deduction = a_deduction(found_by=officers[0].id)
    services.serve(deduction, method=ServiceMethod.PORTAL, actor=officers[0])
    client.sign_in(officers[0])

    assert client.get(f"/points/deductions/{deduction.code}/post").status_code == 403


@pytest.mark.parametrize(
    ("state", "step", "sentence"),
    [
        (S.FOUND, "post", "现在不能"),
        (S.SERVED, "serve", "现在不能"),
        (S.SERVED, "post", "还可以陈述申辩"),
        (S.POSTED, "object_to", "异议期限已过"),
    ],
)
def test_a_step_that_is_refused_now_opens_no_form_and_says_why(client, officers, state, step, sentence):
    today, before = clock.today(), clock.today() - timedelta(days=1)
    deduction = a_deduction(state=state, served_on=before, statement_until=today, objection_until=before)
    path = f"/points/deductions/{deduction.code}"
    client.sign_in(deduction.user if step == "object_to" else officers[0])

    answer = client.get(f"{path}/{step}")

    assert answer.location == f"/zh-hans{path}"
    assert sentence in text_of(client.get(path))


def test_the_public_notice_shows_numbers_and_nobody(client):
    long_ago = clock.today() - timedelta(days=200)
    deduction = a_deduction(state=S.OBJECTED, posted_on=long_ago, public_on=long_ago)

    page = text_of(client.get(f"/points/deductions?quarter={long_ago.isoformat()}"))

    assert deduction.code in page
    assert "异议处理中" in page
    assert str(deduction.user.name) not in page
    assert str(deduction.facts) not in page
    assert client.get("/points/deductions?quarter=nonsense").status_code == 200


def test_the_lists_cost_the_same_for_one_and_three(client, officers):
    client.sign_in(officers[0])
    a_deduction()
    client.get("/points/control/deductions")
    one = queries_of(client, "/points/control/deductions")
    for _n in range(2):
        a_deduction()

    assert queries_of(client, "/points/control/deductions") == one
    assert client.get("/points/control/deductions?done=1").status_code == 200


def test_the_score_costs_the_same_for_one_and_three(client):
    person = a_user()
    client.sign_in(person)
    person_id, today = person.id, clock.today()
    a_deduction(person=person, served_on=today)
    client.get("/points/score")
    one = queries_of(client, "/points/score")
    for _n in range(2):
        a_deduction(person=db.session.get_one(User, person_id), served_on=today)

    assert queries_of(client, "/points/score") == one
    assert db.session.query(Deduction).count() == 3


def test_each_officer_is_told_of_the_step_that_is_theirs(officers):
    deduction = a_deduction(found_by=officers[0].id)
    first = [duty.path for duty in duties(officers[1])]
    services.serve(deduction, method=ServiceMethod.PORTAL, actor=officers[0])
    waiting = [duty.path for duty in duties(officers[1])]
    services.state(deduction, text="当时正在卸货。", actor=deduction.user)
    heard = [[duty.path for duty in duties(officer)] for officer in officers[:2]]

    path = f"/points/deductions/{deduction.code}"
    assert (first, waiting, heard) == ([path], [], [[], [path]])


def test_a_person_takes_deductions_home_and_is_forgotten(officers):
    deduction = a_deduction(served_on=clock.today(), statement="当时正在卸货。")

    (told,) = personal.export(deduction.user_id)["deductions"]
    personal.forget(deduction.user_id)

    assert (told["rule"], told["points"], told["statement"]) == (
        deduction.version.rule.code,
        -5,
        "当时正在卸货。",
    )
    (left,) = personal.export(deduction.user_id)["deductions"]
    assert (left["points"], left["facts"], left["statement"]) == (-5, "", "")


def test_the_notice_of_a_quarter_is_issued_once_and_by_officers(client, officers):
    shown = "/points/deductions?quarter=2025-07-01"
    issue = "/points/deductions/notice?quarter=2025-07-01"

    assert client.sign_in(a_user()).post(issue).status_code == 403
    client.sign_in(officers[0])
    assert "发布本季度公示" in text_of(client.get(shown))
    assert client.post(issue).status_code == 302
    assert "积分公示〔" in text_of(client.get(shown))
    assert client.post(issue).status_code == 409
    with pytest.raises(Refused, match="还没有结束"):
        issue_quarter(get_city(), start=span_start(Span.QUARTER, clock.today()), actor=officers[0])


def test_officers_are_told_of_a_quarter_that_waits_for_its_notice(officers):
    start = span_start(Span.QUARTER, clock.today())
    path = f"/points/deductions?quarter={start.isoformat()}"

    def told():
        return [duty.path for duty in duties(officers[0]) if duty.path == path]

    with at(next_quarter(start) + timedelta(days=20)):
        empty = told()
        a_deduction(state=S.POSTED, posted_on=start, public_on=start, decided_by=officers[1].id)
        due = told()
        issue_quarter(get_city(), start=start, actor=officers[0])

        assert (empty, due, told()) == ([], [path], [])
