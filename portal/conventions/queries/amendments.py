"""Amendments, and what each would make of the text as it stands now."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.conventions.models import Amendment, AmendmentSupport, Convention, Version
from portal.conventions.queries.documents import documents_of, wording_from
from portal.conventions.rules.documents import (
    Document,
    Merged,
    Wording,
    added,
    changed,
    merge,
    moved,
    removed,
)
from portal.conventions.states.amendments import OPEN, Action, AmendmentState
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.paging import Page, newest_first


def get_amendment(convention: Convention, number: int) -> Amendment:
    found = select(Amendment).where(Amendment.convention_id == convention.id, Amendment.number == number)
    options = (joinedload(Amendment.author), joinedload(Amendment.base_version), joinedload(Amendment.topic))
    amendment = db.session.scalar(found.options(*options))
    if amendment is None:
        raise NotFound(_("This amendment was not found."))
    return amendment


def amendments_page(
    convention: Convention, *, clause_key: str = "", undecided: bool | None = None, size: int = 20
) -> Page[Amendment]:
    """Newest first; of one clause, or only those that are (not) decided."""
    found = select(Amendment).where(Amendment.convention_id == convention.id)
    if clause_key:
        found = found.where(Amendment.clause_key == clause_key)
    if undecided is not None:
        inside = Amendment.state.in_(OPEN)
        found = found.where(inside if undecided else ~inside)
    return newest_first(found.options(joinedload(Amendment.author)), Amendment.id, size=size)


def undecided(convention: Convention) -> int:
    found = select(func.count(Amendment.id)).where(
        Amendment.convention_id == convention.id, Amendment.state.in_(OPEN)
    )
    return db.session.scalar(found) or 0


def amended_by_others(viewer: Any) -> Sequence[tuple[Convention, int]]:
    """Conventions with undecided amendments of other people, and how many of them."""
    counted = (
        select(Amendment.convention_id, func.count(Amendment.id).label("waiting"))
        .where(Amendment.state.in_(OPEN), Amendment.author_id != viewer.id)
        .group_by(Amendment.convention_id)
        .subquery()
    )
    found = select(Convention, counted.c.waiting).join(counted, counted.c.convention_id == Convention.id)
    found = found.options(joinedload(Convention.place), joinedload(Convention.alliance))
    return [(convention, count) for convention, count in db.session.execute(found.order_by(Convention.id))]


def open_amendments(convention: Convention) -> Sequence[Amendment]:
    found = select(Amendment).where(Amendment.convention_id == convention.id, Amendment.state.in_(OPEN))
    return db.session.scalars(found.order_by(Amendment.number)).all()


def proposals_by_clause(convention: Convention) -> Mapping[str, int]:
    """How many undecided ones each clause has; new clauses are counted at the one they come behind."""
    found = (
        select(Amendment.action, Amendment.clause_key, Amendment.after_key, func.count())
        .where(Amendment.convention_id == convention.id, Amendment.state.in_(OPEN))
        .group_by(Amendment.action, Amendment.clause_key, Amendment.after_key)
    )
    counts: dict[str, int] = {}
    for action, clause_key, after_key, count in db.session.execute(found):
        key = after_key if action is Action.ADD else clause_key
        counts[key] = counts.get(key, 0) + count
    return counts


def taken_up(version_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """The numbers of the amendments that made each of these versions."""
    found = (
        select(Version.id, Amendment.number)
        .join(Amendment, Amendment.result_version_id == Version.id)
        .where(Version.id.in_(version_ids))
        .order_by(Amendment.number)
    )
    numbers: dict[int, list[int]] = {}
    for version_id, number in db.session.execute(found):
        numbers.setdefault(version_id, []).append(number)
    return numbers


def supports(amendment: Amendment, user: Any) -> bool:
    return bool(getattr(user, "id", None)) and (
        db.session.get(AmendmentSupport, (amendment.id, user.id)) is not None
    )


@dataclass(frozen=True)
class Trial:
    """One amendment against the text of now. `merged.conflicts` say that a person has to bring them together."""

    amendment: Amendment
    base: Document
    ours: Document
    theirs: Document
    merged: Merged

    @property
    def is_overtaken(self) -> bool:
        """Nothing would be different any more."""
        return not self.merged.conflicts and list(self.merged.document.items()) == list(self.ours.items())

    @property
    def seen(self) -> str:
        """Names what accepting it would do, so that nobody accepts something else than they saw."""
        key, action = self.amendment.clause_key, self.amendment.action
        if action is Action.MOVE:
            return digest(None)
        return digest((self.ours if action is Action.DELETE else self.merged.document).get(key))


def digest(wording: Wording | None) -> str:
    return hashlib.sha256(repr(wording).encode()).hexdigest()[:16]


class Desk:
    """The texts of one convention that trials need: one statement for the texts, one for what is known."""

    def __init__(self, convention: Convention, version: Version, amendments: Sequence[Amendment]) -> None:
        self.convention = convention
        bases = {amendment.base_version_id for amendment in amendments}
        self.texts: Mapping[int, Document] = documents_of(version.id, *bases)
        self.ours = self.texts[version.id]
        found = select(Amendment).where(
            Amendment.convention_id == convention.id,
            Amendment.base_version_id.in_(bases),
            Amendment.state == AmendmentState.ACCEPTED,
        )
        self.accepted = db.session.scalars(found.order_by(Amendment.number)).all()

    def trial(self, amendment: Amendment) -> Trial:
        """What accepted amendments to the same base wrote accounts for what the text says now."""
        base = self.texts[amendment.base_version_id]
        known = [
            proposed(other, base)
            for other in self.accepted
            if other.base_version_id == amendment.base_version_id and other.id != amendment.id
        ]
        theirs = proposed(amendment, base)
        return Trial(amendment, base, self.ours, theirs, merge(base, self.ours, theirs, known))


def proposed(amendment: Amendment, base: Document) -> Document:
    """The base as its author wants it."""
    key, after = amendment.clause_key, amendment.after_key
    if amendment.action is Action.DELETE:
        return removed(base, key)
    if amendment.action is Action.MOVE:
        return moved(base, key, after)
    wanted = wording_from(amendment.words)
    if amendment.action is Action.ADD:
        return added(base, key, wanted, after)
    return changed(base, key, wanted)
