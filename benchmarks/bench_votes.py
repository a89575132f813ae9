"""500 people answer statements at once, through HTTP, while the worker computes: no error, no waiting, exact counts.

python -m benchmarks.bench_votes
BENCH_DATABASE=postgresql+psycopg://... python -m benchmarks.bench_votes     an empty database on a server instead

Everybody reads for some seconds before the next answer, as people do; the idle portal is one person doing the same.
Also how long the worker takes to refresh a map of 2,000 people and 200 statements from the database.
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import insert, select

from benchmarks.ground import ROOT, Claims, p95, served
from portal.accounts import sessions
from portal.app import create_app
from portal.core.config import Config
from portal.core.db import db
from portal.core.jobs import Job
from portal.core.web import Portal
from portal.core.work import unit_of_work
from portal.statements.models import OpinionMap, Participant, Statement, StatementVote
from portal.statements.services import computing
from portal.statements.states import CHOICES, State
from tests.factories import a_user
from tests.factories.statements import a_map
from tests.statements.crowd import a_vote, votes

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "500"))
STATEMENTS = 6
PAUSE = float(os.environ.get("BENCH_PAUSE", "8"))  # seconds in which somebody reads a statement
NAMES = {int(choice): name for name, choice in CHOICES.items()}
DATABASE = {"database_url": os.environ["BENCH_DATABASE"]} if "BENCH_DATABASE" in os.environ else {}
TOKEN = "the-same-for-the-whole-run"


class Town:
    """An installation with one open map and so many people who are signed in."""

    def __init__(self, folder: Path) -> None:
        self.app: Portal = create_app(Config(instance_dir=folder, **DATABASE))
        with self.app.app_context():
            db.create_all()
        with self.app.app_context(), unit_of_work():
            opinion_map = a_map(statements=[f"第{n}条看法，大家都来说" for n in range(1, STATEMENTS + 1)])
            self.path, self.map_id = f"/zh-hans{opinion_map.address}", opinion_map.id
            people = [a_user() for _n in range(PEOPLE + 1)]
            self.users = [person.id for person in people]
            signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            name = self.app.config["SESSION_COOKIE_NAME"]
            kept = [
                {"_user_id": sessions.begin(person), "_fresh": False, "csrf_token": TOKEN}
                for person in people
            ]
            self.cookies = [f"{name}={signer.dumps(one)}" for one in kept]


class Somebody(threading.Thread):
    """One person: reads, answers, reads the next one."""

    def __init__(self, port: int, town: Town, number: int, token: str, begin: float) -> None:
        super().__init__(daemon=True)
        self.port, self.town, self.number, self.token, self.begin = port, town, number, token, begin
        self.times: list[float] = []
        self.errors: list[str] = []

    def run(self) -> None:
        time.sleep(self.begin)
        headers = {
            "Cookie": self.town.cookies[self.number],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        for turn in range(STATEMENTS):
            on = (self.number + turn) % STATEMENTS + 1
            body = urlencode(
                {"statement": on, "choice": NAMES[a_vote(self.number, on)], "csrf_token": self.token}
            )
            began = time.perf_counter()
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                connection.request("POST", f"{self.town.path}/votes", body, headers)
                answer = connection.getresponse()
                answer.read()
                connection.close()
                if answer.status != 302:
                    self.errors.append(str(answer.status))
            except OSError as error:
                self.errors.append(repr(error))
            took = time.perf_counter() - began
            self.times.append(took)
            time.sleep(max(0.0, (PAUSE if self.begin else 0.05) - took))


def crowd(port: int, town: Town, numbers: range, token: str) -> tuple[list[float], list[str]]:
    """Everybody's waiting times and what went wrong; they begin within one pause."""
    alone = len(numbers) == 1
    people = [
        Somebody(port, town, n, token, 0.0 if alone else 0.01 + PAUSE * at / len(numbers))
        for at, n in enumerate(numbers)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return sorted(t for p in people for t in p.times), [e for p in people for e in p.errors]


def token_of(port: int, town: Town) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"{town.path}/next", headers={"Cookie": town.cookies[0]})
    return connection.getresponse().read().decode().split('name="csrf_token" value="')[1].split('"')[0]


