"""What features tell about the bodies they know, so that those can meet: who calls, who is entitled, who reads."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from portal.ballots.rules import AdoptionRule
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.meetings.states import MeetingKind
from portal.places.models import Place

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Body:
    """One body that meets. `ref` names it in addresses, `path` is its own page, without a language."""

    kind: str
    id: int
    ref: str
    name: Bitext
    path: str
    place: Place


class OwnerKind(ABC):
    """One kind of body. A feature that has such bodies derives from it and registers in its manifest:
    `meeting_owners={"alliance": AllianceMeetings()}`. What is answered here is asked anew each time,
    but a called meeting keeps its seats and its rule as they were at the notice.
    """

    kinds: tuple[MeetingKind, ...] = tuple(MeetingKind)

    @abstractmethod
    def find(self, body_id: int) -> Body | None:
        """The body with this id, if it is there."""

    @abstractmethod
    def find_ref(self, ref: str, viewer: Any) -> Body | None:
        """The body by the code in its address, if the viewer may know of it."""

    @abstractmethod
    def may_call(self, viewer: Any, body_id: int) -> bool:
        """Who calls meetings, officiates in place of those named, and sees them being prepared."""

    def called_by(self, viewer: Any) -> frozenset[int]:
        """The bodies for which `may_call` holds, for lists."""
        return NOBODY

    def belongs(self, viewer: Any) -> frozenset[int]:
        """The bodies whose inner papers the viewer reads: members and officers."""
        return NOBODY

    def parts(self, body_id: int) -> frozenset[int]:
        """The bodies that have become a part of this one: what they left open is now its own."""
        return NOBODY

    def heir(self, body_id: int) -> int | None:
        """The body of which this one has become a part."""
        return None

    @abstractmethod
    def seats(self, body_id: int, kind: MeetingKind) -> list[int]:
        """Who is entitled to a vote in such a meeting."""

    def observers(self, body_id: int) -> list[int]:
        """Who is invited without a vote."""
        return []

    def chairs(self, body_id: int) -> list[int]:
        """Who may preside, the first one usually."""
        return []

    def secretaries(self, body_id: int) -> list[int]:
        """Who may keep the minutes, the first one usually."""
        return []

    @abstractmethod
    def rule(self, body_id: int, kind: MeetingKind) -> AdoptionRule:
        """Quorum and majority of such a meeting, proxies included."""

    def least_notice(self, body_id: int, kind: MeetingKind) -> int:
        """Days of notice that no reason can shorten."""
        return 0

    def most_proxies(self, body_id: int, kind: MeetingKind) -> int:
        """How many absent people one present person may stand for, where the rule allows proxies."""
        return 1


def owner_kinds() -> Mapping[str, OwnerKind]:
    known: dict[str, OwnerKind] = current_app.extensions["portal.meeting_owners"]
    return known


def owner_kind(kind: str) -> OwnerKind:
    found = owner_kinds().get(kind)
    if found is None:
        raise NotFound(_("Nobody by this name holds meetings here."))
    return found


def body_of(kind: str, body_id: int) -> Body:
    body = owner_kind(kind).find(body_id)
    if body is None:
        raise NotFound(_("Nobody by this name holds meetings here."))
    return body


def body_called(kind: str, ref: str, viewer: Any) -> Body:
    body = owner_kind(kind).find_ref(ref, viewer)
    if body is None:
        raise NotFound(_("Nobody by this name holds meetings here."))
    return body
