"""The city's own settings: typed, with a default, an editor page and a history. Nothing legal is a constant."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import JSON, String, select

from portal.core.db import Mapped, Model, db, mapped_column, moment, pk
from portal.core.language import Bitext, version
from portal.core.types import composed

STORED = "portal.settings"
KEPT_FOR = 5.0  # seconds another process may still see an old value


@dataclass(frozen=True, kw_only=True)
class Setting:
    """`kind`: text, name, rich, number, yes_no, choice, percent, days. `check` raises ValueError with a sentence."""

    key: str
    kind: str
    default: Any
    label: Any
    group: str
    hint: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    least: int | None = None
    most: int | None = None
    check: Callable[[Any], None] | None = None


class SettingValue(Model):
    """The newest value of a changed setting; unchanged ones have no row."""

    __tablename__ = "setting_value"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[datetime]


class SettingChange(Model):
    """One change: from what, to what, by whom."""

    __tablename__ = "setting_change"

    id: Mapped[pk]
    key: Mapped[str] = mapped_column(String(80), index=True)
    before: Mapped[Any] = mapped_column(JSON)
    after: Mapped[Any] = mapped_column(JSON)
    actor_id: Mapped[int]
    at: Mapped[moment]


class Shelf:
    """The values this process knows, looked up again every few seconds."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.stamp = 0  # another number when a value has changed: part of the key of kept pages
        self.read_at = float("-inf")
        self.changes = 0

    def look(self) -> dict[str, Any]:
        if time.monotonic() - self.read_at > KEPT_FOR:
            changes = self.changes
            self.values = {k: v for k, v in db.session.execute(select(SettingValue.key, SettingValue.value))}
            self.stamp = hash(json.dumps(self.values, sort_keys=True))
            if changes == self.changes:  # else somebody changed a value while we read: look again next time
                self.read_at = time.monotonic()
        return self.values

    def forget(self) -> None:
        self.changes += 1
        self.read_at = float("-inf")


def registry() -> dict[str, Setting]:
    known: dict[str, Setting] = current_app.extensions["portal.settings"]
    return known


def shelf() -> Shelf:
    kept: Shelf = current_app.extensions["portal.shelf"]
    return kept


def setting(key: str) -> Any:
    """The city's value, or the default. An unknown key is a KeyError."""
    default = registry()[key].default
    return shelf().look().get(key, default)


@lru_cache(maxsize=256)
def twin(text: str, kind: str, _words: str) -> Bitext:
    """Kept under the version of the city's words: reading a setting converts nothing."""
    if kind == "rich":
        return composed(text)
    return Bitext.name(text) if kind == "name" else Bitext.of(text)


def setting_text(key: str) -> Bitext:
    """A text, name or rich setting in both scripts."""
    return twin(str(setting(key)), registry()[key].kind, version())


def store(key: str, value: Any, *, actor_id: int, at: datetime) -> bool:
    """Called by the control panel's guarded service, after the value has been checked. False: it was so already.

    Asks the table, not the shelf: another process may just have changed it.
    """
    row = db.session.get(SettingValue, key, populate_existing=True, with_for_update=True)
    before = registry()[key].default if row is None else row.value
    if value == before:
        return False
    if row is None:
        row = SettingValue(key=key)
        db.session.add(row)
    row.value, row.changed_at = value, at
    db.session.add(SettingChange(key=key, before=before, after=value, actor_id=actor_id, at=at))
    db.session.flush()  # the next change of it, in this request, finds the row
    db.session().info[STORED] = True
    shelf().forget()
    return True


def forget_changed() -> None:
    """After the commit or the rollback: whoever has read in between may know the wrong value."""
    if db.session().info.pop(STORED, None):
        shelf().forget()
