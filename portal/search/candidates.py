"""For engines without positions: they propose rows that have all the pairs, the stored text decides."""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, literal, or_
from sqlalchemy.orm import InstrumentedAttribute

from portal.search.models import SearchDoc
from portal.search.tokens import Phrase, Question, is_han, tokens


def bag(plain_text: str) -> set[str]:
    """Pairs, words and every single Chinese character."""
    found = set(tokens(plain_text))
    found.update(character for run in plain_text.split() if is_han(run) for character in run)
    return found


def proof(question: Question, *, title_only: bool, always: bool = False) -> list[ColumnElement[bool]]:
    """What the stored text must say. A phrase of one token needs no proof unless the index may be behind."""
    return [
        or_(*(stands_in(phrase, title_only) for phrase in unit))
        for unit in question.units
        if always or any(len(phrase.tokens) > 1 for phrase in unit)
    ]


def stands_in(phrase: Phrase, title_only: bool) -> ColumnElement[bool]:
    title = contains(SearchDoc.title_plain, phrase.within)
    return title if title_only else or_(title, contains(SearchDoc.body_plain, phrase.within))


def contains(stored: InstrumentedAttribute[str], within: str) -> ColumnElement[bool]:
    text: ColumnElement[str] = (
        literal(" ", String) + stored + " " if within != within.strip() else stored.expression
    )
    return text.like(f"%{within}%")
