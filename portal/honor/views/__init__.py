"""The pages of the boards: for everybody, for those concerned, for officials."""

from __future__ import annotations

from flask import Blueprint, request
from flask_login import current_user

from portal.core.errors import Forbidden
from portal.core.i18n import _

bp = Blueprint("honor", __name__, url_prefix="/honor")

ROBOTS = "noindex, noarchive"
FOR_ALL = frozenset(
    {
        "board",
        "reminders",
        "show",
        "issue",
        "archive",
        "make_objection",
        "corrections",
        "register",
        "programmes",
        "assessments",
        "assessment",
        "programme",
        "screen",
        "reminders_screen",
        "poster",
        "draw_poster",
    }
)


@bp.before_request
def only_people() -> None:
    """Everything else is for those who have signed in; nobody else learns whether it exists."""
    if (request.endpoint or "").partition(".")[2] not in FOR_ALL and not current_user.is_authenticated:
        raise Forbidden(_("Please sign in first."))


from portal.honor.views import (  # noqa: E402, F401 - their routes join
    assessments,
    concerned,
    issues,
    jury,
    keeping,
    programmes,
    public,
    public_votes,
    screens,
    steps,
    words,
    working,
)
