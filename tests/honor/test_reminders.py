"""The life of a reminder: each step, each refusal, each separation of duties."""

from datetime import date, timedelta

import pytest

from portal.core import clock
from portal.core.errors import Forbidden, NotFound, Refused
from portal.honor import queries, services
from portal.honor.rules import Severity
from portal.honor.states import EntryState, Method, Polarity, Scope, SubjectType
from tests.factories import a_user, an_alliance
from tests.factories.honor import (
    Office,
    a_clause,
    a_law,
    at,
    checked,
    decided,
    draft,
    heard,
    reminded,
    reminder,
    served,
)

DAY = timedelta(days=1)


def test_a_reminder_goes_all_the_way():
    with at("2025-09-01"):
        entry = reminded(Office(), points=("地不是我们的",))

        assert entry.state is EntryState.PUBLISHED
        assert entry.publish_until == entry.publish_from + 29 * DAY
        assert [row.step for row in queries.history(entry)] == [
            "check_evidence",
            "check_again",
            "serve_notice",
            "consider",
            "draft_decision",
            "sign_decision",
            "publish_reminder",
        ]


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("subject_type", SubjectType.PERSON, "自然人"),
        ("facts", "店主电话13800000000，多次不改。", "13800000000"),
        ("facts", "店主王大海多次不改。", "王大海"),
        ("facts", "店主 王 大 海 多次不改。", "王大海"),
        ("behaviour", "信教的人占道", "信教"),
        ("facts", "店主确诊后无人清理。", "确诊"),
        ("facts", "店主月收入很高却不改。", "月收入"),
        ("facts", "因上访被公布。", "上访"),
        ("facts", "店主離婚之後無人管。", "离婚"),
        ("facts", "两名小学生在此踢球。", "小学生"),
        ("behaviour", "", "写明"),
        ("place_text", "", "写明"),
        ("correction", "", "写明"),
        ("occurred", None, "写明"),
        ("severity", None, "严重程度"),
        ("bases", [], "依据"),
    ],
)
def test_what_a_nomination_may_not_say_or_leave_out(field, value, word):
    a_user(name="王大海")
    office = Office()

    with pytest.raises(Refused, match=word):
        reminder(office, **{field: value})


def test_days_in_the_future_or_in_disorder_are_refused():
    office, today = Office(), clock.today()

    for days in ((today, today + DAY), (today, today - DAY)):
        with pytest.raises(Refused, match="日期"):
            reminder(office, occurred=days)


def test_minors_stand_on_no_board():
    with pytest.raises(Refused, match="未成年人"):
        reminder(Office(), subject_type=SubjectType.SHOP, holder=a_user(is_minor=True))


def test_a_convention_alone_is_for_members_of_the_alliance():
    office, alliance = Office(), an_alliance()
    own = {"bases": [a_clause()], "severity": Severity.OWN, "subject_type": SubjectType.SHOP}

    with pytest.raises(Refused, match="法律法规作依据"):
        reminder(office, **own)
    with pytest.raises(Refused, match="联盟的榜"):
        reminder(office, **own, scope=Scope.ALLIANCE)
    with pytest.raises(Refused, match="联盟成员范围内"):
        reminder(office, **own, scope=Scope.COMMUNITY)
    with pytest.raises(Refused, match="依公约"):
        reminder(office, bases=[a_law()], severity=Severity.OWN)
    board = office.board(Polarity.BLACK, alliance_id=alliance.id)
    assert reminder(office, board=board, **own, scope=Scope.ALLIANCE).alliance_id == alliance.id


def test_citizens_do_not_propose_reminders():
    with pytest.raises(Forbidden, match="工作人员"):
        reminder(Office(), actor=a_user())


