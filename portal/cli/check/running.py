"""Whether what should be at work is at work: worker, jobs, index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select

from portal.cli.check.finding import Finding, note, ok, wrong
from portal.core import clock
from portal.core.config import Config
from portal.core.db import db
from portal.core.jobs import TRIES, Job, last_beat
from portal.site import health

LATE = timedelta(minutes=15)


def worker(_config: Config) -> Iterator[Finding]:
    state, beat = health.worker(), last_beat()
    if state == "ok":
        yield ok("worker", f"seen at {clock.local(beat or clock.now()):%H:%M:%S}")
        return
    since = f"since {clock.local(beat):%Y-%m-%d %H:%M}" if beat else "ever"
    yield wrong(
        "worker",
        f"None was seen {since}: letters, PDFs and deadlines wait.",
        "Start `portal run` (or `portal work`); see `systemctl status yiyue`.",
    )


def jobs(_config: Config) -> Iterator[Finding]:
    undone = Job.done_at.is_(None)
    failed = db.session.scalar(select(func.count(Job.id)).where(undone, Job.tries >= TRIES)) or 0
    oldest = db.session.scalar(select(func.min(Job.run_at)).where(undone, Job.tries < TRIES))
    if failed:
        why = db.session.scalar(select(Job.error).where(undone, Job.tries >= TRIES).order_by(Job.id.desc()))
        yield wrong(
            "jobs",
            f"{failed} were given up; the last because of {str(why)[:160]}",
            "Mend the cause, then order them again on the page /control/jobs.",
        )
    elif oldest and clock.now() - oldest > LATE:
        said = f"The oldest has waited since {clock.local(oldest):%Y-%m-%d %H:%M}."
        yield note("jobs", said, "Run a second `portal work`, or see what the worker says.")
    else:
        yield ok("jobs", "none given up, none late")


def index(_config: Config) -> Iterator[Finding]:
    if health.index() == "ok":
        yield ok("search", "the index has what the catalogue has")
    else:
        yield wrong("search", "The index is empty: nothing is found.", "portal rebuild")
