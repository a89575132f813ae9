"""Which messages are about the same thing: told from where they lead, without asking anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.core.i18n import _l

if TYPE_CHECKING:
    from portal.notifications.models import InboxLine


def thing_of(path: str) -> str:
    """The page of the thing itself: of `/conventions/856936a0/sign#x` it is `/conventions/856936a0`.

    A part that holds a digit is taken for the thing's code; addresses without one are things themselves.
    """
    parts = path.partition("#")[0].partition("?")[0].strip("/").split("/")
    code = next((at for at, part in enumerate(parts) if any(c.isdigit() for c in part)), len(parts) - 1)
    return "/" + "/".join(parts[: code + 1])


OTHER = "other"
TOPICS = {
    "conventions": _l("Conventions"),
    "ballots": _l("Votes and elections"),
    "alliances": _l("Alliances and their meetings"),
    "consultations": _l("Consultations"),
    "honor": _l("Honour boards"),
    "points": _l("Points and vouchers"),
    OTHER: _l("My account and the rest"),
}


def topic_of(path: str) -> str:
    """The part of the portal a message leads to, as one chooses for one's letters."""
    first = path.strip("/").partition("/")[0]
    topic = "alliances" if first in {"meetings", "duty"} else first
    return topic if topic in TOPICS else OTHER


@dataclass(frozen=True)
class Bundle:
    """Messages about one thing, the newest first."""

    lines: Sequence[InboxLine]

    @property
    def newest(self) -> InboxLine:
        return self.lines[0]


def bundled(lines: Iterable[InboxLine]) -> list[Bundle]:
    """In the order in which the newest of each thing came."""
    found: dict[str, list[InboxLine]] = {}
    for line in lines:
        found.setdefault(thing_of(line.path), []).append(line)
    return [Bundle(tuple(those)) for those in found.values()]
