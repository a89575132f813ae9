"""Which engine, and keeping it in step with what features announce. Nobody calls this by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import current_app

from portal.core.cards import Card, card_of, every_card_id
from portal.core.config import Config, ConfigError
from portal.core.db import db
from portal.core.jobs import enqueue
from portal.search.documents import Doc
from portal.search.engine import Engine
from portal.search.fts5 import Fts5
from portal.search.postgres import Postgres

INSIDE = {"fts5": ("sqlite", Fts5), "postgresql": ("postgresql", Postgres)}
JOB = "search.keep"


def engine() -> Engine:
    """The engine of this portal; it lives as long as the process. Not guarded: only reads settings."""
    made: Engine | None = current_app.extensions.get("portal.search")
    if made is None:
        made = current_app.extensions["portal.search"] = engine_for(current_app.extensions["portal.config"])
    return made


def engine_for(config: Config) -> Engine:
    """What `PORTAL_SEARCH_URL` asks for, else the index inside the database. Not guarded: only reads settings."""
    inside = {dialect: name for name, (dialect, _engine) in INSIDE.items()}
    dialect = config.database_url.partition(":")[0].partition("+")[0]
    name, _, rest = (config.search_url or f"{inside[dialect]}:").partition(":")
    if name == "whoosh":
        folder = Path(rest.removeprefix("//")) if rest else Path("search")
        from portal.search.whoosh_engine import Whoosh  # a library most portals never load

        return Whoosh(db.session, config.instance_dir / folder)
    needed, kind = INSIDE[name]
    if needed != dialect:
        raise ConfigError(f"PORTAL_SEARCH_URL: {name} needs a {needed} database, and yours is {dialect}.")
    return kind(db.session)


def follow(kind: str, object_id: int) -> None:
    """A card has changed: index it in this transaction, or leave it to the worker. Not guarded: follows events."""
    if engine().by_worker:
        enqueue(JOB, {"kind": kind, "object_id": object_id})
    else:
        keep(kind, object_id)


def keep(kind: str, object_id: int) -> None:
    """Make findable what the card says, or nothing when there is no card. Not guarded: follows events."""
    card = card_of(kind, object_id)
    if card is None:
        engine().remove(kind, object_id)
    else:
        engine().add(doc_of(card))


def keep_later(payload: dict[str, Any]) -> None:
    """What the worker does for an engine that only it may write. Not guarded: a job."""
    keep(payload["kind"], payload["object_id"])


def rebuild() -> int:
    """Everything public anew, oldest first. Not guarded: a command of the operators."""
    cards = [card for card in (card_of(kind, number) for kind, number in every_card_id()) if card]
    return engine().rebuild(doc_of(card) for card in sorted(cards, key=lambda card: card.at))


def doc_of(card: Card) -> Doc:
    """A card as the index wants it. Not guarded: changes nothing."""
    return Doc(
        kind=card.kind,
        object_id=card.object_id,
        title=card.title,
        body=card.body or card.summary,
        path=card.path,
        at=card.at,
        place_path=card.place_path,
        state=card.state,
        gone_at=card.gone_at,
    )
