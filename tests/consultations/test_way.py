"""The way from the announcement to the archive: more time, rest, sessions, result, decision, carrying out."""

from datetime import date, timedelta

import pytest

from portal.accounts.models import Role
from portal.ballots import queries as ballots
from portal.ballots import services as voting
from portal.ballots.states import Phase as BallotPhase
from portal.consultations.notices import RESULT
from portal.consultations.queries import results
from portal.consultations.services import answering, concluding, kinds, organising, papers, pausing
from portal.consultations.services.drafting import Question
from portal.consultations.states import LIFE, Consensus, Phase, RecordKind, State
from portal.core import clock
from portal.core.errors import Forbidden, Refused
from portal.notices.papers import text_of
from portal.notices.queries import public_notice
from tests.factories import a_user, an_official, the_city
from tests.factories.consultations import DAY, a_clerk, a_draft, after, an_open_one, an_opinion, answered

WHY = "汛期来了，许多人还没有来得及说。"


def issuer_of(consultation):
    return an_official(Role.ISSUER, place=consultation.place)


def test_more_time_is_given_and_the_first_day_stays_readable():
    consultation = an_open_one(votes=[Question(text="您选哪个方案？", method="single", least_level=1)])
    issuer, first = issuer_of(consultation), consultation.closes_at

    with pytest.raises(Refused):
        pausing.extend(consultation, closes_at=first - DAY, reason=WHY, actor=issuer)
    with pytest.raises(Refused):
        pausing.extend(consultation, closes_at=first + DAY, reason=" ", actor=issuer)
    pausing.extend(consultation, closes_at=first + DAY, reason=WHY, actor=issuer)
    pausing.extend(consultation, closes_at=first + 2 * DAY, reason=WHY, actor=issuer)

    [ballot] = ballots.ballots_about("consultation", consultation.id)
    assert ballot.closes_at == first + 2 * DAY
    assert (consultation.first_closes_at, consultation.closes_at) == (first, first + 2 * DAY)
    assert [row.step for row in LIFE.history(consultation)] == ["publish", "extend", "extend"]
    with after(consultation), pytest.raises(Forbidden):
        pausing.extend(consultation, closes_at=first + 9 * DAY, reason=WHY, actor=issuer)


def test_a_rest_takes_no_opinions_and_gives_the_time_back():
    vote = Question(text="您选哪个方案？", method="single", least_level=1)
    consultation = an_open_one(votes=[vote])
    issuer, closes_at = issuer_of(consultation), consultation.closes_at
    now, voter = clock.now(), a_user()
    [ballot] = ballots.ballots_about("consultation", consultation.id)
    voting.cast(ballot, choices=["a"], actor=voter)

    with clock.stopped_at(now + DAY):
        pausing.suspend(consultation, reason=WHY, actor=issuer)
    with pytest.raises(Forbidden, match="暂停"):
        an_opinion(consultation)
    with pytest.raises(Forbidden, match="暂停"):
        voting.cast(ballot, choices=["b"], actor=a_user())
    with clock.stopped_at(closes_at + 30 * DAY):
        assert (ballot.phase, voting.close_due()) == (BallotPhase.PAUSED, 0)
    with clock.stopped_at(now + 4 * DAY):
        pausing.resume(consultation, reason="雨停了。", actor=issuer)
        an_opinion(consultation)

    assert (consultation.state, consultation.suspended_from) == (State.PUBLISHED, None)
    assert consultation.closes_at == closes_at + 3 * DAY
    assert (ballot.phase, ballot.closes_at) == (BallotPhase.OPEN, consultation.closes_at)
    voting.cast(ballot, choices=["b"], actor=voter)
    assert ballot.voted == 1
    with pytest.raises(Refused):
        pausing.resume(consultation, reason=WHY, actor=issuer)


def test_a_hearing_is_not_answered_before_it_was_held():
    consultation = an_open_one(kind="hearing")
    issuer = issuer_of(consultation)
    with after(consultation):
        clerk = a_clerk(consultation)

        with pytest.raises(Forbidden):
            answering.publish_result(consultation, actor=issuer)
        concluding.deliberate(consultation, actor=clerk)
        answering.publish_result(consultation, actor=issuer)

    assert consultation.state is State.ANSWERED


