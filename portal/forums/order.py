"""Routes for those who keep order: pin, close, hide, settle reports."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import can, require
from portal.discussions import queries as talk
from portal.discussions.models import Board, Flag
from portal.forums import queries, services
from portal.forums.forms import OutcomeForm, ReasonForm
from portal.forums.views import bp


@bp.route("/topics/<code>/order/<what>", methods=["GET", "POST"])
def topic_order(code: str, what: str) -> ResponseReturnValue:
    """Close or hide a whole topic: the reason is asked on a page of its own."""
    topic = queries.get_topic(code, viewer=current_user)
    if what not in {"lock", "hide"}:
        raise NotFound(_("This page was not found."))
    require(current_user, "forums.keep_order", topic)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            if what == "lock":
                services.lock(topic, locked=True, reason=form.reason.data or "", actor=current_user)
            else:
                services.hide_topic(topic, hidden=True, reason=form.reason.data or "", actor=current_user)
            flash(_("Done. The reason stands on the topic."), "done")
            return redirect(url_for(".topic", code=code))
    return render_template("forums/order.html", topic=topic, what=what, form=form), form.status


@bp.post("/topics/<code>/undo/<what>")
def undo_order(code: str, what: str) -> ResponseReturnValue:
    topic = queries.get_topic(code, viewer=current_user)
    if what == "lock":
        services.lock(topic, locked=False, actor=current_user)
    elif what == "hide":
        services.hide_topic(topic, hidden=False, actor=current_user)
    elif what in {"pin", "unpin"}:
        services.pin(topic, pinned=what == "pin", actor=current_user)
    else:
        abort(404)
    return redirect(url_for(".topic", code=code))


@bp.route("/topics/<code>/<int:position>/hide", methods=["GET", "POST"])
def hide_post(code: str, position: int) -> ResponseReturnValue:
    topic = queries.get_topic(code, viewer=current_user)
    post = talk.get_post(topic, position)
    if post is None:
        raise NotFound(_("This post was not found."))
    require(current_user, "forums.keep_order", post)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.hide(post, reason=form.reason.data or "", actor=current_user)
            flash(_("The post is hidden; its author has been told why."), "done")
            return redirect(request.script_root + queries.address(topic, position))
    return render_template("forums/hide.html", topic=topic, post=post, form=form), form.status


@bp.post("/topics/<code>/<int:position>/restore")
def restore_post(code: str, position: int) -> ResponseReturnValue:
    topic = queries.get_topic(code, viewer=current_user)
    post = talk.get_post(topic, position)
    if post is None:
        raise NotFound(_("This post was not found."))
    services.restore(post, actor=current_user)
    flash(_("The post is shown again."), "done")
    return redirect(request.script_root + queries.address(topic, position))


@bp.get("/<board>/reports")
def reports(board: str) -> ResponseReturnValue:
    found = queries.get_board(board, viewer=current_user)
    require(current_user, "forums.keep_order", found)
    flags = talk.open_flags(Board.id == found.id)
    return render_template("forums/reports.html", board=found, flags=flags)


@bp.route("/<board>/reports/<int:flag_id>", methods=["GET", "POST"])
def settle(board: str, flag_id: int) -> ResponseReturnValue:
    found = queries.get_board(board, viewer=current_user)
    flag = db.session.get(Flag, flag_id)
    if (
        flag is None
        or flag.post.topic.board_id != found.id
        or not can(current_user, "forums.keep_order", found)
    ):
        raise NotFound(_("This report was not found."))
    form = OutcomeForm.received()
    if form.sent:
        with form.refusals():
            decide(flag, form)
            flash(_("The report is settled; the person who made it has been told."), "done")
            return redirect(url_for(".reports", board=board))
    return render_template("forums/settle.html", board=found, flag=flag, form=form), form.status


def decide(flag: Flag, form: OutcomeForm) -> None:
    if form.hide.data and flag.post.hidden_at is None:
        services.hide(flag.post, reason=form.reason.data or "", actor=current_user)
    services.settle(flag, outcome=form.reason.data or "", actor=current_user)


__all__ = ["bp"]
