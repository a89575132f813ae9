"""The fifteen demands of due process on the boards, and which tests hold each of them."""

from __future__ import annotations

import importlib
from datetime import date, timedelta

import pytest

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.honor import services
from portal.honor.rules import Severity, published_bounds
from portal.honor.states import SubjectType
from portal.points.models import Entry
from tests.factories import a_user
from tests.factories.honor import Office, at, reminded, reminder

HELD_BY = {
    "1 no person is named, nor a shop that bears its owner's name": (
        "no_way_round:test_no_person_is_blamed_in_the_database_either",
        "due_process:test_a_sign_that_bears_its_owners_name_is_no_sign",
    ),
    "2 a ground from the register, or a clause for its signers": (
        "reminders:test_a_convention_alone_is_for_members_of_the_alliance",
        "reminders:test_a_shop_must_have_signed_the_convention_it_is_held_to",
    ),
    "3 notice before anything is public": (
        "reminders:test_what_a_notice_needs",
        "no_way_round:test_no_order_of_services_leads_round",
    ),
    "4 every point answered, nobody worse off for a defence": (
        "reminders:test_every_argument_is_answered_after_the_period",
        "reminders:test_the_decision_is_never_harsher_than_the_notice",
    ),
    "5 a written decision, signed by somebody else": (
        "reminders:test_who_signs_has_neither_drafted_nor_checked",
        "no_way_round:test_two_steps_by_one_person_are_refused_by_the_database",
    ),
    "6 terms by gravity, and an automatic end": (
        "rules:test_the_latest_end",
        "gone:test_an_entry_is_gone_everywhere_the_same_minute",
    ),
    "7 five years at the most": ("rules:test_no_entry_passes_five_years",),
    "8 an objection marks at once and is answered in time": (
        "relief:test_an_objection_marks_the_entry_at_once_and_has_its_own_clock",
        "relief:test_an_upheld_objection_withdraws_with_a_public_correction",
    ),
    "9 what is put right comes down, at no cost": (
        "relief:test_what_was_put_right_comes_down_early",
        "relief:test_a_grave_entry_comes_down_only_after_its_least_term",
    ),
    "10 an annulled decision is withdrawn with its reason": (
        "relief:test_an_annulled_decision_is_withdrawn_with_its_reason",
        "due_process:test_a_late_withdrawal_says_that_it_is_late",
    ),
    "11 masking on the server": ("reminders:test_what_a_nomination_may_not_say_or_leave_out",),
    "12 every look at what is restricted is written down": (
        "views:test_a_file_opens_with_a_reason_that_is_written_down",
        "looks:test_a_member_reads_it_after_being_written_down_and_the_shop_sees_that",
    ),
    "13 never minors, belief, health, income": (
        "reminders:test_minors_stand_on_no_board",
        "reminders:test_what_a_nomination_may_not_say_or_leave_out",
    ),
    "14 no consequence but those that are listed": ("due_process:test_a_reminder_moves_no_points",),
    "15 praise can be refused": ("praise:test_praise_can_be_refused_at_any_time",),
}


@pytest.mark.no_database
@pytest.mark.parametrize("demand", HELD_BY)
def test_each_demand_is_held_by_tests_that_exist(demand):
    for held in HELD_BY[demand]:
        module, _colon, name = held.partition(":")
        assert callable(getattr(importlib.import_module(f"tests.honor.test_{module}"), name))


def test_a_sign_that_bears_its_owners_name_is_no_sign():
    owner = a_user(name="万重山")

    with pytest.raises(Refused, match="万重山"):
        reminder(Office(), subject_type=SubjectType.SHOP, subject="万重山小炒", holder=owner)


def test_a_reminder_moves_no_points():
    with at("2025-09-01"):
        entry = reminded(Office())
    with at(entry.publish_until + timedelta(days=1)):
        services.expire_due()

    assert db.session.query(Entry).count() == 0


def test_a_late_withdrawal_says_that_it_is_late():
    office = Office()
    with at("2025-09-01"):
        entry, again = reminded(office), reminded(office)
    with at(entry.publish_from + timedelta(days=9)):
        today = clock.today()
        services.withdraw(
            entry, reason="复议撤销。", annulled_on=today - timedelta(days=3), actor=office.issuer
        )
        services.withdraw(
            again, reason="复议撤销。", annulled_on=today - timedelta(days=4), actor=office.issuer
        )

    assert "未在三日内" not in str(entry.ended_reason)
    assert "未在三日内" in str(again.ended_reason)


@pytest.mark.no_database
def test_minor_is_three_months_and_serious_three_years_at_the_most():
    first = date(2026, 1, 1)
    ends = {severity: published_bounds().latest_end(severity, first) for severity in Severity}

    assert (ends[Severity.MINOR], ends[Severity.GENERAL], ends[Severity.SERIOUS]) == (
        date(2026, 3, 31),
        date(2026, 12, 31),
        date(2028, 12, 31),
    )
