"""Every page of the demo city in a real Chromium: axe-core finds nothing, nothing is cut off, nothing is refused.

One page of each route, in both scripts: as the first reader who comes by it (simplified), as the last (traditional).

What two colours are to each other is slow to find out and the same wherever they meet: a text is asked for its
contrast where a process meets its colours, size and grounds for the first three times, at each width and in the dark.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from zlib import crc32

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page
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
LOOKS_ENOUGH = 3
JUDGE = """async ({known, colours}) => {
  const done = new Set(known), met = {}, grounds = new Map();
  const groundOf = (one) => {
    if (!one) return "";
    if (!grounds.has(one)) {
      const line = getComputedStyle(one);
      const own = [line.backgroundColor, line.backgroundImage, line.opacity, line.position].join();
      const below = groundOf(one.parentElement);
      grounds.set(one, own === "rgba(0, 0, 0, 0),none,1,static" ? below : `${below}/${own}`);
    }
    return grounds.get(one);
  };
  const speaks = (one) => one.matches("input, select, textarea")
    || [...one.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
  for (const one of document.querySelectorAll("body, body *")) {
    delete one.dataset.judged;
    const box = one.getBoundingClientRect();
    if (!speaks(one) || !one.checkVisibility({visibilityProperty: true}) || box.width < 2 || box.height < 2) continue;
    const line = getComputedStyle(one);
    const off = one.closest("label, :disabled, [aria-disabled=true]")?.tagName;
    const key = [groundOf(one), line.color, line.fontSize, line.fontWeight, line.textShadow, off].join("|");
    if (done.has(key) || met[key] === 2) continue;
    met[key] = (met[key] ?? 0) + 1;
    one.dataset.judged = "";
  }
  const small = [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
    .filter((one) => {
      const box = one.getBoundingClientRect();
      const line = getComputedStyle(one);
      if (!box.width || !box.height || line.visibility === "hidden") return false;
      if (one.closest("label") || one.closest(".hush, .skip")) return false;
      if (one.tagName === "A" && line.display === "inline") return false;  // in a sentence: exempt (2.5.8)
      return box.width < 24 || box.height < 24;
    }).map((one) => one.outerHTML.slice(0, 140));
  axe.configure({rules: [{id: "color-contrast", selector: "[data-judged]"}]});
  const how = {resultTypes: ["violations"], preload: false, iframes: false, selectors: false};
  const only = colours ? {runOnly: ["color-contrast"]} : {};
  const found = colours && !Object.keys(met).length ? [] : (await axe.run(document, {...how, ...only})).violations;
  const where = (one) => one.nodes.slice(0, 3).map((node) => node.html.slice(0, 140));
  return {met: Object.keys(met), small, violations: found.map((one) => [one.id, where(one)])};
}"""
WIDER = """() => {
  const wider = () => document.scrollingElement.scrollWidth > innerWidth
    ? [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 3).map((one) => one.outerHTML.slice(0, 140)) : [];
  const usual = wider();
  document.documentElement.dataset.size = "large";
  return [usual, wider()];
}"""


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
    """Looks at pages in one browser, signed in as each reader in turn."""

    def __init__(self, app: Flask, chromium: Browser) -> None:
        self.app = app
        self.base = app.extensions["portal.config"].base_url
        self.context = chromium.new_context(base_url=self.base, reduced_motion="reduce")
        self.context.add_init_script(AXE_SCRIPT)
        self.who, self.cookies = "", {"": ""}
        self.met: dict[str, Counter[str]] = {}
        self.faults: list[str] = []
        self.page = self.another_page()

    def another_page(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", self.hear)
        return page

    def begin(self) -> None:
        """A page keeps much of what it has shown: another one for each test."""
        self.page.close()
        self.page, self.faults = self.another_page(), []

    def hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":  # what the content policy refuses is told here, too
            self.faults.append(f"{self.page.url}: {said.text}")

    def be(self, who: str) -> None:
        if who == self.who:
            return
        if who not in self.cookies:
            kept = city.a_browser_of(self.app, PEOPLE[who]).get_cookie("yiyue")
            self.cookies[who] = kept.value if kept else ""
        self.who = who
        self.context.clear_cookies()
        if self.cookies[who]:
            self.context.add_cookies([{"name": "yiyue", "value": self.cookies[who], "url": self.base}])

    def look(self, who: str, address: str) -> None:
        page = self.page
        self.be(who)
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")
        page.goto(address)
        self.judge("desk")
        page.set_viewport_size(PHONE)
        self.note("phone", "small target", self.judge("phone")["small"])
        page.emulate_media(color_scheme="dark")
        self.judge("dark", colours=True)
        page.set_viewport_size(NARROWEST)
        usual, large = page.evaluate(WIDER)
        self.note("narrowest", "wider than the screen", usual)
        self.note("large print", "wider than the screen", large)

    def judge(self, how: str, *, colours: bool = False) -> dict[str, Any]:
        """Everything that axe looks at, or only the colours."""
        met = self.met.setdefault(how, Counter())
        known = [key for key, times in met.items() if times >= LOOKS_ENOUGH]
        found: dict[str, Any] = self.page.evaluate(JUDGE, {"known": known, "colours": colours})
        met.update(found["met"])
        for what, where in found["violations"]:
            self.note(how, what, where)
        return found

    def note(self, how: str, what: str, where: list[str]) -> None:
        if where:
            self.faults.append(f"{self.page.url} ({how}): {what}: {where}")


@pytest.fixture(scope="session")
def looker(open_city, chromium) -> Iterator[Looker]:
    looker = Looker(open_city, chromium)
    yield looker
    looker.context.close()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("group", range(GROUPS))
def test_every_page_is_for_everybody(routes, looker, language, group):
    looker.begin()
    mine = [seen for endpoint, seen in routes.items() if crc32(endpoint.encode()) % GROUPS == group]
    for who, address in sorted(seen[0 if language == "zh-hans" else -1] for seen in mine):
        looker.look(who, address.replace("/zh-hans/", f"/{language}/", 1))

    assert looker.faults == []
