"""Keyset pages: page 1,000 costs what page 1 costs, and nothing is shown twice when rows arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request
from sqlalchemy import ColumnElement, Select, and_, or_, select

from portal.core.db import db
from portal.core.errors import BadInput
from portal.core.i18n import _

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows of one page; `older` and `newer` are keys for the address, None at the ends."""

    rows: Sequence[T]
    older: int | None = None
    newer: int | None = None


def asked_key(name: str) -> int | None:
    """A whole number from the address, or None; anything else is a 400."""
    value = request.args.get(name)
    if value is None:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise BadInput(_("This address is not complete. Please go back to the first page."))
    return int(value)


def newest_first(
    found: Select[Any], key: Any, size: int = 20, *, entities: bool = True, by: Any = None
) -> Page[Any]:
    """One page of `found` by descending `key`, as asked by ?older= or ?newer= in the address.

    Rows must show the key as `.id`. One query, whatever the page. `by` is a column that comes before the key in the
    order, for things whose day is not that of their row.
    """
    older, newer = asked_key("older"), asked_key("newer")
    ask = db.session.scalars if entities else db.session.execute
    if newer is not None:
        upwards = [column.asc() for column in (by, key) if column is not None]
        rows = list(ask(found.where(beyond(newer, key, by, up=True)).order_by(*upwards).limit(size + 1)))
        more, rows = len(rows) > size, rows[:size][::-1]
        return Page(rows, older=rows[-1].id if rows else None, newer=rows[0].id if more else None)
    if older is not None:
        found = found.where(beyond(older, key, by, up=False))
    downwards = [column.desc() for column in (by, key) if column is not None]
    rows = list(ask(found.order_by(*downwards).limit(size + 1)))
    more, rows = len(rows) > size, rows[:size]
    first = rows[0].id if rows and older is not None else None
    return Page(rows, older=rows[-1].id if more else None, newer=first)


def beyond(asked: int, key: Any, by: Any, *, up: bool) -> ColumnElement[bool]:
    """What follows the row with this key, upwards or downwards. After a row that is not there nothing follows by `by`."""
    after: ColumnElement[bool] = key > asked if up else key < asked
    if by is None:
        return after
    there = select(by).where(key == asked).correlate(None).scalar_subquery()
    return or_(by > there if up else by < there, and_(by == there, after))
