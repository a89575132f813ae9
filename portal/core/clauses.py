"""Clauses that bind an alliance today, told by the features that hold texts, read by those that point at clauses.

Neither knows the other: a clause is named by its stable key and the path of its page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import current_app

from portal.core.language import Bitext

Source = Callable[[int], "Iterable[BindingClause]"]


@dataclass(frozen=True, kw_only=True)
class BindingClause:
    """`key` stays the same through all versions; `path` leads to its text, without a language."""

    key: str
    path: str
    title: Bitext  # of the whole text
    number: int
    heading: Bitext
    text: Bitext


def clauses_binding(alliance_id: int) -> list[BindingClause]:
    """In the order of their texts. Each source asks a fixed number of queries."""
    sources: list[Source] = current_app.extensions["portal.clauses"]
    return [clause for source in sources for clause in source(alliance_id)]
