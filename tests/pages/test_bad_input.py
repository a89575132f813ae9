"""Every form of the demo city is sent everything that forms are not meant for: it answers, and keeps nothing half."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlsplit
from zlib import crc32

import pytest
from sqlalchemy import Select, event, func, select

from portal.core.db import db
from tests import city
from tests.pages.inspector import LOOKS, Page
from tests.pages.test_walk import WALKS, walk_ahead, walked
from tests.pages.walker import PEOPLE

pytestmark = pytest.mark.needs_no_database

ON_SERVER = bool(os.environ.get("PORTAL_TEST_DATABASE"))
GROUPS = 8  # so many tests share the forms among them
LEFT_BEHIND = {"job", "audit_line", "rate_try", "once_key", "account_session", "heartbeat"}
LARGE = "x" * (1 << 20)
MARKS = quote_plus('\u202e<script>a()</script><i x="\'">{{7*7}}%(a)s%s../\u200b')
# as they stand in a request; what means something to other readers comes in one text, short enough for most fields
BAD = {
    "empty": "",
    "spaces": quote_plus("   \u3000 "),
    "nul and half a pair": "a%00%ED%A0%80b",
    "no utf-8": "%FF%FE",
    "marks of other languages": MARKS,
    "invisible": quote_plus("\u200b\ufeff\u00ad"),
    "minus": "-1",
    "huge": "9" * 40,
    "no number": "NaN",
    "infinite": "1e999",
    "far day": "99999-12-31",
    "no such day": quote_plus("2026-02-30T25:61"),
    "somebody else's": "1",
    "nobody's": "999999999",
    "unknown choice": "no-such-choice",
    "large": LARGE,
}
# what means something to a field when all others are as they should be, by its kind
WRITTEN = {"text", "textarea", "search", "email", "tel", "url", "password"}
CHOSEN = {"select", "radio", "checkbox", "button", "submit"}
NULL = "nul and half a pair"
TO_WRITTEN = ("empty", NULL, "marks of other languages")
TO_CHOSEN = (NULL, "somebody else's", "unknown choice")
TO_OTHERS = ("empty", NULL, "marks of other languages", "somebody else's", "unknown choice")
SENTENCE = "//*[@role='alert' or @class='error' or @class='why']"
CLOSED = {401, 403, 404, 410}


@dataclass
class Sending:
    form: dict[str, Any]
    what: str
    body: bytes
    kind: str = "application/x-www-form-urlencoded"

    @property
    def key(self) -> str:
        return f"{self.form['key']}: {self.what}"

    def __str__(self) -> str:
        return f"{self.form['who']} POST {self.form['action']} (from {self.form['page']}): {self.what}"


def all_forms(town, shared) -> list[dict[str, Any]]:
    """Found once in a run, whichever process comes first; all that are there share the walks it takes."""
    if (before := city.on_sqlite(shared) / "forms.json").exists():  # in the same city
        return json.loads(before.read_text(encoding="utf-8"))
    if not (shared / "forms.json").exists():
        walk_ahead(town, shared)
    return city.kept(shared / "forms.json", lambda: found_forms(town, shared))


def found_forms(town, shared) -> list[dict[str, Any]]:
    """One of each kind, by where it leads and what it asks, with who saw it first."""
    walks = [
        (who, walked(town, shared, who, prefix, bound)) for who, prefix, bound in WALKS if prefix != "en"
    ]
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for who, seen in walks:
        for form in seen.forms:
            if form["method"] == "post":
                names = frozenset(field["name"] for field in form["fields"])
                found.setdefault((route(town, form["action"])[0], names), {**form, "who": who})
    reached, tried = {endpoint for endpoint, _names in found}, set()
    for (endpoint, _names), form in found.items():
        form["alone"] = [name for name in unlike(form) if (endpoint, numberless(name)) not in tried]
        tried |= {(endpoint, numberless(name)) for name in form["alone"]}
    hidden = hidden_forms(town, reached, walks, list(found.values()))
    forms = [*found.values(), *({**form, "alone": unlike(form)} for form in hidden)]
    return [{**form, "turn": turn, "key": key_of(town, form)} for turn, form in enumerate(forms)]


def key_of(town, form: dict[str, Any]) -> str:
    """The same in each copy of the city and on each kind of database: without the codes of its addresses."""
    names = sorted({field["name"] for field in form["fields"]})
    return f"{form['who']} {route(town, form['action'])[0]} {' '.join(names)}"


def numberless(name: str) -> str:
    return re.sub(r"\d+", "#", name)


def unlike(form: dict[str, Any]) -> list[str]:
    """The fields, but of rows that differ by their number only those of the first."""
    first: dict[str, str] = {}
    for name in filled(form):
        first.setdefault(numberless(name), name)
    return list(first.values())


def route(town, address: str, method: str = "POST") -> tuple[str, dict[str, Any]]:
    path = re.sub(r"^/(zh-hans|zh-hant|en)(?=/)", "", urlsplit(address).path)
    return town.url_map.bind("localhost").match(path, method=method)


NUMBER = re.compile(r"<int:(\w+)>")
ONE_OF = re.compile(r"<any\((\w+)[^)]*\):(\w+)>")


def hidden_forms(town, reached, walks, forms) -> list[dict[str, Any]]:
    """Routes whose forms no walk came by: built from what the same door uses elsewhere, sent by those who lead."""
    used: dict[tuple[str, str, bool], Any] = {}  # a voucher's number has letters, that of a version has none
    for _who, seen in walks:
        for address in (each for some in seen.pages.values() for each in some):
            endpoint, values = route(town, address, "GET")
            used |= {
                (endpoint.partition(".")[0], name, isinstance(value, int)): value
                for name, value in values.items()
            }
    made = []
    for rule in town.url_map.iter_rules():
        door = rule.endpoint.partition(".")[0]
        if "POST" not in (rule.methods or ()) or rule.endpoint in reached:
            continue
        words = {name: first for first, name in ONE_OF.findall(rule.rule)}
        counted = set(NUMBER.findall(rule.rule))
        values = {
            name: words.get(name) or used.get((door, name, name in counted), 1) for name in rule.arguments
        }
        _host, path = (
            town.url_map.bind("localhost").build(rule.endpoint, values, "POST", True).split("localhost")
        )
        near = {f["name"]: f for form in forms if f"/{door}/" in form["action"] for f in form["fields"]}
        made += [
            {
                "page": f"/zh-hans{path}",
                "action": f"/zh-hans{path}",
                "who": who,
                "fields": list(near.values())[:6],
            }
            for who in ("street_issuer", "chair")
        ]
    return made


def filled(form: dict[str, Any]) -> dict[str, str]:
    """As a browser would send it unchanged, with something in every empty field."""
    values = {}
    for field in form["fields"]:
        if field["name"] in {"csrf_token", "once"} or field["kind"] in {"file", "button"}:
            continue
        if field["on"] or field["name"] not in values:
            values[field["name"]] = field["value"] or "一二三四五六七八九十"
    return values


def encoded(values: dict[str, str], **raw: str) -> bytes:
    pairs = [f"{quote_plus(name)}={quote_plus(value)}" for name, value in values.items() if name not in raw]
    return "&".join([*pairs, *(f"{quote_plus(name)}={value}" for name, value in raw.items())]).encode()


def as_it_stands(form: dict[str, Any]) -> Sending:
    return Sending(form, "as it stands", encoded(filled(form)))


def field_by_field(form: dict[str, Any]) -> Iterator[Sending]:
    """Each field of a route bad or missing for once, while all others are as they should be."""
    values, kinds = filled(form), {field["name"]: field["kind"] for field in form["fields"]}
    for name in form["alone"]:
        kind = kinds[name]
        for what in TO_WRITTEN if kind in WRITTEN else TO_CHOSEN if kind in CHOSEN else TO_OTHERS:
            yield Sending(form, f"{what} in {name}", encoded(values, **{name: BAD[what]}))
        rest = {other: value for other, value in values.items() if other != name}
        yield Sending(form, f"without {name}", encoded(rest))


def altogether(form: dict[str, Any]) -> Iterator[Sending]:
    values = filled(form)
    for what, bad in BAD.items() if values else ():
        fields = list(values)[:1] if what == "large" else values
        yield Sending(form, f"{what} everywhere", encoded({}, **dict.fromkeys(fields, bad)))
    for field in form["fields"]:
        if field["kind"] == "file":
            yield Sending(form, f"text for {field['name']}", encoded(values, **{field["name"]: "abc"}))
    if values:  # else it is how the form stands
        yield Sending(form, "nothing", b"")
        yield Sending(form, "a file for every field", files(values), PARTS)
    body, kind = NO_FORMS[form["turn"] % len(NO_FORMS)]
    yield Sending(form, "no form", body, kind)


def to_a_closed_door(form: dict[str, Any]) -> Iterator[Sending]:
    """Nobody there would read a single field, so a few whole requests will do."""
    few = {"marks of other languages everywhere", f"{NULL} everywhere", "nothing", "no form"}
    return (sending for sending in altogether(form) if sending.what in few)


PARTS = "multipart/form-data; boundary=x"
BROKEN = b'--x\r\nContent-Disposition: form-data; name="a"; filename="\xff\r\n\r\nabc'
# refused before any view looks at its fields: the forms take turns
NO_FORMS = (
    (b'{"a": [1, null]}', "application/json"),
    (b"--x\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data"),
    (BROKEN, PARTS),
)


def files(values: dict[str, str]) -> bytes:
    part = (
        '--x\r\nContent-Disposition: form-data; name="{}"; filename="../a.svg"\r\n\r\n<svg onload="x()"/>\r\n'
    )
    return ("".join(part.format(name) for name in values) + "--x--\r\n").encode()


@cache
def question() -> Select[Any]:
    tables = [table for table in db.metadata.sorted_tables if table.name not in LEFT_BEHIND]
    return select(*(select(func.count()).select_from(t).scalar_subquery().label(t.name) for t in tables))


def rows() -> dict[str, int]:
    """How many rows each table has, in one question."""
    return dict(db.session.execute(question()).one()._mapping)


READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA")


WORDS = re.compile(r"\w+")
WHOLE = re.compile(r"\s*-?\d{1,99}\s*")


@lru_cache(maxsize=10_000)
def kind_of(value: Any) -> str:
    """As far as a database can mind: how large a number is and its sign, how long a text and its marks, else the type."""
    if isinstance(value, str) and not WHOLE.fullmatch(value):
        return f"{len(value).bit_length()} {''.join(sorted(set(WORDS.sub('', value))))}"
    if isinstance(value, str) or type(value) is int:
        number = int(value)
        return f"{number < 0} {number.bit_length() > 31} {number.bit_length() > 63}"
    return type(value).__name__


class Said:
    """What a sending says to the database: whether it writes (if not, there are no rows to count), and what of it is new,
    compared with what the forms before it have said: a statement, or a value of another kind in a place of it."""

    def __init__(self, connection) -> None:
        self.writes, self.new = False, set()
        self.before: set[int] = set()
        event.listen(connection, "before_cursor_execute", self.note)

    def begin(self) -> None:
        self.writes, self.new = False, set()

    def note(self, _connection, _cursor, statement, parameters, *_) -> None:
        self.writes = self.writes or not statement.startswith(READING)
        if not ON_SERVER and not statement.startswith(READING[1:]):
            many = isinstance(next(iter(parameters), None), tuple | dict)
            for values in parameters if many else [parameters]:
                places = enumerate(values.values() if isinstance(values, dict) else values)
                kinds = [statement, *(f"{place} {kind_of(value)} in {statement}" for place, value in places)]
                self.new |= {crc32(each.encode("utf-8", "replace")) for each in kinds} - self.before
            self.before |= self.new


class Sender:
    """Sends to the city as it was; whatever a sending has done is undone before the next."""

    def __init__(self, town, connection, told: set[str] | None = None) -> None:
        self.town, self.connection, self.told = town, connection, told
        self.cookies: dict[str, str] = {}
        self.inspected: set[tuple[str, int]] = set()
        self.said, self.tells = Said(connection), {}
        self.status = 0
        with town.app_context():
            self.before = rows()

    def cookie_of(self, who: str) -> str:
        if who not in self.cookies:
            client = city.a_browser_of(self.town, PEOPLE[who])
            kept = client.get_cookie("yiyue")
            self.cookies[who] = f"yiyue={kept.value}" if kept else ""
        return self.cookies[who]

    def all_faults(self, form: dict[str, Any]) -> Iterator[str]:
        for sending in self.sendings(form):
            if self.told is None or sending.key in self.told:
                yield from self.faults(sending)

    def sendings(self, form: dict[str, Any]) -> Iterator[Sending]:
        yield as_it_stands(form)
        if self.told is None and self.status in CLOSED:  # to this person
            yield from to_a_closed_door(form)
        else:
            yield from chain(altogether(form), field_by_field(form))

    def faults(self, sending: Sending) -> Iterator[str]:
        for fault in self.sent(sending):
            yield f"{sending}: {fault}"

    def sent(self, sending: Sending) -> Iterator[str]:
        cookie = self.cookie_of(sending.form["who"])
        inner = self.connection.begin_nested()
        self.said.begin()
        try:
            client = self.town.test_client(use_cookies=False)
            answer = client.post(
                sending.form["action"],
                data=sending.body,
                content_type=sending.kind,
                headers={"Cookie": cookie},
                buffered=True,
            )
            self.status = answer.status_code
            if self.said.new:
                self.tells[sending.key] = sorted(self.said.new)
            yield from self.judged(sending, answer)
        finally:
            inner.rollback()

    def judged(self, sending: Sending, answer) -> Iterator[str]:
        if answer.status_code >= 500:
            yield f"{answer.status_code}"
        if answer.status_code >= 400:
            after = self.before
            if self.said.writes:
                with self.town.app_context():
                    after = rows()
            if after != self.before:
                yield f"{answer.status_code}, but rows were written: {set(after.items()) - set(self.before.items())}"
            kind = (sending.form["action"], answer.status_code)
            if answer.mimetype == "text/html" and kind not in self.inspected:
                self.inspected.add(kind)  # the first answer of each kind will do
                page = Page(sending.form["page"], answer.status_code, answer.get_data(as_text=True))
                looks = LOOKS if sending.what[:5] != "large" else ()  # what was typed comes back
                yield from (said for look in looks for said in look(page))
                if answer.status_code == 422 and not page.tree.xpath(SENTENCE):
                    yield "comes back without a sentence"


def what_was_told() -> set[str] | None:
    """What said to SQLite, in this run, what none before it had said: all others say nothing new to PostgreSQL either."""
    run = os.environ.get("PORTAL_TEST_SHARED")
    lists = sorted(Path(run, "sqlite").glob("told_*.json")) if run and ON_SERVER else []
    if len(lists) < GROUPS:
        return None
    told, before = set(), set()
    for key, said in chain.from_iterable(json.loads(each.read_text()).items() for each in lists):
        if not before.issuperset(said):
            told.add(key)
            before.update(said)
    return told


@pytest.mark.both_databases
@pytest.mark.parametrize("group", range(GROUPS))
def test_bad_input_is_answered_and_keeps_nothing_half(town, shared, group):
    forms = all_forms(town, shared)[group::GROUPS]
    faults = []
    with city.untouched(town) as connection:
        sender = Sender(town, connection, what_was_told())
        for form in forms:
            faults += sender.all_faults(form)

    assert faults == []
    assert forms
    if not ON_SERVER:
        (shared.parent / f"told_{group}.json").write_text(json.dumps(sender.tells))


def test_no_form_is_taken_without_its_token(town, shared):
    """The tokens that the other tests do without."""
    forms, faults = all_forms(town, shared), []
    town.config["WTF_CSRF_ENABLED"] = True
    try:
        with city.untouched(town) as connection:
            sender = Sender(town, connection)
            for form in forms:
                cookie = sender.cookie_of(form["who"])
                client = town.test_client(use_cookies=False)
                answer = client.post(form["action"], data=filled(form), headers={"Cookie": cookie})
                if answer.status_code != 400 and not urlsplit(form["action"]).path.endswith("/preferences"):
                    faults.append(f"{form['action']}: {answer.status_code}")
    finally:
        town.config["WTF_CSRF_ENABLED"] = False

    assert faults == []
