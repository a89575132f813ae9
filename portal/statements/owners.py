"""What features tell about the subjects under which statements stand: who reads, who takes part, who moderates."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Select

from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.places.models import Place


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One matter that may have an opinion map. `ref` names it in addresses, `path` is its page, without a language.

    While it `is_open` votes are taken; once it `is_over` they never are again.
    """

    kind: str
    id: int
    ref: str
    title: Bitext
    path: str
    place: Place
    closes_at: datetime | None
    is_open: bool
    is_over: bool


class OwnerKind(ABC):
    """One kind of subject. A feature that has such subjects derives from it and registers in its manifest:
    `statement_owners={"consultation": ConsultationMaps()}`.
    """

    @abstractmethod
    def find(self, owner_id: int) -> Subject | None:
        """The subject with this number, whoever asks."""

    @abstractmethod
    def find_ref(self, ref: str, viewer: Any) -> Subject | None:
        """The subject by the code in its address, if the viewer may know of it."""

    @abstractmethod
    def may_read(self, viewer: Any, owner_id: int) -> bool:
        """Who sees the statements and the published picture."""

    @abstractmethod
    def why_not(self, viewer: Any, owner_id: int) -> str | None:
        """Why somebody may not take part now; None when they may."""

    @abstractmethod
    def organises(self, viewer: Any, owner_id: int) -> bool:
        """Who begins a map and decides which statements are put to everybody."""

    def organised_by(self, viewer: Any) -> Select[int] | None:
        """The numbers of the subjects for which `organises` holds, for lists of what waits."""
        return None


def owner_kinds() -> Mapping[str, OwnerKind]:
    known: dict[str, OwnerKind] = current_app.extensions["portal.statement_owners"]
    return known


def owner_kind(kind: str) -> OwnerKind:
    found = owner_kinds().get(kind)
    if found is None:
        raise NotFound(_("This opinion map was not found."))
    return found


def subject_of(kind: str, owner_id: int) -> Subject:
    found = owner_kind(kind).find(owner_id)
    if found is None:
        raise NotFound(_("This opinion map was not found."))
    return found


def subject_called(kind: str, ref: str, viewer: Any) -> Subject:
    found = owner_kind(kind).find_ref(ref, viewer)
    if found is None:
        raise NotFound(_("This opinion map was not found."))
    return found
