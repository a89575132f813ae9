from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.i18n import _, speaking
from portal.core.permissions import require
from portal.core.web import LOCALES
from portal.meetings import queries, services
from portal.meetings.models import Meeting
from portal.meetings.owners import body_called
from portal.meetings.views.blueprint import bp


def answer(meetings: Sequence[Meeting], name: str, prefix: str, file: str) -> Response:
    from portal.meetings.calendar import calendar_of  # loaded with the first calendar: 4 MB

    content = calendar_of(meetings, name=name, prefix=prefix)
    return Response(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}.ics"'},
    )


@bp.get("/of/<kind>/<ref>/calendar.ics")
def body_calendar(kind: str, ref: str) -> ResponseReturnValue:
    """The public meetings of a body."""
    body = body_called(kind, ref, None)
    return answer(queries.public_calendar(body), str(body.name), request.script_root, f"{kind}-{ref}")


@bp.get("/calendar/<token>.ics")
def private_calendar(token: str) -> ResponseReturnValue:
    """A person's own meetings, read by a telephone that is signed in nowhere; in the person's language."""
    person, meetings = queries.private_calendar(token)
    with speaking(person.locale):  # type: ignore[arg-type]  # only our three locales are ever stored
        found = answer(meetings, _("My meetings"), f"/{LOCALES[person.locale]}", "meetings")
    found.headers["Cache-Control"] = "private, no-store"
    return found


@bp.get("/<code>/event.ics")
def event(code: str) -> ResponseReturnValue:
    """One meeting, to be put into a calendar by hand."""
    meeting = queries.get_meeting(code, current_user)
    return answer([meeting], str(meeting.title), request.script_root, f"meeting-{code}")


@bp.route("/calendar", methods=["GET", "POST"])
def my_calendar() -> ResponseReturnValue:
    require(current_user, "meetings.keep_calendar", current_user)
    if request.method == "POST":
        services.renew_calendar(current_user, actor=current_user)
        flash(_("Here is your new address. The one before answers no more."), "done")
        return redirect(url_for(".my_calendar"))
    return render_template("meetings/calendar.html", key=queries.key_of(current_user))
