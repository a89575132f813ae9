"""Texts as the rules of merging and comparing see them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Text, select, type_coerce

from portal.conventions.models import Clause
from portal.conventions.rules import TextPair
from portal.conventions.rules.documents import TEXTS, Wording
from portal.core.db import db
from portal.core.language import Bitext, Script

RAW = [type_coerce(getattr(Clause, name), Text).label(name) for name in TEXTS]
Words = Mapping[str, Any]
"""What a clause says, as an amendment keeps it: texts as JSON, modality and sources."""


def documents_of(*version_ids: int) -> dict[int, dict[str, Wording]]:
    """The clauses of several versions by key, in order. One statement; equal clauses are one object."""
    found = (
        select(Clause.version_id, Clause.key, Clause.modality, Clause.sources, *RAW)
        .where(Clause.version_id.in_(version_ids))
        .order_by(Clause.version_id, Clause.number, Clause.id)
    )
    known: dict[tuple[Any, ...], Wording] = {}
    documents: dict[int, dict[str, Wording]] = {version_id: {} for version_id in version_ids}
    for version_id, key, modality, sources, *texts in db.session.execute(found):
        said = (str(modality), sources_of(sources), *texts)
        if said not in known:
            known[said] = wording(dict(zip(TEXTS, texts, strict=True)), said[0], said[1])
        documents[version_id][key] = known[said]
    return documents


def document_of(version_id: int) -> dict[str, Wording]:
    return documents_of(version_id)[version_id]


def wording(texts: Mapping[str, str], modality: str, sources: tuple[str, ...]) -> Wording:
    pairs = {name: pair(Bitext.from_json(texts[name])) for name in TEXTS}
    return Wording(**pairs, modality=modality, sources=sources)


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
