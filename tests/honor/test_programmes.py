"""Programmes: called by another, scored, decided by a jury, held for a time, looked after."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from portal.honor import personal, services
from portal.honor.models import Programme
from portal.honor.queries import programmes
from portal.honor.rules import DataSource, ProgrammeKind
from portal.honor.states import EntryState, Polarity, ProgrammeState
from portal.notifications.models import InboxLine
from tests.factories import a_user, the_city
from tests.factories.honor import (
    Office,
    a_candidate,
    a_programme,
    a_title,
    admitted,
    at,
    called,
    scored,
)

DAY = timedelta(days=1)
CALL = (date(2025, 9, 1), date(2025, 12, 31))


def test_a_programme_is_prepared_by_one_and_called_by_another():
    office = Office()
    with at("2025-09-01"):
        programme = a_programme(office)
        with pytest.raises(Forbidden):
            services.call_programme(programme, call=CALL, actor=office.editor)
        with pytest.raises(NotFound):
            programmes.get_programme(programme.code, a_user())
        assert programmes.get_programme(programme.code, office.editor) is programme
        services.call_programme(programme, call=CALL, actor=office.issuer)

        assert list(programmes.programmes()) == [programme]
        with pytest.raises(Forbidden, match="固定"):
            services.add_criterion(
                programme, name="满意度", weight=1, source=DataSource.SURVEY, actor=office.editor
            )
        with pytest.raises(Forbidden, match="固定"):
            services.remove_criterion(programme, criterion=programme.criteria[0], actor=office.editor)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(Programme).values(called_by=programme.opened_by))


@pytest.mark.parametrize(
    ("kw", "sentence"),
    [
        ({"criteria": ()}, "评选标准"),
        ({"criteria": [("办件", 99, DataSource.CASES)]}, "100"),
        ({"criteria": [("办件", 60, DataSource.CASES), ("投票", 40, DataSource.VOTE)]}, "30"),
        ({"kind": ProgrammeKind.CREATION}, "批准文件"),
        ({"name": "文明示范街"}, "批准文件"),
        ({"kind": ProgrammeKind.CREATION, "approval_no": "浙政办函〔2025〕12号"}, "市"),
    ],
)
def test_what_is_not_in_order_is_not_called(kw, sentence):
    office = Office()
    with at("2025-09-01"):
        programme = a_programme(office, **kw)

        with pytest.raises(Refused, match=sentence):
            services.call_programme(programme, call=CALL, actor=office.issuer)

    assert programme.state is ProgrammeState.DRAFTING


def test_the_city_calls_a_demonstration_programme_with_its_approval():
    office = Office(the_city())
    with at("2025-09-01"):
        given = {"kind": ProgrammeKind.CREATION, "approval_no": "浙政办函〔2025〕12号"}
        programme = a_programme(office, name="文明诚信示范街", **given)
        services.call_programme(programme, call=CALL, actor=office.issuer)

    assert (programme.state, programme.name.hant) == (ProgrammeState.CALLING, "文明誠信示範街")


def test_what_a_programme_needs():
    office = Office()
    with pytest.raises(Refused, match="红榜"):
        a_programme(office, board=office.board(Polarity.BLACK))
    with pytest.raises(Refused, match="文号"):
        a_programme(office, approval_no="口头同意")
    with pytest.raises(Forbidden):
        a_programme(office, actor=a_user())


def test_candidates_stand_in_the_days_of_the_call_only():
    office = Office()
    with at("2025-09-01"):
        programme = called(office, call=(date(2025, 9, 2), date(2025, 9, 3)))
    for day, taken in (
        ("2025-09-01", False),
        ("2025-09-02", True),
        ("2025-09-03", True),
        ("2025-09-04", False),
    ):
        with at(day):
            if taken:
                assert a_candidate(programme).round == 1
            else:
                with pytest.raises(Refused, match="不接受"):
                    a_candidate(programme)


def test_the_way_to_a_title_leads_past_the_jury():
    office = Office()
    with at("2025-09-22"):
        candidacy = a_candidate(called(office))
        entry, first = candidacy.entry, candidacy.programme.criteria[0]
        with pytest.raises(Refused, match="核实"):
            services.score(candidacy, points={first.id: (80, "巡查记录")}, actor=office.editor)
        services.check_praise(entry, finding="属实。", no_minor=True, actor=office.reviewer)
        services.consent(entry, actor=entry.holder)
        notice = {"office": "文明实践站", "actor": office.editor}
        with pytest.raises(Refused, match="评审"):
            services.give_notice(entry, **notice)
        with pytest.raises(Refused, match="分数"):
            services.decide_jury(candidacy, admitted=True, finding="同意。", actor=office.issuer)
        scored(candidacy, office)
        services.decide_jury(candidacy, admitted=True, finding="同意。", actor=office.issuer)
        with pytest.raises(Forbidden, match="已"):
            scored(candidacy, office)
        services.give_notice(entry, **notice)
    with at(entry.notice_until + DAY):
        services.publish_praise(entry, actor=office.issuer)

        assert entry.publish_until == date(2026, 9, 28)  # twelve months from 29 September, both ends counted
        assert [c.entry for c in programmes.holders_of(candidacy.programme, None)] == [entry]
        assert candidacy.total == 70 * 90 + 30 * 60
    with at(entry.publish_until + DAY):  # by the day alone, before any clockwork has run
        assert list(programmes.holders_of(candidacy.programme, None)) == []


def test_no_title_is_written_without_the_jury():
    office = Office()
    with at("2025-09-22"):
        candidacy = admitted(office)
        services.give_notice(candidacy.entry, office="文明实践站", actor=office.editor)
    with at(candidacy.entry.notice_until + DAY):
        candidacy.admitted = None
        with pytest.raises(Refused, match="评审"):
            services.publish_praise(candidacy.entry, actor=office.issuer)
        entry = candidacy.entry
        entry.state, entry.published_by = EntryState.PUBLISHED, office.issuer.id
        entry.publish_from = clock.today()
        with pytest.raises(Refused, match="评审"):
            db.session.flush()


def test_a_jury_says_no_before_anything_is_public():
    office = Office()
    with at("2025-09-22"):
        candidacy = scored(a_candidate(called(office)), office, check=True)
        services.decide_jury(candidacy, admitted=False, finding="达标天数不足。", actor=office.issuer)

    assert candidacy.entry.state is EntryState.DROPPED
    assert str(candidacy.entry.ended_reason) == "达标天数不足。"


def test_points_are_given_and_decided_by_different_people():
    office = Office()
    with at("2025-09-22"):
        programme = called(office)
        candidacy = scored(a_candidate(programme), office, check=True, actor=office.issuer)
        with pytest.raises(Forbidden, match="打过分"):
            services.decide_jury(candidacy, admitted=True, finding="同意。", actor=office.issuer)
        with pytest.raises(Forbidden):
            services.decide_jury(candidacy, admitted=True, finding="同意。", actor=office.editor)
        own = a_candidate(programme, actor=office.editor)
        services.check_praise(own.entry, finding="属实。", no_minor=True, actor=office.reviewer)
        with pytest.raises(Forbidden, match="另一人"):
            scored(own, office)


@pytest.mark.parametrize(
    ("given", "sentence"), [((101, "记录"), "100"), ((-1, "记录"), "100"), ((50, " "), "依据")]
)
def test_points_are_in_range_and_rest_on_something(given, sentence):
    office = Office()
    with at("2025-09-22"):
        candidacy = scored(a_candidate(called(office)), office, check=True)
        first = candidacy.programme.criteria[0]

        with pytest.raises(Refused, match=sentence):
            services.score(candidacy, points={first.id: given}, actor=office.editor)

    assert candidacy.total == 70 * 90 + 30 * 60


def test_a_title_is_not_held_longer_than_its_programme_says():
    office = Office()
    with at("2025-09-22"):
        candidacy = admitted(office)
        services.give_notice(candidacy.entry, office="文明实践站", actor=office.editor)
    with at(candidacy.entry.notice_until + DAY), pytest.raises(Refused, match="12"):
        services.publish_praise(candidacy.entry, until=date(2026, 9, 29), actor=office.issuer)


def test_a_spot_check_that_fails_is_brought_to_those_who_revoke():
    office = Office()
    with at("2025-09-22"):
        candidacy = a_title(office)
    with at(candidacy.entry.publish_from):
        services.check_title(candidacy, holds=True, finding="门前整洁。", actor=office.editor)
        services.check_title(candidacy, holds=False, finding="连续三次占道。", actor=office.editor)

        assert [check.holds for check in programmes.spot_checks(candidacy)] == [False, True]
        told = db.session.query(InboxLine).filter_by(user_id=office.issuer.id).all()
        assert [line.path for line in told if "/file" in line.path] == [f"/honor/{candidacy.entry.code}/file"]
        services.revoke(candidacy.entry, reason="抽查不合格。", actor=office.issuer)
        assert list(programmes.holders_of(candidacy.programme, None)) == []
        with pytest.raises(Refused, match="抽查"):
            services.check_title(candidacy, holds=True, finding="整洁。", actor=office.editor)


def test_the_next_round_waits_for_its_cycle():
    office = Office()
    with at("2025-09-01"):
        programme = called(office, call=CALL)
        with pytest.raises(Refused, match="12"):
            services.call_again(programme, call=(date(2026, 8, 31), date(2026, 9, 30)), actor=office.issuer)
        services.call_again(programme, call=(date(2026, 9, 1), date(2026, 9, 30)), actor=office.issuer)
    with at("2026-09-01"):
        assert a_candidate(programme).round == 2
        services.end_programme(programme, reason="活动取消。", actor=office.issuer)
        with pytest.raises(Refused, match="不接受"):
            a_candidate(programme)
        with pytest.raises(Refused):
            services.call_again(programme, call=(date(2027, 9, 1), date(2027, 9, 2)), actor=office.issuer)


def test_a_candidate_takes_their_scores_along():
    office = Office()
    with at("2025-09-22"):
        candidacy = admitted(office)

    (mine,) = personal.export(candidacy.entry.holder_id)["candidacies"]

    assert [(one["weight"], one["points"], one["reason"]) for one in mine["scores"]] == [
        (70, 90, "办件记录三条"),
        (30, 60, "问卷二百份"),
    ]
    assert mine["jury"] == "评审会一致同意。"
    assert personal.export(office.issuer.id)["candidacies"] == []
