"""The conventions of the demo city, told through the services in the order in which things happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from portal.conventions import queries
from portal.conventions.demo import amendments
from portal.conventions.demo.story import Story
from portal.conventions.models import Clause, Convention, Version, new_code
from portal.conventions.rules.chain import START
from portal.conventions.states import State
from portal.core import clock
from portal.core.db import db
from portal.core.events import announce
from portal.demo_data.book import Book
from portal.events.catalog import CardChanged


def load(city: Book) -> None:
    told = city.folder("conventions")
    stories = {one["id"]: Story(city, one) for one in sorted(told, key=lambda t: t["days"]["drafted"])}
    acts = [act for story in stories.values() for act in story.acts()]
    for moment, act in sorted(acts, key=lambda a: a[0]):
        with clock.stopped_at(moment):
            act()
    for one in stories.values():
        one.date_back()
    for newer in stories.values():
        if older := stories.get(newer.told.get("supersedes", "")):
            newer.convention.supersedes_id = older.convention.id
    for one in stories.values():
        enlarge(city, one.convention)
    amendments.load(city, {key: story.convention for key, story in stories.items()})
    city.kept["conventions"] = {key: story.convention for key, story in stories.items()}


def enlarge(city: Book, convention: Convention) -> None:
    """For benchmarks: `scale` times as many public conventions, written straight into the tables."""
    if city.scale <= 1 or convention.comment_from is None or convention.is_revised:
        return
    version = queries.current_version(convention)
    clauses = [columns_of(clause) for clause in queries.clauses_of(version)]
    for number in range(1, city.scale):
        copy = {
            **columns_of(convention),
            "code": new_code(),
            "ballot_id": None,
            "supersedes_id": None,
            "in_force_key": None,
        }
        copy["state"] = State.REPEALED if convention.state is State.VOTING else convention.state
        copy |= {
            "signature_count": 0,
            "chain_count": 0,
            "chain_head": START,
            "comment_count": 0,
            "made_at": convention.made_at - timedelta(hours=number),
        }
        made = db.session.scalar(insert(Convention).values(copy).returning(Convention.id))
        fresh = {**columns_of(version), "convention_id": made}
        into = db.session.scalar(insert(Version).values(fresh).returning(Version.id))
        db.session.execute(insert(Clause), [{**clause, "version_id": into} for clause in clauses])
        announce(CardChanged(kind="convention", object_id=made or 0))


def columns_of(row: Any) -> dict[str, Any]:
    return {c.key: getattr(row, c.key) for c in row.__mapper__.column_attrs if c.key != "id"}
