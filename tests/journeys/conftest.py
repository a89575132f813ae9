from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.town import Town, opened


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("PORTAL_TEST_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


@pytest.fixture(params=["zh_Hans", "zh_Hant"])
def town(request, shared, chromium) -> Iterator[Town]:
    """A city of its own in one script, behind a server. What a browser complained about fails the journey in the end."""
    name = f"{request.node.originalname.removeprefix('test_')}_{request.param}"
    with opened(shared, name, chromium, request.param) as town:
        yield town
    assert town.complaints == []
