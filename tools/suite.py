"""The whole test suite: on SQLite, again on PostgreSQL, and the journeys in a real browser.

    python tools/suite.py [sqlite] [browser] [postgres] [-- arguments for pytest]

Without names: all three. Two parts run beside one another, so that no processor waits for the last test of a part; what a
part has printed is shown whole when it ends. What never asks a database (it is marked so, and then gets none) runs once,
on SQLite. What a part needs is found or fetched first; if that fails, nothing is skipped: the run ends with a sentence
that says what to install. Every part runs, even after a failed one.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import chromium
import postgres

ROOT = Path(__file__).resolve().parent.parent
JOURNEYS = "tests/journeys"
KEPT = {"PORTAL_TEST_CHROMIUM", "PORTAL_TEST_SHARED"}
AT_ONCE = 2
PERCENT = re.compile(rb"\[ *(\d+)%\]")
PATIENCE = 20  # seconds: so long what is told to stop may take

Ready = Callable[[], AbstractContextManager[dict[str, str]]]


@dataclass(frozen=True)
class Part:
    """Some of the tests, and what they find in their environment."""

    title: str
    marks: str
    ready: Ready
    where: str = ""
    """The only folder that has any of them: no use in collecting all the others."""
    after: str = ""
    """The part whose end it waits for, to go by what that has seen."""
    brings: int = 0
    """How many processes of its own each of pytest's has."""

    def command(self, processes: str, extra: list[str]) -> list[str]:
        """In parallel; a process that is done early takes over what waits for the others."""
        named = any((ROOT / each.partition("::")[0]).exists() for each in extra)
        where = [self.where] if self.where and not named else []
        ways = ["-n", processes, "--dist", "worksteal", "-m", self.marks]
        return [sys.executable, "-m", "pytest", *ways, *where, *extra]


@contextmanager
def nothing() -> Iterator[dict[str, str]]:
    yield {}


@contextmanager
def a_server() -> Iterator[dict[str, str]]:
    with postgres.server() as address:
        yield {"PORTAL_TEST_DATABASE": address}


@contextmanager
def a_browser() -> Iterator[dict[str, str]]:
    yield {"PORTAL_TEST_CHROMIUM": chromium.find() or ""}


# in this order: the last finds what the first has seen, and ends without one long test
PARTS = {
    "sqlite": Part("on SQLite", "not browser", nothing),
    "browser": Part("journeys in Chromium", "browser", a_browser, JOURNEYS, brings=1),
    "postgres": Part("on PostgreSQL", "not browser and not no_database", a_server, after="on SQLite"),
}


def environment(**own: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if name in KEPT or name[:7] != "PORTAL_"}
    # dozens of processes start: the first compiles, the others read
    clean.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**clean, **own}


class Run:
    """A part that is running, beside another: what it prints is kept until it ends."""

    def __init__(self, part: Part, command: list[str]) -> None:
        self.part, self.began, self.told = part, time.monotonic(), 0
        print(f"Tests {part.title} begin", flush=True)
        self.needs, self.output = ExitStack(), tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        try:
            own = self.needs.enter_context(part.ready())
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(**own),
                stdin=subprocess.DEVNULL,
                stdout=self.output,
                stderr=subprocess.STDOUT,
            )
        except BaseException:
            self.needs.close()
            self.output.close()
            raise
        if not part.brings:
            # it and its processes leave their processor less often: a browser's short turns stay short
            os.sched_setscheduler(self.process.pid, os.SCHED_BATCH, os.sched_param(0))

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def tell_how_far(self) -> None:
        """A line for each tenth of its tests."""
        said = PERCENT.findall(self.printed()[-2000:])
        tenths = int(said[-1]) // 10 if said else 0
        if tenths > self.told:
            self.told = tenths
            print(f"Tests {self.part.title}: {tenths}0 % after {self.seconds()} s", flush=True)

    def printed(self) -> bytes:
        size = os.fstat(self.output.fileno()).st_size
        return os.pread(self.output.fileno(), size, 0)

    def seconds(self) -> int:
        return round(time.monotonic() - self.began)

    def show(self) -> None:
        print(f"\nTests {self.part.title}", flush=True)
        sys.stdout.buffer.write(self.printed())
        how = "failed" if self.process.returncode else "passed"
        print(f"Tests {self.part.title}: {how} after {self.seconds()} s\n", flush=True)

    def interrupt(self) -> None:
        if not self.has_ended():
            self.process.send_signal(signal.SIGINT)

    def end(self) -> None:
        """Its processes end with it."""
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.needs.close()
        self.output.close()


