"""Real processes for the tests of this folder: started, spoken to, always gone in the end."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300  # seconds: the machine may be busy, and only a failure takes so long


def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """A process whose output is collected while it runs."""

    def __init__(self, process):
        self.process = process
        self.lines = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line)

    @property
    def output(self):
        return "".join(self.lines)

    def says(self, sentence):
        until(lambda: sentence in self.output or self.process.poll() is not None)
        return sentence in self.output

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def running(*command, **environ):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**clean, **environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    portal = Running(process)
    try:
        yield portal
    finally:
        process.terminate()  # not kill: what it has started shall end too
        process.wait(PATIENCE)
        portal.reader.join(PATIENCE)
        assert not portal.reader.is_alive(), "something that it started is still running"
        process.stdout.close()


def until(is_so):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def answer(port, path="/"):
    """The status and body, whatever they are; None when nobody listens."""
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as response:
            return response.status, response.read()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read()
    except (URLError, ConnectionError):
        return None


def children_of(pid):
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {Path(f"/proc/{each}/cmdline").read_text().replace("\0", " ").strip(): int(each) for each in found}


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