def main() -> None:
    claims = Claims()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        town = Town(folder)
        chosen = {f"PORTAL_{key.upper()}": value for key, value in DATABASE.items()}
        environment = os.environ | chosen | {"PORTAL_INSTANCE_DIR": name}
        with served("portal.cli.wsgi:application", folder, workers=2, **chosen) as server:
            token = token_of(server.port, town)
            crowd(server.port, town, range(PEOPLE, PEOPLE + 1), token)  # warm
            idle: list[float] = []
            for _round in range(10):
                idle += crowd(server.port, town, range(PEOPLE, PEOPLE + 1), token)[0]
            worker = subprocess.Popen([sys.executable, "-m", "portal", "work"], cwd=ROOT, env=environment)
            try:
                times, errors = crowd(server.port, town, range(PEOPLE), token)
                time.sleep(12)  # the last job comes at the end of its turn
            finally:
                worker.terminate()
                worker.wait(30)
            memory = server.memory() / 1024 / 1024
        print(f"       one person p95 {p95(sorted(idle)):.0f} ms; {PEOPLE} people p95 {p95(times):.0f} ms")
        claims.claim("errors", len(errors), 0, at_most=True)
        claims.claim(
            "p95 of a vote, many beside one", p95(times) / p95(sorted(idle)), 5, at_most=True, unit="x"
        )
        claims.claim("peak memory of a web process", memory, 150, at_most=True, unit=" MB")
        claims.claim("votes that are not as they were cast", wrong(town), 0, at_most=True)
        refresh(claims, town)
    claims.end()


def wrong(town: Town) -> int:
    """How many votes in the database are not what their person said last, and pictures that failed."""
    with town.app.app_context():
        rows = db.session.execute(
            select(Participant.user_id, Statement.number, StatementVote.choice)
            .join(Participant, Participant.id == StatementVote.participant_id)
            .join(Statement, Statement.id == StatementVote.statement_id)
        )
        said = {(user, on): choice for user, on, choice in rows}
        failed = db.session.scalars(select(Job.error).where(Job.error.is_not(None))).all()
    meant = {
        (user, on): a_vote(number, on)
        for number, user in enumerate(town.users)
        for on in range(1, STATEMENTS + 1)
    }
    return (
        sum(said.get(key) != choice for key, choice in meant.items()) + len(said) - len(meant) + len(failed)
    )


def refresh(claims: Claims, town: Town, people: int = 2_000, statements: int = 200) -> None:
    """From the rows of the database to the row that the page reads."""
    with town.app.app_context():
        with unit_of_work():
            opinion_map = db.session.get_one(OpinionMap, town.map_id)
            db.session.execute(db.delete(StatementVote))
            for number in range(STATEMENTS + 1, statements + 1):
                db.session.add(
                    Statement(map=opinion_map, number=number, text=f"第{number}条", state=State.ACCEPTED)
                )
            there = [Participant(map_id=opinion_map.id) for _n in range(people)]
            db.session.add_all(there)
            db.session.flush()
            ids = db.session.scalars(select(Statement.id).order_by(Statement.number)).all()
            rows = [
                {
                    "participant_id": there[person].id,
                    "statement_id": ids[on],
                    "map_id": opinion_map.id,
                    "choice": choice,
                }
                for person, on, choice in votes(people, statements, 0.5)
            ]
            db.session.execute(insert(StatementVote), rows)
        times = []
        for _round in range(3):
            began = time.perf_counter()
            payload = {"map_id": town.map_id}
            with unit_of_work(read=True):
                found = computing.gather(payload)
            if found is None:
                raise RuntimeError("there was nothing to compute")
            thought = computing.think(found)
            with unit_of_work():
                computing.keep(payload, thought)
                db.session.execute(db.update(computing.MapPicture).values(version=""))
            times.append(time.perf_counter() - began)
        name = f"refreshing {people:,} people x {statements} statements ({len(rows):,} votes)"
        claims.claim(f"{name} from the database", min(times), 2.0, at_most=True, unit=" s")


if __name__ == "__main__":
    main()
