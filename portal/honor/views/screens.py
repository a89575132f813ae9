"""Boards away from the phone: on the screen of a hall, and as a poster for the wall."""

from __future__ import annotations

import math

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.permissions import require
from portal.files import storage
from portal.honor.models import BoardIssue
from portal.honor.queries import board_of, issues, screens
from portal.honor.states import Polarity
from portal.honor.views import ROBOTS, bp
from portal.papers.apart import draw_apart
from portal.papers.photos import photo_inside
from portal.places.queries import get_place

SIZES = {"a3": 1.0, "a2": math.sqrt(2)}  # to read from two and from three metres


@bp.get("/screen")
def screen() -> ResponseReturnValue:
    return _screen(Polarity.RED)


@bp.get("/reminders/screen")
def reminders_screen() -> ResponseReturnValue:
    return _screen(Polarity.BLACK)


def _screen(polarity: Polarity) -> ResponseReturnValue:
    """One colour, of the whole city or of a place (`?place=`); what only some may read is on no screen."""
    slug = request.args.get("place", "")
    place = get_place(slug) if slug else None
    answer = make_response(
        render_template(
            "honor/screen.html",
            polarity=polarity,
            place=place,
            board=board_of(polarity, place, None),
            slides=screens.slides_of_board(polarity, place),
            today=clock.today(),
        )
    )
    answer.headers["X-Robots-Tag"] = ROBOTS  # a display for a wall, not a page to find
    return answer


@bp.get("/issues/<code>/poster")
def poster(code: str) -> ResponseReturnValue:
    """To be read and printed as it stands today."""
    issue = issues.get_issue(code, viewer=current_user)
    answer = make_response(_poster(issue, for_print=False))
    answer.headers["X-Robots-Tag"] = ROBOTS
    return answer


@bp.post("/issues/<code>/poster")
def draw_poster(code: str) -> ResponseReturnValue:
    """The PDF for a print shop, A3 or A2, for those who make the issues of its board."""
    size = request.form.get("size", "a3")
    if size not in SIZES:
        raise BadInput(_("Posters are drawn in A3 and A2."))
    issue = issues.get_issue(code, viewer=current_user)
    require(current_user, "honor.open_issue", issue.board)
    drawn = draw_apart([_poster(issue, for_print=True)], SIZES[size])[0]
    answer = Response(drawn.content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="poster-{size}-{issue.code}-{clock.today()}.pdf"'
    )
    answer.headers["X-Robots-Tag"] = ROBOTS
    return answer


def _poster(issue: BoardIssue, *, for_print: bool) -> str:
    slides = screens.slides_of_issue(issue)
    shown = {slide.entry.id: slide.picture for slide in slides if slide.entry.is_red and slide.picture}
    return render_template(
        "honor/poster.html",
        issue=issue,
        slides=slides,
        pictures={
            entry: photo_inside(storage.get(picture.sha256)) if for_print else picture.path
            for entry, picture in shown.items()
        },
        procedure={} if issue.is_red else screens.procedure_of(slides),
        put_right=0 if issue.is_red else screens.put_right_in(issue),
        today=clock.today(),
        for_print=for_print,
        on_paper=True,
    )
