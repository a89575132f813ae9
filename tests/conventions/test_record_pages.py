"""The pages on which the records of a convention are read and written."""

from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.conventions import queries, services
from portal.conventions.models import (
    AppraisalAnswer,
    Comment,
    Convention,
    GroupMember,
    HearingRemark,
    Observation,
    Remark,
    VerseLine,
)
from portal.conventions.states import Capacity, Finding, Force, State
from portal.core import clock
from portal.core.db import db
from tests import clients
from tests.factories import a_user
from tests.factories.conventions import a_convention


def text_of(answer):
    return answer.get_data(as_text=True)


def keys(convention):
    return [c.key for c in queries.clauses_of(queries.current_version(convention))]


def queries_of(client, path):
    db.session.commit()  # the audit's waiting lines still know their things
    return clients.queries_of(client, path)


@pytest.mark.parametrize("state", list(State))
def test_the_record_of_every_state_is_read_in_both_scripts(client, state):
    convention = a_convention(state)
    path = f"/conventions/{convention.code}/record"
    client.sign_in(convention.team.chair)

    hans, hant = client.get(path), client.get(f"/zh-hant{path}")

    assert (hans.status_code, hant.status_code) == (200, 200)
    assert "形成过程" in text_of(hans)
    assert "形成過程" in text_of(hant)


def test_the_ways_of_all_kinds_are_public(client):
    page = text_of(client.get("/conventions/ways"))

    assert page.count('class="steps-list"') == 5
    assert "楼道、市场、企业的小公约由参加的人约定" in page


def test_the_sources_stand_clause_by_clause(client):
    convention = a_convention(State.GATHERING)

    page = text_of(client.get(f"/conventions/{convention.code}/sources"))

    assert page.count('<th scope="row">') == 3


def test_the_group_is_named_and_changed_on_its_page(client):
    convention = a_convention(State.GATHERING)
    path = f"/conventions/{convention.code}/group"
    client.sign_in(convention.team.secretary)
    member = a_user()

    client.get(path)
    client.post(path, data={"username": member.username, "capacity": "merchant"})
    client.post(path, data={"name": "柏清和", "capacity": "legal_counsel"})
    unknown = client.post(path, data={"username": "nobody-here", "capacity": "merchant"})
    first = db.session.query(GroupMember).order_by(GroupMember.id).first()
    client.post(f"{path}/{first.id}/remove")

    assert (unknown.status_code, "没有这个用户名的账号" in text_of(unknown)) == (422, True)
    assert [m.name.hans for m in db.session.query(GroupMember)] == ["柏清和"]
    assert client.post(f"{path}/{first.id}/remove").status_code == 404


def test_who_was_heard_is_recorded_on_its_page_and_masked_for_the_public(client):
    convention = a_convention(State.INTERNAL_HEARING)
    path = f"/conventions/{convention.code}"
    client.sign_in(convention.team.secretary)

    client.get(f"{path}/hearing")
    client.post(
        f"{path}/hearing",
        data={
            "name": "柏清和",
            "capacity": "legal_counsel",
            "heard_on": clock.today().isoformat(),
            "clause": keys(convention)[0],
            "text": "合法。",
            "answer": "保留。",
        },
    )
    inside = text_of(client.get(f"{path}/record"))
    client.post("/sign-out")
    outside = text_of(client.get(f"{path}/record"))

    assert db.session.query(HearingRemark).one().text.source == "合法。"
    assert ("柏清和" in inside, "柏清和" in outside, "柏某某" in outside) == (True, False, True)