def test_a_survey_has_no_sessions():
    consultation = an_open_one(kind="survey")
    with after(consultation), pytest.raises(Refused):
        concluding.deliberate(consultation, actor=a_clerk(consultation))


def a_result(consultation, clerk, **kw):
    values = {
        "text": "<p>同意单侧限时停放。</p>",
        "consensus": Consensus.BROAD,
        "differences": "收费有分歧。",
    }
    return concluding.write_result(consultation, **{**values, **kw}, actor=clerk)


def test_the_result_is_written_shown_decided_and_carried_out():
    consultation = an_open_one()
    opinion = an_opinion(consultation)
    issuer = issuer_of(consultation)
    with after(consultation):
        clerk = a_clerk(consultation)
        answered(consultation, [opinion], clerk)
        concluding.draft_result(consultation, actor=clerk)
        with pytest.raises(Refused):
            concluding.give_notice(consultation, actor=issuer)
        with pytest.raises(Refused):
            a_result(consultation, clerk, differences=" ")
        a_result(consultation, clerk)
        outcome = concluding.give_notice(consultation, actor=issuer)
        with pytest.raises(Refused):
            a_result(consultation, clerk)
        with pytest.raises(Refused):
            concluding.decide(consultation, how="decide", reason=WHY, body="街道", actor=issuer)
        ends = clock.now() + (outcome.notice_until - clock.today() + timedelta(days=1))

    with clock.stopped_at(ends):
        with pytest.raises(Refused):
            concluding.decide(consultation, how="refer", reason=WHY, body=" ", actor=issuer)
        concluding.decide(consultation, how="decide", reason="试行一个月。", body="临河街道", actor=issuer)
        answering.publish_result(consultation, actor=issuer)
        concluding.implement(consultation, actor=clerk)
        concluding.supervise(consultation, reason="画线拖了半个月。", actor=issuer)
        concluding.complete(consultation, reason="黄线画完了。", actor=clerk)
        concluding.evaluate(consultation, reason="投诉少了一半。", actor=clerk)
        answering.archive(consultation, actor=clerk)

    assert len(outcome.text_hash) == 64
    assert [row.after for row in LIFE.history(consultation)][3:] == [
        "result_notice",
        "decided",
        "answered",
        "implementing",
        "supervised",
        "completed",
        "evaluated",
        "archived",
    ]


def test_whoever_wrote_the_result_does_not_put_it_on_notice_and_a_new_one_runs_anew():
    consultation = an_open_one()
    both = an_official(Role.EDITOR, Role.ISSUER, place=consultation.place)
    with after(consultation):
        clerk = a_clerk(consultation)
        concluding.draft_result(consultation, actor=clerk)
        a_result(consultation, both)
        with pytest.raises(Refused, match="另"):
            concluding.give_notice(consultation, actor=both)
        outcome = concluding.give_notice(consultation, actor=issuer_of(consultation))
        notice = public_notice((RESULT,), consultation.id)
        assert (notice.until_on, notice.is_running) == (outcome.notice_until, True)
        assert "同意单侧限时停放。" in [str(value) for _label, value in text_of(notice).facts]
        concluding.revise_result(consultation, reason="有人提出异议。", actor=clerk)
        assert public_notice((RESULT,), consultation.id) is None

    assert (consultation.state, outcome.notice_until, outcome.text_hash) == (State.RESULT_DRAFT, None, "")


def test_a_missing_paper_is_posted_or_explained():
    def a_comment(**kw):
        return a_draft(kind="public_comment", closes_at=clock.now() + 40 * DAY, **kw)

    bare, explained = a_comment(), a_comment(records_reason="文本另行印发。")

    with pytest.raises(Refused, match="文本"):
        organising.publish(bare, actor=issuer_of(bare))
    editor = an_official(Role.EDITOR, place=bare.place)
    papers.post_record(bare, kind=RecordKind.DRAFT, title="草案", text="第一条", actor=editor)
    for consultation in (bare, explained):
        organising.publish(consultation, actor=issuer_of(consultation))

    assert {bare.phase, explained.phase} == {Phase.OPEN}


