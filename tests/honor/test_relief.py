"""Objections, repair, withdrawal, expiry: how entries are contested and how they end."""

from datetime import date, timedelta

import pytest

from portal.catalog.models import CatalogRow
from portal.core import clock
from portal.core.cards import card_of
from portal.core.db import db
from portal.core.errors import Forbidden, Gone, NotFound, Refused
from portal.honor import queries, services
from portal.honor.rules import Severity
from portal.honor.states import ClaimState, EntryState, Polarity, Scope, SubjectType
from tests.factories import a_member, a_user, an_alliance
from tests.factories.honor import Office, a_clause, at, draft, heard, noticed, praised, reminded, served

DAY = timedelta(days=1)


def rows(entry):
    kind = "praise" if entry.is_red else "reminder"
    return db.session.query(CatalogRow).filter_by(kind=kind, object_id=entry.id).count()


def test_an_objection_marks_the_entry_at_once_and_has_its_own_clock():
    office = Office()
    with at("2025-08-20"):
        entry = reminded(office)
    with at("2025-09-22"):
        objection = services.make_objection(entry, text="地点不对", contact="王某 139", actor=None)

        assert objection.due_on == date(2025, 9, 28)  # a make-up Sunday
        assert queries.open_objections([entry.id]) == {entry.id}
        assert card_of("reminder", entry.id).state == "in_dispute"
        assert [task.objections for task in queries.work_of(office.editor)] == [1]


def test_an_objection_needs_words_a_contact_and_a_public_entry():
    office, person = Office(), a_user()
    with at("2025-09-01"):
        entry = reminded(office)
    with at(entry.publish_from):
        with pytest.raises(Refused, match="哪里不对"):
            services.make_objection(entry, text=" ", actor=person)
        with pytest.raises(Refused, match="答复"):
            services.make_objection(entry, text="不对", actor=None)
        services.make_objection(entry, text="不对", actor=person)
        with pytest.raises(Refused, match="正在核查"):
            services.make_objection(entry, text="还是不对", actor=person)
    with at(entry.publish_until + DAY), pytest.raises(Refused, match="没有公开"):
        services.make_objection(entry, text="不对", actor=a_user())


def test_an_upheld_objection_withdraws_with_a_public_correction():
    office = Office()
    with at("2025-09-01"):
        entry = reminded(office)
    with at(entry.publish_from + DAY):
        objection = services.make_objection(entry, text="不对", actor=a_user())
        for wrong in (office.editor, office.issuer):
            with pytest.raises(Forbidden):
                services.answer_objection(objection, granted=True, answer="是。", actor=wrong)
        with pytest.raises(Refused, match="理由|原因"):
            services.answer_objection(objection, granted=True, answer=" ", actor=office.legal)
        services.answer_objection(
            objection, granted=True, answer="测点有误，撤回并致歉。", actor=office.legal
        )

        assert entry.state is EntryState.WITHDRAWN
        assert [e.id for e in queries.corrections()] == [entry.id]
        assert rows(entry) == 0
        with pytest.raises(Gone, match="测点有误"):
            queries.get_entry(entry.code, a_user())
        with pytest.raises(Refused, match="已经答复"):
            services.answer_objection(objection, granted=False, answer="不。", actor=office.legal)


def test_a_rejected_objection_takes_the_mark_away_and_keeps_the_reason():
    office = Office()
    with at("2025-09-01"):
        entry = reminded(office)
    with at(entry.publish_from + DAY):
        objection = services.make_objection(entry, text="不对", actor=a_user())
        services.answer_objection(objection, granted=False, answer="核对无误。", actor=office.legal)

        assert entry.is_shown
        assert queries.open_objections([entry.id]) == frozenset()
        assert str(objection.answer) == "核对无误。"


def expired(entry, office):
    with at(entry.publish_until + DAY):
        services.expire_due()


