"""Issues of boards: for readers, and for the officials who make them."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.errors import Forbidden, NotFound
from portal.core.forms import choices
from portal.core.i18n import _
from portal.core.paging import newest_first
from portal.core.permissions import require
from portal.honor import queries, services
from portal.honor.forms import GatherForm, IssueForm
from portal.honor.models import BoardIssue
from portal.honor.queries import issues, screens
from portal.honor.states import ISSUE_LIFE, IssueState, Polarity
from portal.honor.views import ROBOTS, bp
from portal.places.queries import get_place


@bp.get("/issues")
def archive() -> ResponseReturnValue:
    """Every issue there was, of one colour (`?colour=black`), of the city or of a place (`?place=`)."""
    polarity = Polarity.BLACK if request.args.get("colour") == Polarity.BLACK else Polarity.RED
    slug = request.args.get("place", "")
    place = get_place(slug) if slug else None
    rows = issues.issue_rows(polarity, current_user, place=place)
    page = newest_first(rows, BoardIssue.id, size=24)
    answer = make_response(
        render_template("honor/archive.html", page=page, red=polarity is Polarity.RED, place=place)
    )
    if polarity is Polarity.BLACK:
        answer.headers["X-Robots-Tag"] = ROBOTS
    return answer


@bp.get("/issues/<code>")
def issue(code: str) -> ResponseReturnValue:
    found = issues.get_issue(code, viewer=current_user)
    entries = issues.shown_in(found, current_user)
    before, after = issues.beside(found)
    answer = make_response(
        render_template(
            "honor/issue.html",
            issue=found,
            entries=entries,
            today=clock.today(),
            before=before,
            after=after,
            disputed=queries.open_objections(entry.id for entry in entries),
            pictures=screens.pictures_of([entry.id for entry in entries]) if found.is_red else {},
        )
    )
    if not found.is_red:
        answer.headers["X-Robots-Tag"] = ROBOTS
    return answer


@bp.route("/issues/new", methods=["GET", "POST"])
def open_issue() -> ResponseReturnValue:
    boards = issues.boards_for_issues(current_user)
    if not boards:
        raise Forbidden(
            _("Issues are made by editors and issuers of the place, and by officers of the alliance.")
        )
    form = IssueForm.received(data={"board": request.args.get("board", "")})
    form.board.choices = choices((board.code, board.name) for board in boards)
    if form.sent:
        with form.refusals():
            made = services.open_issue(
                queries.get_board(form.board.data),
                number=form.number.data,
                actor=current_user,
                **form.values,
            )
            flash(_("The issue is in preparation. Now choose its entries."), "done")
            return redirect(url_for(".prepare_issue", code=made.code))
    return render_template("honor/open_issue.html", form=form), form.status


def in_preparation(code: str) -> BoardIssue:
    """An issue that can still be worked on."""
    found = issues.get_issue_in_work(code, viewer=current_user)
    require(current_user, "honor.edit_issue", found)
    return found


@bp.route("/issues/<code>/prepare", methods=["GET", "POST"])
def prepare_issue(code: str) -> ResponseReturnValue:
    """What stands in it, what could, and the way to publish it."""
    found = issues.get_issue_in_work(code, viewer=current_user)
    if found.state is IssueState.PUBLISHED:
        return redirect(url_for(".issue", code=code))
    waiting = {entry.code: entry for entry in issues.could_be_put_into(found)}
    form = GatherForm.received()
    form.entries.choices = choices((entry.code, entry.title) for entry in waiting.values())
    if form.sent:
        with form.refusals():
            for chosen in form.entries.data or ():
                services.put_into_issue(found, entry=waiting[chosen], actor=current_user)
            flash(_("The entries stand in this issue now."), "done")
            return redirect(url_for(".prepare_issue", code=code))
    return (
        render_template(
            "honor/prepare_issue.html",
            issue=found,
            entries=issues.put_into(found),
            waiting=waiting,
            form=form,
            steps=ISSUE_LIFE.steps(found, current_user),
        ),
        form.status,
    )


@bp.post("/issues/<code>/entries/<entry_code>/remove")
def take_out(code: str, entry_code: str) -> ResponseReturnValue:
    found = in_preparation(code)
    entry = next((entry for entry in issues.put_into(found) if entry.code == entry_code), None)
    if entry is None:
        raise NotFound(_("This entry was not found."))
    services.take_out_of_issue(found, entry=entry, actor=current_user)
    return redirect(url_for(".prepare_issue", code=code))


@bp.route("/issues/<code>/edit", methods=["GET", "POST"])
def revise_issue(code: str) -> ResponseReturnValue:
    found = in_preparation(code)
    form = IssueForm.received(
        data={
            "title": found.title.original,
            "first_day": found.period_from,
            "last_day": found.period_until,
            "foreword": found.foreword.original,
        }
    )
    del form.board, form.number
    if form.sent:
        with form.refusals():
            services.revise_issue(found, actor=current_user, **form.values)
            flash(_("Your changes have been kept."), "done")
            return redirect(url_for(".prepare_issue", code=code))
    return render_template("honor/revise_issue.html", form=form, issue=found), form.status


@bp.post("/issues/<code>/publish")
def publish_issue(code: str) -> ResponseReturnValue:
    found = issues.get_issue_in_work(code, viewer=current_user)
    services.publish_issue(found, actor=current_user)
    flash(_("The issue has been published."), "done")
    return redirect(url_for(".issue", code=code))
