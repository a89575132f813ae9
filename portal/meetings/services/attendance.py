"""Who is in the room: by the code on the screen, by the officers, from the paper list; proxies and guests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.ballots.services import stand_down
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.meetings import MeetingAttended
from portal.files.models import StoredFile
from portal.files.services import attach
from portal.meetings import queries, rules
from portal.meetings.models import Meeting, Seat
from portal.meetings.services.telling import tell
from portal.meetings.states import MeetingState, ResolutionState, SeatKind, SignedBy

DOORS_OPEN = timedelta(minutes=60)  # so long before the time called one may sign in
MOST_SEATS = 2000


def count_present(meeting: Meeting) -> int:
    """Write anew how many votes are in the room. Not guarded: follows a change of the list.

    Whoever calls holds the meeting's row, so two changes at once are counted one after the other.
    """
    db.session.flush()
    meeting.present_count = len(queries.represented(meeting))
    return meeting.present_count


def _check_open(meeting: Meeting, *, after: bool = False) -> None:
    allowed = {MeetingState.CALLED, MeetingState.RUNNING} | ({MeetingState.ENDED} if after else set())
    if meeting.state not in allowed:
        raise Refused(_("The attendance list of this meeting is closed."))
    if meeting.state is MeetingState.CALLED and clock.now() < meeting.starts_at - DOORS_OPEN:
        raise Refused(_("Signing in begins one hour before the meeting."))


def _sit(meeting: Meeting, seat: Seat, how: SignedBy) -> None:
    if seat.here:
        return
    first = seat.signed_at is None
    at = meeting.opened_at if meeting.state is MeetingState.ENDED else clock.now()
    grace = int(setting("meetings.grace_minutes"))
    if first:
        seat.signed_at, seat.signed_by = at or clock.now(), how
        seat.late = rules.is_late(meeting.starts_at, seat.signed_at, grace)
    seat.left_at = None
    _votes_alone(seat)
    if first and seat.user_id is not None:
        announce(MeetingAttended(meeting_id=meeting.id, user_id=seat.user_id))


def _votes_alone(seat: Seat) -> None:
    """Nobody stands for this person any more: who comes votes in person, also in the secret vote that is open."""
    if seat.proxy_id is None:
        return
    seat.proxy_id = None
    for resolution in queries.resolutions_in(seat.meeting, ResolutionState.VOTING):
        if resolution.ballot is not None and seat.user_id is not None:
            stand_down(resolution.ballot, user_id=seat.user_id)


@guarded("meetings.sign_in")
def sign_in(meeting: Meeting, *, code: str, actor: User) -> Seat:
    """The actor is in the room, as the code from its screen proves. Doing it twice counts once."""
    hold_row(meeting)
    _check_open(meeting)
    if not rules.code_holds(meeting.sign_key, code, clock.now(), int(setting("meetings.code_minutes"))):
        raise Refused(_("This code has run out or is mistyped. Take the one that is on the screen now."))
    seat = queries.seat_of(meeting, actor)
    if seat is None:
        raise Refused(_("You are not on the list of this meeting."))
    _sit(meeting, seat, SignedBy.CODE)
    count_present(meeting)
    return seat


@guarded("meetings.keep_list")
def take_down(
    meeting: Meeting, *, seats: Sequence[Seat], scan: Sequence[StoredFile] = (), actor: User
) -> Meeting:
    """The officers write down who is there; with a scan of the paper list also after the meeting."""
    hold_row(meeting)
    _check_open(meeting, after=True)
    if meeting.state is MeetingState.ENDED and not scan:
        raise Refused(
            _("After the meeting the list can only be completed from the signed paper: attach its scan.")
        )
    if queries.confirmed_minutes(meeting):
        raise Refused(_("The minutes have been confirmed; the attendance stands in them."))
    for seat in seats:
        _sit(meeting, seat, SignedBy.PAPER if scan else SignedBy.SECRETARY)
    attach(scan, meeting, public=False)
    count_present(meeting)
    return meeting


@guarded("meetings.keep_list")
def mark_left(seat: Seat, *, actor: User) -> Seat:
    """The person has gone; votes given so far stay."""
    meeting = seat.meeting
    hold_row(meeting)
    if not seat.here:
        raise Refused(_("This person is not in the room."))
    seat.left_at = clock.now()
    count_present(meeting)
    return seat


@guarded("meetings.keep_list")
def add_guest(
    meeting: Meeting,
    *,
    name: Bitext | str,
    of: Bitext | str = "",
    kind: SeatKind = SeatKind.GUEST,
    actor: User,
) -> Seat:
    """Somebody without a vote sits in: a guest, or an observer of another body."""
    _check_open(meeting, after=True)
    if not str(name).strip():
        raise Refused(_("Please write the guest's name."))
    if kind is SeatKind.VOTING:
        raise Refused(_("Guests have no vote: the list of voters was fixed with the notice."))
    many = db.session.scalar(select(func.count(Seat.id)).where(Seat.meeting_id == meeting.id)) or 0
    if many >= MOST_SEATS:
        raise Refused(_("The list is full."))
    guest = Seat(
        meeting=meeting,
        guest_name=name,
        guest_of=of,
        kind=kind,
        signed_at=clock.now() if meeting.state is not MeetingState.ENDED else meeting.opened_at,
        signed_by=SignedBy.SECRETARY,
    )
    db.session.add(guest)
    return guest


def _check_proxy(meeting: Meeting, seat: Seat, holder: Seat) -> None:
    _check_proxies_possible(meeting)
    if (
        seat.kind is not SeatKind.VOTING
        or holder.kind is not SeatKind.VOTING
        or holder.meeting_id != meeting.id
    ):
        raise Refused(_("A proxy is given by and to people with a vote in this meeting."))
    if seat.id == holder.id:
        raise Refused(_("Nobody is their own proxy."))
    if seat.here:
        raise Refused(_("Who is in the room votes in person."))
    given = queries.proxies_of(meeting)
    if holder.proxy_id is not None or given.get(seat.id):
        raise Refused(_("A proxy cannot be passed on."))
    if len([s for s in given.get(holder.id, []) if s.id != seat.id]) >= meeting.most_proxies:
        raise Refused(_("One person stands for at most %(most)s absent people.", most=meeting.most_proxies))


def _check_proxies_possible(meeting: Meeting) -> None:
    if meeting.most_proxies < 1 or not meeting.adoption_rule.may_delegate:
        raise Refused(_("The rule of this meeting allows no proxies."))
    if meeting.state not in {MeetingState.CALLED, MeetingState.RUNNING}:
        raise Refused(_("The attendance list of this meeting is closed."))


@guarded("meetings.give_proxy")
def give_proxy(meeting: Meeting, *, holder: Seat, actor: User) -> Seat:
    """Somebody else of the list votes for the actor, who stays away."""
    hold_row(meeting)
    seat = queries.seat_of(meeting, actor)
    if seat is None:
        raise Refused(_("You are not on the list of this meeting."))
    _check_proxy(meeting, seat, holder)
    seat.proxy_id = holder.id
    count_present(meeting)
    if holder.user_id is not None:
        tell(
            meeting,
            N_("%(person)s asks you to vote for them in “%(title)s” (%(when)s)."),
            what=f"proxy:{seat.id}:{holder.id}",
            people=[holder.user_id],
            person=seat.called,
        )
    return seat


@guarded("meetings.give_proxy")
def take_proxy_back(meeting: Meeting, *, actor: User) -> Seat:
    """The actor comes after all, or wants nobody to vote for them."""
    hold_row(meeting)
    seat = queries.seat_of(meeting, actor)
    if seat is None or seat.proxy_id is None:
        raise Refused(_("You have named no proxy."))
    _votes_alone(seat)
    count_present(meeting)
    return seat


@guarded("meetings.keep_list")
def enter_proxy(seat: Seat, *, holder: Seat, paper: Sequence[StoredFile], actor: User) -> Seat:
    """A proxy given on paper, with its scan."""
    meeting = seat.meeting
    hold_row(meeting)
    _check_proxy(meeting, seat, holder)
    if not paper:
        raise Refused(_("Please attach the signed proxy."))
    seat.proxy_id = holder.id
    attach(paper, seat, public=False)
    count_present(meeting)
    return seat
