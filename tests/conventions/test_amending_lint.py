"""The lint where words are proposed and taken up: beside the form, on the page, and in the way of deciding."""

import pytest

from portal.conventions import queries, services
from portal.conventions.rules.lint import Code
from portal.conventions.services import NewClause
from portal.conventions.states import State
from portal.conventions.states.amendments import Action, AmendmentState
from portal.core.errors import Forbidden, NotFound, Refused
from portal.core.language import Bitext
from tests.factories.amendments import a_new_member, accepted, an_amendment, trial_of
from tests.factories.conventions import TEXTS, a_convention

FINE = "不清扫的，每次罚款五十元。"
OTHER = "不清扫的，由值周组上门提醒。"
WHY = "转引城管条例原文，不是公约自设罚款"


def a_discussed_one():
    return a_convention(State.GATHERING)


def now(convention):
    return [c.text.hans for c in queries.clauses_of(queries.current_version(convention))]


def by_hand(amendment, text):
    clause = queries.clauses_of(queries.current_version(amendment.convention))[0]
    services.merge_by_hand(
        amendment,
        seen=queries.digest(queries.wording_of(clause)),
        reason="换个说法。",
        new=NewClause(text=text),
        actor=amendment.convention.team.secretary,
    )


def set_aside(amendment, actor=None, reason=WHY):
    return services.override_in_amendment(
        amendment, code=Code.FINE, reason=reason, actor=actor or amendment.convention.team.reviewer
    )


@pytest.mark.parametrize("action", [Action.CHANGE, Action.ADD])
def test_unlawful_words_are_not_accepted_until_a_reviewer_sets_the_finding_aside(app, action):
    convention = a_discussed_one()
    amendment = an_amendment(convention, action=action, after=1, text=FINE)

    with pytest.raises(Refused, match="公约不能罚款"):
        accepted(amendment)
    assert (amendment.state, now(convention)) == (AmendmentState.PROPOSED, list(TEXTS))
    row = set_aside(amendment)
    accepted(amendment)

    assert FINE in now(convention)
    assert str(row.reason) == WHY
    version = queries.current_version(convention)
    beside = queries.clauses_of(version)
    checked = queries.linting.set_aside(convention.id, lambda: beside)
    assert [each.override for each in checked[amendment.clause_key]] == [row]


def test_a_finding_counts_again_before_the_decision(app):
    amendment = an_amendment(a_discussed_one(), text=FINE)
    reviewer = amendment.convention.team.reviewer
    set_aside(amendment)

    with pytest.raises(Refused, match="已经排除"):
        set_aside(amendment)
    services.take_back_override_in_amendment(amendment, code=Code.FINE, actor=reviewer)

    with pytest.raises(Refused, match="没有被排除"):
        services.take_back_override_in_amendment(amendment, code=Code.FINE, actor=reviewer)
    with pytest.raises(Refused, match="罚款"):
        accepted(amendment)


def test_who_sets_it_aside_and_what_for(app):
    amendment = an_amendment(a_discussed_one(), text=FINE)

    with pytest.raises(Forbidden):
        set_aside(amendment, actor=amendment.author)
    with pytest.raises(Forbidden):
        set_aside(amendment, actor=amendment.convention.team.secretary)
    with pytest.raises(Refused, match="10"):
        set_aside(amendment, reason="可以")
    with pytest.raises(NotFound):
        services.override_in_amendment(
            amendment, code=Code.KIN, reason=WHY, actor=amendment.convention.team.reviewer
        )


def test_nor_are_they_taken_up_by_hand(app):
    convention = a_discussed_one()
    amendment = an_amendment(convention, text=OTHER)

    with pytest.raises(Refused, match="单独提出修正案"):
        by_hand(amendment, FINE)
    by_hand(amendment, "不清扫的，由理事会约谈。")

    assert now(convention)[0] == "不清扫的，由理事会约谈。"


def test_another_heading_is_not_held_up_by_what_was_there_before(app):
    convention = a_discussed_one()
    first = queries.clauses_of(queries.current_version(convention))[0]
    first.text = FINE
    amendment = an_amendment(convention, text=first.text, heading="门前清扫")

    accepted_words = queries.linting.outcome_of(trial_of(amendment), first)

    assert accepted_words is None


def test_colliding_words_are_brought_together_before_anything_is_set_aside(app):
    convention = a_discussed_one()
    first = an_amendment(convention, text=OTHER)
    second = an_amendment(convention, text=FINE)
    accepted(first)

    with pytest.raises(Refused, match="合"):
        set_aside(second)


def test_a_twin_written_by_hand_is_read_as_well(app):
    hidden = Bitext.both("不清扫的，由值周组提醒。", "不清掃的，每次罰款五十元。")
    amendment = an_amendment(a_discussed_one(), text=hidden)

    with pytest.raises(Refused, match="公约不能罚款"):
        accepted(amendment)


def form_of(convention, text, **more):
    return {
        "base": queries.newest_fixed(convention).text_hash,
        "script": "zh-Hans",
        "heading": "门前卫生",
        "text": text,
        "modality": "agree",
        "reason": "更有约束力。",
        **more,
    }


def test_what_is_typed_is_looked_over_and_said_once_before_it_is_proposed(app, client):
    convention = a_discussed_one()
    client.sign_in(a_new_member(convention))
    key = queries.clauses_of(queries.current_version(convention))[0].key
    base = f"/zh-hant/conventions/{convention.code}/amendments"
    address = f"{base}/new?clause={key}"

    typed = client.post(f"{base}/lint", data={"text": FINE, "modality": "agree"})
    first = client.post(address, data=form_of(convention, FINE))
    mark = first.text.split('name="looked" type="hidden" value="')[1].split('"')[0]
    again = client.post(address, data=form_of(convention, FINE, looked=mark))
    page = client.get(f"{base}/1").text

    assert "公約不能罰款" in typed.text
    assert first.status_code == 422
    assert "《中華人民共和國行政處罰法》" in first.text
    assert again.status_code == 302
    assert "公約不能罰款" in page


def test_the_page_offers_what_each_may_do(app, client):
    convention = a_discussed_one()
    an_amendment(convention, text=FINE)
    base = f"/zh-hans/conventions/{convention.code}/amendments/1"

    client.sign_in(convention.team.secretary)
    blocked = client.get(base).text
    typed = client.post(f"{base}/lint", data={"text": FINE})
    merged = client.post(f"{base}/merge", data=form_of(convention, FINE, seen="x"))
    client.sign_in(convention.team.reviewer)
    offered = client.get(base).text
    form = client.get(f"{base}/lint/E1")
    short = client.post(f"{base}/lint/E1", data={"reason": "可以"})
    done = client.post(f"{base}/lint/E1", data={"reason": WHY})
    settled = client.get(base).text
    client.sign_in(convention.team.secretary)
    free = client.get(base).text
    client.sign_in(convention.team.reviewer)
    back = client.post(f"{base}/lint/E1/back")

    assert f"{base}/accept" not in blocked
    assert "/lint/E1" not in blocked
    assert "公约不能罚款" in typed.text
    assert merged.status_code == 422
    assert "公约不能罚款" in merged.text
    assert f"{base}/lint/E1" in offered
    assert FINE in form.text
    assert short.status_code == 422
    assert (done.status_code, back.status_code) == (302, 302)
    assert WHY in settled
    assert f"{base}/accept" in free
    assert client.get(f"{base}/lint/E9").status_code == 404
