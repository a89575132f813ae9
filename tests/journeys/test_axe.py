"""Every page of the demo city in a real Chromium: axe-core finds nothing, nothing is cut off, nothing is refused.

One page of each route, in both scripts: as the first reader who comes by it (simplified), as the last (traditional).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import asdict
from zlib import crc32

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from portal.app import create_app
from portal.core.db import db
from tests import city
from tests.journeys.town import free_port
from tests.pages.walker import PEOPLE, Walked, Walker

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]

GROUPS = 8
A_FEW = 2  # addresses of each kind that a walk looks at
DESK, PHONE, NARROWEST = (
    {"width": 1280, "height": 900},
    {"width": 390, "height": 844},
    {"width": 320, "height": 640},
)
COLOURS = {"runOnly": ["color-contrast"]}
SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => {
    const box = one.getBoundingClientRect();
    const line = getComputedStyle(one);
    if (!box.width || !box.height || line.visibility === "hidden") return false;
    if (one.closest("label") || one.closest(".hush, .skip")) return false;
    if (one.tagName === "A" && line.display === "inline") return false;  // in a sentence: exempt (2.5.8)
    return box.width < 24 || box.height < 24;
  }).map((one) => one.outerHTML.slice(0, 140))"""
WIDER = """() => document.scrollingElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
      .slice(0, 3).map((one) => one.outerHTML.slice(0, 140)) : []"""


@pytest.fixture(scope="session")
def open_city(shared) -> Iterator[Flask]:
    """One copy of the city for all pages of this process, behind a server: they are only looked at."""
    port = free_port()
    app = create_app(city.copied(shared, "looked_at", base_url=f"http://127.0.0.1:{port}"))
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", port, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield app
    server.shutdown()
    serving.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


def walked(app: Flask, shared, who: str) -> Walked:
    """What the inspection of all pages has come by in this run; if it was not part of it, a quick walk."""
    inspected, path = shared / f"walk_{who}_zh-hans.json", shared / f"seen_{who}.json"
    if inspected.exists():
        path = inspected
    return Walked(**city.kept(path, lambda: asdict(Walker(app, who, "zh-hans", A_FEW, looks=False).walk())))


@pytest.fixture(scope="session")
def routes(open_city, shared) -> dict[str, list[tuple[str, str]]]:
    """For each route, who came by which address of it: one for each reader."""
    found: dict[str, list[tuple[str, str]]] = {}
    people = list(PEOPLE)
    start = crc32(city.WORKER.encode()) % len(people)
    for who in [*people[start:], *people[:start]]:  # each process begins with somebody else
        walked(open_city, shared, who)
    for who in people:
        for endpoint, addresses in walked(open_city, shared, who).pages.items():
            found.setdefault(endpoint, []).append((who, addresses[0]))
    return found


class Looker:
    """Looks at pages in one language, with a browser for each reader."""

    def __init__(self, app: Flask, chromium, language: str) -> None:
        self.app, self.chromium, self.language = app, chromium, language
        self.base = app.extensions["portal.config"].base_url
        self.axe = Axe()
        self.pages: dict[str, Page] = {}
        self.faults: list[str] = []

    def page_of(self, who: str) -> Page:
        if who not in self.pages:
            context = self.chromium.new_context(base_url=self.base, reduced_motion="reduce")
            if kept := city.a_browser_of(self.app, PEOPLE[who]).get_cookie("yiyue"):
                context.add_cookies([{"name": "yiyue", "value": kept.value, "url": self.base}])
            page = self.pages[who] = context.new_page()
            page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
            page.on("console", lambda said: self.hear(page, said))
        return self.pages[who]

    def hear(self, page: Page, said) -> None:
        if said.type == "error":  # what the content policy refuses is told here, too
            self.faults.append(f"{page.url}: {said.text}")

    def look(self, who: str, address: str) -> None:
        page = self.page_of(who)
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")
        page.goto(address.replace("/zh-hans/", f"/{self.language}/", 1))
        self.judge(page, "desk")
        page.set_viewport_size(PHONE)
        self.judge(page, "phone")
        self.note(page, "phone", "small target", page.evaluate(SMALL))
        page.emulate_media(color_scheme="dark")
        self.judge(page, "dark", COLOURS)
        page.set_viewport_size(NARROWEST)
        self.note(page, "narrowest", "wider than the screen", page.evaluate(WIDER))
        page.evaluate("document.documentElement.dataset.size = 'large'")
        self.note(page, "large print", "wider than the screen", page.evaluate(WIDER))

    def judge(self, page: Page, how: str, options: dict | None = None) -> None:
        for one in self.axe.run(page, options=options).response["violations"]:
            self.note(page, how, one["id"], [node["html"][:140] for node in one["nodes"][:3]])

    def note(self, page: Page, how: str, what: str, where: list[str]) -> None:
        if where:
            self.faults.append(f"{page.url} ({how}): {what}: {where}")

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("group", range(GROUPS))
def test_every_page_is_for_everybody(routes, open_city, chromium, language, group):
    looker = Looker(open_city, chromium, language)
    for endpoint, seen in sorted(routes.items()):
        if crc32(endpoint.encode()) % GROUPS == group:
            looker.look(*seen[0 if language == "zh-hans" else -1])
    looker.close()

    assert looker.faults == []
