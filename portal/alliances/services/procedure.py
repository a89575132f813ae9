"""From initiators over the call for members and the founding meeting to the number that the street gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from portal.accounts.models import User
from portal.accounts.queries import holders
from portal.alliances import queries
from portal.alliances.meetings import body
from portal.alliances.models import Alliance
from portal.alliances.rules import last_day_of_term
from portal.alliances.services.declaring import check_kin
from portal.alliances.services.founding import STREET, announce_to_members, path_of
from portal.alliances.services.offices import give_office
from portal.alliances.states import LIFE, Office
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.settings import setting
from portal.core.types import written
from portal.events.alliances import AllianceFounded
from portal.events.notifications import PeopleTold
from portal.meetings import queries as meetings_queries
from portal.meetings import services as meetings
from portal.meetings.models import Meeting, Resolution
from portal.meetings.states import AgendaKind, MeetingKind, MeetingState

CHARTER = Bitext.both("通过《联盟章程》", "通過《聯盟章程》")
CHARTER_SENTENCE = Bitext.both("同意《联盟章程》，联盟成立。", "同意《聯盟章程》，聯盟成立。")
ELECTION = Bitext.both("选举负责人", "選舉負責人")
ELECTION_SENTENCE = Bitext.both(
    "同意会上宣读的盟长、副盟长、秘书长、监事人选当选。", "同意會上宣讀的盟長、副盟長、秘書長、監事人選當選。"
)
MEETING_TITLE = Bitext.both("成立大会", "成立大會")
MUST_BE_ELECTED = (Office.CHAIR, Office.SECRETARY, Office.SUPERVISOR)


@guarded("alliances.carry_on")
def call_members(alliance: Alliance, *, text: str, closes_on: date, actor: User) -> Alliance:
    """Enough have begun it: everybody of the street is called, until a day."""
    begun = queries.initiators(alliance.id)
    least, days = int(setting("alliances.initiators")), int(setting("alliances.call_days"))
    if begun < least:
        raise Refused(
            _(
                "%(least)s initiators are needed before members are called; there are %(begun)s.",
                least=least,
                begun=begun,
            )
        )
    if closes_on < clock.today() + timedelta(days=days):
        raise Refused(_("The call stays open for at least %(days)s days.", days=days))
    LIFE.move(alliance, "call_members", actor=actor)
    alliance.call_text = written(text)
    alliance.call_opened_on, alliance.call_closes_on = clock.today(), closes_on
    announce_to_members(alliance, N_("“%(name)s” calls for members."), "calling")
    return alliance


@guarded("alliances.carry_on")
def call_meeting(
    alliance: Alliance,
    *,
    starts_at: datetime,
    ends_at: datetime,
    venue: Bitext | str,
    chair_id: int,
    short_notice: str = "",
    actor: User,
) -> Alliance:
    """Call the founding meeting: the charter and the officers are put to the vote of all members."""
    least = int(setting("alliances.least_members"))
    closes = alliance.call_closes_on
    if closes is not None and clock.today() <= closes:
        raise Refused(_("The call for members is still open. The meeting is called when it has ended."))
    if not alliance.charter:
        raise Refused(_("Please write the charter first: the meeting decides about it."))
    if alliance.member_count < least:
        raise Refused(_("An alliance needs at least %(least)s members before it is founded.", least=least))
    if chair_id == actor.id or chair_id not in queries.member_ids(alliance.id):
        raise Refused(_("Another member than you presides: you keep the minutes."))
    LIFE.move(alliance, "call_meeting", actor=actor)
    meeting = meetings.call(
        body(alliance),
        kind=MeetingKind.GENERAL,
        title=Bitext.both(alliance.name.hans + MEETING_TITLE.hans, alliance.name.hant + MEETING_TITLE.hant),
        starts_at=starts_at,
        ends_at=ends_at,
        venue=venue,
        chair_id=chair_id,
        secretary_id=actor.id,
        public=True,
        short_notice=short_notice,
        points=(
            meetings.Point(title=CHARTER, path=path_of(alliance), path_title=alliance.name),
            meetings.Point(title=ELECTION, kind=AgendaKind.ELECTION),
        ),
        actor=actor,
    )
    alliance.meeting = meeting
    items = meetings_queries.agenda_of(meeting)
    asked = [
        meetings.propose(meeting, text=text, item=item, actor=actor)
        for text, item in zip((CHARTER_SENTENCE, ELECTION_SENTENCE), items, strict=True)
    ]
    alliance.charter_resolution_id, alliance.election_resolution_id = (r.id for r in asked)
    announce_to_members(
        alliance, N_("The founding meeting of “%(name)s” has been called."), f"meeting:{meeting.id}"
    )
    return alliance


@guarded("alliances.carry_on")
def meet_again(alliance: Alliance, *, reason: str, actor: User) -> Alliance:
    """The meeting did not found the alliance, or the street sent the papers back: gather and meet anew."""
    meeting = alliance.meeting
    if meeting is not None and meeting.state in {MeetingState.CALLED, MeetingState.RUNNING}:
        raise Refused(_("The founding meeting is not over yet. Cancel it first if it shall not take place."))
    LIFE.move(alliance, "meet_again", actor=actor, reason=reason)
    alliance.call_closes_on = None
    announce_to_members(
        alliance, N_("“%(name)s” will meet again: %(reason)s"), f"again:{clock.today()}", reason
    )
    return alliance


@guarded("alliances.carry_on")
def file(
    alliance: Alliance,
    *,
    elected: Mapping[Office, list[User]],
    kin: bool | None = None,
    despite: str = "",
    actor: User,
) -> Alliance:
    """The meeting has adopted the charter and elected: the officers begin, the street is asked for the number."""
    meeting = alliance.meeting
    if meeting is None or meeting.state is not MeetingState.ENDED:
        raise Refused(_("The founding meeting is not over yet."))
    _decided(alliance, meeting)
    _complete(alliance, elected)
    check_kin(alliance, Office.SUPERVISOR, kin, despite)
    LIFE.move(alliance, "file", actor=actor)
    first = clock.local(meeting.ended_at or clock.now()).date()
    last = last_day_of_term(first, int(setting("alliances.term_months")))
    for office, people in elected.items():
        for person in people:
            supervises = office is Office.SUPERVISOR
            give_office(
                alliance,
                user=person,
                office=office,
                starts_on=first,
                ends_on=last,
                kin=kin if supervises else None,
                despite=despite if supervises else "",
            )
    announce(
        PeopleTold(
            user_ids=tuple(holders(STREET, alliance.place)),
            message=N_("“%(name)s” has been founded and waits for its filing number."),
            path=path_of(alliance),
            key=f"alliance:{alliance.id}:filing:{meeting.id}",
            values={"bi_name": alliance.name.to_json()},
        )
    )
    announce_to_members(
        alliance, N_("“%(name)s” has been founded and filed with the street."), f"filed:{meeting.id}"
    )
    return alliance


def _decided(alliance: Alliance, meeting: Meeting) -> None:
    for resolution_id, sentence in (
        (alliance.charter_resolution_id, _("The founding meeting has not adopted the charter.")),
        (alliance.election_resolution_id, _("The founding meeting has not elected the officers.")),
    ):
        resolution = db.session.get(Resolution, resolution_id) if resolution_id else None
        if resolution is None or resolution.meeting_id != meeting.id or not resolution.passed:
            raise Refused(sentence)


def _complete(alliance: Alliance, elected: Mapping[Office, list[User]]) -> None:
    members = set(queries.voter_ids(alliance.id))
    people = [person.id for each in elected.values() for person in each]
    if any(len(elected.get(office, ())) == 0 for office in MUST_BE_ELECTED):
        raise Refused(_("The meeting elects a chair, a secretary and a supervisor at least."))
    if len(people) != len(set(people)):
        raise Refused(_("Nobody holds two of these offices at once."))
    if not set(people) <= members:
        raise Refused(_("Only a member can hold this office."))


@guarded("alliances.confirm")
def confirm(alliance: Alliance, *, filing_no: Bitext | str, actor: User) -> Alliance:
    """The street has seen charter, minutes and officers, and gives the number: the alliance runs from now on."""
    if not str(filing_no).strip():
        raise Refused(_("Please write the filing number."))
    LIFE.move(alliance, "confirm", actor=actor)
    _runs(alliance, filing_no, actor)
    return alliance


@guarded("alliances.confirm")
def take_over(alliance: Alliance, *, filing_no: Bitext | str = "", reason: str, actor: User) -> Alliance:
    """An alliance that was founded before this portal: the street names the papers that prove it."""
    least = int(setting("alliances.least_members"))
    if alliance.member_count < least:
        raise Refused(_("An alliance needs at least %(least)s members before it is founded.", least=least))
    LIFE.move(alliance, "take_over", actor=actor, reason=reason)
    _runs(alliance, filing_no, actor)
    return alliance


def _runs(alliance: Alliance, filing_no: Bitext | str, actor: User) -> None:
    alliance.founded_on = clock.today()
    if filing_no:
        alliance.filing_no = filing_no  # type: ignore[assignment]
    announce(AllianceFounded(alliance_id=alliance.id, user_id=alliance.founded_by or actor.id))
    announce_to_members(
        alliance, N_("“%(name)s” has been confirmed by the street and runs now."), "confirmed"
    )


@guarded("alliances.confirm")
def decline(alliance: Alliance, *, reason: str, actor: User) -> Alliance:
    """The street does not confirm; the founder reads why and can begin anew."""
    hold_row(alliance)
    LIFE.move(alliance, "decline", actor=actor, reason=reason)
    announce_to_members(alliance, N_("“%(name)s” was not confirmed: %(reason)s"), "declined", reason)
    return alliance
