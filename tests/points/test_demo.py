"""The demo city's points: earned and spent on their days, and the books are sound."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

import portal.demo_data
from portal.core.db import db
from portal.demo_data.things import THINGS
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


@pytest.mark.no_database
def test_every_reward_of_the_demo_city_has_been_drawn():
    book = tomllib.loads(Path(portal.demo_data.__file__).with_name("points.toml").read_text("utf-8"))

    assert {row["code"] for row in book["rewards"]} == set(THINGS)


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
