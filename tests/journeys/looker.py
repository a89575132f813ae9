"""Looks at pages with the eyes of everybody: what axe finds, targets too small to hit, what is cut off, what is refused.

What axe says of a page depends on its mark-up and style, not on its words. So axe is asked where a page shows a kind of
element, or stands them in an order, that no page has shown before (`judge.js` says what makes a kind: everything but the
words, the width only as far as it hides something). What two colours are to each other is asked once at each width and in
the dark, or three times where axe could not tell.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests import city
from tests.pages.walker import PEOPLE

DESK, PHONE, NARROWEST = (
    {"width": 1280, "height": 900},
    {"width": 390, "height": 844},
    {"width": 320, "height": 640},
)
LOOKS_ENOUGH = 3
JUDGE = f"window.judge = {Path(__file__).with_name('judge.js').read_text(encoding='utf-8')}"


class Looker:
    """Looks at pages in one browser, signed in as each reader in turn."""

    def __init__(self, app: Flask, chromium: Browser) -> None:
        self.app = app
        self.base = app.extensions["portal.config"].base_url
        self.context = chromium.new_context(base_url=self.base, reduced_motion="reduce")
        self.context.add_init_script(JUDGE)
        self.context.add_init_script(f"window.loadAxe = () => {{ {AXE_SCRIPT} }}")  # read when it is called
        self.who, self.cookies = "", {"": ""}
        self.met: dict[str, Counter[int]] = {}
        self.asked: set[int] = set()
        """The kinds of elements that axe has seen and found nothing wrong with."""
        self.times_asked = 0
        self.faults: list[str] = []
        self.page = self.another_page()
        self.begins_large = True

    def another_page(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", self.hear)
        self.colours = ""
        return page

    def begin(self) -> None:
        """A page keeps much of what it has shown: another one for each test."""
        self.page.close()
        self.page, self.faults, self.begins_large = self.another_page(), [], True

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

    def look(self, who: str, address: str, *, in_the_dark: bool = True) -> None:
        """From the desk to the narrowest phone, and the next page the other way: a window is not made large for nothing."""
        self.be(who)
        looks = [self.at_a_desk, self.at_a_phone, self.in_the_dark, self.in_the_narrowest]
        if not in_the_dark:
            looks.remove(self.in_the_dark)
        for number, look in enumerate(looks if self.begins_large else reversed(looks)):
            look(address if number == 0 else "")
        self.begins_large = not self.begins_large

    def at_a_desk(self, address: str) -> None:
        self.show(DESK, "light", address)
        self.judge("desk")

    def at_a_phone(self, address: str) -> None:
        self.show(PHONE, "light", address)
        self.judge("phone")
        self.note("phone", "small target", self.page.evaluate("judge.tooSmall()"))

    def in_the_dark(self, address: str) -> None:
        self.show(PHONE, "dark", address)
        self.judge("dark", colours=True)

    def in_the_narrowest(self, address: str) -> None:
        self.show(NARROWEST, "", address)
        usual, large = self.page.evaluate("judge.wider()")
        self.note("narrowest", "wider than the screen", usual)
        self.note("large print", "wider than the screen", large)

    def show(self, size: dict[str, int], colours: str, address: str) -> None:
        if self.page.viewport_size != size:
            self.page.set_viewport_size(size)
        if colours and colours != self.colours:
            self.page.emulate_media(color_scheme=colours)
            self.colours = colours
        if address:
            self.page.goto(address)

    def judge(self, how: str, *, colours: bool = False) -> None:
        """Everything that axe looks at, or only the colours; as far as it has not been asked before."""
        met = self.met.setdefault(how, Counter())
        known = [key for key, times in met.items() if times >= LOOKS_ENOUGH]
        read: dict[str, Any] = self.page.evaluate(
            "([known, colours]) => judge.read(known, colours)", [known, colours]
        )
        parts = set(read["parts"])
        if read["met"] or not parts <= self.asked:
            found = self.ask(every_rule=not parts <= self.asked)
            for key in read["met"]:
                met[key] = met[key] + 1 if key in found["unsure"] else LOOKS_ENOUGH
            for what, where in found["violations"]:
                self.note(how, what, where)
            if not found["violations"]:
                self.asked |= parts
        if self.page.url.startswith(f"{self.base}/zh-") and f"/{read['lang'].lower()}/" not in self.page.url:
            self.note(how, "language", [read["lang"]])

    def ask(self, *, every_rule: bool) -> dict[str, Any]:
        self.times_asked += 1
        found: dict[str, Any] = self.page.evaluate("(all) => judge.ask(all)", every_rule)
        return found

    def note(self, how: str, what: str, where: list[str]) -> None:
        if where:
            self.faults.append(f"{self.page.url} ({how}): {what}: {where}")