def test_two_different_people_check_and_neither_proposed_it():
    office = Office()
    entry = reminder(office, actor=office.editor)
    look = {"finding": "属实。", "no_minor": True}

    with pytest.raises(Forbidden, match="另一人"):
        services.check_evidence(entry, **look, actor=office.editor)
    services.check_evidence(entry, **look, actor=office.reviewer)
    for same in (office.reviewer, office.editor):
        with pytest.raises(Forbidden):
            services.check_again(entry, **look, actor=same)
    services.check_again(entry, **look, actor=office.worker)

    assert (entry.checked_by, entry.second_checked_by) == (office.reviewer.id, office.worker.id)


def test_a_check_needs_evidence_a_finding_and_no_minor():
    office = Office()
    bare, entry = reminder(office, evidence=False), reminder(office)

    with pytest.raises(Refused, match="证据"):
        services.check_evidence(bare, finding="好。", no_minor=True, actor=office.editor)
    with pytest.raises(Refused, match="未成年人"):
        services.check_evidence(entry, finding="好。", no_minor=False, actor=office.editor)
    with pytest.raises(Refused, match="核查"):
        services.check_evidence(entry, finding=" ", no_minor=True, actor=office.editor)

    assert entry.state is EntryState.NOMINATED


def test_a_shop_must_have_signed_the_convention_it_is_held_to():
    office = Office()
    entry = reminder(office, subject_type=SubjectType.SHOP, bases=[a_law(), a_clause()])

    with pytest.raises(Refused, match="签署"):
        services.check_evidence(entry, finding="属实。", no_minor=True, actor=office.editor)


def serve(entry, office, **kw):
    given = {
        "method": Method.IN_PERSON,
        "service_note": "当场签收",
        "rights": "可以陈述和申辩。",
        "days": 30,
        **kw,
    }
    return services.serve_notice(entry, **given, actor=office.editor)


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("service_note", "", "送达证明"),
        ("rights", "", "权利"),
        ("days", 200, "最晚"),
    ],
)
def test_what_a_notice_needs(field, value, word):
    office = Office()
    entry = checked(office)

    with pytest.raises(Refused, match=word):
        serve(entry, office, **{field: value})

    assert entry.state is EntryState.CHECKED


@pytest.mark.parametrize(
    ("served_on", "until"),
    [
        ("2025-09-22", "2025-09-28"),  # Sunday the 28th is a make-up working day: 23 24 25 26 28
        ("2025-09-26", "2025-10-11"),  # 28 29 30, holidays to the 8th, 9 10 (the 11th is made up as well)
        ("2026-02-09", "2026-02-14"),  # Saturday the 14th is a make-up working day
        ("2025-11-14", "2025-11-21"),
    ],
)
def test_the_statement_period_counts_make_up_days(served_on, until):
    office = Office()
    expected = date.fromisoformat(until)
    with at(served_on):
        entry = served(office)
        if served_on == "2025-09-26":
            expected = date(2025, 10, 10)

        assert entry.statement_until == expected


def test_a_shorter_statement_period_is_refused_and_a_longer_one_is_kept():
    office = Office()
    with at("2025-11-14"):
        entry = checked(office)
        with pytest.raises(Refused, match="至少"):
            serve(entry, office, statement_until=date(2025, 11, 20))
        serve(entry, office, statement_until=date(2025, 12, 1))

        assert entry.statement_until == date(2025, 12, 1)


def test_a_statement_is_made_in_time_by_the_one_concerned_or_written_down():
    office, keeper = Office(), a_user(name="Keeper")
    with at("2025-11-14"):
        entry = served(office, subject_type=SubjectType.SHOP, holder=keeper)
        with pytest.raises(Forbidden):
            services.give_statement(entry, text="不对", points=["不对"], actor=a_user())
        with pytest.raises(Refused, match="至少"):
            services.give_statement(entry, text="", points=[" "], actor=keeper)
    with at("2025-11-21"):
        own = services.give_statement(entry, text="一", points=["工期没到"], actor=keeper)
        typed = services.give_statement(
            entry, text="二", points=["太久"], received_on=date(2025, 11, 20), actor=office.editor
        )
    with at("2025-11-22"), pytest.raises(Refused, match="不在"):
        services.give_statement(entry, text="三", points=["晚了"], actor=keeper)

    assert (own.given_by, typed.given_by) == (keeper.id, None)


