"""Keeps processes running until it is told to stop, then lets them finish."""

from __future__ import annotations

import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

log = logging.getLogger("portal.run")

LOOK = 0.2
GRACE = 30.0
PATIENCE = 1.5
LONGEST_PAUSE = 30.0


@dataclass
class Child:
    """One process, started again when it ends; sooner if it had run for a while than if it fails at once."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    pause: float = 0.0

    def start(self) -> None:
        """In a session of its own: Ctrl-C in a terminal reaches only the supervisor, which stops all in order."""
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603  (ours)
        self.started = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look_after(self) -> None:
        if self.is_running:
            return
        now = time.monotonic()
        if self.process is not None:
            lived = now - self.started
            self.pause = 0.0 if lived > LONGEST_PAUSE else min(max(1.0, self.pause * 2), LONGEST_PAUSE)
            self.start_at = now + self.pause
            log.warning("the %s ended (%s); starting it again", self.name, self.process.returncode)
            self.process = None
        if now >= self.start_at:
            self.start()

    def signal(self, number: signal.Signals) -> None:
        if self.process is not None and self.is_running:
            self.process.send_signal(number)


@dataclass
class Supervisor:
    children: list[Child]
    stopping: threading.Event = field(default_factory=threading.Event)
    impatient: bool = False

    def listen(self) -> None:
        """The first signal stops in order, the second at once."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.hear)

    def hear(self, *_: object) -> None:
        self.impatient = self.stopping.is_set()
        self.stopping.set()

    def wait_until(self, is_ready: Callable[[], bool], needs: Child) -> bool:
        """False when the child it needs has ended, or when told to stop, before it was ready."""
        while not self.stopping.is_set() and needs.is_running:
            if is_ready():
                return True
            self.stopping.wait(LOOK / 4)
        return False

    def watch(self) -> None:
        while not self.stopping.is_set():
            for child in self.children:
                child.look_after()
            self.stopping.wait(LOOK)

    def stop(self) -> None:
        self.stopping.set()
        for child in self.children:
            child.signal(signal.SIGTERM)
        began, told = time.monotonic(), False
        while late := [child for child in self.children if child.is_running]:
            waited = time.monotonic() - began
            if self.impatient or waited > GRACE:
                for child in late:
                    child.signal(signal.SIGKILL)
            elif waited > PATIENCE and not told:
                names, told = " and ".join(child.name for child in late), True
                log.warning("the %s finishes what is in hand; Ctrl-C once more ends it at once", names)
            time.sleep(LOOK / 4)
