"""The demo city's points: earned and spent on their days, and the books are sound."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from portal.core.db import db
from portal.points.models import (
    Deduction,
    Entry,
    Household,
    HouseholdYear,
    Reward,
    Statement,
    Voucher,
    YearClose,
)
from portal.points.queries import rulebook, shelf
from portal.points.queries.proof import verify
from portal.points.rules import TransferKind
from portal.points.rules.grades import Grade


@pytest.mark.needs_no_database
def test_the_demo_citys_books_are_sound(hetang):
    states = Counter(str(state) for state in db.session.scalars(select(Voucher.state)))
    days = {entry.at.date() for entry in db.session.scalars(select(Entry))}
    assert list(verify()) == []
    assert all(account.difference == 0 for account in shelf.reconciliation())
    assert len(rulebook.rule_book()) == 43
    assert db.session.scalar(select(func.count(Reward.id))) == 23
    assert {"reserved", "redeemed", "settled", "cancelled", "expired", "disputed"} <= set(states)
    assert db.session.scalar(select(func.count(Statement.id))) > 0
    assert db.session.scalar(select(func.count()).where(Entry.kind == TransferKind.REVERSE)) == 3
    deductions = Counter(str(state) for state in db.session.scalars(select(Deduction.state)))
    assert deductions == {"posted": 6, "reversed": 1, "objected": 1, "served": 1, "found": 1}
    households = Counter(str(state) for state in db.session.scalars(select(Household.state)))
    assert households == {"confirmed": 4, "checked": 1, "asked": 1}
    assert db.session.scalar(select(func.count(HouseholdYear.id))) >= 2
    assert len(days) > 60
    closes = db.session.scalars(select(YearClose).order_by(YearClose.score)).all()
    assert [(one.score, one.grade) for one in closes] == [(1030, Grade.A), (1035, Grade.A)]
    resets = dict(db.session.execute(select(Entry.owner_id, Entry.amount).where(Entry.kind == "reset")).all())
    assert resets == {one.user_id: one.score for one in closes}
