"""Meetings, who sits in them, what they decide, and what is written down of it."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.ballots.models import Ballot
from portal.ballots.rules import AdoptionRule, Choice
from portal.core import clock
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name, plain, rich
from portal.meetings import rules
from portal.meetings.states import (
    AgendaKind,
    Audience,
    MeetingKind,
    MeetingState,
    MinutesState,
    ResolutionState,
    SeatKind,
    SignedBy,
    TaskState,
)
from portal.places.models import Place


def nothing() -> Bitext:
    return Bitext.of("")


class Meeting(Model):
    """A body called together. `owner_kind` and `owner_id` say whose; `path` leads to its page.

    `rule` and the seats are kept as they were at the notice: what changes later changes nothing here.
    `notice_days` are those that should be kept, `least_notice` those that no reason can shorten.
    `present_count` counts seats with a vote whose holder, or the holder's proxy, is in the room.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        Index("ix_meeting_owner", "owner_kind", "owner_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
    )

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    owner_kind: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[int]
    owner_name: Mapped[name]
    owner_path: Mapped[str] = mapped_column(String(200))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    kind: Mapped[MeetingKind]
    title: Mapped[line]
    purpose: Mapped[plain] = mapped_column(default=lambda: Bitext.html(""))
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.DRAFT)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    venue: Mapped[line] = mapped_column(default=nothing)
    online_url: Mapped[str] = mapped_column(String(300), default="")
    public: Mapped[bool] = mapped_column(default=False)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    most_proxies: Mapped[int] = mapped_column(default=0)
    notice_days: Mapped[int] = mapped_column(default=0)
    least_notice: Mapped[int] = mapped_column(default=0)
    notice_sent_at: Mapped[datetime | None]
    short_notice: Mapped[line] = mapped_column(default=nothing)
    sequence: Mapped[int] = mapped_column(default=0)
    called_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    chair_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    chair: Mapped[User] = relationship(foreign_keys=[chair_id])
    secretary_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    secretary: Mapped[User] = relationship(foreign_keys=[secretary_id])
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    entitled_count: Mapped[int] = mapped_column(default=0)
    present_count: Mapped[int] = mapped_column(default=0)
    sign_key: Mapped[str] = mapped_column(String(64), default=lambda: secrets.token_urlsafe(32))
    made_at: Mapped[moment]
    changed_at: Mapped[moment]

    @property
    def path(self) -> str:
        return f"/meetings/{self.code}"

    @property
    def adoption_rule(self) -> AdoptionRule:
        return AdoptionRule.from_json(self.rule)

    @property
    def quorum(self) -> int:
        """How many votes must be present."""
        return rules.quorum_needed(self.adoption_rule, self.entitled_count)

    @property
    def quorum_met(self) -> bool:
        return self.adoption_rule.quorum_reached(self.present_count, self.entitled_count)

    @property
    def notice_kept(self) -> bool:
        """The notice went out in time for the day that is set now."""
        sent = self.notice_sent_at
        return sent is not None and sent <= rules.latest_notice(self.starts_at, self.notice_days)


class AgendaItem(Model):
    """One point of the agenda; `path` and `path_title` may lead to the thing it is about."""

    __tablename__ = "meeting_item"

    id: Mapped[pk]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    meeting: Mapped[Meeting] = relationship()
    position: Mapped[int]
    kind: Mapped[AgendaKind]
    title: Mapped[line]
    text: Mapped[plain] = mapped_column(default=lambda: Bitext.html(""))
    path: Mapped[str] = mapped_column(String(300), default="")
    path_title: Mapped[line] = mapped_column(default=nothing)
    presenter: Mapped[name] = mapped_column(default=lambda: Bitext.name(""))


class Seat(Model):
    """One line of the attendance list, written at the notice: a person of the body, or a guest by name.

    A seat whose person stays away may name a `proxy`: another seat of the same meeting that votes for it.
    """

    __tablename__ = "meeting_seat"
    __table_args__ = (UniqueConstraint("meeting_id", "user_id"),)

    id: Mapped[pk]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    meeting: Mapped[Meeting] = relationship()
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    guest_name: Mapped[name] = mapped_column(default=lambda: Bitext.name(""))
    guest_of: Mapped[line] = mapped_column(default=nothing)
    kind: Mapped[SeatKind] = mapped_column(default=SeatKind.VOTING)
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[SignedBy | None]
    late: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None]
    proxy_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_seat.id"))
    excuse: Mapped[line] = mapped_column(default=nothing)

    @property
    def here(self) -> bool:
        return self.signed_at is not None and self.left_at is None

    @property
    def called(self) -> Bitext:
        """The name on the list."""
        return self.user.name if self.user is not None else self.guest_name


