"""The life of praise: true, agreed to, announced, published by somebody else."""

from datetime import date, timedelta

import pytest

from portal.core.cards import card_of
from portal.core.db import db
from portal.core.errors import Forbidden, Gone, NotFound, Refused
from portal.honor import personal, queries, services
from portal.honor.rules import Severity
from portal.honor.states import EntryState, Polarity, SubjectType
from portal.notifications.models import InboxLine
from tests.factories import a_user
from tests.factories.honor import Office, at, draft, heard, noticed, praise, praised, served

DAY = timedelta(days=1)


def test_praise_goes_all_the_way():
    with at("2025-09-22"):
        entry = praised(Office())

    assert entry.notice_until == date(2025, 9, 28)  # Sunday, made up
    assert entry.publish_from == date(2025, 9, 29)
    assert [row.step for row in queries.history(entry)] == [
        "check_praise",
        "consent",
        "give_notice",
        "publish_praise",
    ]


def test_the_praised_person_is_asked_and_nobody_else_can_answer():
    office = Office()
    entry = praise(office)
    services.check_praise(entry, finding="属实。", no_minor=True, actor=office.reviewer)

    assert db.session.query(InboxLine).filter_by(user_id=entry.holder_id).count() == 1
    assert queries.waiting_for(entry.holder) == [entry]
    for other in (office.editor, a_user()):
        with pytest.raises(Forbidden):
            services.consent(entry, actor=other)
    with pytest.raises(Refused, match="没有同意"):
        services.give_notice(entry, office="文明实践站", actor=office.editor)


@pytest.mark.parametrize("stage", ["checked", "consented", "notice", "published"])
def test_praise_can_be_refused_at_any_time(stage):
    office = Office()
    with at("2025-09-22"):
        entry = {
            "checked": lambda: praise(office),
            "consented": lambda: praise(office),
            "notice": lambda: noticed(office),
            "published": lambda: praised(office),
        }[stage]()
        if stage in {"checked", "consented"}:
            services.check_praise(entry, finding="属实。", no_minor=True, actor=office.reviewer)
        if stage == "consented":
            services.consent(entry, actor=entry.holder)

        services.decline(entry, actor=entry.holder)

        assert (entry.state, entry.consented_at) == (EntryState.DECLINED, None)
        assert card_of("praise", entry.id) is None
        with pytest.raises(NotFound):
            queries.get_entry(entry.code, a_user())


def test_a_person_or_shop_needs_somebody_to_ask_and_a_place_does_not():
    office = Office()

    for kind in (SubjectType.PERSON, SubjectType.SHOP):
        with pytest.raises(Refused, match="本人同意"):
            services.nominate(
                office.board(Polarity.RED),
                subject_type=kind,
                subject="某店",
                facts="好",
                source="citizen",
                actor=a_user(),
            )
    with at("2025-09-22"):
        assert noticed(office, subject_type=SubjectType.PLACE).state is EntryState.NOTICE


def test_behaviour_is_not_praised_and_minors_are_not_shown():
    office = Office()

    with pytest.raises(Refused):
        praise(office, subject_type=SubjectType.BEHAVIOUR)
    with pytest.raises(Refused, match="未成年人"):
        praise(office, holder=a_user(is_minor=True))
    with pytest.raises(Refused, match="未成年人"):
        praise(office, facts="一名小学生给老人撑伞。")
    with pytest.raises(Refused, match="13800000000"):
        praise(office, facts="请打 13800000000 感谢他。")


def test_who_proposed_it_neither_checks_nor_publishes():
    office = Office()
    entry = praise(office, actor=office.issuer)
    with pytest.raises(Forbidden, match="另一人"):
        services.check_praise(entry, finding="属实。", no_minor=True, actor=office.issuer)
    with at("2025-09-22"):
        entry = noticed(office, actor=office.issuer)
    with at("2025-09-29"), pytest.raises(Forbidden, match="另一人"):
        services.publish_praise(entry, actor=office.issuer)


