"""A person at a real browser, who presses what the page says in their own script.

Labels and sentences are given as msgids and looked up in the catalogues, so one journey serves both scripts.
Whatever the browser complains about fails the journey: errors, broken addresses, violations of the CSP.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from portal.core import clock
from portal.core.language import Script, to_script
from portal.core.web import LOCALES
from portal.demo_data.book import PASSWORD
from tools import i18n

SCRIPTS = {"zh_Hans": Script.HANS, "zh_Hant": Script.HANT}
BROWSER_LOCALES = {"zh_Hans": "zh-CN", "zh_Hant": "zh-TW"}
SIGNED_IN_FOR = timedelta(days=29)
PATIENCE = 10_000  # milliseconds
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
UNTRANSLATED = {"v", "c", "files", *LOCALES.values()}
"""How addresses begin that have no language, or one already."""


class Tongue:
    """What an English msgid is in one script."""

    def __init__(self, locale: str) -> None:
        self.locale, self.catalogue = locale, i18n.merged(locale)

    def __call__(self, text: str, **values: object) -> str:
        """The sentence of this msgid; what is no msgid is somebody's own words, typed in this script."""
        if text in self.catalogue:
            said = self.catalogue[text]
            return said % values if values else said
        assert not values and not re.match(r"[A-Z][a-z]* ?[a-z]", text), f"No such sentence: {text}"
        return to_script(text, SCRIPTS[self.locale])


def words(sentence: str) -> re.Pattern[str]:
    """The sentence, whatever stands where no value is given."""
    parts = (re.escape(part) for part in sentence.split())
    return re.compile(re.sub(r"%\\\(\w+\\\)s", ".*", r"\s+".join(parts)))


def exactly(say: Tongue, label: str) -> re.Pattern[str]:
    """Fields say after their label whether they are required."""
    marks = "|".join(re.escape(say(mark)) for mark in ("(required)", "(optional)"))
    return re.compile(rf"^\s*{words(say(label)).pattern}\s*({marks})?\s*$")


