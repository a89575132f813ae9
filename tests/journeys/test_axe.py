"""Every page of the demo city in a real Chromium: axe-core finds nothing, nothing is cut off, nothing is refused.

One page of each route, in both scripts: as the first reader who comes by it (simplified, in the dark too), as the last
(traditional).

What axe has said of the same elements before is not asked again (see `looker`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import asdict
from zlib import crc32

import pytest
from flask import Flask
from werkzeug.serving import make_server

from portal.app import create_app
from portal.core.db import db
from tests import city
from tests.journeys.looker import PHONE, Looker
from tests.journeys.town import free_port
from tests.pages.walker import PEOPLE, Walked, Walker

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]

GROUPS = 8
A_FEW = 2  # addresses of each kind that a walk looks at


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
        looker.look(who, address.replace("/zh-hans/", f"/{language}/", 1), in_the_dark=language == "zh-hans")

    assert looker.faults == []


PLANTS = {
    "button-name": "<button type='button'><span aria-hidden='true'>Words</span></button>",
    "link-name": "<a href='/'></a>",
    "image-alt": "<img src='/static/none.svg' class='icon'>",
    "label": "<input type='text'>",
    "select-name": "<select><option>One</option></select>",
    "list": "<ul><p>Words</p></ul>",
    "aria-valid-attr-value": "<p aria-live='loudly'>Words</p>",
    "aria-allowed-role": "<h2 role='button'>Words</h2>",
    "landmark-unique": "<nav aria-label='a name'></nav><nav aria-label='a name'></nav>",
    "landmark-no-duplicate-main": "<main></main>",
    "heading-order": "<h2>Words</h2><h5>Words</h5>",
    "page-has-heading-one": "",
    "nested-interactive": "<button type='button'>Words <a href='/'>and words</a></button>",
    "empty-heading": "<h2> </h2>",
    "valid-lang": "<p lang='zz-none'>Words</p>",
    "color-contrast": "<p class='planted'>Words</p>",
}
PLANT = """(html) => {
  if (html) document.querySelector("main").insertAdjacentHTML("beforeend", html);
  else document.querySelectorAll("h1").forEach((one) => one.remove());
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".planted { color: #888; background: #777; }");
  document.adoptedStyleSheets = [sheet];
}"""


def test_what_was_asked_before_is_not_asked_again_unless_something_is_new(looker):
    """Faults are planted on a page of which everything is known: each is found, in the other script too."""
    looker.begin()
    for language in ("zh-hans", "zh-hant"):
        for _time in range(3):
            looker.look("nobody", f"/{language}/alliances/")
    before = looker.times_asked
    looker.look("nobody", "/zh-hant/alliances/")
    assert (looker.times_asked, looker.faults) == (before, [])

    for rule, html in PLANTS.items():
        looker.show(PHONE, "light", "/zh-hant/alliances/")
        looker.page.evaluate(PLANT, html)
        looker.judge("phone")

        assert any(f": {rule}: " in fault for fault in looker.faults), (rule, looker.faults)
        looker.faults.clear()
