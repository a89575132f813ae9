"""The ground all measurements of pages stand on: one large demo city, one server, interleaved rounds.

A claim is a ratio of two numbers measured in the same run on the same data: the machine cancels out.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCALE = int(os.environ.get("BENCH_SCALE", "100"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "1.0"))
CLIENTS = 4


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


@contextmanager
def large_city() -> Iterator[Path]:
    """An instance folder with the demo city, SCALE times as large; `BENCH_CITY` names one to use again."""
    if kept := os.environ.get("BENCH_CITY"):
        folder = Path(kept)
        if not (folder / "portal.db").exists():
            build(folder)
        yield folder
        return
    with tempfile.TemporaryDirectory() as made:
        build(Path(made))
        yield Path(made)


def build(folder: Path) -> None:
    began = time.monotonic()
    environment = os.environ | {"PORTAL_INSTANCE_DIR": str(folder)}
    for words in (("migrate", "up"), ("demo", "--scale", str(SCALE))):
        subprocess.run([sys.executable, "-m", "portal", *words], cwd=ROOT, env=environment, check=True)
    print(f"city x{SCALE} in {time.monotonic() - began:.0f} s")


@dataclass
class Server:
    """One granian with as many workers as the other side of the comparison has."""

    port: int
    process: subprocess.Popen[bytes]

    def processor(self) -> float:
        """Seconds of processor time this server has used: they depend less on what else the machine does."""
        words = [
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            for pid in descendants(self.process.pid)
        ]
        return sum(int(told[11]) + int(told[12]) for told in words) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Peak memory in bytes of the largest process of this server, its share of common pages included."""
        words = [Path(f"/proc/{pid}/status").read_text().split() for pid in descendants(self.process.pid)]
        return max(int(told[told.index("VmHWM:") + 1]) for told in words) * 1024


def descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in descendants(int(child)))]


@contextmanager
def served(target: str, folder: Path, workers: int = 1, **environment: str) -> Iterator[Server]:
    """`target` is `module:factory` of a WSGI application, run by the same server with the same settings."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", target),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", "1", "--no-ws", "--log-level", "warning"),
    ]
    known = {"PORTAL_INSTANCE_DIR": str(folder), "PORTAL_PORT": str(port), **environment}
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | known)
    try:
        wait_for(port)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


@dataclass(frozen=True)
class Ask:
    """One request, repeated. With `people` (their cookies) it comes from one after another of them."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    bodies: tuple[str, ...] = ()
    expects: int = 200
    people: tuple[str, ...] = ()

    def headers_of(self, turn: int) -> dict[str, str]:
        return (
            self.headers | {"Cookie": self.people[turn % len(self.people)]} if self.people else self.headers
        )


def client(port: int, ask: Ask, seconds: float, number: int, counts: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    connection = http.client.HTTPConnection("127.0.0.1", port)
    until, done, times = time.perf_counter() + seconds, 0, []
    while (began := time.perf_counter()) < until:
        if ask.bodies:
            body = ask.bodies[done % len(ask.bodies)].replace(
                "{once}", f"{number}-{done}-{time.monotonic_ns()}"
            )
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", ask.path, body, ask.headers_of(done * CLIENTS + number) | form)
        else:
            connection.request("GET", ask.path, headers=ask.headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != ask.expects:
            raise RuntimeError(f"{ask.path} answered {answer.status}")
        times.append(time.perf_counter() - began)
        done += 1
    counts.put((done, times))


def round_of(port: int, ask: Ask, clients: int = CLIENTS) -> tuple[float, list[float]]:
    """Requests per second of one round, and how long each took."""
    counts: multiprocessing.Queue[tuple[int, list[float]]] = multiprocessing.Queue()
    people = [
        multiprocessing.Process(target=client, args=(port, ask, SECONDS, number, counts))
        for number in range(clients)
    ]
    for person in people:
        person.start()
    found = [counts.get(timeout=SECONDS + 30) for _ in people]
    for person in people:
        person.join()
    return sum(done for done, _times in found) / SECONDS, [t for _done, times in found for t in times]


def interleaved(
    sides: dict[str, Callable[[], tuple[float, list[float]]]],
) -> dict[str, tuple[float, list[float]]]:
    """Every side in turn, ROUNDS times, after one round to warm up; the median of each."""
    rates: dict[str, list[float]] = {name: [] for name in sides}
    times: dict[str, list[float]] = {name: [] for name in sides}
    for side in sides.values():
        side()
    for _ in range(ROUNDS):
        for name, side in sides.items():
            rate, took = side()
            rates[name].append(rate)
            times[name] += took
    return {name: (statistics.median(rates[name]), sorted(times[name])) for name in sides}


def p95(times: list[float]) -> float:
    return times[int(len(times) * 0.95)] * 1000


class Claims:
    """Prints each promise beside what was measured; `end()` exits 1 when one is broken."""

    def __init__(self) -> None:
        self.broken = 0

    def claim(self, what: str, value: float, bound: float, *, at_most: bool = False, unit: str = "") -> None:
        kept = value <= bound if at_most else value >= bound
        self.broken += not kept
        sign = "<=" if at_most else ">="
        print(f"{'ok    ' if kept else 'BROKEN'} {what}: {value:.2f}{unit} (promised {sign} {bound:g}{unit})")

    def end(self) -> None:
        sys.exit(1 if self.broken else 0)
