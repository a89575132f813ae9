"""The pictures: gathered, computed and kept by the worker, so that no page waits for arithmetic."""

from __future__ import annotations

import os
import time
from array import array
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.jobs import Slow
from portal.statements.models import PACE, MapPicture, OpinionMap, Statement, StatementVote
from portal.statements.rules.privacy import LEAST_FOR_LIVE, changed_enough, until
from portal.statements.services.voting import order_at
from portal.statements.states import State

PIECE = 50_000
REST = 5  # a picture may take a fifth of the time at most
SLOWEST = 600


@dataclass
class Gathered:
    """Everything a picture is computed from, as plain data. Votes are in the order of time."""

    map_id: int
    sensitive: bool
    is_over: bool
    version: str
    shown_to: float | None
    kept: dict[str, Any]
    statements: list[int]
    people: array[int] = field(default_factory=lambda: array("q"))
    on: array[int] = field(default_factory=lambda: array("q"))
    choices: array[int] = field(default_factory=lambda: array("b"))
    at: array[float] = field(default_factory=lambda: array("d"))


@dataclass(frozen=True)
class Computed:
    """`replaces` says whether `shown` takes the place of what is shown now."""

    version: str
    is_final: bool
    replaces: bool
    shown: dict[str, Any] | None
    shown_to: float | None
    own: dict[str, Any] | None
    asking: dict[str, Any]
    kept: dict[str, Any]
    seconds: float


def gather(payload: dict[str, Any]) -> Gathered | None:
    """Read the votes; None when the picture is made of them already. Not guarded: a job."""
    opinion_map = db.session.get(OpinionMap, payload["map_id"])
    if opinion_map is None:
        return None
    picture = db.session.get(MapPicture, opinion_map.id)
    accepted = select(Statement.id).where(
        Statement.map_id == opinion_map.id, Statement.state == State.ACCEPTED
    )
    is_over = opinion_map.subject.is_over
    found = Gathered(
        map_id=opinion_map.id,
        sensitive=opinion_map.sensitive,
        is_over=is_over,
        version="",
        shown_to=picture.shown_to.timestamp() if picture and picture.shown_to else None,
        kept=picture.kept if picture else {},
        statements=list(db.session.scalars(accepted.order_by(Statement.id))),
    )
    _read_votes(found)
    last = found.at[-1] if found.at else 0.0
    found.version = f"{len(found.at)}:{last!r}:{sum(found.choices)}:{len(found.statements)}:{is_over:d}"
    return None if picture and picture.version == found.version else found


def _read_votes(found: Gathered) -> None:
    columns = (
        StatementVote.participant_id,
        StatementVote.statement_id,
        StatementVote.choice,
        StatementVote.at,
    )
    rows = select(*columns).where(StatementVote.map_id == found.map_id)
    rows = rows.order_by(StatementVote.at, StatementVote.participant_id, StatementVote.statement_id)
    told = set(found.statements)
    for person, statement, choice, at in db.session.execute(rows).yield_per(PIECE):
        if statement in told:
            found.people.append(person)
            found.on.append(statement)
            found.choices.append(choice)
            found.at.append(at.timestamp())


def think(found: Gathered) -> Computed:
    """Compute the picture, without any transaction. Not guarded: a job."""
    began = time.monotonic()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the same sums in the same order on every machine
    from portal.statements.rules import publishing  # numpy is not for the processes that serve pages

    to = moment_to_show(found)
    picture = publishing.picture_of(
        found.people, found.on, found.choices, found.statements, found.kept, upto=upto(found, to)
    )
    shown = publishing.published(picture, sensitive=found.sensitive) if to is not None else None
    return Computed(
        version=found.version,
        is_final=found.is_over,
        replaces=to is not None,
        shown=shown,
        shown_to=to if shown else None,
        own=publishing.own(picture) if shown else None,
        asking=publishing.asking(picture),
        kept=publishing.kept(picture),
        seconds=time.monotonic() - began,
    )


def moment_to_show(found: Gathered) -> float | None:
    """Up to which moment votes may enter a new picture for everybody; None when what is shown stays.

    At the end, all. Before it only where many take part, and so that neither this picture and the last one nor this
    one and any later one differ by the votes of a few; also when a map that was over is opened once more.
    Not guarded: arithmetic.
    """
    if not found.at:
        return None
    changes = list(zip(found.people, found.at, strict=True))
    since = found.shown_to
    to = found.at[-1] if found.is_over else until(changes)
    if to is None:
        return None
    if not found.is_over and len({person for person, at in changes if at <= to}) < LEAST_FOR_LIVE:
        return None
    if since is None or (found.is_over and to <= since):
        return to
    return to if changed_enough(changes, since, to) else None


def upto(found: Gathered, to: float | None) -> int:
    """How many of the votes those are. Not guarded: arithmetic."""
    if to is None or found.is_over:
        return len(found.at)
    return sum(at <= to for at in found.at)


def keep(payload: dict[str, Any], result: Computed) -> None:
    """Write the picture in place of the last one. Not guarded: a job; repeatable."""
    opinion_map = db.session.get_one(OpinionMap, payload["map_id"])
    picture = db.session.get(MapPicture, opinion_map.id)
    if picture is None:
        picture = MapPicture(map_id=opinion_map.id)
        db.session.add(picture)
    picture.version, picture.computed_at = result.version, clock.now()
    picture.is_final, picture.asking, picture.kept = result.is_final, result.asking, result.kept
    if result.replaces:
        picture.shown, picture.own = result.shown, result.own or {}
        picture.shown_to = datetime.fromtimestamp(result.shown_to, tz=UTC) if result.shown_to else None
    opinion_map.pace = min(SLOWEST, max(PACE, round(result.seconds * REST)))


def draw(map_id: int) -> None:
    """The picture at once. Not guarded: for the demo city, whose past has no worker."""
    found = gather({"map_id": map_id})
    if found is not None:
        keep({"map_id": map_id}, think(found))


def finish() -> int:
    """Order the last picture of maps whose subject has come to its end. Not guarded: run by the clock."""
    unfinished = (
        select(OpinionMap)
        .outerjoin(MapPicture, MapPicture.map_id == OpinionMap.id)
        .where(MapPicture.is_final.is_not(True))
        .order_by(OpinionMap.id)
    )
    over = [one for one in db.session.scalars(unfinished) if one.subject.is_over]
    for opinion_map in over:
        order_at(opinion_map.id, key=f"statements.last:{opinion_map.id}:{clock.now():%Y%m%d%H}")
    return len(over)


PICTURE = Slow(gather=gather, think=think, keep=keep)