class Speech(Model):
    """A person wants to speak, speaks, has spoken."""

    __tablename__ = "meeting_speech"

    id: Mapped[pk]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("meeting_seat.id"))
    seat: Mapped[Seat] = relationship()
    item_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_item.id"))
    asked_at: Mapped[moment]
    given_at: Mapped[datetime | None]
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Resolution(Model):
    """A sentence put to the vote. `present` and `entitled` are those of the moment of the count."""

    __tablename__ = "meeting_resolution"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[pk]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    meeting: Mapped[Meeting] = relationship()
    item_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_item.id"))
    number: Mapped[int]
    text: Mapped[line]
    state: Mapped[ResolutionState] = mapped_column(default=ResolutionState.PROPOSED)
    secret: Mapped[bool] = mapped_column(default=False)
    ballot_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"), unique=True)
    ballot: Mapped[Ballot | None] = relationship()
    opened_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    present: Mapped[int] = mapped_column(default=0)
    entitled: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    passed: Mapped[bool | None]


class HandVote(Model):
    """One seat's hand in an open vote, with the dissent its person wants in the minutes."""

    __tablename__ = "meeting_vote"
    __table_args__ = (UniqueConstraint("resolution_id", "seat_id"),)

    id: Mapped[pk]
    resolution_id: Mapped[int] = mapped_column(ForeignKey("meeting_resolution.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("meeting_seat.id"), index=True)
    seat: Mapped[Seat] = relationship()
    choice: Mapped[Choice]
    dissent: Mapped[line] = mapped_column(default=nothing)
    given_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]


class Minutes(Model):
    """One numbered version of what is written down. Confirmed by two; a correction is a new version."""

    __tablename__ = "meeting_minutes"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[pk]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    meeting: Mapped[Meeting] = relationship()
    number: Mapped[int]
    state: Mapped[MinutesState] = mapped_column(default=MinutesState.DRAFT)
    reason: Mapped[line] = mapped_column(default=nothing)
    drafted_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    drafted_at: Mapped[moment]
    chair_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    chair_at: Mapped[datetime | None]
    secretary_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    secretary_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    audience: Mapped[Audience] = mapped_column(default=Audience.MEMBERS)
    published_at: Mapped[datetime | None]
    text_hash: Mapped[str] = mapped_column(String(64), default="")


class MinutesPart(Model):
    """One part of the minutes: the opening, an item of the agenda, the close. Editable until confirmed."""

    __tablename__ = "meeting_minutes_part"

    id: Mapped[pk]
    minutes_id: Mapped[int] = mapped_column(ForeignKey("meeting_minutes.id"), index=True)
    minutes: Mapped[Minutes] = relationship()
    item_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_item.id"))
    position: Mapped[int]
    heading: Mapped[line]
    text: Mapped[rich] = mapped_column(default=lambda: Bitext.html(""))


class Task(Model):
    """Something that somebody has promised to do by a day (行动事项)."""

    __tablename__ = "meeting_task"
    __table_args__ = (Index("ix_meeting_task_due", "state", "due_on"),)

    id: Mapped[pk]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    meeting: Mapped[Meeting] = relationship()
    item_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_item.id"))
    text: Mapped[line]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    due_on: Mapped[date]
    state: Mapped[TaskState] = mapped_column(default=TaskState.OPEN)
    given_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    note: Mapped[line] = mapped_column(default=nothing)
    settled_at: Mapped[datetime | None]
    reminded_on: Mapped[date | None]
    made_at: Mapped[moment]

    @property
    def overdue(self) -> bool:
        return self.state is TaskState.OPEN and self.due_on < clock.today()


class CalendarKey(Model):
    """The secret part of the address under which a person's own calendar is read by a telephone."""

    __tablename__ = "meeting_calendar_key"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(48), unique=True, default=lambda: secrets.token_urlsafe(24))
    made_at: Mapped[moment]
