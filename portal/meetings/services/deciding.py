"""Resolutions: proposed, put to the vote by hand or in secret, counted under the meeting's rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.ballots.rules import Choice
from portal.ballots.services import Answer, Particulars, end_now, open_ballot, stand_in
from portal.ballots.states import Method
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Forbidden, Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.meetings import ResolutionDecided
from portal.meetings import queries, rules
from portal.meetings.models import AgendaItem, HandVote, Meeting, Resolution, Seat
from portal.meetings.services.attendance import count_present
from portal.meetings.services.telling import tell
from portal.meetings.states import MeetingState, ResolutionState

HANDS = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
SECRET_ANSWERS = (
    Answer(Bitext.both("赞成", "贊成")),
    Answer(Bitext.both("反对", "反對")),
    Answer(Bitext.both("弃权", "棄權")),
)
AT_MOST = timedelta(hours=12)  # a secret vote nobody counts ends by itself


@guarded("meetings.propose")
def propose(
    meeting: Meeting, *, text: Bitext | str, item: AgendaItem | None = None, secret: bool = False, actor: User
) -> Resolution:
    """Write down what shall be decided; the vote is opened later."""
    hold_row(meeting)
    if meeting.state not in {MeetingState.DRAFT, MeetingState.CALLED, MeetingState.RUNNING}:
        raise Refused(_("The meeting is over; nothing more can be proposed."))
    if not str(text).strip():
        raise Refused(_("Please write what shall be decided."))
    last = select(func.max(Resolution.number)).where(Resolution.meeting_id == meeting.id)
    resolution = Resolution(
        meeting=meeting,
        item_id=item.id if item else None,
        number=(db.session.scalar(last) or 0) + 1,
        text=text,
        secret=secret,
    )
    db.session.add(resolution)
    db.session.flush()  # the next one has the next number
    return resolution


@guarded("meetings.propose")
def reword(resolution: Resolution, *, text: Bitext | str, secret: bool, actor: User) -> Resolution:
    """Another wording, while nobody has voted on it."""
    hold_row(resolution)
    if resolution.state is not ResolutionState.PROPOSED:
        raise Refused(_("People have been asked about this wording; propose another resolution instead."))
    if not str(text).strip():
        raise Refused(_("Please write what shall be decided."))
    resolution.text, resolution.secret = text, secret  # type: ignore[assignment]
    return resolution


@guarded("meetings.propose")
def drop(resolution: Resolution, *, actor: User) -> Resolution:
    """Taken back before the vote."""
    hold_row(resolution)
    if resolution.state is not ResolutionState.PROPOSED:
        raise Refused(_("What has been put to the vote cannot be withdrawn."))
    resolution.state = ResolutionState.DROPPED
    return resolution


@guarded("meetings.hold_vote")
def open_vote(resolution: Resolution, *, actor: User) -> Resolution:
    """Ask the room. Without a quorum, or while another vote is open, nobody is asked."""
    meeting = resolution.meeting
    hold_row(meeting)
    hold_row(resolution)
    count_present(meeting)
    if resolution.state is not ResolutionState.PROPOSED:
        raise Refused(_("This resolution has been put to the vote already."))
    if not meeting.quorum_met:
        raise Refused(
            _(
                "There is no quorum: %(present)s of %(entitled)s votes are present, %(needed)s are needed.",
                present=meeting.present_count,
                entitled=meeting.entitled_count,
                needed=meeting.quorum,
            )
        )
    if queries.resolutions_in(meeting, ResolutionState.VOTING):
        raise Refused(_("Another vote is open. Count it first."))
    resolution.state, resolution.opened_at = ResolutionState.VOTING, clock.now()
    if resolution.secret:
        _open_secret(resolution, actor)
    return resolution


def _open_secret(resolution: Resolution, actor: User) -> None:
    """A ballot of those in the room, and of those away whose proxy is in the room."""
    meeting = resolution.meeting
    seats = {seat.id: seat for seat in queries.voting_seats(meeting)}
    there = [seats[i] for i in sorted(queries.represented(meeting))]
    voters = [s.user_id for s in there if s.user_id is not None]
    holders = {s.user_id: seats[s.proxy_id].user for s in there if not s.here and s.proxy_id and s.user_id}
    if not voters:
        raise Refused(_("A secret vote needs people in the room who have an account."))
    now = clock.now()
    resolution.ballot = open_ballot(
        ("meeting_resolution", resolution.id),
        path=meeting.path,
        title=resolution.text,
        method=Method.SINGLE,
        opens_at=now - timedelta(seconds=1),  # opened and counted in one moment is a vote too
        closes_at=now + AT_MOST,
        electorate=voters,
        options=SECRET_ANSWERS,
        secret=True,
        particulars=Particulars(binding=True),
    )
    stand_in(resolution.ballot, holders={i: u for i, u in holders.items() if u is not None}, actor=actor)
    tell(
        meeting,
        N_("“%(title)s” votes in secret now: %(text)s"),
        what=f"secret:{resolution.id}",
        people=[i for i in voters if i not in holders],
        path=f"/ballots/{resolution.ballot.code}",
        text=resolution.text,
    )


def _open_hands(resolution: Resolution) -> None:
    if resolution.state is not ResolutionState.VOTING:
        raise Refused(_("This resolution is not being voted on."))
    if resolution.secret:
        raise Refused(_("This vote is secret: please use the ballot."))


@guarded("meetings.vote")
def vote(
    resolution: Resolution, *, choice: Choice, dissent: str = "", seat: Seat | None = None, actor: User
) -> HandVote:
    """Raise the actor's hand, or that of somebody who has made the actor proxy (`seat`).

    Voting again changes the vote; one counts.
    """
    hold_row(resolution)
    _open_hands(resolution)
    own = queries.seat_of(resolution.meeting, actor)
    seat = seat or own
    if own is None or seat is None or (seat.id != own.id and (seat.proxy_id != own.id or seat.here)):
        raise Forbidden(_("You are not this person's proxy."))
    return _hand(resolution, seat, choice, dissent, actor)


@guarded("meetings.hold_vote")
def record_hands(
    resolution: Resolution,
    *,
    hands: Mapping[int, Choice],
    dissents: Mapping[int, str] | None = None,
    actor: User,
) -> Resolution:
    """The officers write down hands raised in the room, by name: {seat id: choice}."""
    hold_row(resolution)
    _open_hands(resolution)
    seats = {seat.id: seat for seat in queries.voting_seats(resolution.meeting)}
    may = queries.represented(resolution.meeting)
    for seat_id, choice in hands.items():
        if seat_id not in may:
            raise Refused(_("Only hands of people in the room, or of those they stand for, are counted."))
        _hand(resolution, seats[seat_id], choice, (dissents or {}).get(seat_id, ""), actor)
    return resolution


def _hand(resolution: Resolution, seat: Seat, choice: Choice, dissent: str, actor: User) -> HandVote:
    if choice not in HANDS:
        raise Refused(_("One votes for, against, or abstains."))
    if dissent.strip() and choice is Choice.FOR:
        raise Refused(_("Who votes for the resolution has no dissent to be recorded."))
    found = select(HandVote).where(HandVote.resolution_id == resolution.id, HandVote.seat_id == seat.id)
    hand = db.session.scalar(found) or HandVote(resolution_id=resolution.id, seat=seat)
    hand.choice, hand.given_by, hand.at = choice, actor.id, clock.now()
    hand.dissent = Bitext.of(dissent.strip())
    db.session.add(hand)
    db.session.flush()  # the same seat again in this request finds it
    return hand


@guarded("meetings.hold_vote")
def count(resolution: Resolution, *, actor: User) -> Resolution:
    """End the vote and decide under the rule of the meeting; silence counts among those present."""
    meeting = resolution.meeting
    hold_row(meeting)
    hold_row(resolution)
    if resolution.state is not ResolutionState.VOTING:
        raise Refused(_("This resolution is not being voted on."))
    present = set(queries.represented(meeting))
    if resolution.secret:
        choices = list(_secret_choices(resolution))
    else:
        hands = queries.hands_of(meeting).get(resolution.id, [])
        present |= {hand.seat_id for hand in hands}
        choices = [hand.choice for hand in hands]
    resolution.entitled, resolution.present = meeting.entitled_count, max(len(present), len(choices))
    outcome = rules.result(
        meeting.adoption_rule, entitled=resolution.entitled, present=resolution.present, hands=choices
    )
    resolution.state, resolution.decided_at = ResolutionState.DECIDED, clock.now()
    resolution.result, resolution.passed = outcome.to_json(), outcome.passed
    announce(ResolutionDecided(meeting_id=meeting.id, resolution_id=resolution.id, passed=outcome.passed))
    return resolution


def _secret_choices(resolution: Resolution) -> Iterator[Choice]:
    ballot = resolution.ballot
    if ballot is None:
        return
    end_now(ballot)
    votes = (ballot.result or {}).get("votes", {})
    for option, choice in zip(ballot.options, HANDS, strict=True):
        yield from [choice] * int(votes.get(option.key, 0))