def test_remarks_are_written_answered_and_settled_on_their_pages(client):
    convention = a_convention(State.UNDER_REVIEW)
    team, path = convention.team, f"/conventions/{convention.code}"
    client.sign_in(team.reviewer)

    assert "写审核意见" in text_of(client.get(f"{path}/review"))
    client.post(f"{path}/review", data={"clause": keys(convention)[1], "force": "must", "text": "没有依据。"})
    remark = db.session.query(Remark).one()
    client.sign_in(team.secretary)
    client.get(f"{path}/remarks/{remark.id}/answer")
    client.post(f"{path}/remarks/{remark.id}/answer", data={"text": "补了。"})
    refused = client.post(f"{path}/review", data={"force": "must", "text": "我也提。"})
    client.sign_in(team.reviewer)
    client.post(f"{path}/remarks/{remark.id}/settle")

    assert refused.status_code == 403
    assert "已了结" in text_of(client.get(f"{path}/review"))
    assert client.get(f"{path}/remarks/999/answer").status_code == 404


def test_the_number_is_entered_on_its_page(client):
    convention = a_convention(State.FILED)
    path = f"/conventions/{convention.code}/number"
    client.sign_in(convention.team.reviewer)

    client.get(path)
    client.post(path, data={"number": "备1号"})

    assert "备1号" in text_of(client.get(f"/conventions/{convention.code}/record"))
    assert client.get(path).status_code == 403


def test_an_opinion_is_typed_in_on_its_page_and_shown_masked(client):
    convention = a_convention(State.GATHERING)
    path = f"/conventions/{convention.code}/comments"
    client.sign_in(convention.team.chair)

    client.get(f"{path}/enter")
    sent = {"speaker": "丁阿香", "channel": "phone", "stance": "support", "text": "赞成。"}
    client.post(f"{path}/enter", data=sent)
    paper = client.post(f"{path}/enter", data={**sent, "channel": "paper"})
    page = text_of(client.get(path))

    assert (paper.status_code, "扫描件" in text_of(paper)) == (422, True)
    assert db.session.query(Comment).one().channel == "phone"
    assert ("丁某某" in page, "丁阿香" in page) == (True, False)


def test_the_verse_is_written_with_the_numbers_of_its_clauses(client):
    convention = a_convention(State.DRAFTING)
    path = f"/conventions/{convention.code}"
    client.sign_in(convention.team.secretary)

    client.get(f"{path}/verse")
    wrong = client.post(f"{path}/verse", data={"lines": "开门扫 | 9"})
    client.post(f"{path}/verse", data={"lines": "开门扫，打烊清。 | 1\n货不越，路畅通。｜2、3"})
    again = text_of(client.get(f"{path}/verse"))

    assert wrong.status_code == 422
    assert [len(v.clause_keys) for v in db.session.query(VerseLine).order_by(VerseLine.number)] == [1, 2]
    assert "货不越，路畅通。 | 2, 3" in again
    assert "verse-edition" in text_of(client.get(path))


def test_what_was_seen_is_recorded_and_mended_on_its_pages(client):
    member = a_user()
    convention = a_convention(State.IN_FORCE, members=[member])
    path, key = f"/conventions/{convention.code}/keeping", keys(convention)[0]
    client.sign_in(member)

    client.get(f"{path}/new?clause={key}")
    nothing = client.post(f"{path}/new", data={"clause": key, "finding": "reminder", "text": "纸箱。"})
    client.post(
        f"{path}/new",
        data={
            "clause": key,
            "finding": "reminder",
            "text": "纸箱。",
            "mend_by": clock.today().isoformat(),
        },
    )
    seen = db.session.query(Observation).one()
    client.get(f"{path}/{seen.code}/mend")
    client.post(f"{path}/{seen.code}/mend", data={"text": "搬走了。"})
    inside = text_of(client.get(path))
    client.sign_in(a_user())

    assert nothing.status_code == 422
    assert "搬走了。" in inside
    assert "纸箱。" not in text_of(client.get(path))
    assert client.get(f"{path}/{seen.code}/mend").status_code == 404