class Visitor:
    """One person (nobody, without a name) with a browser of their own."""

    def __init__(
        self,
        context: BrowserContext,
        base: str,
        tongue: Tongue,
        username: str = "",
        cookie_of: Callable[[str], str] | None = None,
    ) -> None:
        self.context, self.base, self.say, self.username = context, base, tongue, username
        self.cookie_of = cookie_of
        self.prefix = f"/{LOCALES[tongue.locale]}"
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.signed_in_at = None
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        """What was refused is an error of the console, too; a whole page that is, is looked at by who opens it."""
        if message.type != "error":
            return
        address, refused = message.location["url"], REFUSED.match(message.text)
        if not refused:
            if "Failed to load resource" not in message.text:
                self.complaints.append(f"{self.page.url}: {message.text}")
        elif int(refused[1]) >= 500 or address != self.page.url.partition("#")[0]:
            self.complaints.append(f"{refused[1]} {address}")

    # -- going somewhere

    def open(self, path: str, *, status: int = 200) -> Visitor:
        """An address without a language is asked for in the visitor's own; short links are not."""
        self.sign_in_if_needed()
        if path.startswith("/") and path.split("/")[1] not in UNTRANSLATED:
            path = self.prefix + path
        answer = self.page.goto(path if path.startswith("http") else self.base + path)
        assert answer is not None
        assert answer.status == status, f"{answer.status} {self.page.url}\n{self.text}"
        return self

    def sign_in_if_needed(self) -> None:
        if not self.username or (
            self.signed_in_at is not None and clock.now() - self.signed_in_at < SIGNED_IN_FOR
        ):
            return
        self.context.clear_cookies()
        self.signed_in_at = clock.now()
        if self.cookie_of:
            self.context.add_cookies(
                [{"name": "yiyue", "value": self.cookie_of(self.username), "url": self.base}]
            )
            return
        self.open("/sign-in").fill("Username", self.username).fill("Password", PASSWORD)
        self.press("Sign in")
        assert "sign-in" not in self.page.url, self.text

    def follow(self, text: str, *, within: str = "main", **values: object) -> Visitor:
        """The first link that says so."""
        return self._go(self._in(within).get_by_role("link", name=self._words(text, values)).first)

    def press(
        self, text: str, *, within: str = "main", part: bool = False, status: int = 200, **values: object
    ) -> Visitor:
        """A button, or a link that looks like one, that says so and no more, unless it is a `part`."""
        return self._go(self._button(text, within, part, values), status)

    def press_and_agree(self, text: str, *, within: str = "main") -> Visitor:
        """A button that asks once more before it does something."""
        self._button(text, within, False, {}).click()
        return self.press("Yes, go on", within="dialog[open]")

    def _button(self, text: str, within: str, part: bool, values: dict[str, object]) -> Locator:
        said = self._words(text, values)
        words = said if part else re.compile(rf"^\s*{said.pattern}\s*$")
        inside = self._in(within)
        return inside.get_by_role("button", name=words).or_(inside.get_by_role("link", name=words)).first

    def _go(self, thing: Locator, status: int = 200) -> Visitor:
        with self.page.expect_navigation(wait_until="load") as going:
            thing.click()
        answer = going.value
        assert answer.status == status, f"{answer.status} {self.page.url}\n{self.text}"
        return self

    # -- filling in

    def fill(self, label: str, value: object, *, within: str = "") -> Visitor:
        self._field(label, within).fill(self.say(value) if isinstance(value, str) else str(value))
        return self

    def tick(self, label: str, *, within: str = "") -> Visitor:
        self._field(label, within).check()
        return self

    def choose(self, label: str, option: str, *, within: str = "") -> Visitor:
        """One of the options below a question, or of a list that opens."""
        group = self._in(within).get_by_role("group", name=self._exactly(label))
        group.or_(self._field(label, within)).first.wait_for()  # the page may still be on its way
        if group.count():
            group.first.get_by_label(self._exactly(option)).check()
        else:
            field = self._field(label, within)
            wanted = self._exactly(option)
            values = [
                o.get_attribute("value")
                for o in field.locator("option").all()
                if wanted.match(o.inner_text().strip("\u3000 "))
            ]
            assert values, f"{option} is not offered: {field.inner_text()}"
            field.select_option(value=values[0])
        return self

    def write_name(self) -> Visitor:
        """Strokes of a finger or the mouse on the field for a signature."""
        self.page.locator("[data-drawing] input[value=drawn]").check()
        field = self.page.locator("canvas.drawing-pad")
        field.scroll_into_view_if_needed()
        edge = field.bounding_box()
        assert edge is not None
        for stroke in (((0.2, 0.2), (0.5, 0.3), (0.35, 0.8)), ((0.55, 0.2), (0.6, 0.7), (0.85, 0.6))):
            points = [(edge["x"] + x * edge["width"], edge["y"] + y * edge["height"]) for x, y in stroke]
            self.page.mouse.move(*points[0])
            self.page.mouse.down()
            for point in points[1:]:
                self.page.mouse.move(*point, steps=6)
            self.page.mouse.up()
        return self

    def _in(self, within: str) -> Page | Locator:
        return self.page.locator(within).first if within else self.page

    def _words(self, text: str, values: dict[str, object]) -> re.Pattern[str]:
        return words(self.say(text, **values))

    def _exactly(self, label: str) -> re.Pattern[str]:
        return exactly(self.say, label)

    def _field(self, label: str, within: str = "") -> Locator:
        return self._in(within).get_by_label(self._exactly(label)).first

    # -- looking

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()

    @property
    def path(self) -> str:
        """The address without host and language."""
        return (
            self.page.url.removeprefix(self.base)
            .removeprefix(self.prefix)
            .partition("?")[0]
            .partition("#")[0]
        )

    def has(self, button: str) -> bool:
        return self.page.get_by_role("button", name=self.say(button), exact=True).count() > 0

    def sees(self, text: str, *, within: str = "main", **values: object) -> Visitor:
        expect(self._in(within)).to_contain_text(self._words(text, values), use_inner_text=True)
        return self

    def does_not_see(self, text: str, *, within: str = "main", **values: object) -> Visitor:
        expect(self._in(within)).not_to_contain_text(self._words(text, values), use_inner_text=True)
        return self

    def scan(self, within: str = ".qr svg") -> str:
        """What a phone's camera reads from the QR code on the page."""
        code = self._in(within)
        code.scroll_into_view_if_needed()
        found = zxingcpp.read_barcodes(Image.open(io.BytesIO(code.screenshot())))
        assert len(found) == 1, f"no QR code can be read on {self.page.url}"
        return found[0].text

    def download(self, link: str) -> bytes:
        """The file behind a link."""
        address = self.page.get_by_role("link", name=link).first.get_attribute("href")
        answer = self.context.request.get(self.base + (address or ""))
        assert answer.ok, f"{answer.status} {address}"
        return answer.body()

    def picture(self, name: str, *, whole: bool = True) -> Visitor:
        """Kept where PORTAL_TEST_PICTURES says, for a look by eye; otherwise nothing is taken."""
        if folder := os.environ.get("PORTAL_TEST_PICTURES"):
            path = Path(folder) / f"{name}-{self.say.locale}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=path, full_page=whole)
        return self
