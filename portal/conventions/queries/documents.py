"""Texts as the rules of merging and comparing see them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Text, cast, select, type_coerce

from portal.conventions.models import Clause, Version
from portal.conventions.queries.texts import clauses_of
from portal.conventions.rules import TextPair
from portal.conventions.rules.documents import TEXTS, Wording
from portal.core.db import db
from portal.core.language import Bitext, Script

RAW = [type_coerce(getattr(Clause, name), Text).label(name) for name in TEXTS]
ALL_RAW = [
    type_coerce(column, Text) for column in Clause.__table__.columns if column.key not in {"id", "version_id"}
]
Words = Mapping[str, Any]
"""What a clause says, as an amendment keeps it: texts as JSON, modality and sources."""


def documents_of(*version_ids: int) -> dict[int, dict[str, Wording]]:
    """The clauses of several versions by key, in order. One statement; equal clauses are one object."""
    found = (
        select(Clause.version_id, Clause.key, Clause.modality, cast(Clause.sources, Text), *RAW)
        .where(Clause.version_id.in_(version_ids))
        .order_by(Clause.version_id, Clause.number, Clause.id)
    )
    known: dict[tuple[Any, ...], Wording] = {}
    documents: dict[int, dict[str, Wording]] = {version_id: {} for version_id in version_ids}
    for version_id, key, modality, sources, *texts in db.session.execute(found):
        said = (str(modality), stored_sources(sources), *texts)
        if said not in known:
            known[said] = wording(dict(zip(TEXTS, texts, strict=True)), said[0], said[1])
        documents[version_id][key] = known[said]
    return documents


class StoredText:
    """One version's clauses as they are stored: `mark` names exactly that, the rows are read when they are needed.

    A page of a long text that was rendered from the same mark need not be rendered again.
    """

    def __init__(self, version: Version) -> None:
        self.version = version
        found = select(*ALL_RAW).where(Clause.version_id == version.id).order_by(Clause.number, Clause.id)
        stored = [tuple(row) for row in db.session.execute(found)]
        self.count = len(stored)
        frame = version.title.to_json(), version.preamble.to_json(), version.alg
        self.mark = hashlib.sha256(repr((frame, stored)).encode()).hexdigest()

    @cached_property
    def clauses(self) -> Sequence[Clause]:
        return clauses_of(self.version)


def document_of(version_id: int) -> dict[str, Wording]:
    return documents_of(version_id)[version_id]


def wording(texts: Mapping[str, str], modality: str, sources: tuple[str, ...]) -> Wording:
    return Wording(**{name: stored_pair(texts[name]) for name in TEXTS}, modality=modality, sources=sources)


@lru_cache(maxsize=2048)
def stored_sources(stored: str) -> tuple[str, ...]:
    return sources_of(json.loads(stored))


@lru_cache(maxsize=8192)
def stored_pair(stored: str) -> TextPair:
    """Both scripts of a stored text. Kept for those used last: comparing long texts asks for thousands."""
    return pair(Bitext.from_json(stored))


def pair(text: Bitext) -> TextPair:
    return TextPair(text.hans, text.hant)


def sources_of(sources: Any) -> tuple[str, ...]:
    return tuple(json.dumps(source, ensure_ascii=False, sort_keys=True) for source in sources or ())


def source_from(token: str) -> dict[str, Any]:
    source: dict[str, Any] = json.loads(token)
    return source


def bitext_of(pair: TextPair, *from_: Bitext) -> Bitext:
    """The stored form of a merged text: one of those it comes from where that says the same already, else a new
    one that is by hand as soon as one of them is."""
    same = [text for text in from_ if (text.hans, text.hant) == (pair.hans, pair.hant)]
    if same:
        return same[0]
    script = from_[0].script if from_ else Script.HANS
    return Bitext(pair.hans, pair.hant, script, by_hand=any(text.by_hand for text in from_))


def wording_of(clause: Clause) -> Wording:
    pairs = {name: pair(getattr(clause, name)) for name in TEXTS}
    return Wording(**pairs, modality=str(clause.modality), sources=sources_of(clause.sources))


def words_of(clause: Clause) -> dict[str, Any]:
    """The whole clause as an amendment keeps it."""
    texts = {name: getattr(clause, name).to_json() for name in TEXTS}
    return {**texts, "modality": str(clause.modality), "sources": list(clause.sources)}


def wording_from(words: Words) -> Wording:
    return wording(words, words["modality"], sources_of(words["sources"]))
