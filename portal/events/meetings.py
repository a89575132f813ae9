from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MeetingCalled(Event):
    """The notice of a meeting has gone out."""

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingPutOff(Event):
    """A meeting has been postponed or cancelled; everybody entitled has been told anew."""

    meeting_id: int
    cancelled: bool


@dataclass(frozen=True, kw_only=True)
class MeetingEnded(Event):
    """A meeting is over; who was there and what was decided stands."""

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingAttended(Event):
    """A person has signed in to a meeting."""

    meeting_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ResolutionDecided(Event):
    """A meeting has voted on a resolution."""

    meeting_id: int
    resolution_id: int
    passed: bool


@dataclass(frozen=True, kw_only=True)
class MinutesPublished(Event):
    """Confirmed minutes, or a correction of them, can be read."""

    meeting_id: int
    minutes_id: int


@dataclass(frozen=True, kw_only=True)
class TaskSettled(Event):
    """What somebody promised in a meeting has been done, or dropped."""

    task_id: int
    user_id: int
    done: bool
