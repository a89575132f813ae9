from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AllianceFounded(Event):
    """A street has an alliance now."""

    alliance_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class MemberAdmitted(Event):
    """A person has become a member of an alliance."""

    alliance_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AllianceDissolved(Event):
    """An alliance has ended; `repeals` says that its conventions end with it."""

    alliance_id: int
    user_id: int
    repeals: bool


@dataclass(frozen=True, kw_only=True)
class AllianceMerged(Event):
    """An alliance has become a part of another one."""

    alliance_id: int
    into_id: int


@dataclass(frozen=True, kw_only=True)
class SectionDropped(Event):
    """A section is being given up; its members still say that they are in it."""

    alliance_id: int
    section_id: int
