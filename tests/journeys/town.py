"""The demo city behind a real server in this process, whose clock can be put ahead."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from portal.app import create_app
from portal.cli import portal
from portal.core import clock, jobs
from portal.core.config import Config
from portal.core.db import db
from tests import city
from tests.journeys.sender import Sender
from tests.journeys.visitor import BROWSER_LOCALES, Tongue, Visitor
from tests.kept import as_it_was, close

T = TypeVar("T")
HOST = "127.0.0.1"


def in_script(locale: str) -> pytest.MarkDecorator:
    """For a journey that goes one way in either script: its pages are read in both elsewhere."""
    return pytest.mark.parametrize("town", [locale], indirect=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass
class Town:
    """A city of one journey: its server, its people at their browsers, its worker and its clock."""

    app: Flask
    config: Config
    browser: Browser
    say: Tongue
    skip_clock: Callable[[timedelta], None]
    draw_every_paper: Callable[[], None]
    """From now on; of a journey in which nobody reads any, there is one of each shape."""
    by_post: bool = False
    """Whether people send forms without a browser just now (see `everybody`)."""
    by_form: bool = False
    """Whether people sign in as they do at home; else they come signed in."""
    people: dict[tuple[str, int], Visitor] = field(default_factory=dict)
    senders: dict[str, Sender] = field(default_factory=dict)

    def sender(self, username: str) -> Sender:
        """A person who does without a browser what another does at one."""
        if username not in self.senders:
            client, base = self.app.test_client(), self.config.base_url
            self.senders[username] = Sender(client, base, self.say, username, self.cookie_of)
        return self.senders[username]

    def everybody(self, doings: Iterable[T], *, seen: Collection[T] = ()) -> Iterator[T]:
        """The same thing several times: at a browser the first time and where it is to be seen, else by the forms alone."""
        before = self.by_post
        try:
            for number, each in enumerate(doings):
                self.by_post = before or (number > 0 and each not in seen)
                yield each
        finally:
            self.by_post = before

    @contextmanager
    def once_more(self) -> Iterator[None]:
        """What has been done at browsers before is done again, by the forms alone."""
        self.by_post = True
        yield
        self.by_post = False

    def visitor(self, username: str = "", width: int = 1280) -> Visitor | Sender:
        """The browser of one person; the same each time."""
        if self.by_post and username:
            return self.sender(username)
        key = (username, width)
        if key not in self.people:
            context = self.browser.new_context(
                locale=BROWSER_LOCALES[self.say.locale],
                viewport={"width": width, "height": 844 if width < 600 else 900},
                timezone_id="Asia/Shanghai",
                is_mobile=width < 600,
                has_touch=width < 600,
            )
            cookie_of = None if self.by_form else self.cookie_of
            self.people[key] = Visitor(context, self.config.base_url, self.say, username, cookie_of)
        return self.people[key]

    def cookie_of(self, username: str) -> str:
        kept = city.a_browser_of(self.app, username).get_cookie("yiyue")
        assert kept
        return kept.value

    def work(self) -> None:
        """What the worker does all the time: what is due by the clock, then what waits."""
        with self.app.app_context():
            jobs.run_due()
            while jobs.run_due_jobs():
                pass
            db.session.remove()

    def skip(self, **by: float) -> None:
        """So much later, with everything done that was due until then."""
        self.skip_clock(timedelta(**by))
        self.work()

    def command(self, *arguments: object) -> Result:
        """`portal …`, on the same database."""
        config = self.config
        settings = {
            "PORTAL_INSTANCE_DIR": str(config.instance_dir),
            "PORTAL_DATABASE_URL": config.database_url,
            "PORTAL_SECRET_KEY": config.secret_key,
            "PORTAL_BASE_URL": config.base_url,
        }
        return CliRunner().invoke(portal, [*map(str, arguments)], env=settings)

    @property
    def complaints(self) -> list[str]:
        return [
            f"{one.username or 'nobody'}: {said}" for one in self.people.values() for said in one.complaints
        ]


@contextmanager
def served(shared: Path) -> Iterator[Flask]:
    """A portal behind a server, for all journeys of this process."""
    port = free_port()
    app = create_app(city.copied(shared, "journeys", base_url=f"http://{HOST}:{port}"))
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(HOST, port, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield app
    server.shutdown()
    serving.join()
    server.server_close()
    close(app)


@contextmanager
def opened(app: Flask, shared: Path, browser: Browser, locale: str) -> Iterator[Town]:
    """The demo city as it is at first."""
    config = app.extensions["portal.config"]
    city.renew(shared, config)
    with as_it_was(app), clock.rehearsal() as skip, ExitStack() as likes:
        likes.enter_context(city.sheets_of_likes())
        town = Town(app, config, browser, Tongue(locale), skip, likes.close)
        yield town
        for person in town.people.values():
            person.context.close()
