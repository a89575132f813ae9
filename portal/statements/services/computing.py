"""The pictures: gathered, computed and kept by the worker, so that no page waits for arithmetic."""

from __future__ import annotations

import os
import time
from array import array
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.core.jobs import Slow
from portal.statements.models import PACE, MapPicture, OpinionMap, Statement, StatementVote
from portal.statements.rules.privacy import LEAST_FOR_LIVE, changed_enough, until
from portal.statements.services.voting import order_at
from portal.statements.states import State

PIECE = 500  # people
REST = 5  # a picture may take a fifth of the time at most
SLOWEST = 600


@dataclass
class Gathered:
    """Everything a picture is computed from, as plain data.

    `to` is the moment up to which votes are in it, when it is to be shown; else all votes are, and it stays inside.
    """

    map_id: int
    sensitive: bool
    is_over: bool
    version: str
    to: datetime | None
    kept: dict[str, Any]
    statements: list[int]
    people: array[int] = field(default_factory=lambda: array("q"))
    on: array[int] = field(default_factory=lambda: array("q"))
    choices: array[int] = field(default_factory=lambda: array("b"))


@dataclass(frozen=True)
class Turn:
    """When somebody has voted first and last."""

    person: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Computed:
    """`replaces` says whether `shown` takes the place of what is shown now."""

    version: str
    is_final: bool
    replaces: bool
    shown: dict[str, Any] | None
    shown_to: datetime | None
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
    statements = list(db.session.scalars(accepted.order_by(Statement.id)))
    is_over = opinion_map.subject.is_over
    version = _version(opinion_map.id, statements, is_over)
    if picture is not None and picture.version == version:
        return None
    turns = _turns(opinion_map.id)
    to = moment_to_show(turns, picture.shown_to if picture else None, is_over=is_over)
    found = Gathered(
        map_id=opinion_map.id,
        sensitive=opinion_map.sensitive,
        is_over=is_over,
        version=version,
        to=to,
        kept=picture.kept if picture else {},
        statements=statements,
    )
    _read_votes(found, sorted(turn.person for turn in turns))
    return found


def _version(map_id: int, statements: list[int], is_over: bool) -> str:
    """Two sets of votes with the same version are the same."""
    counted = select(
        func.count(), func.max(StatementVote.at), func.coalesce(func.sum(StatementVote.choice), 0)
    )
    count, last, balance = db.session.execute(counted.where(StatementVote.map_id == map_id)).one()
    marks = (count, last.timestamp() if last else 0, balance, len(statements), sum(statements), int(is_over))
    return ":".join(map(str, marks))


def _turns(map_id: int) -> list[Turn]:
    times = select(
        StatementVote.participant_id, func.min(StatementVote.at), func.max(StatementVote.at)
    ).where(StatementVote.map_id == map_id)
    rows = db.session.execute(times.group_by(StatementVote.participant_id))
    return sorted((Turn(*row) for row in rows), key=lambda turn: (turn.last, turn.person))


def _read_votes(found: Gathered, people: list[int]) -> None:
    """Some people at a time, so that a large map costs its numbers only."""
    columns = (StatementVote.participant_id, StatementVote.statement_id, StatementVote.choice)
    rows = select(*columns).where(StatementVote.map_id == found.map_id)
    if found.to is not None and not found.is_over:
        rows = rows.where(StatementVote.at <= found.to)
    connection = db.session.connection()
    for first in range(0, len(people), PIECE):
        some = people[first : first + PIECE]
        result = connection.execute(rows.where(StatementVote.participant_id.between(some[0], some[-1])))
        cursor: Any = result.cursor
        part = cursor.fetchall()  # the driver's own rows: numbers only, half a million a second
        result.close()
        if part:
            who, on, choices = zip(*part, strict=True)
            found.people.extend(who)
            found.on.extend(on)
            found.choices.extend(choices)


def think(found: Gathered) -> Computed:
    """Compute the picture, without any transaction. Not guarded: a job."""
    began = time.monotonic()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the same sums in the same order on every machine
    from portal.statements.rules import publishing  # numpy is not for the processes that serve pages

    picture = publishing.picture_of(found.people, found.on, found.choices, found.statements, found.kept)
    shown = publishing.published(picture, sensitive=found.sensitive) if found.to is not None else None
    return Computed(
        version=found.version,
        is_final=found.is_over,
        replaces=found.to is not None,
        shown=shown,
        shown_to=found.to if shown else None,
        own=publishing.own(picture) if shown else None,
        asking=publishing.asking(picture),
        kept=publishing.kept(picture),
        seconds=time.monotonic() - began,
    )


def moment_to_show(turns: list[Turn], since: datetime | None, *, is_over: bool) -> datetime | None:
    """Up to which moment votes may enter a new picture for everybody; None when what is shown stays.

    At the end, all. Before it only where many take part, and so that neither this picture and the last one nor this
    one and any later one differ by the votes of a few; also when a map that was over is opened once more.
    `turns` stand in the order of the last votes. Not guarded: arithmetic.
    """
    if not turns:
        return None
    changes = [(turn.person, turn.last) for turn in turns]
    to = turns[-1].last if is_over else until(changes)
    if to is None:
        return None
    if not is_over and sum(turn.first <= to for turn in turns) < LEAST_FOR_LIVE:
        return None
    if since is None or (is_over and to <= since):
        return to
    return to if changed_enough(changes, since, to) else None


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
        picture.shown_to = result.shown_to
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
