"""Papers of points: the notice has a number and a proof that names nobody, and only those concerned have it."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.core.db import db
from portal.core.jobs import run_due_jobs
from portal.papers import pdf
from portal.papers.models import IssuedPaper, PaperPdf
from portal.papers.queries import damaged, proof_of
from portal.points import papers, personal
from portal.points.models import YearClose
from portal.points.rules import shown_voucher_code
from portal.points.rules.grades import Grade
from portal.points.services import deductions as services
from portal.points.services import redemption
from portal.points.states.deductions import ServiceMethod
from tests.factories import a_user, an_official, saved
from tests.factories.points import a_deduction, a_reward, points_for

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def served():
    officer = an_official(Role.POINTS_OFFICER)
    made = a_deduction(person=a_user(name="孙玲珑"), found_by=officer.id)
    services.serve(made, method=ServiceMethod.IN_PERSON, actor=officer)
    return made


def test_a_notice_has_a_number_a_proof_without_names_and_pdfs_for_those_concerned(
    served, client, monkeypatch
):
    drawn = []
    monkeypatch.setattr("portal.papers.services.draw", lambda html: drawn.append(html) or b"%PDF-1.7")
    person, paper = served.user_id, db.session.scalar(db.select(IssuedPaper))
    proof, standing = proof_of(paper)
    run_due_jobs()
    files = [one.file for one in db.session.scalars(db.select(PaperPdf))]
    code = files[0].code

    assert str(served.number).endswith("号")
    assert "〔" in str(served.number)
    assert standing.value == "valid"
    assert "孙玲珑" not in str(proof.facts)
    assert [any(name in html for name in ("孙玲珑", "孫玲瓏")) for html in drawn] == [True, True]
    assert client.get(f"/files/{code}").status_code == 404
    assert (
        papers.may_have(a_user(), served.id),
        papers.may_have(db.session.get(type(served.user), person), served.id),
    ) == (False, True)


def test_the_next_notice_has_the_next_number_and_a_dropped_one_is_withdrawn(served):
    officer = an_official(Role.POINTS_OFFICER)
    second = a_deduction(found_by=officer.id)
    services.serve(second, method=ServiceMethod.PORTAL, actor=officer)
    services.drop(second, reason="当日自行改正", actor=officer)
    paper = papers.paper_of(second).paper

    assert str(second.number).endswith("〕2号")
    assert str(served.number).endswith("〕1号")
    assert proof_of(paper)[1].value == "withdrawn"
    assert list(damaged()) == []


def test_forgetting_a_person_leaves_the_proof_of_the_notice(served):
    personal.forget(served.user_id)

    assert list(damaged()) == []


def test_statement_and_certificate_are_drawn_for_their_owner(client, monkeypatch):
    pages = []
    monkeypatch.setattr(
        "portal.points.views.mine.draw_apart", lambda html: pages.extend(html) or [pdf.Drawn(b"%PDF-1.7", 1)]
    )
    person = a_user()
    points_for(person, 7)
    year = saved(YearClose(code="year2025", user_id=person.id, year=2025, score=960, grade=Grade.A))
    code = year.code
    client.sign_in(person)

    statement = client.post("/points/statement.pdf")
    certificate = client.post(f"/points/years/{code}/certificate.pdf")

    assert (statement.data, statement.mimetype) == (b"%PDF-1.7", "application/pdf")
    assert certificate.headers["Cache-Control"] == "private, no-store"
    assert "+7" in pages[0]
    assert "960" in pages[1]
    client.sign_in(a_user())
    assert client.post(f"/points/years/{code}/certificate.pdf").status_code == 404


def test_a_voucher_that_is_good_is_drawn_for_its_owner_with_its_number(client, monkeypatch):
    pages = []
    monkeypatch.setattr(
        "portal.points.views.mine.draw_apart", lambda html: pages.extend(html) or [pdf.Drawn(b"%PDF-1.7", 1)]
    )
    person = a_user()
    points_for(person, 20)
    voucher = redemption.reserve(a_reward(points=5), actor=person)
    path = f"/points/vouchers/{voucher.code}/paper.pdf"
    client.sign_in(person)

    answer = client.post(path)

    assert (answer.data, answer.headers["Cache-Control"]) == (b"%PDF-1.7", "private, no-store")
    assert shown_voucher_code(voucher.number) in pages[0] and "<svg" in pages[0]
    redemption.cancel(voucher, actor=person)
    assert client.post(path).status_code == 404
    client.sign_in(a_user())
    assert client.post(path).status_code == 404
