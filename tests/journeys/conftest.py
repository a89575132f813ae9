from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.town import Town, opened, served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("PORTAL_TEST_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def portal(shared) -> Iterator[Flask]:
    with served(shared) as app:
        yield app


@pytest.fixture(params=["zh_Hans", "zh_Hant"])
def town(request, portal, shared, chromium) -> Iterator[Town]:
    """The city in one script, as it is at first. What a browser complained about fails the journey in the end."""
    with opened(portal, shared, chromium, request.param) as town:
        yield town
    assert town.complaints == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser that goes on before a picture has arrived leaves its file to the collector of the server inside."""
    for item in (each for each in items if each.path.parent.name == "journeys"):
        item.add_marker(pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"))
