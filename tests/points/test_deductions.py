"""Taking points away: two people, a notice, a statement, an objection, a review."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.i18n import speaking
from portal.notifications.models import InboxLine
from portal.points.models import Entry, EntryNote
from portal.points.queries import deductions as queries
from portal.points.queries.balances import purse
from portal.points.queries.proof import verify
from portal.points.services import deductions as services
from portal.points.services import determining
from portal.points.services.grounds import refuse_forbidden
from portal.points.states import Scheme
from portal.points.states.deductions import DEDUCTION_LIFE, DeductionState, ServiceMethod
from tests.factories import a_user, an_official
from tests.factories.points import a_deduction, a_rule

S = DeductionState
PORTAL = ServiceMethod.PORTAL


@pytest.fixture
def three(app):
    """One who finds, one who decides, one who answers; a fourth for the review."""
    return [an_official(Role.POINTS_OFFICER) for _n in range(4)]


def found(officer, **kw):
    person = kw.pop("person", None) or a_user()
    version = kw.pop("version", None) or a_rule(points=-5, scheme=Scheme.MERCHANT, title="占道堆放")
    given = {"facts": "门前堆放商品约2平方米", "evidence": "照片两张", "occurred_on": clock.today(), **kw}
    return services.find(person, rule=version.rule, actor=officer, **given)


def posted(three, **kw):
    deduction = found(three[0], **kw)
    services.serve(deduction, method=PORTAL, actor=three[0])
    services.state(deduction, text="当时正在卸货。", actor=deduction.user)
    services.post(deduction, reason="卸货时间已过，不予采纳。", actor=three[1])
    return deduction


def test_points_leave_the_score_by_two_people_after_a_notice_and_a_statement(three):
    deduction = posted(three)

    line = db.session.get_one(Entry, deduction.entry_id)
    note = db.session.get_one(EntryNote, line.id)
    assert deduction.state is S.POSTED
    assert (purse(deduction.user_id).score_merchant, purse(deduction.user_id).spendable) == (995, 0)
    assert (line.version_id, note.by_id, note.second_id) == (deduction.version_id, three[0].id, three[1].id)
    assert note.path == f"/points/deductions/{deduction.code}"
    assert [row.step for row in DEDUCTION_LIFE.history(deduction)] == ["serve", "state", "post"]
    assert db.session.query(InboxLine).filter_by(user_id=deduction.user_id).count() == 2
    assert list(verify()) == []


def test_nothing_is_decided_while_the_person_may_still_speak(three):
    deduction = found(three[0])
    services.serve(deduction, method=PORTAL, actor=three[0])

    with pytest.raises(Refused, match="陈述"):
        services.post(deduction, reason="事实清楚。", actor=three[1])

    with clock.stopped_at(clock.now() + timedelta(days=30)):
        services.post(deduction, reason="期内没有陈述。", actor=three[1])
    assert deduction.state is S.POSTED


def test_who_found_or_served_it_does_not_decide(three):
    deduction = found(three[0])
    services.serve(deduction, method=PORTAL, actor=three[1])
    services.state(deduction, text="请再看看。", actor=deduction.user)

    for officer in three[:2]:
        with pytest.raises(Forbidden):
            services.post(deduction, reason="属实。", actor=officer)

    assert purse(deduction.user_id).score_merchant == 0


def test_an_objection_marks_at_once_and_gives_the_points_back(three):
    deduction = posted(three)
    services.object_to(deduction, reason="登记簿上有卸货时间。", actor=deduction.user)
    marked = (deduction.state, deduction.answer_until is not None)

    for officer in three[:2]:
        with pytest.raises(Forbidden):
            services.uphold(deduction, reason="属实。", actor=officer)
    services.uphold(deduction, reason="异议成立。", actor=three[2])

    assert marked == (S.OBJECTED, True)
    assert (deduction.state, purse(deduction.user_id).score_merchant) == (S.REVERSED, 1000)
    assert list(verify()) == []


def test_a_rejected_objection_goes_to_people_who_had_no_part_in_it(three):
    deduction = posted(three)
    services.object_to(deduction, reason="不服。", actor=deduction.user)
    services.reject(deduction, reason="登记簿上没有。", actor=three[2])
    services.appeal(deduction, reason="请上级再看。", actor=deduction.user)

    with pytest.raises(Forbidden):
        services.overturn(deduction, reason="算了。", actor=three[2])
    services.confirm(deduction, reason="维持。", actor=three[3])

    assert (deduction.state, purse(deduction.user_id).score_merchant) == (S.FINAL, 995)


def test_the_review_can_give_the_points_back(three):
    deduction = posted(three)
    services.object_to(deduction, reason="不服。", actor=deduction.user)
    services.reject(deduction, reason="登记簿上没有。", actor=three[2])
    services.appeal(deduction, reason="请上级再看。", actor=deduction.user)

    services.overturn(deduction, reason="证据不足。", actor=three[3])

    assert (deduction.state, purse(deduction.user_id).score_merchant) == (S.REVERSED, 1000)


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"facts": "多次越级上访"}, "信访"),
        ({"facts": "在群里发表意见"}, "意见"),
        ({"facts": "门前堆物", "evidence": "其子所述"}, "亲属"),
        ({"facts": " "}, "证明"),
        ({"occurred_on": date(2020, 1, 1)}, "半年"),
        ({"occurred_on": date(2099, 1, 1)}, "还没"),
    ],
)
def test_what_may_not_be_found_is_refused_with_the_reason(three, given, word):
    with pytest.raises(Refused, match=word):
        found(three[0], **given)


def test_the_same_day_counts_once_and_minors_never(three):
    deduction = found(three[0])
    with pytest.raises(Refused):
        found(three[1], person=deduction.user, version=deduction.version)
    with pytest.raises(Refused):
        found(three[0], person=a_user(is_minor=True))
    services.drop(deduction, reason="当场改正。", actor=three[1])

    again = found(three[1], person=deduction.user, version=deduction.version)

    assert (deduction.state, again.state) == (S.DROPPED, S.FOUND)


def test_a_rule_that_gives_points_takes_none(three):
    with pytest.raises(Refused):
        found(three[0], version=a_rule(points=5))


def test_one_statement_and_only_in_time(three):
    deduction = found(three[0])
    with pytest.raises(Refused):
        services.state(deduction, text="还没收到通知。", actor=deduction.user)
    services.serve(deduction, method=PORTAL, actor=three[0])
    with pytest.raises(Refused):
        services.state(deduction, text=" ", actor=deduction.user)
    services.state(deduction, text="当时正在卸货。", actor=deduction.user)

    with pytest.raises(Refused):
        services.state(deduction, text="再说一句。", actor=deduction.user)

    assert str(deduction.statement) == "当时正在卸货。"


def test_a_score_is_never_below_zero(three):
    person = a_user()
    household = a_rule(points=-20, scheme=Scheme.HOUSEHOLD)
    deduction = found(three[0], person=person, version=household)
    services.serve(deduction, method=PORTAL, actor=three[0])
    services.state(deduction, text="没有分。", actor=person)

    with pytest.raises(Refused):
        services.post(deduction, reason="属实。", actor=three[1])


def test_what_is_late_is_refused_and_stands(three):
    deduction = posted(three)

    with clock.stopped_at(clock.now() + timedelta(days=200)):
        with pytest.raises(Refused):
            services.object_to(deduction, reason="迟了。", actor=deduction.user)
        final = deduction.is_final(clock.today())

    assert (final, deduction.is_final(clock.today())) == (True, False)


def test_a_late_appeal_is_refused(three):
    deduction = posted(three)
    services.object_to(deduction, reason="不服。", actor=deduction.user)
    services.reject(deduction, reason="登记簿上没有。", actor=three[2])

    with clock.stopped_at(clock.now() + timedelta(days=60)), pytest.raises(Refused):
        services.appeal(deduction, reason="迟了。", actor=deduction.user)


def test_nobody_sees_it_before_the_notice_and_strangers_never(three):
    deduction = a_deduction()
    stranger = a_user()

    seen = [
        db.session.query(type(deduction)).filter(queries.visible_to(viewer)).count()
        for viewer in (deduction.user, stranger, three[0])
    ]

    assert seen == [0, 0, 1]


def test_the_quarterly_notice_names_nobody_and_comes_after_the_quarter(app):
    with clock.stopped_at(datetime(2026, 8, 3, 4, tzinfo=clock.CITY_ZONE)):
        deduction = posted(
            [an_official(Role.POINTS_OFFICER) for _n in range(2)],
            version=a_rule(points=-5, valid_from=date(2026, 1, 1), scheme=Scheme.MERCHANT),
        )

    quarter = date(2026, 7, 1)
    assert queries.quarter(quarter, today=date(2026, 9, 30)) == []
    (line,) = queries.quarter(quarter, today=date(2026, 10, 9))
    assert (line.code, line.points, line.state) == (deduction.code, 5, S.POSTED)
    assert deduction.public_on == date(2026, 10, 1)  # no holidays are known in a new city
    assert deduction.objection_until == date(2026, 10, 8)


def test_a_shops_score_stops_at_its_highest(three):
    person = a_user()
    rule = a_rule(points=150, scheme=Scheme.MERCHANT)

    determining.post_determined(person, rule, times=1, note="见义勇为", by=(three[0], three[1]))

    assert (purse(person.id).spendable, purse(person.id).score_merchant) == (150, 1100)


def test_the_forbidden_word_is_named_in_the_readers_script(app):
    with speaking("zh_Hant"), pytest.raises(Refused, match="上訪"):
        refuse_forbidden("多次上访")
