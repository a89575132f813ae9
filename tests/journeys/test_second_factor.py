"""An official sets up the second factor from the QR code, signs in with it, and once more with a code on paper."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from portal.core import clock
from portal.demo_data.book import PASSWORD
from tests.journeys.town import Town, in_script
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]

OFFICIAL = "hejingyi"
CODE = "Six digits from your app, or a recovery code"


def digits(secret: str) -> str:
    """What the app on the phone shows now, by the city's clock."""
    return pyotp.TOTP(secret).at(clock.now())


def begin_again(person: Visitor) -> Visitor:
    """Signed out, the password given: the portal asks for the second step."""
    person.open("/me").press("Sign out")
    person.page.goto(f"{person.base}{person.prefix}/sign-in")
    person.fill("Username", OFFICIAL).fill("Password", PASSWORD).press("Sign in")
    return person.sees("The second step")


@in_script("zh_Hans")
def test_second_factor(town: Town) -> None:
    official = town.visitor(OFFICIAL, width=390)
    official.open("/me").follow("Second factor")
    scanned = official.scan(".qr svg")
    secret = parse_qs(urlsplit(scanned).query)["secret"][0]
    assert official.page.locator(".qr + p code").inner_text() == secret
    official.fill("Six digits from your app", "000000").press("Switch it on", status=422)
    official.fill("Six digits from your app", digits(secret)).press("Switch it on").sees("Recovery codes")
    codes = [one.strip() for one in official.page.locator("main li code").all_inner_texts()]
    official.picture("recovery-codes").press("I have kept them").sees("switched on")

    town.skip(minutes=2)
    begin_again(official).fill(CODE, "123456").press("Sign in", status=422)
    official.fill(CODE, digits(secret)).press("Sign in").sees("My account")

    town.skip(minutes=2)
    begin_again(official).fill(CODE, codes[0]).press("Sign in").sees("My account")
    town.skip(minutes=2)
    begin_again(official).fill(CODE, codes[0]).press("Sign in", status=422)
    official.fill(CODE, codes[1]).press("Sign in").sees("My account")
