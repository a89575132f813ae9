"""Keeping the catalogue. Nobody calls this by hand: it follows what features announce."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete, select

from portal.catalog.models import CatalogRow
from portal.core.cards import card_of, every_card_id
from portal.core.db import db


def keep(kind: str, object_id: int) -> None:
    """Make the row say what the card says, or remove it when there is no card. Not guarded: follows events."""
    card = card_of(kind, object_id)
    if card is not None and not card.listed:
        return  # of this kind nothing is ever in a list
    row = db.session.scalar(
        select(CatalogRow).where(CatalogRow.kind == kind, CatalogRow.object_id == object_id)
    )
    if card is None:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        row = CatalogRow(kind=kind, object_id=object_id)
        db.session.add(row)
    for name, value in asdict(card).items():
        if name not in {"body", "title", "summary", "listed"}:
            setattr(row, name, value)
    row.title, row.summary = card.title, card.summary


def rebuild() -> int:
    """All rows anew from the features' tables. Not guarded: a command of the operators."""
    db.session.execute(delete(CatalogRow))
    ids = every_card_id()
    for kind, object_id in ids:
        keep(kind, object_id)
    return len(ids)