def test_what_a_check_of_praise_needs():
    office = Office()
    entry = praise(office)

    with pytest.raises(Refused, match="未成年人"):
        services.check_praise(entry, finding="属实。", no_minor=False, actor=office.reviewer)
    with pytest.raises(Refused, match="核查"):
        services.check_praise(entry, finding="", no_minor=True, actor=office.reviewer)


def test_publishing_waits_for_the_notice_and_its_objections():
    office = Office()
    with at("2025-09-22"):
        entry = noticed(office)
        objection = services.make_objection(entry, text="不实", contact="某人", actor=None)
    with at("2025-09-28"), pytest.raises(Forbidden, match="还没有满"):
        services.publish_praise(entry, actor=office.issuer)
    with at("2025-09-29"):
        with pytest.raises(Refused, match="异议"):
            services.publish_praise(entry, actor=office.issuer)
        services.answer_objection(objection, granted=False, answer="核查属实。", actor=office.legal)
        with pytest.raises(Refused, match="早于"):
            services.publish_praise(entry, until=date(2025, 9, 1), actor=office.issuer)
        services.publish_praise(entry, actor=office.issuer)

        assert entry.is_shown
        assert [entry.notice_no.hans, entry.decision_no.hans] == [
            "临河公示〔2025〕1号",
            "临河红榜〔2025〕1号",
        ]


def test_the_notice_says_where_to_object():
    office = Office()
    entry = praise(office, subject_type=SubjectType.GROUP)
    services.check_praise(entry, finding="属实。", no_minor=True, actor=office.reviewer)

    with pytest.raises(Refused, match="向哪里"):
        services.give_notice(entry, office="", actor=office.editor)


def test_praise_is_revoked_with_a_reason():
    office = Office()
    with at("2025-09-22"):
        entry = praised(office)
        with pytest.raises(Refused, match="理由|原因"):
            services.revoke(entry, reason="", actor=office.issuer)
        services.revoke(entry, reason="消防检查不合格", actor=office.issuer)

        assert (entry.state, str(entry.ended_reason)) == (EntryState.REVOKED, "消防检查不合格")
    with at("2025-10-10"), pytest.raises(Gone):
        queries.get_entry(entry.code, a_user())


def test_a_person_who_leaves_takes_their_praise_along():
    office = Office()
    with at("2025-09-22"):
        entry = praised(office)
        assert personal.export(entry.holder_id)["entries"][0]["about_me"]

        personal.forget(entry.holder_id)

        assert entry.state is EntryState.DECLINED


def grave(office, **kw):
    """A serious reminder about a shop, signed."""
    entry = served(office, days=400, subject_type=SubjectType.SHOP, severity=Severity.SERIOUS, **kw)
    heard(entry, office)
    with at(entry.statement_until + 2 * DAY):
        draft(entry, office, days=400, severity=Severity.SERIOUS, penalty=True)
        services.sign_decision(entry, actor=office.issuer)
    return entry


@pytest.mark.parametrize("by", ["person", "code"])
def test_nobody_is_praised_while_something_serious_stands_against_them(by):
    office, keeper, code = Office(), a_user(), "91330481MA2CX0000A"
    same = {"holder": keeper} if by == "person" else {"uscc": code}
    with at("2025-09-22"):
        waiting, in_notice, other = praise(office, **same), noticed(office, **same), praise(office)
        services.check_praise(other, finding="属实。", no_minor=True, actor=office.reviewer)
        found = grave(office, holder=keeper, uscc=code)
    with at(found.decided_on + DAY):
        with pytest.raises(Refused, match="严重"):
            services.check_praise(waiting, finding="属实。", no_minor=True, actor=office.reviewer)
        with pytest.raises(Refused, match="严重"):
            services.publish_praise(in_notice, actor=office.issuer)
        services.publish_reminder(found, actor=office.issuer)
    with at(found.publish_until + DAY):
        services.check_praise(waiting, finding="属实。", no_minor=True, actor=office.reviewer)