def test_every_argument_is_answered_after_the_period():
    office = Office()
    with at("2025-11-14"):
        entry = served(office)
        services.give_statement(entry, text="两点", points=["一", "二"], actor=office.editor)
        first, second = queries.unanswered(entry)
        full = {first.id: (True, "说得对。"), second.id: (False, "没有依据。")}
        with pytest.raises(Forbidden, match="还没有满"):
            services.consider(entry, findings=full, actor=office.editor)
    with at("2025-11-21", hour=23), pytest.raises(Forbidden, match="还没有满"):
        services.consider(entry, findings=full, actor=office.editor)
    with at("2025-11-22"):
        for part in ({first.id: (True, "对。")}, {**full, second.id: (False, " ")}):
            with pytest.raises(Refused, match="每条申辩"):
                services.consider(entry, findings=part, actor=office.editor)
        services.consider(entry, findings=full, actor=office.editor)

        assert [(a.adopted, str(a.finding)) for a in queries.record_of(entry).arguments] == [
            (True, "说得对。"),
            (False, "没有依据。"),
        ]


def test_the_decision_is_never_harsher_than_the_notice():
    office = Office()
    with at("2025-11-03"):
        entry = heard(served(office, days=30, scope=Scope.COMMUNITY), office, "太久了")
    with at("2025-11-12"):
        for harsher in ({"days": 31}, {"scope": Scope.PUBLIC}, {"severity": Severity.GENERAL}):
            with pytest.raises(Refused, match="更重"):
                draft(entry, office, **harsher)
        with pytest.raises(Refused, match="写明决定"):
            draft(entry, office, text="")

        assert draft(entry, office, days=10).days == 10


def test_a_shop_without_penalty_decision_is_not_shown_to_everybody():
    office = Office()
    with at("2025-11-03"):
        entry = heard(served(office, subject_type=SubjectType.SHOP, days=30), office)
    with at("2025-11-12"):
        with pytest.raises(Refused, match="联盟成员范围内"):
            draft(entry, office)

        assert draft(entry, office, penalty=True).penalty


def test_who_signs_has_neither_drafted_nor_checked():
    office = Office()
    with at("2025-11-03"):
        entry = heard(served(office), office)
    with at("2025-11-12"):
        draft(entry, office, actor=office.issuer)
        with pytest.raises(Forbidden, match="另一人"):
            services.sign_decision(entry, actor=office.issuer)
        for without_the_role in (office.editor, office.reviewer):
            with pytest.raises(Forbidden):
                services.sign_decision(entry, actor=without_the_role)


def test_who_drafted_does_not_publish():
    office = Office()
    with at("2025-11-03"):
        entry = decided(office)

        with pytest.raises(Forbidden):
            services.publish_reminder(entry, actor=office.editor)


def test_nobody_acts_on_an_entry_about_themselves():
    office = Office()
    entry = reminder(office, subject_type=SubjectType.SHOP, holder=office.editor)

    with pytest.raises(Forbidden, match="自己"):
        services.check_evidence(entry, finding="好。", no_minor=True, actor=office.editor)
    with pytest.raises(NotFound):
        queries.get_on_file(entry.code, office.editor)


def test_dropping_needs_a_reason():
    office = Office()
    entry = reminder(office)

    with pytest.raises(Refused, match="理由|原因"):
        services.drop(entry, reason=" ", actor=office.editor)
    services.drop(entry, reason="证据不足", actor=office.editor)

    assert entry.state is EntryState.DROPPED
    with pytest.raises(NotFound):
        queries.get_entry(entry.code, a_user())


def test_names_of_places_are_no_names_of_people():
    a_user(name="向临")
    office = Office()

    assert reminder(office, remedy="可向临河街道司法所提出。").id
    with pytest.raises(Refused, match="向临"):
        reminder(office, remedy="可以找向临。")