def repaired(entry, office):
    services.ask_repair(entry, text="已清运。", pledge=True, actor=office.worker)
    services.close_repair(entry, granted=True, finding="看过。", actor=office.reviewer)


def withdrawn(entry, office):
    services.withdraw(entry, reason="复议撤销。", actor=office.issuer)


@pytest.mark.parametrize(
    ("ending", "state"), [(expired, "已过期"), (repaired, "已整改，提前撤下"), (withdrawn, "已撤回")]
)
def test_what_nobody_answered_is_closed_with_its_entry_and_said_so(ending, state):
    office, person = Office(), a_user()
    with at("2025-09-01"):
        entry = reminded(office)
    with at(entry.publish_from):
        objection = services.make_objection(entry, text="不对", actor=person)
        asked = (
            None
            if ending is repaired
            else services.ask_repair(entry, text="已清运。", pledge=True, actor=office.worker)
        )
        ending(entry, office)
        with pytest.raises(Refused, match="已随之办结"):
            services.answer_objection(objection, granted=True, answer="是。", actor=office.legal)
        with pytest.raises(Refused, match="没有公开"):
            services.make_objection(entry, text="不对", actor=a_user())

    assert (objection.state, objection.answered_on) == (ClaimState.CLOSED, entry.ended_on)
    assert f"（{state}）" in objection.answer.hans
    assert objection.answer.hant != objection.answer.hans
    assert asked is None or (asked.state, str(asked.finding)) == (ClaimState.CLOSED, str(objection.answer))


def test_a_notice_that_is_dropped_leaves_no_objection_waiting():
    office = Office()
    with at("2025-11-14"):
        entry = noticed(office)
        objection = services.make_objection(entry, text="不实", actor=a_user())
        services.drop(entry, reason="本人撤回。", actor=office.editor)

    assert objection.state is ClaimState.CLOSED


def test_nobody_answers_their_own_objection():
    office = Office()
    with at("2025-09-01"):
        entry = reminded(office)
    with at(entry.publish_from):
        objection = services.make_objection(entry, text="不对", actor=office.legal)

        with pytest.raises(Forbidden, match="本人提的"):
            services.answer_objection(objection, granted=True, answer="是。", actor=office.legal)


def test_what_was_put_right_comes_down_early():
    office, keeper = Office(), a_user(name="Keeper")
    with at("2025-09-01"):
        entry = reminded(office, subject_type=SubjectType.SHOP, holder=keeper, penalty=True)
    with at(entry.publish_from + 3 * DAY):
        with pytest.raises(Refused, match="承诺"):
            services.ask_repair(entry, text="改好了", pledge=False, actor=keeper)
        with pytest.raises(Forbidden):
            services.ask_repair(entry, text="改好了", pledge=True, actor=a_user())
        services.ask_repair(entry, text="改好了", pledge=True, actor=keeper)
        with pytest.raises(Refused, match="正在核查"):
            services.ask_repair(entry, text="改好了", pledge=True, actor=keeper)
        services.close_repair(entry, granted=True, finding="路面干净。", actor=office.reviewer)

        assert (entry.state, entry.corrected_on) == (EntryState.REPAIRED, clock.today())
        assert rows(entry) == 0


def test_who_asks_does_not_check_and_a_refusal_keeps_the_entry():
    office = Office()
    with at("2025-09-01"):
        entry = reminded(office)
    with at(entry.publish_from):
        with pytest.raises(Refused, match="没有人申请"):
            services.close_repair(entry, granted=True, finding="好。", actor=office.reviewer)
        repair = services.ask_repair(entry, text="改好了", pledge=True, actor=office.worker)
        with pytest.raises(Forbidden, match="本人提的"):
            services.close_repair(entry, granted=True, finding="好。", actor=office.worker)
        services.close_repair(entry, granted=False, finding="还有一半。", actor=office.reviewer)

        assert entry.is_shown
        assert repair.state is ClaimState.REFUSED


