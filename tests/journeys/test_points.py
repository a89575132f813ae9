"""From a signature and two hours of help to a bowl of noodles: earned, claimed, redeemed on a phone, settled by two."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from portal.accounts.models import Level, User
from portal.conventions.queries import unsigned_by
from portal.conventions.states import State
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import can
from portal.points.queries.balances import purse
from portal.points.queries.partners import next_month
from tests.journeys.test_merchants import put_name
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]

CLERK, PIN, NOODLES = "jinxiaoman", "275816", "V01"
SETTLES, CONFIRMS = "hejingyi", "liangqixin"


def test_points(town: Town) -> None:
    name, convention = somebody_who_has_not_signed(town)
    merchant = town.visitor(name, width=390)
    before = spendable(town, name)
    merchant.open(convention).follow("Read and sign")
    put_name(merchant, by_hand=False)
    town.work()
    assert spendable(town, name) > before, "signing gives points"

    claim(town, merchant)
    assert spendable(town, name) >= 15

    number = take_voucher(merchant)
    hand_out(town, merchant, number)
    settle(town)


def somebody_who_has_not_signed(town: Town) -> tuple[str, str]:
    """A person with a shop whose name is still missing under a convention that is open for signing."""
    with town.app.app_context():
        people = select(User).where(User.level >= Level.L2, User.password_hash != "").order_by(User.id)
        for person in db.session.scalars(people):
            for convention in unsigned_by(person):
                if convention.state is State.SIGNING and can(person, "conventions.sign", convention):
                    return person.username, f"/conventions/{convention.code}"
    raise AssertionError("everybody has signed everything")


def spendable(town: Town, username: str) -> int:
    with town.app.app_context():
        found = db.session.scalar(select(User.id).where(User.username == username))
        assert found is not None
        return purse(found).spendable


def claim(town: Town, merchant: Visitor) -> None:
    """Hours of help, written down by the person and confirmed by an officer."""
    merchant.open("/points/claims/new")
    field = merchant.page.locator("select[name=rule]")
    field.select_option(index=0)
    merchant.fill("How often, or how many hours", 4)
    merchant.fill("What have you done, and who saw it?", "周末在路口维持秩序四小时，社区的小蔡在场。")
    merchant.fill("What shows it", "签到表第三行")
    merchant.press("Ask for the points").picture("points-1-claim")
    officer = town.visitor(CONFIRMS)
    officer.open("/points/control/awards")
    officer.page.locator("main tbody tr", has_text=re.compile("路口")).get_by_role("link").first.click()
    officer.picture("points-2-award").press("Confirm and post")


def take_voucher(merchant: Visitor) -> str:
    merchant.open(f"/points/rewards/{NOODLES}").press("I want this")
    merchant.page.locator("input[name=agreed]").check()
    merchant.press("Yes, I want it").picture("points-3-voucher")
    found = re.search(r"\b(\d{4} \d{4})\b", merchant.text)
    assert found, merchant.text
    return found.group(1)


def hand_out(town: Town, merchant: Visitor, number: str) -> None:
    """The clerk's phone reads the code from the holder's, asks for the PIN, and says what to hand out; once."""
    clerk = town.visitor(CLERK, width=390)
    shown = merchant.scan(".voucher-slip .qr:visible svg")
    assert "?t=" in shown
    clerk.open(shown).sees(number).picture("points-4-counter")
    clerk.page.locator("#password").fill(PIN)
    clerk.press("Hand out and redeem").picture("points-5-done")
    assert clerk.path == "/points/counter"
    clerk.sees(number)
    clerk.open(shown).sees("This voucher cannot be used any more.")
    merchant.page.reload()
    merchant.sees("Redeemed").picture("points-6-redeemed")


def settle(town: Town) -> None:
    """When the month is over the shop confirms it, and the office, another person, closes it."""
    month = clock.today().replace(day=1)
    town.skip(days=(next_month(month) - clock.today()).days + 1)
    clerk = town.visitor(CLERK, width=390)
    clerk.open("/points/counter").page.locator("a[href*='/points/partners/']").first.click()
    shop = clerk.path
    clerk.open(f"{shop}?month={month:%Y-%m}").press("This is what we handed out")
    clerk.picture("points-7-confirmed")
    officer = town.visitor(SETTLES)
    officer.open(f"{shop}?month={month:%Y-%m}").press_and_agree("Settle this month")
    officer.sees("Redeemed and settled").picture("points-8-settled")
