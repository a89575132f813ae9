"""Many officials at one entry at once: four server processes, over HTTP. One has done it, the others are told why not."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.core import clock
from portal.core.audit import AuditLine
from portal.core.db import db
from portal.core.work import unit_of_work
from portal.core.workflow import HistoryRow
from portal.honor import services
from portal.honor.models import BoardEntry, Candidacy, EvidenceCheck, Look, Objection, Repair
from portal.honor.papers import KIND
from portal.honor.states import GONE, ClaimState, EntryState
from portal.papers.models import IssuedPaper, PaperPdf
from tests.factories import a_user
from tests.factories.honor import (
    Office,
    a_candidate,
    at,
    called,
    decided,
    draft,
    heard,
    noticed,
    reminder,
    scored,
    served,
)
from tests.forked import four_of, opened
from tests.honor.faults import nobody_waits

pytestmark = [pytest.mark.real, pytest.mark.needs_no_database]

OFFICERS = 8
AGO = timedelta(days=40)


@pytest.fixture(scope="module")
def four(tmp_path_factory, bare_tables):
    with four_of(tmp_path_factory.mktemp("four"), bare_tables) as processes:
        yield processes


@pytest.fixture
def town(four):
    with opened(four):
        yield four


def office_of_today():
    with at(clock.today() - AGO):
        return Office()


def officers(town, office, entry, *roles):
    """As many people for each role, all with the file open: the cookies of their browsers."""
    people = [office.one(role) for role in roles for _n in range(OFFICERS // len(roles))]
    for person in people:
        services.open_file(entry, purpose="办理", actor=person)
    return [town.cookie(person) for person in people]


def public_reminder(office, **kw):
    with at(clock.today() - AGO):
        entry = decided(office, **kw)
    services.publish_reminder(entry, actor=office.issuer)
    return entry


def told(answer):
    """The sentence a person reads who was too late."""
    found = re.search(r'<div class="summary" role="alert".*?<h2>(.*?)</h2>', answer.text, re.DOTALL)
    return (found or re.search(r'<p class="lead">(.*?)</p>', answer.text) or ("", ""))[1]


def one_of(answers):
    """The number of the one who has done it; what the others are told."""
    late = [answer for answer in answers if answer.status != 302]
    assert len(answers) - len(late) == 1, Counter(answer.status for answer in answers)
    assert {answer.status for answer in late} <= {403, 409, 422}
    assert len({answer.process for answer in answers}) > 1, "one process alone proves nothing"
    return next(n for n, answer in enumerate(answers) if answer.status == 302), {told(a) for a in late}


def history(entry_id, *steps):
    found = select(func.count()).where(HistoryRow.object_id == entry_id, HistoryRow.step.in_(steps))
    return db.session.scalar(found.where(HistoryRow.workflow.in_(("honor.red", "honor.black"))))


def audited(action, thing):
    found = select(func.count()).where(AuditLine.action == f"honor.{action}", AuditLine.thing == thing)
    return db.session.scalar(found)


def signing(town):
    """Eight who may sign one decision, all at once: its number, and what they are answered."""
    with unit_of_work():
        office = office_of_today()
        with at(clock.today() - AGO):
            entry = heard(served(office), office)
        draft(entry, office)
        entry_id, path = entry.id, f"/honor/{entry.code}/steps/sign_decision"
        cookies = officers(town, office, entry, Role.ISSUER)
    return entry_id, town.all_together([(cookie, path) for cookie in cookies], {"sure": "y"})


def test_of_eight_who_sign_one_decision_one_has_signed(town):
    entry_id, answers = signing(town)

    _signer, said = one_of(answers)
    assert said == {"现在不能“签发决定”：当前状态为“已作出决定”。"}
    assert db.session.get_one(BoardEntry, entry_id).state is EntryState.DECIDED
    assert history(entry_id, "sign_decision") == audited("sign_decision", f"honor_entry:{entry_id}") == 1


def test_the_race_would_see_a_second_signature(tmp_path, bare_tables):
    with four_of(tmp_path, bare_tables, nobody_waits) as town, opened(town):
        entry_id, answers = signing(town)

        assert Counter(answer.status for answer in answers)[302] > 1
        assert history(entry_id, "sign_decision") > 1


def test_what_is_decided_is_published_or_dropped_and_only_one_of_them(town):
    with unit_of_work():
        office = office_of_today()
        with at(clock.today() - AGO):
            entry = decided(office)
        entry_id, steps = entry.id, f"/honor/{entry.code}/steps"
        cookies = officers(town, office, entry, Role.EDITOR, Role.REVIEWER)
    ways = ["publish_reminder", "drop"] * (OFFICERS // 2)
    clicks = [(cookie, f"{steps}/{way}") for cookie, way in zip(reversed(cookies), ways, strict=True)]

    answers = town.all_together(clicks, {"sure": "y", "reason": "证据不足。"})

    won, said = one_of(answers)
    public = ways[won] == "publish_reminder"
    state = "已公布" if public else "不再办理"
    assert said == {f"现在不能“{step}”：当前状态为“{state}”。" for step in ("公布", "不再办理")}
    assert (db.session.get_one(BoardEntry, entry_id).state is EntryState.PUBLISHED) is public
    assert history(entry_id, *ways) == 1
    assert sum(audited(way, f"honor_entry:{entry_id}") for way in set(ways)) == 1


def test_of_eight_who_check_the_evidence_two_have_checked_and_they_are_two(town):
    with unit_of_work():
        office = office_of_today()
        entry = reminder(office)
        entry_id, steps = entry.id, f"/honor/{entry.code}/steps"
        cookies = officers(town, office, entry, Role.REVIEWER)
    form = {"finding": "量过。", "no_minor": "y"}

    first = town.all_together([(cookie, f"{steps}/check_evidence") for cookie in cookies], form)
    second = town.all_together([(cookie, f"{steps}/check_again") for cookie in cookies], form)

    once, said_first = one_of(first)
    again, said_second = one_of(second)
    assert once != again
    assert said_first == {"现在不能“核查证据”：当前状态为“证据已核查一次”。"}
    assert said_second <= {
        "现在不能“作为第二人核查证据”：当前状态为“证据已核查”。",
        "这一步须由另一人办理：您已参与前面的环节。",
    }
    entry = db.session.get_one(BoardEntry, entry_id)
    checkers = db.session.scalars(select(EvidenceCheck.checked_by).where(EvidenceCheck.entry_id == entry_id))
    assert sorted(checkers) == sorted({entry.checked_by, entry.second_checked_by})
    assert (entry.state, history(entry_id, "check_evidence", "check_again")) == (EntryState.CHECKED, 2)


def test_of_eight_who_answer_one_objection_one_has_answered(town):
    with unit_of_work():
        office = office_of_today()
        entry = public_reminder(office)
        objection = services.make_objection(entry, text="不是我们堆的。", actor=a_user())
        objection_id, path = objection.id, f"/honor/{entry.code}/objections/{objection.id}"
        cookies = officers(town, office, entry, Role.REVIEWER)

    forms = [{"granted": said, "answer": f"{said} 已查。"} for said in ("yes", "no")]
    answers = town.all_together([(cookie, path) for cookie in cookies], forms)

    _answerer, said = one_of(answers)
    assert said == {"这条异议已经答复过了。"}
    objection = db.session.get_one(Objection, objection_id)
    down = objection.entry.state is EntryState.WITHDRAWN
    assert down is (objection.state is ClaimState.GRANTED)
    assert str(objection.answer).startswith("yes" if down else "no")
    assert history(objection.entry_id, "withdraw") == int(down)
    assert audited("answer_objection", f"honor_objection:{objection_id}") == 1


def test_of_eight_who_check_what_was_put_right_one_has_checked(town):
    with unit_of_work():
        office = office_of_today()
        entry = public_reminder(office)
        repair_id = services.ask_repair(entry, text="已清运。", pledge=True, actor=office.worker).id
        path = f"/honor/{entry.code}/steps/close_repair"
        cookies = officers(town, office, entry, Role.EDITOR)

    forms = [{"granted": said, "finding": f"{said} 看过。"} for said in ("yes", "no")]
    answers = town.all_together([(cookie, path) for cookie in cookies], forms)

    _checker, said = one_of(answers)
    assert said == {"没有人申请撤下这一条。"}
    repair = db.session.get_one(Repair, repair_id)
    down = repair.entry.state is EntryState.REPAIRED
    assert down is (repair.state is ClaimState.GRANTED)
    assert str(repair.finding).startswith("yes" if down else "no")


def test_upheld_repaired_withdrawn_or_expired_and_only_one_of_them(town):
    """All in one moment, while the clock of somebody says that it is over."""
    with unit_of_work():
        office = office_of_today()
        entry = public_reminder(office)
        entry_id, path = entry.id, f"/honor/{entry.code}"
        objection_id = services.make_objection(entry, text="不是我们堆的。", actor=a_user()).id
        repair_id = services.ask_repair(entry, text="已清运。", pledge=True, actor=office.worker).id
        cookies = officers(town, office, entry, Role.REVIEWER, Role.ISSUER)
    ways = [f"objections/{objection_id}", "steps/close_repair"] * 2  # by those who referee
    ways += ["steps/withdraw", "steps/close_repair"] * 2  # by those who sign
    form = {"granted": "yes", "answer": "确实不是。", "finding": "看过。", "reason": "决定已撤销。"}

    def sweep():
        with town.app.app_context(), clock.stopped_at(clock.now() + AGO), unit_of_work():
            services.expire_due()

    clicks = [(cookie, f"{path}/{way}") for cookie, way in zip(cookies, ways, strict=True)]
    answers = town.all_together(clicks, form, sweep)

    ended = db.session.get_one(BoardEntry, entry_id).state
    left = select(HistoryRow.after).where(HistoryRow.object_id == entry_id, HistoryRow.before == "published")
    assert db.session.scalars(left.where(HistoryRow.workflow == "honor.black")).all() == [str(ended)]
    assert ended in GONE
    done = [way for way, answer in zip(ways, answers, strict=True) if answer.status == 302]
    assert len(done) == len(set(done))
    repaired = db.session.get_one(Repair, repair_id).state is ClaimState.GRANTED
    assert repaired is (ended is EntryState.REPAIRED) is ("steps/close_repair" in done)
    objection = db.session.get_one(Objection, objection_id).state
    assert objection is (ClaimState.GRANTED if (answered := ways[0] in done) else ClaimState.CLOSED)
    assert ("steps/withdraw" in done) <= (ended is EntryState.WITHDRAWN)
    assert (ended is EntryState.WITHDRAWN) <= (answered or "steps/withdraw" in done)
    late = [answer for answer in answers if answer.status != 302]
    assert all(answer.status in {403, 409, 422} and told(answer).endswith("。") for answer in late)


def test_whoever_objects_in_the_moment_of_the_end_is_refused_or_told_that_it_is_closed(town):
    with unit_of_work():
        office = office_of_today()
        entry = public_reminder(office)
        entry_id, path = entry.id, f"/honor/{entry.code}"
        services.make_objection(entry, text="不是我们堆的。", actor=a_user())
        issuer = officers(town, office, entry, Role.ISSUER)[0]
        people = [town.cookie(a_user()) for _n in range(OFFICERS - 1)]
    clicks = [(cookie, f"{path}/object") for cookie in people]
    clicks.insert(OFFICERS // 2, (issuer, f"{path}/steps/withdraw"))

    answers = town.all_together(clicks, {"text": "不是。", "sure": "y", "reason": "决定已撤销。"})

    assert answers[OFFICERS // 2].status == 302
    assert db.session.get_one(BoardEntry, entry_id).state is EntryState.WITHDRAWN
    made = db.session.scalars(select(Objection).where(Objection.entry_id == entry_id)).all()
    assert {(one.state, one.answered_on) for one in made} == {(ClaimState.CLOSED, clock.today())}
    assert len(made) == sum(
        answer.status == 302 for answer in answers
    )  # with the first, without the withdrawal
    assert {answer.status for answer in answers} <= {302, 410, 422}
    assert {told(a) for a in answers if a.status == 422} <= {"这一条没有公开，无从提出异议。"}


def test_of_eight_who_publish_one_praise_one_has_and_its_papers_are_there_once(town):
    with unit_of_work():
        office = office_of_today()
        with at(clock.today() - AGO):
            entry = noticed(office)
        entry_id, path = entry.id, f"/honor/{entry.code}/steps/publish_praise"
        cookies = officers(town, office, entry, Role.ISSUER)

    answers = town.all_together([(cookie, path) for cookie in cookies], {})

    _publisher, said = one_of(answers)
    assert said == {"现在不能“公布”：当前状态为“已公布”。"}
    assert history(entry_id, "publish_praise") == audited("publish_praise", f"honor_entry:{entry_id}") == 1
    of_it = select(IssuedPaper.id).where(IssuedPaper.kind == KIND, IssuedPaper.object_id == entry_id)
    [paper] = db.session.scalars(of_it)
    pdfs = db.session.scalars(select(PaperPdf).where(PaperPdf.paper_id == paper)).all()
    assert len(pdfs) == len({(pdf.locale, pdf.size) for pdf in pdfs}) == 4


def test_of_eight_words_of_the_jury_one_counts(town):
    with unit_of_work():
        office = office_of_today()
        candidacy = scored(a_candidate(called(office)), office, check=True)
        entry = candidacy.entry
        candidacy_id, entry_id, path = candidacy.id, entry.id, f"/honor/{entry.code}/jury"
        cookies = officers(town, office, entry, Role.ISSUER)

    forms = [{"admitted": said, "finding": f"{said} 评过。"} for said in ("yes", "no")]
    answers = town.all_together([(cookie, path) for cookie in cookies], forms)

    _decider, said = one_of(answers)
    assert said == {"该参评对象已经评审。"}
    candidacy = db.session.get_one(Candidacy, candidacy_id)
    dropped = candidacy.entry.state is EntryState.DROPPED
    assert dropped is (not candidacy.admitted)
    assert str(candidacy.jury_finding).startswith("no" if dropped else "yes")
    looks = select(func.count(Look.id)).where(Look.entry_id == entry_id)
    assert db.session.scalar(looks) == OFFICERS


def test_whoever_objects_eight_times_at_once_has_objected_once(town):
    with unit_of_work():
        entry = public_reminder(office_of_today())
        entry_id, path, person = entry.id, f"/honor/{entry.code}/object", a_user()
        cookies = [town.cookie(person) for _n in range(OFFICERS)]

    answers = town.all_together([(cookie, path) for cookie in cookies], {"text": "不是我们堆的。"})

    _first, said = one_of(answers)
    assert said == {"您的异议正在核查。"}
    made = select(func.count(Objection.id)).where(Objection.entry_id == entry_id)
    assert db.session.scalar(made) == 1
