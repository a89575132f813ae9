"""Several processes of one portal, forked from the tests', which has loaded everything: soon there, soon back when killed."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import threading
import time
import traceback
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from werkzeug.serving import WSGIRequestHandler, make_server

from portal.accounts import sessions
from portal.app import create_app
from portal.cli.lifeline import end_with_parent
from portal.core import audit, jobs
from portal.core.db import db
from portal.core.work import unit_of_work
from tests.conftest import a_config
from tests.factories import the_city

PROCESSES = 4


class Quiet(WSGIRequestHandler):
    """Says who has answered, and nothing on the screen."""

    def version_string(self):
        return f"process/{os.getpid()}"

    def log(self, *_):
        pass


def serve(app, listening):
    make_server(
        "127.0.0.1", 0, app, threaded=True, request_handler=Quiet, fd=listening.fileno()
    ).serve_forever()


def work(app, _listening):
    with app.app_context():
        while True:
            if not jobs.run_due_jobs(limit=1):
                time.sleep(0.005)


def keep(role, config, listening, count, parent):
    """So many of them, until it is told to stop."""
    own, children = os.getpid(), set()

    def end(*_):
        for pid in children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    end_with_parent(parent)
    app = create_app(config, WTF_CSRF_ENABLED=False)
    with app.app_context():
        db.engine.dispose()
    while True:
        while len(children) < count:
            children.add(apart(lambda: child(role, app, listening, own)))
        children.discard(os.wait()[0])


def child(role, app, listening, parent):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent(parent)
    role(app, listening)


def apart(doing):
    """What never ends by itself, in a process of its own; its number."""
    if pid := os.fork():
        return pid
    try:
        doing()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)  # nothing of the tests' may be tidied up from here


ROLES = {"web": serve, "worker": work}


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str
    process: str


class Processes:
    """The forked ones of one portal, as browsers and killers see them."""

    def __init__(self, app, parent, port):
        self.app, self.parent, self.port = app, parent, port
        self.signer = app.session_interface.get_signing_serializer(app)

    def pids(self):
        return [
            int(pid) for pid in Path(f"/proc/{self.parent}/task/{self.parent}/children").read_text().split()
        ]

    def cookie(self, user):
        """A session of this person, in the words a browser sends."""
        told = self.signer.dumps({"_user_id": sessions.begin(user), "_fresh": True})
        return f"{self.app.config['SESSION_COOKIE_NAME']}={told}"

    def post(self, cookie, path, form):
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", f"/zh-hans{path}", urlencode(form), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            return Answer(
                answer.status, answer.headers.get("Location", ""), text, answer.headers.get("Server", "")
            )
        finally:
            connection.close()

    def all_together(self, clicks, form, *besides):
        """Each (cookie, path) posts at the same moment, while the acts besides run; the answers of the clicks.

        `form` is everybody's, or a list of forms that are taken in turn.
        """
        forms = form if isinstance(form, list) else [form]
        start = threading.Barrier(len(clicks) + len(besides))
        answers = [None] * len(clicks)

        def send(number):
            start.wait(60)
            answers[number] = self.post(*clicks[number], forms[number % len(forms)])

        def act(one):
            start.wait(60)
            one()

        threads = [threading.Thread(target=send, args=(number,)) for number in range(len(clicks))]
        threads += [threading.Thread(target=act, args=(one,)) for one in besides]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers


@contextmanager
def four_of(folder, bare_tables, fault=None):
    """Four server processes over one database, which is a city with nobody in it yet. `fault` is planted in them."""
    app = create_app(a_config(folder, f"four_{folder.name[-20:]}", like=bare_tables), TESTING=True)
    with app.app_context():
        db.session.remove()
        db.session.configure(bind=None)
    with forked(app, "web", PROCESSES, fault) as processes:
        with app.app_context(), unit_of_work():
            the_city()
        yield processes
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def opened(four):
    """The database of the four, open for a test; its audit is sound when it leaves."""
    with four.app.app_context():
        db.session.remove()
        db.session.configure(bind=None)
        yield four
        assert not list(audit.verify())
        db.session.remove()


@contextmanager
def forked(app, role, count, fault=None):
    """So many processes of the portal `app`, all over its database; `fault` is a function that spoils them first."""
    config, parent = app.extensions["portal.config"], os.getpid()

    def keeping():
        if fault:
            fault()
        keep(ROLES[role], config, listening, count, parent)

    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        port, keeper = listening.getsockname()[1], apart(keeping)
    try:
        yield Processes(app, keeper, port)
    finally:
        os.kill(keeper, signal.SIGTERM)
        os.waitpid(keeper, 0)
