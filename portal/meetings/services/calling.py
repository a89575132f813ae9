"""Prepare a meeting and call it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from portal.accounts.models import User
from portal.ballots.rules import AdoptionRule
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext, dates
from portal.core.services import guarded
from portal.core.settings import setting
from portal.core.types import written
from portal.events.catalog import CardChanged
from portal.events.meetings import MeetingCalled
from portal.meetings import queries, rules
from portal.meetings.models import Meeting, Seat
from portal.meetings.owners import Body, owner_kind
from portal.meetings.services.agenda import Point, lay_down
from portal.meetings.services.telling import tell
from portal.meetings.states import LIFE, MeetingKind, MeetingState, SeatKind


def usual_notice(kind: MeetingKind) -> int:
    """Days of notice the city has set for this kind. Not guarded: changes nothing."""
    return int(setting(f"meetings.notice_{kind}"))


def _prepared(
    body: Body,
    *,
    kind: MeetingKind,
    title: Bitext | str,
    starts_at: datetime,
    ends_at: datetime,
    actor: User,
    venue: Bitext | str = "",
    online_url: str = "",
    purpose: str = "",
    public: bool = False,
    chair_id: int | None = None,
    secretary_id: int | None = None,
    seats: Sequence[int] | None = None,
    observers: Sequence[int] | None = None,
    rule: AdoptionRule | None = None,
    least_notice: int | None = None,
    points: Sequence[Point] = (),
) -> Meeting:
    owner = owner_kind(body.kind)
    if kind not in owner.kinds:
        raise Refused(_("This body holds no meetings of this kind."))
    check_times(starts_at, ends_at)
    _check_where(venue, online_url)
    rule = rule or owner.rule(body.id, kind)
    least = owner.least_notice(body.id, kind) if least_notice is None else least_notice
    chair_id = chair_id or next(iter(owner.chairs(body.id)), actor.id)
    secretary_id = secretary_id or next((i for i in owner.secretaries(body.id) if i != chair_id), 0)
    _check_officers(chair_id, secretary_id)
    meeting = Meeting(
        owner_kind=body.kind,
        owner_id=body.id,
        owner_name=body.name,
        owner_path=body.path,
        place=body.place,
        kind=kind,
        title=title,
        purpose=purpose,
        starts_at=starts_at,
        ends_at=ends_at,
        venue=venue,
        online_url=online_url.strip(),
        public=public,
        rule=rule.to_json(),
        most_proxies=owner.most_proxies(body.id, kind) if rule.may_delegate else 0,
        least_notice=least,
        notice_days=max(least, usual_notice(kind)),
        called_by=actor.id,
        chair_id=chair_id,
        secretary_id=secretary_id,
        changed_at=clock.now(),
    )
    db.session.add(meeting)
    db.session.flush()  # agenda and seats name it
    lay_down(meeting, points)
    if seats is not None:
        _write_list(meeting, seats, observers or ())
    return meeting


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    """Not guarded: changes nothing."""
    if starts_at <= clock.now():
        raise Refused(_("A meeting is called for a time to come."))
    if ends_at <= starts_at:
        raise Refused(_("A meeting ends after it begins."))


def _check_where(venue: Bitext | str, online_url: str) -> None:
    if not str(venue).strip() and not online_url.strip():
        raise Refused(_("Please say where the meeting is, or give the address of the online room."))
    if online_url.strip() and not online_url.strip().startswith("https://"):
        raise Refused(_("The address of an online room begins with “https://”."))


def _check_officers(chair_id: int, secretary_id: int) -> None:
    if not secretary_id or chair_id == secretary_id:
        raise Refused(_("Chair and secretary of a meeting are two different people."))


def _write_list(meeting: Meeting, seats: Sequence[int], observers: Sequence[int]) -> None:
    voting = list(dict.fromkeys(seats))
    others = [i for i in dict.fromkeys((*observers, meeting.chair_id, meeting.secretary_id))]
    rows: list[dict[str, Any]] = [{"user_id": i, "kind": SeatKind.VOTING} for i in voting]
    rows += [{"user_id": i, "kind": SeatKind.OBSERVER} for i in others if i not in set(voting)]
    db.session.execute(insert(Seat), [{"meeting_id": meeting.id, **row} for row in rows])
    meeting.entitled_count = len(voting)


@guarded("meetings.call")
def prepare(body: Body, /, *, actor: User, **words: Any) -> Meeting:
    """Begin a meeting that nobody is told of yet. `words` as for `call`."""
    return _prepared(body, actor=actor, **words)


@guarded("meetings.call")
def call(body: Body, /, *, actor: User, short_notice: str = "", **words: Any) -> Meeting:
    """Prepare a meeting and send its notice at once.

    `words`: kind, title, starts_at, ends_at; and, where they differ from what the body answers: venue,
    online_url, purpose, public, chair_id, secretary_id, seats (user ids with a vote: the roll of a
    convention's assembly), observers, rule (its `AdoptionRule`), least_notice (days by law), points.
    """
    meeting = _prepared(body, actor=actor, **words)
    _send(meeting, short_notice, actor)
    return meeting


@guarded("meetings.send_notice")
def send_notice(meeting: Meeting, *, short_notice: str = "", actor: User) -> Meeting:
    """Write the list, tell everybody on it. A notice shorter than usual says why; one too short is refused."""
    _send(meeting, short_notice, actor)
    return meeting


def _send(meeting: Meeting, short_notice: str, actor: User) -> None:
    check_times(meeting.starts_at, meeting.ends_at)
    check_notice(meeting, meeting.starts_at, short_notice)
    if not queries.people_of(meeting):
        owner = owner_kind(meeting.owner_kind)
        seats = owner.seats(meeting.owner_id, meeting.kind)
        if not seats:
            raise Refused(_("Nobody is entitled to vote in this meeting yet."))
        _write_list(meeting, seats, owner.observers(meeting.owner_id))
    LIFE.move(meeting, "call", actor=actor, reason=short_notice)
    meeting.notice_sent_at = meeting.changed_at = clock.now()
    tell(
        meeting,
        N_("“%(body)s” calls you to a meeting: “%(title)s”, %(when)s."),
        what=f"called:{meeting.sequence}",
    )
    announce(MeetingCalled(meeting_id=meeting.id))
    announce(CardChanged(kind="meeting", object_id=meeting.id))


def check_notice(meeting: Meeting, starts_at: datetime, reason: str) -> None:
    """Refuse a notice that is too short; keep the reason of one that is short. Not guarded: part of the notice."""
    now = clock.now()
    if now > rules.latest_notice(starts_at, meeting.least_notice):
        raise Refused(
            _(
                "The notice has to go out at least %(days)s days before: the earliest time is now %(when)s.",
                days=meeting.least_notice,
                when=dates.datetime_(
                    now + (starts_at - rules.latest_notice(starts_at, meeting.least_notice))
                ),
            )
        )
    short = now > rules.latest_notice(starts_at, meeting.notice_days)
    if short and not reason.strip():
        raise Refused(
            _(
                "The usual notice is %(days)s days. Choose a later time, or give the reason for a shorter one.",
                days=meeting.notice_days,
            )
        )
    meeting.short_notice = Bitext.of(reason.strip() if short else "")


@guarded("meetings.edit")
def edit(
    meeting: Meeting,
    *,
    title: Bitext | str,
    venue: Bitext | str,
    online_url: str,
    purpose: str,
    public: bool,
    actor: User,
) -> Meeting:
    """Words and place; another time is a postponement once the notice has gone out."""
    if meeting.state not in {MeetingState.DRAFT, MeetingState.CALLED}:
        raise Refused(_("The meeting has begun; its call stays as it was."))
    _check_where(venue, online_url)
    moved = str(venue) != meeting.venue.original or online_url.strip() != meeting.online_url
    meeting.title, meeting.venue, meeting.purpose = title, venue, written(purpose)  # type: ignore[assignment]
    meeting.online_url, meeting.public = online_url.strip(), public
    touch(meeting)
    if moved and meeting.state is MeetingState.CALLED:
        tell(
            meeting,
            N_("“%(title)s” (%(when)s) meets at another place: %(venue)s"),
            what=f"moved:{meeting.sequence}",
            venue=meeting.venue if str(meeting.venue) else meeting.online_url,
        )
    return meeting


def touch(meeting: Meeting) -> None:
    """Calendars take a change over when the number has grown. Not guarded: follows a change."""
    meeting.sequence += 1
    meeting.changed_at = clock.now()
    announce(CardChanged(kind="meeting", object_id=meeting.id))


@guarded("meetings.edit")
def set_time(meeting: Meeting, *, starts_at: datetime, ends_at: datetime, actor: User) -> Meeting:
    """Another time while nobody has been told."""
    if meeting.state is not MeetingState.DRAFT:
        raise Refused(_("The notice has gone out: postpone the meeting instead."))
    check_times(starts_at, ends_at)
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    return meeting


@guarded("meetings.name_officers")
def name_officers(meeting: Meeting, *, chair_id: int, secretary_id: int, actor: User) -> Meeting:
    """Others preside or keep the minutes, until these are confirmed."""
    owner = owner_kind(meeting.owner_kind)
    allowed = {*owner.chairs(meeting.owner_id), *owner.secretaries(meeting.owner_id)}
    if not {chair_id, secretary_id} <= allowed | {meeting.chair_id, meeting.secretary_id}:
        raise Refused(_("Only those who hold an office in this body preside or keep the minutes."))
    _check_officers(chair_id, secretary_id)
    meeting.chair_id, meeting.secretary_id = chair_id, secretary_id
    db.session.flush()
    db.session.refresh(meeting, ["chair", "secretary"])
    return meeting
