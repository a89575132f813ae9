"""Minutes: drafted from what happened, edited, confirmed by two, published; corrected in a new version."""

from __future__ import annotations

from sqlalchemy import delete

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.types import composed
from portal.events.catalog import CardChanged
from portal.events.meetings import MinutesPublished
from portal.meetings import queries
from portal.meetings.drafting import drafted_parts
from portal.meetings.models import Meeting, Minutes, MinutesPart
from portal.meetings.papers import issue_minutes, order_pdfs
from portal.meetings.services.telling import tell
from portal.meetings.states import MINUTES, Audience, MeetingState, MinutesState


@guarded("meetings.write_minutes")
def draft_minutes(meeting: Meeting, *, actor: User) -> Minutes:
    """Write the first version from agenda, attendance, resolutions and tasks. A draft is written anew."""
    hold_row(meeting)
    if meeting.state not in {MeetingState.RUNNING, MeetingState.ENDED}:
        raise Refused(_("Minutes are drafted once the meeting has been opened."))
    versions = queries.versions_of(meeting)
    if any(m.state is not MinutesState.DRAFT for m in versions):
        raise Refused(_("These minutes have been confirmed. What is wrong is corrected in a new version."))
    minutes = versions[0] if versions else Minutes(meeting=meeting, number=1, drafted_by=actor.id)
    db.session.add(minutes)
    db.session.flush()  # its parts name it
    db.session.execute(delete(MinutesPart).where(MinutesPart.minutes_id == minutes.id))
    for position, (item_id, heading, html) in enumerate(drafted_parts(meeting), 1):
        db.session.add(
            MinutesPart(minutes_id=minutes.id, item_id=item_id, position=position, heading=heading, text=html)
        )
    minutes.drafted_at = clock.now()
    _unconfirm(minutes)
    db.session.flush()
    return minutes


def _unconfirm(minutes: Minutes) -> None:
    """Who has confirmed has confirmed another text."""
    minutes.chair_by = minutes.chair_at = minutes.secretary_by = minutes.secretary_at = None


def _only_draft(minutes: Minutes) -> None:
    if minutes.state is not MinutesState.DRAFT:
        raise Refused(_("These minutes have been confirmed. What is wrong is corrected in a new version."))


@guarded("meetings.write_minutes")
def edit_minutes(minutes: Minutes, *, texts: dict[int, tuple[str, str]], actor: User) -> Minutes:
    """New headings and texts (HTML) by part. Whoever had confirmed is asked again."""
    hold_row(minutes)
    _only_draft(minutes)
    changed = False
    for part in queries.parts_of(minutes):
        if part.id not in texts:
            continue
        heading, html = texts[part.id]
        if not heading.strip():
            raise Refused(_("Each part of the minutes needs a heading."))
        text = composed(html)
        if (heading, text.original) != (part.heading.original, part.text.original):
            part.heading, part.text, changed = Bitext.of(heading), text, True
    if changed:
        _unconfirm(minutes)
    return minutes


@guarded("meetings.confirm_minutes")
def confirm_minutes(minutes: Minutes, *, actor: User) -> Minutes:
    """The chair and the secretary confirm, each in person; with the second the text is final."""
    hold_row(minutes)
    _only_draft(minutes)
    meeting = minutes.meeting
    if actor.id in {minutes.chair_by, minutes.secretary_by}:
        raise Refused(_("You have confirmed these minutes already; the other officer has to as well."))
    if actor.id == meeting.chair_id:
        minutes.chair_by, minutes.chair_at = actor.id, clock.now()
    else:
        minutes.secretary_by, minutes.secretary_at = actor.id, clock.now()
    if minutes.chair_by and minutes.secretary_by:
        db.session.flush()
        minutes.text_hash = queries.hash_of(minutes)
        minutes.confirmed_at = clock.now()
        MINUTES.move(minutes, "confirm", actor=actor)
    else:
        other = meeting.secretary_id if minutes.chair_by else meeting.chair_id
        tell(
            meeting,
            N_("The minutes of “%(title)s” (%(when)s) wait for you to confirm them."),
            what=f"minutes:{minutes.number}:confirm:{minutes.drafted_at.isoformat()}",
            people=[other],
            path=f"{meeting.path}/minutes/{minutes.number}",
        )
    return minutes


@guarded("meetings.publish_minutes")
def publish_minutes(minutes: Minutes, *, audience: Audience, actor: User) -> Minutes:
    """Confirmed minutes go to everybody on the list, and to the public if it is wished so."""
    hold_row(minutes)
    meeting = minutes.meeting
    MINUTES.move(minutes, "publish", actor=actor)
    minutes.audience, minutes.published_at = audience, clock.now()
    if audience is Audience.EVERYBODY:
        meeting.public = True
        issue_minutes(minutes, actor)
    order_pdfs(minutes)
    announce(MinutesPublished(meeting_id=meeting.id, minutes_id=minutes.id))
    announce(CardChanged(kind="meeting", object_id=meeting.id))
    tell(
        meeting,
        N_("The minutes of “%(title)s” (%(when)s) can be read.")
        if minutes.number == 1
        else N_("The minutes of “%(title)s” (%(when)s) have been corrected."),
        what=f"minutes:{minutes.number}:published",
        path=f"{meeting.path}/minutes/{minutes.number}",
    )
    return minutes


@guarded("meetings.write_minutes")
def correct_minutes(meeting: Meeting, *, reason: str, actor: User) -> Minutes:
    """A new numbered version that begins as a copy; the earlier one stays as it was confirmed."""
    hold_row(meeting)
    versions = queries.versions_of(meeting)
    if not versions or versions[0].state is MinutesState.DRAFT:
        raise Refused(_("There are no confirmed minutes to correct; the draft can still be edited."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    last = versions[0]
    minutes = Minutes(meeting=meeting, number=last.number + 1, reason=reason.strip(), drafted_by=actor.id)
    db.session.add(minutes)
    db.session.flush()  # its parts name it
    for part in queries.parts_of(last):
        db.session.add(
            MinutesPart(
                minutes_id=minutes.id,
                item_id=part.item_id,
                position=part.position,
                heading=part.heading,
                text=part.text,
            )
        )
    db.session.flush()
    return minutes
