"""Opinion maps, statements and pictures as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.prepared import Prepared
from portal.core.similar import folded, most_alike
from portal.statements.models import MapPicture, OpinionMap, Participant, Statement, StatementVote
from portal.statements.owners import owner_kind, owner_kinds
from portal.statements.rules.meaning import NOBODY, Tally
from portal.statements.rules.priority import drawn, weights_of
from portal.statements.states import State

PLACE = Prepared(
    select(Participant.id).where(
        Participant.map_id == bindparam("map_id", type_=Integer),
        Participant.user_id == bindparam("user_id", type_=Integer),
    )
)


def get_map(code: str, viewer: Any) -> OpinionMap:
    """The map by its address, if the viewer may read about its subject."""
    found = select(OpinionMap).where(OpinionMap.code == code).options(joinedload(OpinionMap.place))
    opinion_map = db.session.scalar(found)
    if opinion_map is None or not owner_kind(opinion_map.owner_kind).may_read(viewer, opinion_map.owner_id):
        raise NotFound(_("This opinion map was not found."))
    return opinion_map


def map_of(kind: str, owner_id: int) -> OpinionMap | None:
    found = select(OpinionMap).where(OpinionMap.owner_kind == kind, OpinionMap.owner_id == owner_id)
    return db.session.scalar(found.options(joinedload(OpinionMap.place)))


def picture_of(opinion_map: OpinionMap) -> MapPicture | None:
    return db.session.get(MapPicture, opinion_map.id)


def people_count(opinion_map: OpinionMap) -> int:
    """How many have voted at least once. Found from the places they hold, not from their votes."""
    found = select(func.count(Participant.id)).where(Participant.map_id == opinion_map.id)
    return db.session.scalar(found) or 0


def participant_of(opinion_map: OpinionMap, viewer: Any) -> int | None:
    user_id = getattr(viewer, "id", None)
    if user_id is None:
        return None
    found = PLACE.row(db.session.connection(), map_id=opinion_map.id, user_id=user_id)
    return found[0] if found else None


@dataclass(frozen=True)
class Asking:
    """What one person is asked next, and how far they have come."""

    statement: Statement | None
    answered: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.answered


def asking(opinion_map: OpinionMap, viewer: Any) -> Asking:
    """The next statement is drawn by Polis' priority; the same one again until it is answered."""
    participant = participant_of(opinion_map, viewer)
    mine = and_(
        StatementVote.statement_id == Statement.id, StatementVote.participant_id == (participant or 0)
    )
    found = (
        select(Statement.id, StatementVote.choice)
        .outerjoin(StatementVote, mine)
        .where(Statement.map_id == opinion_map.id, Statement.state == State.ACCEPTED)
        .order_by(Statement.number)
    )
    rows = db.session.execute(found).all()
    picture = picture_of(opinion_map)
    counts: dict[str, list[float]] = picture.asking if picture else {}
    open_ones = {row.id: tally_of(counts.get(str(row.id), ())) for row in rows if row.choice is None}
    extremities = {int(key): row[3] for key, row in counts.items()}
    answered = len(rows) - len(open_ones)
    seed = f"{opinion_map.code}:{getattr(viewer, 'id', '') or 'somebody'}:{answered}"
    chosen = drawn(seed, weights_of(open_ones, extremities))
    statement = db.session.get(Statement, chosen) if chosen is not None else None
    return Asking(statement, answered, len(rows))


def tally_of(row: Sequence[float]) -> Tally:
    return Tally(int(row[0]), int(row[1]), int(row[2])) if row else NOBODY


def last_vote(participant: int) -> StatementVote | None:
    found = select(StatementVote).where(StatementVote.participant_id == participant)
    return db.session.scalar(
        found.order_by(StatementVote.at.desc(), StatementVote.statement_id.desc()).limit(1)
    )


def get_statement(opinion_map: OpinionMap, number: int) -> Statement:
    found = select(Statement).where(Statement.map_id == opinion_map.id, Statement.number == number)
    statement = db.session.scalar(found)
    if statement is None:
        raise NotFound(_("This statement was not found."))
    return statement


def statements_of(opinion_map: OpinionMap, *states: State) -> Sequence[Statement]:
    found = select(Statement).where(Statement.map_id == opinion_map.id, Statement.state.in_(states))
    return db.session.scalars(found.order_by(Statement.number)).all()


def statements_shown(opinion_map: OpinionMap, ids: Sequence[int]) -> dict[int, Statement]:
    found = select(Statement).where(Statement.map_id == opinion_map.id, Statement.id.in_(ids))
    return {statement.id: statement for statement in db.session.scalars(found)}


class Known(NamedTuple):
    """A statement as those are shown it who write one like it."""

    number: int
    text: Bitext


def alike(opinion_map: OpinionMap, text: str, viewer: Any) -> list[Known]:
    """Numbers and words of statements that say nearly the same, in either script. What nobody has looked at yet is
    shown to its author only."""
    mine = Statement.author_id == getattr(viewer, "id", None)
    known = or_(Statement.state == State.ACCEPTED, and_(Statement.state == State.WAITING, mine))
    found = select(Statement.number, Statement.text).where(Statement.map_id == opinion_map.id, known)
    there = (Known(*row) for row in db.session.execute(found.order_by(Statement.number)))
    return most_alike(text, ((one, folded(one.text.hans)) for one in there), most=3)


def waiting_for(viewer: Any) -> Sequence[tuple[OpinionMap, int]]:
    """The maps that the viewer organises and where new statements wait, with how many."""
    mine = [
        and_(OpinionMap.owner_kind == kind, OpinionMap.owner_id.in_(owners))
        for kind, one in owner_kinds().items()
        if (owners := one.organised_by(viewer)) is not None
    ]
    if not mine:
        return []
    counted = (
        select(Statement.map_id, func.count(Statement.id).label("waiting"))
        .where(Statement.state == State.WAITING)
        .group_by(Statement.map_id)
        .subquery()
    )
    found = select(OpinionMap, counted.c.waiting).join(counted, counted.c.map_id == OpinionMap.id)
    found = found.where(or_(*mine)).order_by(OpinionMap.id)
    return [(opinion_map, count) for opinion_map, count in db.session.execute(found)]


def place_of(opinion_map: OpinionMap, viewer: Any) -> tuple[float, float, int | None] | None:
    """Where the viewer stands in the picture that is shown, and in which group: for themselves only."""
    picture, participant = picture_of(opinion_map), participant_of(opinion_map, viewer)
    if picture is None or not picture.shown or participant is None:
        return None
    found = select(StatementVote.statement_id, StatementVote.choice).where(
        StatementVote.participant_id == participant
    )
    cast = [(statement, choice) for statement, choice in db.session.execute(found)]
    x, y, group = nearest(cast, picture.own)
    return (x, y, group if group >= 0 and len(cast) >= picture.own["least"] else None) if cast else None


def nearest(cast: Sequence[tuple[int, int]], own: dict[str, Any]) -> tuple[float, float, int]:
    """The place that follows from somebody's votes, and the group whose middle is nearest; -1 without groups."""
    axes: dict[str, list[float]] = own["axes"]
    known = [(axes[str(statement)], choice) for statement, choice in cast if str(statement) in axes]
    scale = (len(axes) / max(1, len(known))) ** 0.5
    x = scale * sum((choice - axis[0]) * axis[1] for axis, choice in known)
    y = scale * sum((choice - axis[0]) * axis[2] for axis, choice in known)
    near = [(cx - x) ** 2 + (cy - y) ** 2 for cx, cy in own["centres"]]
    return x, y, near.index(min(near)) if near else -1
