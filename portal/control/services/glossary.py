"""The city's glossary: changing it, telling every process, making old twins anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Table, func, select, tuple_, update

from portal.accounts.models import User
from portal.control.models import GlossaryTerm
from portal.core import clock
from portal.core.cards import every_card_id
from portal.core.db import Base, db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.jobs import enqueue
from portal.core.language import BadTerm, Bitext, Glossary, set_glossary
from portal.core.services import guarded
from portal.core.settings import SettingValue, shelf
from portal.core.types import BitextType, NameType, PlainType, RichType
from portal.events.catalog import CardChanged

VERSION = (
    "language.glossary_version"  # no setting with a page: it says which glossary the processes should know
)
BATCH = 500


class _Known:
    version = 0


@guarded("control.edit_glossary")
def add_term(hans: str, *, hant: str, note: str, actor: User) -> GlossaryTerm:
    """A new pair, for all texts: those that are written, and in the background those that are there."""
    taken = select(GlossaryTerm.id).where((GlossaryTerm.hans == hans) | (GlossaryTerm.hant == hant))
    if db.session.scalar(taken.limit(1)):
        raise Refused(_("This word is in the glossary already."))
    try:
        Glossary([(hans, hant)])
    except BadTerm as bad:
        raise Refused(_("A term is one or more Chinese words, without mark-up or line breaks.")) from bad
    term = GlossaryTerm(hans=hans, hant=hant, note=note, added_by=actor.id)
    db.session.add(term)
    db.session.flush()  # the new glossary is read from the table
    spread()
    return term


@guarded("control.edit_glossary")
def remove_term(term: GlossaryTerm, *, actor: User) -> None:
    """From now on the converter decides again."""
    db.session.delete(term)
    db.session.flush()  # the new glossary is read from the table
    spread()


def spread() -> None:
    """Use the changed glossary here, tell the other processes, make the twins anew. Not guarded: follows a change."""
    version = (db.session.scalar(select(SettingValue.value).where(SettingValue.key == VERSION)) or 0) + 1
    db.session.merge(SettingValue(key=VERSION, value=version, changed_at=clock.now()))
    shelf().forget()
    use(version)
    for table in _tables():
        enqueue("control.remake_twins", {"table": table.name}, key=f"twins:{version}:{table.name}")
    enqueue("control.refresh_cards", {}, key=f"twins:{version}:cards")


def add_known(pairs: Iterable[tuple[str, str, str]]) -> int:
    """Terms that come with a city, before there are texts. Not guarded: `portal demo`."""
    db.session.add_all(GlossaryTerm(hans=hans, hant=hant, note=note) for hans, hant, note in pairs)
    version = (db.session.scalar(select(SettingValue.value).where(SettingValue.key == VERSION)) or 0) + 1
    db.session.merge(SettingValue(key=VERSION, value=version, changed_at=clock.now()))
    db.session.flush()  # the new glossary is read from the table
    shelf().forget()
    use(version)
    return version


def use(version: int) -> None:
    """Load the glossary into this process. Not guarded: reads only."""
    pairs = db.session.execute(select(GlossaryTerm.hans, GlossaryTerm.hant).order_by(GlossaryTerm.id))
    set_glossary(Glossary([(hans, hant) for hans, hant in pairs]))
    _Known.version = version


def is_behind() -> bool:
    """Whether this process has read of a newer glossary than it uses. Not guarded: asks no database."""
    return int(shelf().values.get(VERSION, _Known.version)) != _Known.version


def keep_up() -> int:
    """Use what another process has changed. Not guarded: asked before requests and by the clock."""
    version = int(shelf().look().get(VERSION, 0))
    if version == _Known.version:
        return 0
    use(version)
    return 1


def _tables() -> Iterator[Table]:
    """Every table with a text that has a twin."""
    for table in Base.metadata.sorted_tables:
        if any(isinstance(column.type, BitextType) for column in table.columns):
            yield table


def remake_twins(payload: dict[str, Any]) -> None:
    """Job: one batch of one table, then a job for the next. What people wrote by hand in both scripts stays.

    Not guarded: follows a change of the glossary.
    """
    keep_up()
    table = Base.metadata.tables[payload["table"]]
    keys = list(table.primary_key.columns)
    texts = [column for column in table.columns if isinstance(column.type, BitextType)]
    rows = select(*keys, *texts).order_by(*keys).limit(BATCH)
    if (after := payload.get("after")) is not None:
        rows = rows.where(tuple_(*keys) > tuple_(*after))
    found = db.session.execute(rows).all()
    for row in found:
        fresh = {
            column.name: again
            for column, old in zip(texts, row[len(keys) :], strict=True)
            if (again := remade(column.type, old)) != old
        }
        if fresh:
            same = (key == value for key, value in zip(keys, row, strict=False))
            db.session.execute(update(table).where(*same).values(fresh))
    if len(found) == BATCH:
        enqueue("control.remake_twins", {"table": table.name, "after": list(found[-1][: len(keys)])})


def remade(kind: Any, old: Bitext | None) -> Bitext | None:
    """The same original with the twin of today's glossary. Not guarded: arithmetic."""
    if old is None or old.by_hand:
        return old
    if isinstance(kind, (RichType, PlainType)):
        return Bitext.html(old.original, old.source, old.script)
    make = Bitext.name if isinstance(kind, NameType) else Bitext.of
    return make(old.original, old.script)


def refresh_cards(_payload: dict[str, Any]) -> None:
    """Job: catalogue and search see the new twins. Not guarded: follows a change of the glossary."""
    for kind, object_id in every_card_id():
        announce(CardChanged(kind=kind, object_id=object_id))


def how_many() -> int:
    """Not guarded: asks only."""
    return db.session.scalar(select(func.count(GlossaryTerm.id))) or 0
