"""Walks the demo city as one person: from the home page along every link, a few addresses of each kind."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zlib import crc32

from flask import Flask
from sqlalchemy import event
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.city import a_browser_of, untouched
from tests.pages.inspector import Page, inside, inspect

# one of each kind of reader: nobody, residents of both scripts, officers, every role
PEOPLE = {
    "nobody": "",
    "newcomer": "wangxiaoya",
    "resident": "wangxiulan",
    "resident_hant": "shenshute",
    "merchant": "lingjianzhong",
    "chair": "shenfugen",
    "secretary": "yexiaotang",
    "partner_clerk": "jinxiaoman",
    "community_worker": "chenxuemei",
    "street_editor": "suwenbo",
    "street_reviewer": "hejingyi",
    "street_issuer": "liangqixin",
    "city_editor": "muqing",
    "legal_reviewer": "weiguoliang",
    "auditor": "yanruoshui",
    "security_admin": "jimingyuan",
    "city_admin": "guqinghe",
}
STARTS = ("/me", "/", "/no-such-page")
FOR_MACHINES = ("/robots.txt", "/sitemap.xml", "/healthz", "/readyz")
EXPECTED = {
    ("", 404): "an address that is none, asked for on purpose",
    ("points.correct", 403): "says to those who awarded the points that another person has to correct them",
}


READING = re.compile(r"SELECT|WITH")
NUMBER = re.compile(r"\d+")
AS_MANY = re.compile(r"\(\?(?:, \?)+\)")


@dataclass
class Walked:
    """What one walk has seen; plain data, so that the processes of a run can share it."""

    pages: dict[str, list[str]] = field(default_factory=dict)
    """The addresses of HTML pages that opened, by endpoint."""
    opened: dict[str, int] = field(default_factory=dict)
    """How many addresses of any kind were asked for, by endpoint."""
    forms: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    asks: dict[str, list[int]] = field(default_factory=dict)
    """What an address asked the database and none before it in this walk, as checksums; and the first of each endpoint."""
    says: dict[str, list[int]] = field(default_factory=dict)
    """What an address said in words and none before it in this walk, as checksums: numbers make no difference."""
    again: bool = False
    """Whether only some addresses were opened that another walk has seen."""


class Walker:
    def __init__(self, app: Flask, who: str, prefix: str, bound: int, looks: bool = True) -> None:
        self.app, self.who, self.prefix, self.bound, self.looks = app, who, prefix, bound, looks
        self.map = app.url_map.bind("localhost")
        self.seen: set[str] = set()
        self.asked: Counter[tuple[str, frozenset[str]]] = Counter()
        self.queue: deque[tuple[str, str]] = deque()
        self.fetched: dict[str, int] = {}
        self.walked = Walked()
        self.asked_database: set[int] = set()
        self.news: list[int] = []
        self.heard: set[int] = set()
        self.kinds: set[tuple[str, frozenset[str]]] = set()

    def walk(self) -> Walked:
        for start in STARTS:
            self.plan(f"/{self.prefix}{start}", "the start")
        for path in FOR_MACHINES:
            self.plan(path, "a machine")
        return self.go()

    def open_only(self, addresses: Iterable[str]) -> Walked:
        """These alone, wherever they lead."""
        self.walked.again = True
        self.queue.extend((address, "a walk in the other script") for address in addresses)
        return self.go()

    def open_again(self, addresses: Iterable[str]) -> Walked:
        """These alone, without a look at their mark-up and words."""
        self.looks = False
        self.walked.again = True
        self.queue.extend((address, "a walk on SQLite") for address in addresses)
        return self.go()

    def go(self) -> Walked:
        with untouched(self.app) as connection:
            self.client = a_browser_of(self.app, PEOPLE[self.who])
            event.listen(connection, "before_cursor_execute", self.note)
            while self.queue:
                self.visit(*self.queue.popleft())
        return self.walked

    def note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """However many values stand in a list, it is the same question."""
        if READING.match(statement):
            asked = crc32(AS_MANY.sub("(?)", statement).encode())
            if asked not in self.asked_database:
                self.asked_database.add(asked)
                self.news.append(asked)

    def endpoint(self, address: str) -> str:
        """Whose page this is; empty for an address that is nobody's."""
        path = urlsplit(address).path
        try:
            return str(self.map.match(path.removeprefix(f"/{self.prefix}") or "/", method="GET")[0])
        except RequestRedirect:
            return "a redirect"
        except HTTPException:
            return ""

    def plan(self, address: str, where: str) -> None:
        first = address.split("/")[1].split("?", maxsplit=1)[0]
        if address in self.seen or (first != self.prefix and first in {"zh-hans", "zh-hant", "en"}):
            return
        self.seen.add(address)
        kind = self.kind(address)
        if kind[0] != "static" and self.asked[kind] < (1 if kind[1] else self.bound):
            self.asked[kind] += 1
            self.queue.append((address, where))

    def kind(self, address: str) -> tuple[str, frozenset[str]]:
        names = frozenset(name for name, _ in parse_qsl(urlsplit(address).query))
        return self.endpoint(address), names

    def visit(self, address: str, where: str) -> None:
        endpoint = self.endpoint(address)
        self.news = []
        answer = self.client.get(address, buffered=True)
        if self.news or endpoint not in self.walked.opened:
            self.walked.asks[address] = self.news
        self.walked.opened[endpoint] = self.walked.opened.get(endpoint, 0) + 1
        if 300 <= answer.status_code < 400:
            if not self.walked.again and (there := inside(address, answer.headers["Location"])):
                self.plan(there, address)
            return
        if answer.status_code >= 400 and (endpoint, answer.status_code) not in EXPECTED:
            self.say(address, f"{answer.status_code}, linked from {where}")
        if answer.mimetype == "text/html":
            self.read(endpoint, Page(address, answer.status_code, answer.get_data(as_text=True)))
        else:
            self.asked[endpoint, frozenset()] = self.bound  # one file of each kind will do
            self.hear(address, (f"a file of {endpoint}",))

    def read(self, endpoint: str, page: Page) -> None:
        if page.status == 200:
            self.walked.pages.setdefault(endpoint, []).append(page.address)
        if self.walked.again and not self.looks:
            return
        for there in page.needs:
            self.fetch(there, page.address)
        page.shared = self.fetched
        if self.looks:
            for problem in inspect(page):
                self.say(page.address, problem)
        if self.walked.again:
            return
        if (kind := self.kind(page.address)) not in self.kinds:  # the first of each will do
            self.kinds.add(kind)
            self.hear(page.address, page.words)
        for there in page.links:
            self.plan(there, page.address)
        self.walked.forms.extend(forms_of(page, endpoint))

    def hear(self, address: str, words: Iterable[str]) -> None:
        said = {crc32(NUMBER.sub("0", text).encode()) for text in words}
        if news := said - self.heard:
            self.walked.says[address] = sorted(news)
            self.heard |= news

    def fetch(self, address: str, where: str) -> None:
        if address not in self.fetched:
            answer = self.client.get(address, buffered=True, headers={"Accept-Encoding": "gzip"})
            self.fetched[address] = len(answer.get_data())
            if answer.status_code != 200:
                self.say(where, f"needs {address}, which is {answer.status_code}")

    def say(self, address: str, problem: str) -> None:
        self.walked.problems.append(f"{address} ({self.endpoint(address)}): {problem}")


def forms_of(page: Page, endpoint: str) -> list[dict[str, Any]]:
    return [
        {
            "page": page.address,
            "endpoint": endpoint,
            "action": inside(page.address, form.get("action") or page.address),
            "method": form.get("method", "get").lower(),
            "fields": [field_of(one) for one in fields_in(form)],
        }
        for form in page.tree.xpath("//form[not(@method='dialog')]")
    ]


def fields_in(form: Any) -> list[Any]:
    return [one for one in form.xpath(".//input | .//select | .//textarea | .//button") if one.get("name")]


def field_of(one: Any) -> dict[str, Any]:
    kind = one.get("type", "text") if one.tag == "input" else one.tag
    value = one.text or "" if one.tag == "textarea" else one.get("value") or ""
    options = [o.get("value", o.text or "") for o in one.iter("option")] if one.tag == "select" else []
    if options:
        chosen = [o.get("value", o.text or "") for o in one.iter("option") if o.get("selected") is not None]
        value = (chosen or options)[0]
    ticked = kind not in {"checkbox", "radio"} or one.get("checked") is not None
    return {"name": one.get("name"), "kind": kind, "value": value, "options": options, "on": ticked}
