from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.permissions import can
from portal.files.queries import files_of_many
from portal.meetings import queries
from portal.meetings.drafting import counts_of, figures_of
from portal.meetings.models import Meeting
from portal.meetings.owners import body_called, body_of
from portal.meetings.papers import named_files
from portal.meetings.states import LIFE, MeetingState, ResolutionState
from portal.meetings.views.blueprint import bp

LIVE = 20  # seconds after which a page of a meeting in session is asked for again


@bp.get("/")
def index() -> ResponseReturnValue:
    return render_template("meetings/index.html", page=queries.coming(current_user))


@bp.get("/of/<kind>/<ref>")
def body(kind: str, ref: str) -> ResponseReturnValue:
    found = body_called(kind, ref, current_user)
    return render_template(
        "meetings/body.html",
        body=found,
        page=queries.body_page(found, current_user),
        tasks=queries.open_tasks_of(kind, found.id, current_user),
        calls=can(current_user, "meetings.call", found),
    )


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    items = queries.agenda_of(meeting)
    inside = queries.is_inside(current_user, meeting)
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        body=body_of(meeting.owner_kind, meeting.owner_id),
        items=items,
        files=files_of_many("meeting_item", [item.id for item in items]),
        inside=inside,
        officiates=can(current_user, "meetings.edit", meeting),
        steps=[s.transition for s in LIFE.steps(meeting, current_user) if not s.why_not],
        minutes=queries.readable(meeting, current_user),
        **(of_the_inside(meeting) if inside else {"seat": None}),
    )


def of_the_inside(meeting: Meeting) -> dict[str, Any]:
    """What only those inside see: their own seat, who speaks, what is voted on, who does what."""
    seat = queries.seat_of(meeting, current_user)
    counts = counts_of(meeting)
    seats = queries.seats_of(meeting)
    hands = queries.hands_of(meeting)
    mine = [s for s in seats if seat and seat.id in {s.id, s.proxy_id}]
    given = {(r, hand.seat_id): hand for r, all_hands in hands.items() for hand in all_hands}
    return {
        "now": clock.now(),
        "seat": seat,
        "seats": seats,
        "mine": mine,
        "given": given,
        "counts": counts,
        "voting": [c for c in counts if c.resolution.state is ResolutionState.VOTING],
        "speeches": queries.speeches_open(meeting) if meeting.state is MeetingState.RUNNING else [],
        "figures": figures_of(meeting),
        "tasks": queries.tasks_of(meeting),
        "sheets": named_files("meeting", meeting.id) if queries.officiates(current_user, meeting) else [],
    }


@bp.get("/<code>/live")
def live(code: str) -> ResponseReturnValue:
    """The meeting on a telephone while it is in session; asks for itself again by a header, so without a script."""
    meeting = queries.get_meeting(code, current_user)
    if not queries.is_inside(current_user, meeting):
        return show(code)
    page = Response(
        render_template("meetings/live.html", meeting=meeting, still=still(), **of_the_inside(meeting))
    )
    return refreshed(page, meeting)


def still() -> bool:
    """The reader wants the page to stand still."""
    return request.args.get("still") == "1"


def refreshed(page: Response, meeting: Meeting) -> Response:
    if meeting.state in {MeetingState.CALLED, MeetingState.RUNNING} and not still():
        page.headers["Refresh"] = str(LIVE)
    return page
