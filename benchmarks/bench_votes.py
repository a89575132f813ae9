"""500 people answer statements at once, through HTTP, while the worker computes: no error, no waiting, exact counts.

python -m benchmarks.bench_votes
BENCH_DATABASE=postgresql+psycopg://... python -m benchmarks.bench_votes     an empty database on a server instead

"At once" is 500 people at it at the same time, each of whom reads a statement for some seconds (BENCH_PAUSE on the
average, half as long to half as long again) before they answer, as people do: some sixty votes a second. The idle portal
is one person voting on the same server, before and after. Meanwhile the worker does nothing but draw a map of 2,000 people
and 200 statements, again and again, besides that of the crowd.
"""

from __future__ import annotations

import http.client
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as the worker has it, before numpy is loaded

from sqlalchemy import func, select, update

from benchmarks.ground import ROOT, Claims, p95, served
from portal.accounts import sessions
from portal.app import create_app
from portal.core import clock
from portal.core.config import Config
from portal.core.db import db
from portal.core.jobs import Job
from portal.core.web import Portal
from portal.core.work import unit_of_work
from portal.statements.models import MapPicture, Participant, Statement, StatementVote
from portal.statements.rules.matrix import EMPTY, VoteMatrix
from portal.statements.services import computing
from portal.statements.services.voting import JOB, order_at
from portal.statements.states import CHOICES
from tests.factories import a_user
from tests.factories.statements import a_crowd, a_map
from tests.statements.crowd import a_vote

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "500"))
STATEMENTS = 6
ALONE = 3  # who vote while nobody else does: one to warm up, one before, one after; 120 votes a minute are allowed
LARGE = (2_000, 200)
PAUSE = float(os.environ.get("BENCH_PAUSE", "8"))  # seconds in which somebody reads a statement
NAMES = {int(choice): name for name, choice in CHOICES.items()}
DATABASE = {"database_url": os.environ["BENCH_DATABASE"]} if "BENCH_DATABASE" in os.environ else {}
CHOSEN = {f"PORTAL_{key.upper()}": value for key, value in DATABASE.items()}
TOKEN = "the-same-for-the-whole-run"


class Town:
    """An installation with one open map and so many people who are signed in, and a large map beside it."""

    def __init__(self, folder: Path) -> None:
        self.app: Portal = create_app(Config(instance_dir=folder, **DATABASE))
        with self.app.app_context():
            db.create_all()
        with self.app.app_context(), unit_of_work():
            opinion_map = a_map(statements=[f"第{n}条看法，大家都来说" for n in range(1, STATEMENTS + 1)])
            self.path, self.map_id = f"/zh-hans{opinion_map.address}", opinion_map.id
            large = a_map()
            self.large, self.large_votes = large.id, len(a_crowd(large, *LARGE, density=0.5))
            people = [a_user() for _n in range(PEOPLE + ALONE)]
            self.users = [person.id for person in people]
            signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            name = self.app.config["SESSION_COOKIE_NAME"]
            kept = [
                {"_user_id": sessions.begin(person), "_fresh": False, "csrf_token": TOKEN}
                for person in people
            ]
            self.cookies = [f"{name}={signer.dumps(one)}" for one in kept]

    def touch_the_large_map(self) -> None:
        """One of its votes comes in anew, so that the worker has to draw it again."""
        with self.app.app_context(), unit_of_work():
            waiting = select(func.count()).where(Job.done_at.is_(None), Job.kind == JOB, Job.key.is_(None))
            if db.session.scalar(waiting):
                return
            one = select(func.max(Participant.id)).where(Participant.map_id == self.large).scalar_subquery()
            mine = update(StatementVote).where(StatementVote.participant_id == one)
            db.session.execute(mine.values(at=clock.now()))
            order_at(self.large)

    def drawn(self) -> int:
        """How many pictures the worker has drawn, and none of them failed."""
        with self.app.app_context():
            jobs = db.session.execute(select(Job.done_at, Job.error).where(Job.kind == JOB)).all()
            if failed := [error for _at, error in jobs if error]:
                raise RuntimeError(failed[0])
            return sum(at is not None for at, _error in jobs)


class Somebody(threading.Thread):
    """One person: reads, answers, reads the next one. The first answer they change at the end."""

    def __init__(self, port: int, town: Town, number: int, token: str, pause: float) -> None:
        super().__init__(daemon=True)
        self.port, self.town, self.number, self.token, self.pause = port, town, number, token, pause
        self.dice = random.Random(number)
        self.times: list[float] = []
        self.errors: list[str] = []

    def run(self) -> None:
        time.sleep(self.pause * self.dice.random())
        for turn in range(STATEMENTS + 1):
            on = (self.number + turn) % STATEMENTS + 1
            meant = a_vote(self.number, on)
            self.answer(on, meant if turn else -meant)
            time.sleep(self.pause * (0.5 + self.dice.random()))

    def answer(self, on: int, choice: int) -> None:
        headers = {
            "Cookie": self.town.cookies[self.number],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({"statement": on, "choice": NAMES[choice], "csrf_token": self.token})
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
        self.times.append(time.perf_counter() - began)


def crowd(port: int, town: Town, numbers: range, token: str, pause: float) -> tuple[list[float], list[str]]:
    """Everybody's waiting times and what went wrong."""
    people = [Somebody(port, town, number, token, pause) for number in numbers]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return sorted(t for p in people for t in p.times), [e for p in people for e in p.errors]


def one_person(port: int, town: Town, token: str, which: int, rounds: int = 15) -> list[float]:
    alone, times = range(PEOPLE + which, PEOPLE + which + 1), []
    for _round in range(rounds):
        took, errors = crowd(port, town, alone, token, 0.05)
        if errors:
            raise RuntimeError(f"the idle portal answered {errors[0]}")
        times += took
    return times


def token_of(port: int, town: Town) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"{town.path}/next", headers={"Cookie": town.cookies[0]})
    return connection.getresponse().read().decode().split('name="csrf_token" value="')[1].split('"')[0]


