"""A year of a shop: points for a signature and for hours of help, a deduction disputed and won, a bowl of noodles paid at a
counter on a phone, a month settled by two, and the year closed with its certificate. The books are proven at the end.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.conventions.queries import unsigned_by
from portal.conventions.states import State
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import can
from portal.points.queries.balances import Purse, purse
from portal.points.queries.partners import next_month
from tests.journeys.test_merchants import put_name
from tests.journeys.test_writing import a_picture
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]

MERCHANT = "hongmei"
CLERK, PIN, NOODLES = "jinxiaoman", "275816", "V01"
FINDS, SETTLES, CONFIRMS = "baiyiyang", "hejingyi", "liangqixin"
HOURS, VOLUNTEERING, BLOCKED = "4", "P02", "N01"
DRAWN = 90_000  # milliseconds that a PDF may take on a busy machine


def test_points(town: Town) -> None:
    year = clock.today().year
    merchant = town.visitor(MERCHANT, width=390)
    sign(town, merchant)
    claim(town, merchant)
    dispute(town, merchant)
    number = take_voucher(merchant)
    hand_out(town, merchant, number)
    settle(town)
    close_the_year(town, merchant, year)
    sound = town.command("verify")
    assert (sound.exit_code, sound.output[:7]) == (0, "sound: "), sound.output


def sign(town: Town, merchant: Visitor) -> None:
    before = purse_of(town).spendable
    merchant.open(convention_to_sign(town)).follow("Read and sign")
    put_name(merchant, by_hand=False)
    town.work()
    assert purse_of(town).spendable > before, "signing gives points"


def convention_to_sign(town: Town) -> str:
    """One that is open for signing and still lacks the merchant's name."""
    with town.app.app_context():
        person = db.session.scalars(select(User).where(User.username == MERCHANT)).one()
        for convention in unsigned_by(person):
            if convention.state is State.SIGNING and can(person, "conventions.sign", convention):
                return f"/conventions/{convention.code}"
    raise AssertionError("the merchant has signed everything")


def purse_of(town: Town) -> Purse:
    with town.app.app_context():
        found = db.session.scalar(select(User.id).where(User.username == MERCHANT))
        assert found is not None
        return purse(found)


def claim(town: Town, merchant: Visitor) -> None:
    """Hours of help, written down by the person and confirmed by an officer."""
    merchant.open("/points/claims/new")
    before = purse_of(town)
    merchant.page.locator("select[name=rule]").select_option(VOLUNTEERING)
    merchant.fill("How often, or how many hours", HOURS)
    merchant.fill("What have you done, and who saw it?", "周末在路口维持秩序四小时，社区的小蔡在场。")
    merchant.fill("What shows it", "签到表第三行")
    merchant.press("Ask for the points").picture("points-1-claim")
    officer = town.visitor(CONFIRMS)
    officer.open("/points/control/awards")
    officer.page.locator("main tbody tr", has_text=re.compile("路口")).get_by_role("link").first.click()
    officer.picture("points-2-award").press("Confirm and post")
    after = purse_of(town)
    assert after.spendable == before.spendable + 5 * int(HOURS)
    assert after.score_merchant > before.score_merchant, "hours of help count in the shop's score"


def dispute(town: Town, merchant: Visitor) -> None:
    """Found by one, decided by another after the statement; the objection is looked at by a third, who gives the points back."""
    before = purse_of(town).score_merchant
    worker, decides, answers = (town.visitor(name) for name in (FINDS, SETTLES, CONFIRMS))
    worker.open("/points/control/deductions/new").fill("Username of the person", MERCHANT)
    worker.page.locator("select[name=rule]").select_option(BLOCKED)
    worker.fill("What happened", "门口摆出两排花架，占了半条人行道。").fill(
        "What shows it", "照片两张，10时05分"
    )
    worker.press("Register the finding")
    notice = worker.path
    worker.press("Serve the notice").choose("How it is served", "Handed over in person")
    worker.press("Serve the notice")

    merchant.open(notice).press("Make a statement")
    merchant.fill("What do you say to this?", "花架是隔壁开业送的，搬家公司当天下午就拉走了。")
    merchant.press("Make a statement").picture("points-2-statement")

    decides.open(notice).press("Decide: take the points")
    decides.fill(
        "Reasons, with an answer to every point of the statement", "照片显示花架在店门口，陈述没有凭据。"
    )
    decides.press("Decide: take the points").sees("Points taken")
    taken = purse_of(town).score_merchant
    assert taken < before

    merchant.open(notice).press("Object")
    merchant.page.locator("input[name=photos]").set_input_files(
        {"name": "slip.png", "mimeType": "image/png", "buffer": a_picture()}
    )
    merchant.fill("What is wrong, and what shows it?", "花架是八号店的，搬运单上写着时间和门牌，请核对。")
    merchant.press("Object").sees("This deduction is contested and is being looked at.").picture(
        "points-2-objected"
    )

    answers.open(notice).sees("Photos of the person concerned")
    answers.press("The objection is right: give the points back")
    answers.fill("Reason", "搬运单属实，花架不是这家店的。")
    answers.press("The objection is right: give the points back").sees("Points given back")
    answers.picture("points-2-given-back")
    assert purse_of(town).score_merchant == before
    merchant.open("/points/score").sees("Points given back").picture("points-2-score")


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


def close_the_year(town: Town, merchant: Visitor, year: int) -> None:
    """On the second of January: the grade on a certificate, the score reset by a line and begun anew, the purse as it was."""
    before = purse_of(town)
    new_year = date(year + 1, 1, 2)
    if clock.today() < new_year:
        town.skip(days=(new_year - clock.today()).days)
    after = purse_of(town)
    assert (after.spendable, after.score_merchant) == (before.spendable, 1000)

    merchant.open("/points/score").sees("The year is closed").sees("The year begins")
    merchant.picture("points-9-score").follow(
        "%(year)s: %(score)s points, grade %(grade)s", year=year, score=before.score_merchant, grade="A"
    )
    merchant.sees("Certificate of the closed year").picture("points-9-certificate")
    assert drawn(merchant, "Certificate (PDF)").startswith(b"%PDF")
    merchant.open("/points/")
    assert drawn(merchant, "Statement (PDF)").startswith(b"%PDF")


def drawn(visitor: Visitor, button: str) -> bytes:
    """The paper behind a button, which is drawn when it is pressed."""
    with visitor.page.expect_download(timeout=DRAWN) as coming:
        visitor.page.get_by_role("button", name=visitor.say(button)).first.click()
    return coming.value.path().read_bytes()
