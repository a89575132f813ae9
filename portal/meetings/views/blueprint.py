from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.ballots.states import CHOICE_LABELS
from portal.core.forms import Form
from portal.meetings.models import Meeting
from portal.meetings.states import (
    AGENDA_LABELS,
    AUDIENCE_LABELS,
    KIND_LABELS,
    LIFE,
    MINUTES,
    MINUTES_TONES,
    RESOLUTION_LABELS,
    SEAT_LABELS,
    SIGNED_LABELS,
    TASK_LABELS,
    TONES,
)

bp = Blueprint("meetings", __name__, url_prefix="/meetings")

WORDS = {
    "agenda": AGENDA_LABELS,
    "audience": AUDIENCE_LABELS,
    "choices": CHOICE_LABELS,
    "kinds": KIND_LABELS,
    "life": LIFE,
    "minutes": MINUTES,
    "minutes_tones": MINUTES_TONES,
    "resolutions": RESOLUTION_LABELS,
    "seats": SEAT_LABELS,
    "signed": SIGNED_LABELS,
    "tasks": TASK_LABELS,
    "tones": TONES,
}


@bp.app_context_processor
def words() -> dict[str, object]:
    """The words of meetings, for their own pages and for panels on others."""
    return {"meeting_words": WORDS}


def form_answer(meeting: Meeting, form: Form, title: Any, action: Any, **more: Any) -> ResponseReturnValue:
    """One form about a meeting on a page of its own."""
    page = render_template(
        "meetings/form.html", meeting=meeting, form=form, title=title, action=action, **more
    )
    return page, form.status