def beside(part: Part, extra: list[str]) -> list[str]:
    """With half of the processors and one process more, which works while another waits."""
    half = len(os.sched_getaffinity(0)) // AT_ONCE
    return part.command(str(max(1, half + 1 - part.brings)), extra)


Waiting = tuple[Part, list[str]]


def next_of(waiting: list[Waiting], running: list[Run]) -> Waiting | None:
    titles = {one.part.title for one in running}
    return next((each for each in waiting if each[0].after not in titles), None)


def note_passed(part: Part) -> None:
    """For those that go by what it has seen."""
    if shared := os.environ.get("PORTAL_TEST_SHARED"):
        Path(shared, f"{part.title} passed").touch()


def run_beside(waiting: list[Waiting]) -> list[str]:
    """The titles of the parts that failed."""
    waiting, running, failed = list(waiting), [], []
    try:
        while waiting or running:
            while len(running) < AT_ONCE and (next_one := next_of(waiting, running)):
                waiting.remove(next_one)
                running.append(Run(*next_one))
            time.sleep(0.2)
            for one in running:
                one.tell_how_far()
            for one in [each for each in running if each.has_ended()]:
                one.show()
                if one.process.returncode:
                    failed.append(one.part.title)
                else:
                    note_passed(one.part)
                running.remove(one)
                one.end()
    except KeyboardInterrupt:
        raise  # they sit at the same keyboard: told twice, they would not tidy up
    except BaseException:
        for one in running:
            one.interrupt()
        raise
    finally:
        for one in running:
            one.end()
    return failed


def run_alone(part: Part, extra: list[str]) -> list[str]:
    """With all processors, and what it prints at once."""
    with part.ready() as own:
        done = subprocess.run(part.command("auto", extra), cwd=ROOT, env=environment(**own))
    return [part.title] if done.returncode else []


def get_what_is_needed(parts: list[str]) -> None:
    missing = []
    if "postgres" in parts and not postgres.get_programs():
        missing.append(postgres.MISSING)
    if "browser" in parts:
        steered = chromium.get_driver()  # it fetches the browser, too
        if not steered:
            missing.append(chromium.DRIVER_MISSING)
        if not (chromium.get() if steered else chromium.find()):
            missing.append(chromium.MISSING)
    if missing:
        sys.exit("\n\n".join(missing))


def stop(*_: object) -> NoReturn:
    sys.exit("Stopped")


def main(arguments: list[str]) -> int:
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    named, extra = arguments[:cut], arguments[cut + 1 :]
    parts = [name for name in PARTS if name in (named or PARTS)]
    if unknown := set(named) - set(PARTS):
        sys.exit(f"There are no tests named {' or '.join(sorted(unknown))}: {', '.join(PARTS)}")
    get_what_is_needed(parts)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background, shells have it ignored
    with tempfile.TemporaryDirectory(prefix="portal-tests-", ignore_cleanup_errors=True) as shared:
        # the demo city and what was seen of it: one part leaves, the next finds
        os.environ["PORTAL_TEST_SHARED"] = shared
        try:
            if len(parts) == 1:
                failed = run_alone(PARTS[parts[0]], extra)
            else:
                failed = run_beside([(PARTS[name], beside(PARTS[name], extra)) for name in parts])
        except KeyboardInterrupt:
            print("Stopped", file=sys.stderr)
            return 130
    if failed:
        print(f"Failed: tests {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
