"""What happens once a night, when few are awake: whatever has served its time is forgotten.

Each task of a night is a job under a key of its own: done once, by one worker, in a transaction of its own; tried
again when it fails, and made up for when no worker ran that night.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.core import clock
from portal.core.db import db
from portal.core.jobs import Due, Heartbeat, Job, enqueue
from portal.core.limits import Try
from portal.core.once import OnceKey

KIND = "nightly"
HOUR = time(3, 30)  # by the city's clocks


@dataclass(frozen=True)
class Term:
    """Rows go when this moment lies so many days back. What has no such moment stays."""

    moment: InstrumentedAttribute[Any]
    days: int

    def __call__(self) -> int:
        past = clock.now() - timedelta(days=self.days)
        done = db.session.execute(delete(self.moment.class_).where(self.moment < past))
        return int(getattr(done, "rowcount", 0))


TERMS: dict[str, Callable[[], int]] = {
    "tries": Term(Try.at, 1),  # no brake looks further back
    "once_keys": Term(OnceKey.at, 30),  # as long as a session: the form of an older one is refused anyway
    "jobs": Term(Job.done_at, 30),  # so long one can look what was done; failed ones wait for somebody
    "heartbeats": Term(Heartbeat.at, 7),  # of workers that are gone: each has a name of its own
}


def tasks() -> dict[str, Due]:
    known: dict[str, Due] = current_app.extensions["portal.nightly"]
    return known


def registered(features: Iterable[tuple[str, Iterable[Due]]]) -> dict[str, Due]:
    """All tasks by their names: the core's own, then those of the features."""
    own: dict[str, Due] = {f"core.{name}": term for name, term in TERMS.items()}
    return own | {f"{feature}.{task.__name__}": task for feature, given in features for task in given}


def coming() -> datetime:
    """When the next night's work begins."""
    tonight = datetime.combine(clock.today(), HOUR, tzinfo=clock.CITY_ZONE)
    return tonight if tonight > clock.now() else tonight + timedelta(days=1)


def plan() -> int:
    """Time-driven: leave the jobs of the coming night, unless they stand there already."""
    at = coming()
    keys = {f"{KIND}:{at.date()}:{name}": name for name in tasks()}
    there = set(db.session.scalars(select(Job.key).where(Job.key.in_(keys))))
    for key in keys.keys() - there:
        enqueue(KIND, {"task": keys[key]}, run_at=at, key=key)
    return len(keys) - len(there)


def run(payload: dict[str, Any]) -> None:
    """Job: one task of one night."""
    if task := tasks().get(payload["task"]):  # else a feature has gone meanwhile
        task()
