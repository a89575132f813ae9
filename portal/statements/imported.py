"""Maps that come from files: over from the beginning, for everybody to read, for nobody to change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, insert, select

from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.masking import mask_personal_data
from portal.places.models import Place
from portal.statements.models import OpinionMap, Participant, Statement, StatementVote
from portal.statements.owners import OwnerKind, Subject
from portal.statements.rules.polis import OpenData
from portal.statements.services.moderating import LONGEST
from portal.statements.services.voting import order_at
from portal.statements.states import State

KIND = "file"
PIECE = 10_000


class FileMaps(OwnerKind):
    """Nobody stands behind such a map, so nobody votes on it and nobody organises it."""

    def find(self, owner_id: int) -> Subject | None:
        found = db.session.scalar(
            select(OpinionMap).where(OpinionMap.owner_kind == KIND, OpinionMap.owner_id == owner_id)
        )
        if found is None:
            return None
        return Subject(
            kind=KIND,
            id=owner_id,
            ref=found.code,
            title=found.title,
            path=f"/places/{found.place.slug}",
            place=found.place,
            closes_at=found.at,
            is_open=False,
            is_over=True,
        )

    def find_ref(self, ref: str, viewer: Any) -> Subject | None:
        return None

    def may_read(self, viewer: Any, owner_id: int) -> bool:
        return True

    def why_not(self, viewer: Any, owner_id: int) -> str | None:
        return str(_("These votes come from a file; no more are taken."))

    def organises(self, viewer: Any, owner_id: int) -> bool:
        return False


def bring_in(data: OpenData, *, title: str, place: Place) -> OpinionMap:
    """A new map from such files; the worker draws it. The last vote of each person counts."""
    if not data.votes:
        raise Refused(_("There are no votes in these files."))
    taken = select(func.coalesce(func.max(OpinionMap.owner_id), 0)).where(OpinionMap.owner_kind == KIND)
    opinion_map = OpinionMap(
        owner_kind=KIND,
        owner_id=(db.session.scalar(taken) or 0) + 1,
        title=mask_personal_data(title),
        place_id=place.id,
        statement_count=len(data.statements()),
    )
    db.session.add(opinion_map)
    db.session.flush()  # everything below names it
    silenced = data.silenced()
    statements = {}
    for number, key in enumerate(data.statements(), 1):
        comment = data.comments.get(key)
        text = mask_personal_data(comment.text if comment else "")[:LONGEST] or f"#{key}"
        state = State.REJECTED if key in silenced else State.ACCEPTED
        statements[key] = Statement(map=opinion_map, number=number, text=text, state=state)
    people = {person: Participant(map_id=opinion_map.id) for person in data.people()}
    db.session.add_all([*statements.values(), *people.values()])
    db.session.flush()  # votes name both
    last = {(person, statement): vote for person, statement, vote in data.votes}
    rows = [
        {
            "participant_id": people[p].id,
            "statement_id": statements[s].id,
            "map_id": opinion_map.id,
            "choice": vote,
        }
        for (p, s), vote in last.items()
    ]
    for first in range(0, len(rows), PIECE):
        db.session.execute(insert(StatementVote), rows[first : first + PIECE])
    order_at(opinion_map.id)
    return opinion_map
