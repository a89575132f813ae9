"""Columns for what people write: the original and its twin in the other script, made at write time."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

from sqlalchemy import Dialect, Text, TypeDecorator, event
from sqlalchemy.orm import mapped_column

from portal.core.db import Model
from portal.core.language import Bitext
from portal.core.richtext import clean_html, plain_to_html

SHORT = 400  # characters: names, headings and clauses, which pages show by the hundred
short = lru_cache(maxsize=4096)(Bitext.from_json)


class BitextType(TypeDecorator[Bitext]):
    """One line or paragraph of plain text in both scripts. A `str` that is set becomes a `Bitext`."""

    impl = Text
    cache_ok = True

    def made_from(self, value: str) -> Bitext:
        return Bitext.of(value)

    def process_bind_param(self, value: Bitext | str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return (self.made_from(value) if isinstance(value, str) else value).to_json()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Bitext | None:
        if value is None:
            return None
        return short(value) if len(value) < SHORT else Bitext.from_json(value)


class NameType(BitextType):
    """A person's, shop's or street's name: ambiguous characters stay as they were typed."""

    cache_ok = True

    def made_from(self, value: str) -> Bitext:
        return Bitext.name(value)


class RichType(BitextType):
    """Sanitised HTML in both scripts, ready to show. A `str` is taken as HTML and cleaned here."""

    cache_ok = True

    def made_from(self, value: str) -> Bitext:
        return composed(value)


class PlainType(BitextType):
    """A citizen's plain text, stored as the HTML it will be shown as; `.source` is what was typed."""

    cache_ok = True

    def made_from(self, value: str) -> Bitext:
        return written(value)


def written(text: str) -> Bitext:
    """A citizen's plain text as it is stored: for setting a `plain` column of an existing row."""
    return Bitext.html(clean_html(plain_to_html(text)), source=text)


def composed(html: str) -> Bitext:
    """An official's HTML as it is stored: for setting a `rich` column of an existing row."""
    return Bitext.html(clean_html(html))


@event.listens_for(Model, "attribute_instrument", propagate=True)
def coerce_what_is_set(_class: type, _key: str, attribute: Any) -> None:
    columns = getattr(attribute.property, "columns", None)
    kind = columns[0].type if columns else None
    if not isinstance(kind, BitextType):
        return

    @event.listens_for(attribute, "set", retval=True)
    def made(_target: Any, value: Any, _old: Any, _initiator: Any) -> Any:
        return kind.made_from(value) if isinstance(value, str) else value


line = Annotated[Bitext, mapped_column(BitextType())]
name = Annotated[Bitext, mapped_column(NameType())]
rich = Annotated[Bitext, mapped_column(RichType())]
plain = Annotated[Bitext, mapped_column(PlainType())]
