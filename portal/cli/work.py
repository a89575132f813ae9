"""The worker: mail, PDFs, deadlines, everything that need not happen while somebody waits."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable

import click

from portal.cli.lifeline import end_with_parent
from portal.cli.opened import opened
from portal.core import jobs

IDLE = 1.0
HEARTBEAT = 10.0
DEADLINES = 60.0
BEHIND = 5  # of 19 steps: where the processor is short, pages come first


class Every:
    """Does something now and then again every so many seconds."""

    def __init__(self, seconds: float, do: Callable[[], object]) -> None:
        self.seconds, self.do, self.next = seconds, do, 0.0

    def __call__(self) -> None:
        if time.monotonic() >= self.next:
            self.do()
            self.next = time.monotonic() + self.seconds


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@click.option("--parent", type=int, hidden=True)
def work(once: bool, parent: int | None) -> None:
    """Run the jobs and the time-driven work of all features.

    Several workers may run at once. A signal to stop lets the job in hand finish. What it computes gives way to
    those who wait for a page.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if parent:
        end_with_parent(parent)
    with opened():
        if once:
            jobs.run_due()
            click.echo(f"{jobs.run_due_jobs()} jobs done")
        else:
            os.nice(BEHIND)
            keep_working(stop)


def keep_working(stop: threading.Event) -> None:
    """One job at a time, so that between any two the signal to stop is seen."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    sometimes = (Every(HEARTBEAT, lambda: jobs.beat(name)), Every(DEADLINES, jobs.run_due))
    while not stop.is_set():
        for each in sometimes:
            each()
        if not jobs.run_due_jobs(limit=1):
            stop.wait(IDLE)
