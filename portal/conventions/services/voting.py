"""审议表决: the meeting is called in time, the text talked over, the vote held on exactly what was approved."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.accounts.models import User
from portal.ballots import services as ballots
from portal.ballots.models import Ballot
from portal.ballots.queries import adoption_rule
from portal.ballots.rules import AdoptionRule
from portal.ballots.states import Method
from portal.conventions import queries
from portal.conventions.models import Convention, Version, no_text
from portal.conventions.rules.ways import way_of
from portal.conventions.services.moving import freeze, hold, moved, tell, working_version
from portal.conventions.states import LIFE, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext, dates
from portal.core.services import guarded
from portal.events.conventions import ConventionAdopted
from portal.meetings.models import Meeting
from portal.meetings.states import MeetingKind, MeetingState

ASSEMBLIES = (MeetingKind.GENERAL, MeetingKind.SPECIAL)


def approved_text(convention: Convention, version: Version) -> None:
    """Refuse unless the street has approved exactly this text. Not guarded: part of the steps."""
    blocking = queries.open_musts(convention)
    if blocking:
        raise Refused(_("%(count)s remarks of the street must be settled before the vote.", count=blocking))
    if State.UNDER_REVIEW not in way_of(convention.kind).stops:
        return
    exact = queries.signed_text(version, queries.clauses_of(version))[1]
    if not queries.is_approved(convention, exact):
        raise Refused(_("The street has not approved exactly this text. Hand it in for review first."))


def in_time(rule: AdoptionRule, *, sent: datetime, meeting: datetime) -> None:
    """Refuse a meeting that comes too soon after its notice. Not guarded: part of the steps."""
    earliest = clock.local(sent).date() + timedelta(days=rule.notice_days)
    if clock.local(meeting).date() < earliest:
        raise Refused(
            _(
                "The rule asks for %(days)s days of notice: voting can begin on %(day)s at the earliest.",
                days=rule.notice_days,
                day=dates.date(earliest),
            )
        )


def belongs_before(convention: Convention, meeting: Meeting) -> None:
    """Refuse a meeting that is not an assembly of this alliance, still to come. Not guarded: asks only."""
    if (meeting.owner_kind, meeting.owner_id) != ("alliance", convention.alliance_id):
        raise Refused(_("This is a meeting of somebody else."))
    if meeting.kind not in ASSEMBLIES or meeting.state is not MeetingState.CALLED:
        raise Refused(_("Only a general meeting that has been called and not yet held can decide on it."))


@guarded("conventions.call_meeting")
def call_meeting(
    convention: Convention,
    *,
    actor: User,
    meeting_at: datetime | None = None,
    meeting_place: Bitext | str = "",
    rule_key: str = "",
    meeting: Meeting | None = None,
) -> None:
    """Call those entitled together, with the days of notice their rule asks for.

    With `meeting` the text comes before an assembly of the alliance that has been called: day, place and notice
    are those of that meeting. A meeting that stands already, and whose text has only been reviewed again, keeps
    its notice.
    """
    if meeting is not None:
        belongs_before(convention, meeting)
        meeting_at, meeting_place = meeting.starts_at, meeting.venue
    if meeting_at is None:
        raise Refused(_("Please give the day and the time of the meeting."))
    version = hold(convention)
    rule = adoption_rule(rule_key or convention.rule_key)
    approved_text(convention, version)
    stands = convention.notice_sent_at is not None and convention.meeting_at == meeting_at
    kept = meeting.notice_sent_at if meeting is not None else convention.notice_sent_at if stands else None
    sent = kept or clock.now()
    in_time(rule, sent=sent, meeting=meeting_at)
    LIFE.move(convention, "call_meeting", actor=actor)
    convention.rule_key = rule.key
    convention.notice_sent_at, convention.meeting_at = sent, meeting_at
    convention.called_rule = rule.to_json()
    convention.meeting_id = meeting.id if meeting is not None else None
    convention.meeting_place = meeting_place or no_text()  # type: ignore[assignment]  # a str becomes a Bitext
    tell(convention, N_("The meeting on “%(title)s” has been called."), "meeting")
    moved(convention)


@guarded("conventions.open_deliberation")
def open_deliberation(convention: Convention, *, actor: User) -> None:
    """Those entitled talk the text over; what they change goes to the street once more before the vote."""
    hold(convention)
    LIFE.move(convention, "open_deliberation", actor=actor)
    tell(convention, N_("“%(title)s” is being deliberated on."), "deliberation")
    moved(convention)


@guarded("conventions.open_vote")
def open_vote(
    convention: Convention,
    *,
    opens_at: datetime,
    closes_at: datetime,
    actor: User,
    rule_key: str = "",
    women: int | None = None,
) -> Ballot:
    """Call the vote under the rule that the notice of the meeting named, else under today's; the vote keeps a copy.

    Fixes the text and the roll.
    """
    version = hold(convention)
    left = queries.unanswered(convention)
    if left:
        raise Refused(_("%(count)s comments have no answer yet. Each needs one before the vote.", count=left))
    waiting = queries.undecided(convention)
    if waiting:
        raise Refused(
            _(
                "%(count)s amendments are not decided yet. Each needs a decision before the vote.",
                count=waiting,
            )
        )
    called = convention.meeting_at if convention.notice_sent_at else None
    rule = queries.rule_called(convention) or adoption_rule(rule_key or convention.rule_key)
    approved_text(convention, version)
    in_time(rule, sent=convention.notice_sent_at or clock.now(), meeting=called or opens_at)
    if called and clock.local(opens_at).date() < clock.local(called).date():
        raise Refused(
            _(
                "Voting cannot begin before the meeting on %(day)s.",
                day=dates.date(clock.local(called).date()),
            )
        )
    LIFE.move(convention, "open_vote", actor=actor)
    freeze(version)
    ballot = ballots.open_ballot(
        ("convention", convention.id),
        path=f"{convention.path}/vote",
        title=convention.title,
        method=Method.FORMAL,
        opens_at=opens_at,
        closes_at=closes_at,
        electorate=queries.electorate(convention, rule),
        rule=rule,
        place=convention.place,
        by_hand=queries.roll_of(convention) is not None,
        women=women,
    )
    if called is None:
        convention.notice_sent_at, convention.meeting_at = clock.now(), opens_at
    convention.rule_key, convention.ballot_id = rule.key, ballot.id
    tell(convention, N_("The vote on “%(title)s” has been called."), "vote", "/vote")
    moved(convention)
    return ballot


def count_vote(convention: Convention, *, passed: bool) -> None:
    """The vote is over. Not guarded: the count decides."""
    if convention.state is not State.VOTING:
        return
    LIFE.move(convention, "pass" if passed else "fail", actor=None)
    if passed:
        convention.adopted_on = clock.today()
        convention.filing_due_on = clock.today() + timedelta(days=queries.rule_of(convention).filing_days)
        announce(ConventionAdopted(convention_id=convention.id))
        tell(convention, N_("“%(title)s” has been adopted."), "adopted")
    else:
        tell(convention, N_("“%(title)s” was not adopted by the vote."), "rejected")
    moved(convention)


@guarded("conventions.revise")
def revise(convention: Convention, *, reason: str, actor: User) -> None:
    """Back to drafting: a new version is written, the fixed one stays as it is. A running vote is called off."""
    hold(convention)
    if convention.state is State.VOTING and convention.ballot_id:
        ballots.call_off(db.session.get_one(Ballot, convention.ballot_id), reason=reason)
    LIFE.move(convention, "revise", actor=actor, reason=reason)
    convention.notice_sent_at = convention.meeting_at = convention.meeting_id = convention.called_rule = None
    working_version(convention, actor=actor)
    moved(convention, actor=actor)
