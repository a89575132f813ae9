"""The published files of a map that is over: in Polis' layout, without names, times or anything that page numbers hide."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.statements import queries
from portal.statements.models import MapPicture, OpinionMap, StatementVote
from portal.statements.rules import polis
from portal.statements.rules.polis import Comment, Told
from portal.statements.rules.privacy import safe_votes
from portal.statements.states import State

FILES = (polis.COMMENTS, polis.VOTES, polis.PEOPLE)
Votes = dict[tuple[int, int], int]


def is_public(opinion_map: OpinionMap, picture: MapPicture | None) -> bool:
    """Once everything is counted, and never single votes on a sensitive subject."""
    return picture is not None and picture.is_final and bool(picture.shown) and not opinion_map.sensitive


def files(opinion_map: OpinionMap, picture: MapPicture | None) -> dict[str, str]:
    """All three files. People get numbers that tell nothing of the order in which they came."""
    shown: dict[str, Any] = (picture.shown if picture else None) or {}
    own: dict[str, Any] = picture.own if picture else {}
    statements = queries.statements_of(opinion_map, State.ACCEPTED)
    number = {statement.id: statement.number for statement in statements}
    votes = votes_of(opinion_map, set(number))
    groups = groups_of(votes, own)
    order = sorted({person for person, _s in votes}, key=lambda person: mark(opinion_map, person))
    pseudonym = {person: at for at, person in enumerate(order, 1)}
    kept = safe_votes(votes, groups, sensitive=opinion_map.sensitive)
    day = clock.local(picture.shown_to).date() if picture and picture.shown_to else clock.today()
    return polis.files_of(
        [told(statement.id, number, statement.text.original, shown) for statement in statements],
        {(pseudonym[person], number[on]): choice for (person, on), choice in kept.items()},
        {pseudonym[person]: group for person, group in groups.items()},
        at=day.toordinal() * 86400,
        at_text=day.isoformat(),
    )


def told(statement: int, number: dict[int, int], text: str, shown: dict[str, Any]) -> Told:
    row = shown.get("statements", {}).get(str(statement), {}).get("all")
    return Told(
        comment=Comment(id=number[statement], text=text),
        agrees=row[0] if row else None,
        disagrees=row[1] if row else None,
    )


def mark(opinion_map: OpinionMap, person: int) -> bytes:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(secret, f"{opinion_map.code}:{person}".encode(), hashlib.sha256)


def votes_of(opinion_map: OpinionMap, statements: set[int]) -> Votes:
    found = select(StatementVote.participant_id, StatementVote.statement_id, StatementVote.choice).where(
        StatementVote.map_id == opinion_map.id
    )
    return {
        (person, statement): choice
        for person, statement, choice in db.session.execute(found)
        if statement in statements
    }


def groups_of(votes: Votes, own: dict[str, Any]) -> dict[int, int]:
    """The group of everybody who has one in the picture. Without groups everybody is in the same."""
    by_person: dict[int, list[tuple[int, int]]] = {}
    for (person, statement), choice in votes.items():
        by_person.setdefault(person, []).append((statement, choice))
    if not own.get("centres"):
        return dict.fromkeys(by_person, 0)
    return {
        person: queries.nearest(cast, own)[2]
        for person, cast in by_person.items()
        if len(cast) >= own["least"]
    }