@contextmanager
def working(town: Town, folder: Path) -> Iterator[None]:
    """The worker, kept busy with the large map; it has drawn it once when this begins."""
    environment = os.environ | CHOSEN | {"PORTAL_INSTANCE_DIR": str(folder)}
    worker = subprocess.Popen([sys.executable, "-m", "portal", "work"], cwd=ROOT, env=environment)
    done = threading.Event()

    def keep_busy() -> None:
        while not done.wait(0.5):
            town.touch_the_large_map()

    busy = threading.Thread(target=keep_busy, daemon=True)
    try:
        busy.start()
        while not town.drawn():
            time.sleep(0.2)
        yield
    finally:
        done.set()
        busy.join()
        worker.terminate()
        worker.wait(30)


def main() -> None:
    claims = Claims()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        town = Town(folder)
        with served("portal.cli.wsgi:application", folder, workers=2, **CHOSEN) as server:
            token = token_of(server.port, town)
            one_person(server.port, town, token, 0)
            idle = one_person(server.port, town, token, 1)
            with working(town, folder):
                before = town.drawn()
                times, errors = crowd(server.port, town, range(PEOPLE), token, PAUSE)
                pictures = town.drawn() - before
            idle += one_person(server.port, town, token, 2)
            memory = server.memory() / 1024 / 1024
        told = f"one person p95 {p95(sorted(idle)):.0f} ms; {PEOPLE} people, {len(times)} votes: p95 {p95(times):.0f} ms"
        print(f"       {told}; {pictures} pictures meanwhile; load of the machine {os.getloadavg()[0]:.1f}")
        claims.claim("errors", len(errors), 0, at_most=True)
        claims.claim(
            "p95 of a vote, many beside one", p95(times) / p95(sorted(idle)), 5, at_most=True, unit="x"
        )
        claims.claim("pictures drawn meanwhile", pictures, 10)
        claims.claim("peak memory of a web process", memory, 150, at_most=True, unit=" MB")
        claims.claim("cells of the matrix that are not as they were said", wrong(town), 0, at_most=True)
        refresh(claims, town)
    claims.end()


def wrong(town: Town) -> int:
    """Cells of the matrix, as the worker builds it once all is over, that are not what their person said last."""
    with town.app.app_context():
        with clock.stopped_at(clock.now() + timedelta(days=400)), unit_of_work(read=True):
            found = computing.gather({"map_id": town.map_id})
        people = select(Participant.user_id, Participant.id).where(Participant.map_id == town.map_id)
        places = {user: place for user, place in db.session.execute(people)}
        numbered = select(Statement.number, Statement.id).where(Statement.map_id == town.map_id)
        columns = {number: at for number, at in db.session.execute(numbered)}
    if found is None:
        raise RuntimeError("there was nothing to compute")
    order = [places[user] for user in town.users]
    matrix = VoteMatrix.of(
        [(found.people, found.on, found.choices)], order, [columns[n + 1] for n in range(STATEMENTS)]
    )
    meant = [[a_vote(number, n + 1) for n in range(STATEMENTS)] for number in range(PEOPLE + ALONE)]
    return int((matrix.cast != meant).sum()) + int((matrix.cast == EMPTY).sum()) + len(places) - len(order)


def refresh(claims: Claims, town: Town) -> None:
    """From the rows of the database to the row that the page reads: time of one core, whatever else the machine does."""
    payload, times, clocks = {"map_id": town.large}, [], []
    with town.app.app_context():
        for _round in range(3):
            with unit_of_work():
                db.session.execute(update(MapPicture).values(version=""))
            began, by_the_clock = time.process_time(), time.perf_counter()
            with unit_of_work(read=True):
                found = computing.gather(payload)
            if found is None:
                raise RuntimeError("there was nothing to compute")
            thought = computing.think(found)
            with unit_of_work():
                computing.keep(payload, thought)
            times.append(time.process_time() - began)
            clocks.append(time.perf_counter() - by_the_clock)
    people, statements = LARGE
    print(f"       refreshing took {min(clocks):.2f} s by the clock")
    name = f"refreshing {people:,} people x {statements} statements ({town.large_votes:,} votes)"
    claims.claim(f"{name} from the database", min(times), 2.0, at_most=True, unit=" s")


if __name__ == "__main__":
    main()