def test_a_grave_entry_comes_down_only_after_its_least_term():
    office = Office()
    with at("2025-03-03"):
        entry = graver(office)
    with at(entry.publish_from), pytest.raises(Refused, match="起才能"):
        services.ask_repair(entry, text="改好了", pledge=True, actor=office.worker)


def graver(office):

    entry = heard(served(office, severity=Severity.GENERAL, days=120), office)
    with at(entry.statement_until + 2 * DAY):
        draft(entry, office, days=120)
        services.sign_decision(entry, actor=office.issuer)
        services.publish_reminder(entry, actor=office.issuer)
    return entry


def test_an_annulled_decision_is_withdrawn_with_its_reason():
    office = Office()
    with at("2025-09-01"):
        entry = reminded(office)
    with at(entry.publish_from + DAY):
        with pytest.raises(Refused, match="理由|原因"):
            services.withdraw(entry, reason="", actor=office.issuer)
        with pytest.raises(Refused, match="今天"):
            services.withdraw(entry, reason="复议撤销", annulled_on=clock.today() + DAY, actor=office.issuer)
        with pytest.raises(Forbidden):
            services.withdraw(entry, reason="复议撤销", actor=office.editor)
        services.withdraw(
            entry, reason="复议查明事实不清，予以撤销。", annulled_on=clock.today(), actor=office.issuer
        )

        assert [str(e.ended_reason) for e in queries.corrections()] == ["复议查明事实不清，予以撤销。"]
    with at(entry.ended_on + 31 * DAY):
        assert queries.corrections() == []


def test_an_entry_expires_by_the_clock_and_is_gone_everywhere():
    office = Office()
    with at("2025-09-01"):
        entry = reminded(office)
    last = entry.publish_until
    with at(last, hour=23):
        assert queries.get_entry(entry.code, a_user()) is entry
        assert services.expire_due() == 0
        assert card_of("reminder", entry.id).gone_at.date() == last + DAY
    with at(last + DAY, hour=0):
        # before any job has run
        with pytest.raises(Gone):
            queries.get_entry(entry.code, a_user())
        assert card_of("reminder", entry.id) is None
        assert db.session.scalars(queries.board_rows(Polarity.BLACK, a_user())).all() == []
        assert services.expire_due() == 1
        assert services.expire_due() == 0

        assert (entry.state, entry.ended_on) == (EntryState.EXPIRED, last + DAY)
        assert rows(entry) == 0


def test_an_alliances_entry_is_for_its_members_only():
    office = Office()
    member, alliance = a_user(), an_alliance(place=office.place)
    a_member(alliance, member)
    board = office.board(Polarity.BLACK, alliance_id=alliance.id)
    with at("2025-09-01"):
        entry = reminded(
            office,
            board=board,
            scope=Scope.ALLIANCE,
            severity=Severity.OWN,
            bases=[a_clause()],
            subject_type=SubjectType.SHOP,
        )
    with at(entry.publish_from):
        assert queries.get_entry(entry.code, member) is entry
        assert card_of("reminder", entry.id) is None
        with pytest.raises(NotFound):
            queries.get_entry(entry.code, a_user())
    with at(entry.publish_until + DAY), pytest.raises(NotFound):
        queries.get_entry(entry.code, a_user())


def test_praise_expires_too_and_its_card_is_indexable():
    with at("2025-09-01"):
        entry = praised(Office(), until=date(2025, 12, 31))
    with at("2025-12-31"):
        assert card_of("praise", entry.id).indexable
    with at("2026-01-01"):
        assert services.expire_due() == 1
        with pytest.raises(Gone):
            queries.get_entry(entry.code, a_user())


def test_an_objection_to_a_notice_that_is_right_ends_it():
    office = Office()
    with at("2025-11-14"):
        entry = noticed(office)
        objection = services.make_objection(entry, text="不实", actor=a_user())
        services.answer_objection(objection, granted=True, answer="查明不实。", actor=office.legal)

        assert entry.state is EntryState.DROPPED
        assert rows(entry) == 0
