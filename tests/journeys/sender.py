"""A person without a browser, who follows links and sends forms as a browser would, by what the page says in their script.

For whoever does the same as somebody else in the same run does at a real browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import lxml.html
from flask.testing import FlaskClient
from lxml.html import HtmlElement
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from portal.core import clock
from portal.core.web import LOCALES
from tests.journeys.visitor import SIGNED_IN_FOR, UNTRANSLATED, Tongue, exactly, words

FIELDS = "self::input[not(@type='hidden')] or self::select or self::textarea"


def said(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


class Sender:
    """Speaks as `Visitor` does, as far as forms and links go."""

    def __init__(
        self, client: FlaskClient, base: str, tongue: Tongue, username: str, cookie_of: Callable[[str], str]
    ) -> None:
        self.client, self.base, self.say, self.username = client, base, tongue, username
        self.cookie_of, self.signed_in_until = cookie_of, clock.now()
        self.prefix = f"/{LOCALES[tongue.locale]}"
        self.address, self.tree = "", lxml.html.fromstring("<main></main>")

    # -- going somewhere

    def open(self, path: str, *, status: int = 200) -> Sender:
        if clock.now() >= self.signed_in_until:
            self.client.set_cookie(
                "yiyue", self.cookie_of(self.username), domain=urlsplit(self.base).hostname
            )
            self.signed_in_until = clock.now() + SIGNED_IN_FOR
        path = path.removeprefix(self.base)
        if path.startswith("/") and path.split("/")[1] not in UNTRANSLATED:
            path = self.prefix + path
        return self._arrive(self.client.get(path, base_url=self.base, follow_redirects=True), status)

    def _arrive(self, answer: TestResponse, status: int) -> Sender:
        self.address = answer.request.url
        self.tree = lxml.html.document_fromstring(answer.get_data(as_text=True), base_url=self.address)
        assert answer.status_code == status, f"{answer.status} {self.address}\n{said(self.tree)}"
        return self

    def follow(self, text: str, *, within: str = "main", **values: object) -> Sender:
        wanted = words(self.say(text, **values))
        for link in self._in(within).xpath(".//a[@href]"):
            if wanted.search(self._name(link)):
                return self._follow(link, 200)
        raise AssertionError(f"No link “{wanted.pattern}” on {self.address}\n{said(self.tree)}")

    def _follow(self, link: HtmlElement, status: int) -> Sender:
        link.make_links_absolute(self.address)
        return self.open(link.get("href"), status=status)

    def press(self, text: str, *, within: str = "main", status: int = 200, **values: object) -> Sender:
        wanted = re.compile(rf"^\s*{words(self.say(text, **values)).pattern}\s*$")
        for thing in self._in(within).xpath(".//button | .//a[@href] | .//input[@type='submit']"):
            if wanted.match(self._name(thing)) and thing.get("disabled") is None:
                return self._follow(thing, status) if thing.tag == "a" else self._send(thing, status)
        raise AssertionError(f"No button “{wanted.pattern}” on {self.address}\n{said(self.tree)}")

    def press_and_agree(self, text: str, *, within: str = "main") -> Sender:
        """Only a script asks once more."""
        return self.press(text, within=within)

    def _send(self, button: HtmlElement, status: int) -> Sender:
        form = next(button.iterancestors("form"))
        sent = MultiDict(form.form_values())
        if button.get("name"):
            sent.add(button.get("name"), button.get("value", ""))
        form.make_links_absolute(self.address)
        target = button.get("formaction") or form.get("action") or self.address
        kind = form.get("enctype", "application/x-www-form-urlencoded")
        answer = self.client.open(
            target.removeprefix(self.base),
            method=form.get("method", "get").upper(),
            data=sent,
            content_type=kind,
            base_url=self.base,
            headers={"Referer": self.address, "Origin": self.base},
            follow_redirects=True,
        )
        return self._arrive(answer, status)

    # -- filling in

    def fill(self, label: str, value: object, *, within: str = "") -> Sender:
        field = self._field(label, within)
        field.value = self.say(value) if isinstance(value, str) else str(value)
        return self

    def tick(self, label: str, *, within: str = "") -> Sender:
        self._field(label, within).checked = True
        return self

    def choose(self, label: str, option: str, *, within: str = "") -> Sender:
        wanted = exactly(self.say, option)
        for group in self._in(within).xpath(".//fieldset[legend]"):
            if exactly(self.say, label).match(said(group.find("legend"))):
                self._labelled(group, wanted).checked = True
                return self
        field = self._field(label, within)
        values = [each.get("value") for each in field.iter("option") if wanted.match(said(each))]
        assert values, f"{option} is not offered: {said(field)}"
        field.value = values[0]
        return self

    def _field(self, label: str, within: str) -> HtmlElement:
        return self._labelled(self._in(within), exactly(self.say, label))

    def _labelled(self, inside: HtmlElement, wanted: re.Pattern[str]) -> HtmlElement:
        for label in inside.iter("label"):
            if wanted.match(said(label)):
                own = label.get("for")
                found = self.tree.xpath("//*[@id=$own]", own=own) if own else label.xpath(f".//*[{FIELDS}]")
                if found:
                    return found[0]
        raise AssertionError(f"No field “{wanted.pattern}” on {self.address}\n{said(self.tree)}")

    def _in(self, within: str) -> HtmlElement:
        """A kind of element, a class, or both."""
        tag, _dot, kind = within.partition(".")
        of_class = f"[contains(concat(' ', @class, ' '), ' {kind} ')]" if kind else ""
        found = self.tree.xpath(f"//{tag or '*'}{of_class}") if within else [self.tree]
        assert found, f"No {within} on {self.address}"
        return found[0]

    def _name(self, thing: HtmlElement) -> str:
        return thing.get("aria-label") or thing.get("value", "") if thing.tag == "input" else said(thing)

    # -- looking

    @property
    def path(self) -> str:
        """The address without host and language."""
        path = self.address.removeprefix(self.base).removeprefix(self.prefix)
        return path.partition("?")[0].partition("#")[0]

    @property
    def text(self) -> str:
        return said(self.tree)

    def has(self, button: str) -> bool:
        return any(said(each) == self.say(button) for each in self.tree.iter("button"))

    def sees(self, text: str, *, within: str = "main", **values: object) -> Sender:
        wanted = words(self.say(text, **values))
        assert wanted.search(said(self._in(within))), f"{wanted.pattern} is not on {self.address}"
        return self

    def picture(self, name: str, *, whole: bool = True) -> Sender:
        """There is nothing to take one of."""
        return self
