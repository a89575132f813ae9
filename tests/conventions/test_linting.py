"""The lint where people meet it: while typing, before the review, beside the clause."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.conventions import queries, services
from portal.conventions.queries import linting
from portal.conventions.rules.lint import Code
from portal.conventions.services import NewClause
from portal.core import clock
from portal.core.errors import Forbidden, Refused
from tests.clients import queries_of
from tests.factories.conventions import a_convention, exact_hash

FINE = "违者每次罚款五十元。"


def with_a_fine(**kw):
    return a_convention(texts=("各店每天清扫门前。", FINE), **kw)


def the_fine(convention):
    return queries.clauses_of(queries.current_version(convention))[1]


def set_aside(convention, reason="原文引自城管条例第五条，不是公约设定的罚款"):
    return services.override(
        convention,
        key=the_fine(convention).key,
        code=Code.FINE,
        reason=reason,
        actor=convention.team.reviewer,
    )


def test_an_unlawful_clause_is_not_handed_in(app):
    convention = with_a_fine()

    with pytest.raises(Refused, match="第二条"):
        services.submit(convention, actor=convention.team.secretary)
    assert convention.submitted_at is None


def test_nor_opened_for_comment_by_a_reviewer(app):
    convention = with_a_fine()

    with pytest.raises(Refused, match="罚款"):
        services.open_gathering(
            convention,
            until=clock.now() + timedelta(days=20),
            seen_hash=exact_hash(convention),
            actor=convention.team.reviewer,
        )


def test_it_goes_on_once_it_is_changed(app):
    convention = with_a_fine()
    clause = the_fine(convention)
    services.change_clause(
        convention,
        key=clause.key,
        new=NewClause(text="经两次提醒仍不改正的，由理事会约谈。"),
        revision=clause.revision,
        actor=convention.team.secretary,
    )

    services.submit(convention, actor=convention.team.secretary)

    assert convention.submitted_at is not None


def test_a_finding_set_aside_no_longer_blocks_and_its_reason_stays(app, client):
    convention = with_a_fine()

    set_aside(convention)
    services.submit(convention, actor=convention.team.secretary)

    client.sign_in(convention.team.secretary)
    assert "原文引自城管条例第五条" in client.get(convention.path).text


def test_a_changed_clause_is_looked_at_anew(app):
    convention = with_a_fine()
    set_aside(convention)
    clause = the_fine(convention)
    services.change_clause(
        convention,
        key=clause.key,
        new=NewClause(text="违者每次罚款五百元。"),
        revision=clause.revision,
        actor=convention.team.secretary,
    )

    with pytest.raises(Refused):
        services.submit(convention, actor=convention.team.secretary)


def test_a_finding_counts_again_when_it_is_taken_back(app):
    convention = with_a_fine()
    set_aside(convention)

    services.take_back_override(
        convention, key=the_fine(convention).key, code=Code.FINE, actor=convention.team.reviewer
    )

    with pytest.raises(Refused):
        services.submit(convention, actor=convention.team.secretary)
    set_aside(convention)
    services.submit(convention, actor=convention.team.secretary)


def test_drafters_do_not_set_findings_aside(app):
    convention = with_a_fine()

    with pytest.raises(Forbidden):
        services.override(
            convention,
            key=the_fine(convention).key,
            code=Code.FINE,
            reason="我们觉得可以这样写，没有问题",
            actor=convention.team.secretary,
        )


def test_a_reason_is_needed(app):
    with pytest.raises(Refused, match="10"):
        set_aside(with_a_fine(), reason="可以")


def test_not_twice(app):
    convention = with_a_fine()
    set_aside(convention)

    with pytest.raises(Refused, match="已经排除"):
        set_aside(convention)


def test_taking_back_what_was_not_set_aside(app):
    convention = with_a_fine()

    with pytest.raises(Refused, match="没有被排除"):
        services.take_back_override(
            convention, key=the_fine(convention).key, code=Code.FINE, actor=convention.team.reviewer
        )


def test_advice_does_not_block_and_needs_nothing(app):
    convention = a_convention(texts=("每天清扫门前两次。",))
    clause = queries.clauses_of(queries.current_version(convention))[0]

    with pytest.raises(Refused, match="建议"):
        services.override(
            convention,
            key=clause.key,
            code=Code.NO_SOURCE,
            reason="不需要写明依据，这是约定",
            actor=convention.team.reviewer,
        )
    services.submit(convention, actor=convention.team.secretary)


def test_the_page_of_the_text_says_what_is_wrong_with_its_law(app, client):
    convention = with_a_fine()
    client.sign_in(convention.team.secretary)

    page = client.get(f"{convention.path}/edit").text
    other = client.get(f"/zh-hant{convention.path}/edit").text

    assert "公约不能罚款" in page
    assert "《中华人民共和国行政处罚法》第十六条" in page
    assert "公約不能罰款" in other
    assert "《中華人民共和國行政處罰法》第十六條" in other
    assert "排除" not in page.replace("由审核人员排除提示", "")


def test_what_is_being_typed_is_looked_over(app, client):
    convention = a_convention()
    client.sign_in(convention.team.secretary)

    wrong = client.post(f"{convention.path}/lint", data={"text": FINE, "modality": "agree"})
    right = client.post(
        f"{convention.path}/lint",
        data={
            "text": "各店每天清扫门前。",
            "modality": "agree",
            "sources-0-kind": "custom",
            "sources-0-text": "老街规矩",
        },
    )
    nothing = client.post(f"{convention.path}/lint", data={"text": " "})

    assert "罚款</q>" in wrong.text
    assert "没有问题" in right.text
    assert nothing.text.strip() == ""
    assert len(queries.clauses_of(queries.current_version(convention))) == 3


def test_only_those_who_draft_have_their_typing_looked_over(app, client):
    convention = a_convention()

    assert client.post(f"{convention.path}/lint", data={"text": FINE}).status_code in {302, 403, 404}


def test_an_officer_sets_a_finding_aside_on_the_page(app, client):
    convention = with_a_fine()
    key = the_fine(convention).key
    client.sign_in(convention.team.reviewer)
    address = f"{convention.path}/clauses/{key}/lint/E1"

    assert "罚款五十元" in client.get(address).text
    assert client.post(address, data={"reason": "可以"}).status_code == 422
    done = client.post(address, data={"reason": "引自城管条例第五条，并非公约设定"})
    page = client.get(convention.path).text
    back = client.post(f"{address}/back")

    assert done.status_code == back.status_code == 302
    assert "引自城管条例第五条" in page
    assert client.get(f"{convention.path}/clauses/{key}/lint/E9").status_code == 404
    assert client.get(f"{convention.path}/clauses/{key}/lint/E2").status_code == 404


def test_the_same_number_of_queries_for_few_and_many_clauses(app, client):
    few = a_convention(texts=("各店每天清扫门前。",))
    many = a_convention(texts=(FINE,) * 30, team=few.team)
    client.sign_in(few.team.secretary)
    paths = [f"{each.path}/edit" for each in (few, many)]

    client.get(paths[0])

    assert queries_of(client, paths[0]) == queries_of(client, paths[1])


def test_every_finding_has_words(app):
    assert set(linting.LINT_WORDS) == set(Code)
