"""The inbox."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.i18n import _
from portal.core.permissions import require
from portal.notifications import queries, services
from portal.notifications.rules import TOPICS, bundled

bp = Blueprint("notifications", __name__, url_prefix="/inbox")


@bp.get("/")
def inbox() -> ResponseReturnValue:
    require(current_user, "notifications.read_all", None)
    return render_template(
        "notifications/inbox.html",
        bundles=bundled(queries.unread_lines(current_user.id)),
        page=queries.read_page(current_user.id),
        sentence=queries.sentence,
        by_letter=queries.topics_by_letter(current_user.id),
        topics=TOPICS,
    )


@bp.post("/<int:line_id>")
def open_line(line_id: int) -> ResponseReturnValue:
    """Mark it read and go where it leads. A POST, because looking at an address changes nothing."""
    require(current_user, "notifications.read_all", None)
    line = queries.get_line(line_id, viewer=current_user)
    services.mark_read(line, actor=current_user)
    return redirect(request.script_root + line.path)


@bp.post("/read")
def read_all() -> ResponseReturnValue:
    services.mark_all_read(current_user, actor=current_user)
    flash(_("All messages are marked as read."), "done")
    return redirect(url_for(".inbox"))


@bp.post("/letters")
def letters() -> ResponseReturnValue:
    wanted = request.form.get("letters")
    if wanted not in {"yes", "no"}:
        abort(400)
    ticked = request.form.getlist("topic")
    if not set(ticked) <= set(TOPICS):
        abort(400)
    but = set(TOPICS) - set(ticked) if "chosen" in request.form else set()
    letters = wanted == "yes" and len(but) < len(TOPICS)
    services.wish_letters(current_user, letters=letters, but=but if letters else (), actor=current_user)
    said = _("You will get letters too.") if letters else _("You will get no more letters.")
    flash(said, "done")
    return redirect(url_for(".inbox"))
