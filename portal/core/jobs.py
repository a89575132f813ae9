"""Work for later, in the application's own database: enqueued in the transaction that causes it,
leased by one worker at a time, tried again with growing pauses, lost by nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import JSON, Index, Select, String, Text, func, or_, select, text, update

from portal.core import clock
from portal.core.db import Mapped, Model, db, mapped_column, moment, pk, put, put_once
from portal.core.work import unit_of_work

log = logging.getLogger("portal.jobs")

LEASE = timedelta(minutes=5)
TRIES = 8
WAITING, KEYED = text("done_at IS NULL"), text("key IS NOT NULL")  # of what is done no index knows
Simple = Callable[[dict[str, Any]], None]
Due = Callable[[], int]


@dataclass(frozen=True)
class Slow:
    """A job that thinks for long, while nobody waits for the database: first `gather` what is needed (reading
    only), then `think` about it without any transaction, then `keep` the result together with the mark that it is
    done. When `gather` returns None there is nothing to do.
    """

    gather: Callable[[dict[str, Any]], Any]
    think: Callable[[Any], Any]
    keep: Callable[[dict[str, Any], Any], None]

    def thought(self, job_id: int) -> Callable[[dict[str, Any]], None]:
        """What remains to be done in the last transaction."""
        with unit_of_work(read=True):
            gathered = self.gather(db.session.get_one(Job, job_id).payload)
        if gathered is None:
            return lambda payload: None
        result = self.think(gathered)
        return lambda payload: self.keep(payload, result)


Handler = Simple | Slow


class Job(Model):
    """One thing to do after `run_at`. Done jobs keep `done_at`; given up ones keep their error."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_waiting", "run_at", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("uq_job_key", "key", unique=True, sqlite_where=KEYED, postgresql_where=KEYED),
    )

    id: Mapped[pk]
    kind: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    key: Mapped[str | None]
    made_at: Mapped[moment]
    run_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class Heartbeat(Model):
    """When each worker was last seen, for /healthz."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]


def enqueue(
    kind: str, payload: dict[str, Any], *, run_at: datetime | None = None, key: str | None = None
) -> None:
    """Leave a job in this transaction. The same `key` twice is one job, even from two people at once."""
    write = put_once if key else put
    write(Job, kind=kind, payload=payload, key=key, run_at=run_at or clock.now())


def waiting() -> Select[int]:
    at = clock.now()
    return select(Job.id).where(
        Job.done_at.is_(None),
        Job.tries < TRIES,
        Job.run_at <= at,
        or_(Job.leased_until.is_(None), Job.leased_until < at),
    )


def claim() -> int | None:
    """Lease the oldest waiting job; two workers never get the same one."""
    with unit_of_work():
        first = waiting().order_by(Job.run_at, Job.id).limit(1).with_for_update(skip_locked=True)
        job_id = db.session.scalar(first)
        if job_id is not None:
            leased = {"leased_until": clock.now() + LEASE, "tries": Job.tries + 1}
            db.session.execute(update(Job).where(Job.id == job_id).values(leased))
        return job_id


def run(job_id: int) -> bool:
    """Do one leased job in a transaction of its own, together with the mark that it is done."""
    handlers: dict[str, Handler] = current_app.extensions["portal.jobs"]
    try:
        with unit_of_work(read=True):
            handler = handlers[db.session.get_one(Job, job_id).kind]
        do = handler.thought(job_id) if isinstance(handler, Slow) else handler
        with unit_of_work():
            job = db.session.get_one(Job, job_id)
            do(job.payload)
            job.done_at, job.error = clock.now(), None
    except Exception as error:
        log.exception("job %s failed", job_id)
        with unit_of_work():
            job = db.session.get_one(Job, job_id)
            pause = timedelta(seconds=15 * 3 ** (job.tries - 1))
            job.error, job.leased_until, job.run_at = repr(error)[:2000], None, clock.now() + pause
        return False
    return True


def run_due_jobs(limit: int = 1000) -> int:
    """Run what is waiting now, one after another; returns how many were done."""
    done = 0
    for _ in range(limit):
        job_id = claim()
        if job_id is None:
            break
        done += run(job_id)
    return done


def run_due() -> dict[str, int]:
    """All time-driven work of all features, once: expiry, deadlines, un-publishing. Repeatable."""
    tasks: Iterable[tuple[str, Due]] = current_app.extensions["portal.due"]
    counts = {}
    for name, task in tasks:
        with unit_of_work():
            counts[name] = task()
    return counts


def beat(name: str = "worker") -> None:
    with unit_of_work():
        db.session.merge(Heartbeat(name=name, at=clock.now()))


def last_beat() -> datetime | None:
    return db.session.scalar(select(func.max(Heartbeat.at)))
