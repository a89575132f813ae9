from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer

from portal.conventions.models import Clause, Convention, VerseLine, Version
from portal.conventions.queries.finding import may_read_draft
from portal.conventions.rules import ClauseText, TextPair, canonical, clause_number, hash_of, to_chinese
from portal.conventions.states import Form
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext


def get_version(convention: Convention, number: int) -> Version:
    found = select(Version).where(Version.convention_id == convention.id, Version.number == number)
    version = db.session.scalar(found)
    if version is None:
        raise NotFound(_("This version was not found."))
    return version


def version_numbered(version_id: int | None) -> Version | None:
    return db.session.get(Version, version_id) if version_id else None


def current_version(convention: Convention) -> Version:
    return get_version(convention, convention.current_no)


def newest_fixed(convention: Convention) -> Version | None:
    """The newest fixed text of this round of making, whatever is being written after it."""
    found = select(Version).where(
        Version.convention_id == convention.id,
        Version.text_hash != "",
        Version.number <= convention.current_no,
    )
    return db.session.scalar(found.order_by(Version.number.desc()).limit(1))


def gathered_version(convention: Convention) -> Version:
    """The text opinions are about."""
    return newest_fixed(convention) or current_version(convention)


def version_in_force(convention: Convention) -> Version:
    if convention.in_force_no is None:
        raise NotFound(_("No text of this convention is in force."))
    return get_version(convention, convention.in_force_no)


def signable_version(convention: Convention) -> Version:
    """The text people put their names under: the one open for signing, else the one in force."""
    if convention.signable_no == convention.current_no:
        return current_version(convention)
    return version_in_force(convention)


def shown_version(convention: Convention, viewer: Any) -> Version:
    """What this reader sees first: the text in force; before there is one, the current or the last fixed one."""
    if convention.in_force_no is not None:
        return version_in_force(convention)
    version = current_version(convention)
    if version.text_hash or may_read_draft(viewer, convention):
        return version
    return newest_fixed(convention) or version


def versions_of(convention: Convention) -> Sequence[Version]:
    """All fixed texts, newest first."""
    found = select(Version).where(Version.convention_id == convention.id, Version.text_hash != "")
    found = found.options(defer(Version.canonical))  # long, and nobody reads it in a list
    return db.session.scalars(found.order_by(Version.number.desc())).all()


def clauses_of(version: Version) -> Sequence[Clause]:
    found = select(Clause).where(Clause.version_id == version.id)
    return db.session.scalars(found.order_by(Clause.number, Clause.id)).all()


def verse_of(version: Version) -> Sequence[VerseLine]:
    """The verse edition beside the articles, if there is one."""
    found = select(VerseLine).where(VerseLine.version_id == version.id)
    return db.session.scalars(found.order_by(VerseLine.number)).all()


def find_clause(version: Version, key: str) -> Clause | None:
    return db.session.scalar(select(Clause).where(Clause.version_id == version.id, Clause.key == key))


def clause_heads(version: Version) -> Sequence[Any]:
    """Key, number and heading of each clause, for lists that only name them."""
    found = select(Clause.key, Clause.number, Clause.heading).where(Clause.version_id == version.id)
    return db.session.execute(found.order_by(Clause.number, Clause.id)).all()


def get_clause(version: Version, key: str) -> Clause:
    clause = find_clause(version, key)
    if clause is None:
        raise NotFound(_("This clause was not found. Perhaps somebody has deleted it."))
    return clause


def pair(text: Bitext) -> TextPair:
    return TextPair(text.hans, text.hant)


def signed_text(version: Version, clauses: Sequence[Clause]) -> tuple[str, str]:
    """The canonical text and its hash, made from the stored clauses now."""
    parts = [
        ClauseText(number=c.number, text=pair(c.text), heading=pair(c.heading), chapter=pair(c.chapter))
        for c in clauses
    ]
    title, preamble = pair(version.title), pair(version.preamble)
    exact = canonical(parts, title=title, preamble=preamble)
    return exact, hash_of(exact, version.alg)


@lru_cache(maxsize=1024)
def labelled(form: Form, number: int) -> Bitext:
    """第一条 and 第一條, 一、 or nothing: how a clause of this form is numbered."""
    if form is Form.ARTICLES:
        return Bitext.both(clause_number(number), clause_number(number, "zh-Hant"))
    counted = to_chinese(number)
    return Bitext.both(f"{counted}、", f"{counted}、")