@pytest.mark.parametrize("wrong", [{"title": " ", "text": "有"}, {"title": "草案", "text": " "}])
def test_a_paper_has_a_title_and_something_in_it(wrong):
    consultation = an_open_one()
    editor = an_official(Role.EDITOR, place=consultation.place)

    with pytest.raises(Refused):
        papers.post_record(consultation, kind=RecordKind.OTHER, actor=editor, **wrong)


def test_the_frozen_text_stays_and_a_later_version_stands_beside_it():
    consultation = an_open_one(text="第一条 可以停到二十二时。\n第二条 每晚二元。")
    editor = an_official(Role.EDITOR, place=consultation.place)
    new = {"text": "第一条 可以停到二十一时。\n第二条 每晚二元。", "reason": "按意见修改。"}

    with pytest.raises(Forbidden):
        papers.revise_text(consultation, actor=editor, **new)
    with after(consultation):
        with pytest.raises(Refused):
            papers.revise_text(consultation, actor=editor, **{**new, "reason": " "})
        version = papers.revise_text(consultation, actor=editor, **new)
        with pytest.raises(Refused):
            papers.revise_text(consultation, actor=editor, **new)

    found = results.changes_between(consultation.texts[0], version)
    assert [one.kind for one in found] == ["changed", "same"]
    assert consultation.text_hash == consultation.text_as_published()


def test_a_kind_is_changed_from_a_day_on_and_what_was_announced_keeps_its_rules():
    city = the_city()
    admin = an_official(Role.ADMIN, place=city)
    before, drafted = an_open_one(), a_draft(closes_at=clock.now() + 10 * DAY)
    today = clock.today()
    kind = before.rule
    change = {"changes": {"least_days": 12}, "from_day": today, "reason": "居民会议决定。"}

    with pytest.raises(Forbidden):
        kinds.set_kind(kind, **change, actor=an_official(Role.EDITOR, place=city))
    for wrong in (
        {"reason": " "},
        {"from_day": today - timedelta(days=1)},
        {"changes": {}},
        {"changes": {"stops": ["published"]}},
    ):
        with pytest.raises(Refused):
            kinds.set_kind(kind, **{**change, **wrong}, actor=admin)
    kinds.set_kind(kind, **change, actor=admin)
    kinds.set_kind(
        kind, **{**change, "from_day": date(2099, 1, 1), "changes": {"least_days": 1}}, actor=admin
    )

    assert before.rule.least_days == 7
    with pytest.raises(Refused, match="12"):
        organising.publish(drafted, actor=issuer_of(drafted))


def test_a_vote_that_rests_is_called_off_with_the_consultation_that_is_withdrawn():
    consultation = an_open_one(votes=[Question(text="您选哪个方案？", method="single", least_level=1)])
    issuer = issuer_of(consultation)
    [ballot] = ballots.ballots_about("consultation", consultation.id)

    pausing.suspend(consultation, reason=WHY, actor=issuer)
    with pytest.raises(Refused):
        voting.pause(ballot)
    with pytest.raises(Refused):
        voting.prolong(ballot, closes_at=ballot.closes_at + DAY)
    organising.withdraw(consultation, reason=WHY, actor=issuer)

    assert ballot.phase is BallotPhase.CALLED_OFF
    with pytest.raises(Refused):
        voting.take_up(ballot)


def test_a_vote_that_had_not_begun_begins_later_by_the_time_of_the_rest(client):
    now = clock.now()
    vote = Question(text="您选哪个方案？", method="single", least_level=1)
    consultation = an_open_one(votes=[vote], opens_at=now + 2 * DAY, closes_at=now + 12 * DAY)
    issuer = issuer_of(consultation)
    [ballot] = ballots.ballots_about("consultation", consultation.id)

    with clock.stopped_at(now + DAY):
        pausing.suspend(consultation, reason=WHY, actor=issuer)
        page = client.get(f"/ballots/{ballot.code}").get_data(as_text=True)
    with clock.stopped_at(now + 4 * DAY):
        pausing.resume(consultation, reason="雨停了。", actor=issuer)

    assert "起暂停" in page
    assert (ballot.opens_at, ballot.closes_at) == (now + 5 * DAY, now + 15 * DAY)
