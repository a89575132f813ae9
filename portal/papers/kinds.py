"""What features tell about the kinds of things that are issued as papers and can be verified."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import current_app

from portal.core.i18n import _, _l


class Standing(StrEnum):
    """What became of a thing since it was issued; CHANGED wins over all others.

    BROKEN: the text is sound, but the chain that the thing is part of is not.
    """

    VALID = "valid"
    CHANGED = "changed"
    BROKEN = "broken"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


STANDING_LABELS = {
    Standing.VALID: _l("Still exactly as it was signed or issued."),
    Standing.CHANGED: _l("Not as it was: the stored text no longer fits what was signed or issued."),
    Standing.BROKEN: _l("The text is as it was, but the chain of signatures is broken."),
    Standing.SUPERSEDED: _l("Authentic, but a newer version has taken its place."),
    Standing.REPEALED: _l("Authentic, but repealed since."),
    Standing.WITHDRAWN: _l("Authentic, but withdrawn since."),
    Standing.EXPIRED: _l("Authentic, but its time is over."),
}


SIZES: Mapping[str, Any] = {"a4": _l("A4"), "a3": _l("A3, large print for the wall")}
SCRIPTS: Mapping[str, Any] = {"zh_Hans": _l("Simplified script"), "zh_Hant": _l("Traditional script")}


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A thing as it is stored now. `hash_now` is computed at this moment from the stored text."""

    hash_now: str
    standing: Standing = Standing.VALID
    since: datetime | None = None
    facts: tuple[tuple[Any, Any], ...] = ()  # (label, value), persons masked


@dataclass(frozen=True, kw_only=True)
class PaperKind:
    """`prove` looks at the thing with this id now; `sheet` makes the HTML of its PDF in the language that is
    being spoken, from the paper and its size (a key of `sizes`); without `sheet` there is no PDF. `readers` says
    who may have the PDFs of the thing, asked anew at every look; without it everybody may, and they stay.
    `names` says which paper a size is where not all sizes are the same paper.
    """

    label: Any
    prove: Callable[[int], Proof | None]
    sheet: Callable[[Any, str], str] | None = None
    sizes: Mapping[str, Any] = field(default_factory=lambda: SIZES)
    readers: Callable[[Any, int], bool] | None = None
    names: Mapping[str, Any] = field(default_factory=dict)

    def says(self, locale: str, size: str) -> str:
        """Which paper somebody is about to take home."""
        return _(
            "%(paper)s, %(script)s, %(size)s (PDF)",
            paper=self.names.get(size, self.label),
            script=SCRIPTS[locale],
            size=self.sizes[size],
        )


def kinds() -> Mapping[str, PaperKind]:
    known: dict[str, PaperKind] = current_app.extensions["portal.papers"]
    return known
