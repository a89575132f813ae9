"""Changing the city's settings, one at a time, and taking a change back."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import User
from portal.core import clock
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.services import guarded
from portal.core.settings import SettingChange, registry, store


@guarded("control.change_settings")
def change(key: str, *, value: Any, actor: User) -> bool:
    """Give a setting a new value; the old one stays in its history. False when it is the same."""
    refuse_bad(key, value)
    return store(key, value, actor_id=actor.id, at=clock.now())


@guarded("control.change_settings")
def undo(done: SettingChange, *, actor: User) -> None:
    """Back to the value before this change: a new change, not a hole in the history."""
    refuse_bad(done.key, done.before)
    if not store(done.key, done.before, actor_id=actor.id, at=clock.now()):
        raise Refused(_("This is the value already."))


def refuse_bad(key: str, value: Any) -> None:
    """What the setting's own check says. Not guarded: asks only."""
    check = registry()[key].check
    if check:
        try:
            check(value)
        except ValueError as error:
            raise Refused(str(error)) from error