def test_records_cost_the_same_for_more(client):
    member = a_user()
    convention = a_convention(State.IN_FORCE, members=[member])
    path = f"/conventions/{convention.code}/keeping"

    member_id, code = member.id, convention.code

    def see():
        member = db.session.get(User, member_id)
        convention = db.session.query(Convention).filter_by(code=code).one()
        key = keys(convention)[0]
        services.observe(convention, clause_key=key, finding=Finding.EXAMPLE, text="花架。", actor=member)

    see()
    one = queries_of(client, path)
    for _n in range(2):
        see()

    assert queries_of(client, path) == one


def test_remarks_cost_the_same_for_more(client):
    convention = a_convention(State.UNDER_REVIEW)
    path, reviewer_id = f"/conventions/{convention.code}/review", convention.team.reviewer.id

    def remark():
        convention, reviewer = db.session.query(Convention).one(), db.session.get(User, reviewer_id)
        services.remark(convention, text="短一点。", force=Force.SUGGEST, actor=reviewer)

    remark()
    one = queries_of(client, path)
    for _n in range(2):
        remark()

    assert queries_of(client, path) == one


def test_the_record_costs_the_same_for_more_people(client):
    convention = a_convention(State.INTERNAL_HEARING)
    path, secretary_id = f"/conventions/{convention.code}/record", convention.team.secretary.id

    def hear():
        convention = db.session.query(Convention).one()
        services.record_hearing(
            convention,
            name="柏清和",
            capacity=Capacity.LEGAL_COUNSEL,
            text="合法。",
            actor=db.session.get(User, secretary_id),
        )

    hear()
    one = queries_of(client, path)
    for _n in range(2):
        hear()

    assert queries_of(client, path) == one


def test_the_appraisal_is_answered_changed_and_its_result_read(client):
    member = a_user()
    convention = a_convention(State.APPRAISAL, members=[member])
    path = f"/conventions/{convention.code}"
    first, second, _third = keys(convention)
    client.sign_in(member)

    client.get(f"{path}/appraise")
    empty = client.post(f"{path}/appraise", data={"helps": "5"})
    for score in ("1", "4"):
        client.post(
            f"{path}/appraise",
            data={
                f"scores-score_{first}": score,
                "helps": "5",
                "knows": "y",
                "proposal": "写清楚谁扫。",
                "proposal_key": second,
            },
        )
    running = text_of(client.get(f"{path}/appraisals"))
    with clock.stopped_at(clock.now() + timedelta(days=15)):
        services.close_appraisal(convention, conclusion="大家守得好。", actor=convention.team.chair)
    result = text_of(client.get(f"{path}/appraisals"))

    assert empty.status_code == 422
    assert db.session.query(AppraisalAnswer).one().scores == {first: 4}
    assert ("已有1人作答" in running, "写清楚谁扫。" in running) == (True, False)
    assert all(said in result for said in ("大家守得好。", "4.00", "写清楚谁扫。"))


def test_a_stranger_appraises_nothing(client):
    convention = a_convention(State.APPRAISAL)
    client.sign_in(a_user())

    assert client.get(f"/conventions/{convention.code}/appraise").status_code == 403
    assert client.get(f"/conventions/{convention.code}/appraisals").status_code == 200


def test_the_order_is_shown_at_the_clause_it_names(client):
    convention = a_convention(State.ORDERED_TO_CORRECT)

    page = text_of(client.get(f"/conventions/{convention.code}"))

    assert page.count("void-note") == 1
    assert "第二条没有法律依据。" in page


def test_a_revision_is_seen_by_those_who_make_it_beside_the_text_in_force(client):
    convention = a_convention(State.IN_FORCE)
    services.begin_revision(convention, reason="改。", actor=convention.team.secretary)
    path = f"/conventions/{convention.code}"

    outside = text_of(client.get(path))
    inside = text_of(client.sign_in(convention.team.chair).get(path))

    address = f"{path}/versions/{convention.current_no}"
    assert (address in outside, address in inside) == (False, True)
    assert "这份文本正在施行" in outside
