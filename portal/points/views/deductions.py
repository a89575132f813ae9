"""Deductions: found and decided by officials, answered by the person, shown to the city without names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.core.i18n import _, _l
from portal.core.paging import newest_first
from portal.core.permissions import can, require
from portal.notices.queries import issued, public_notice
from portal.places.queries import get_city, work_calendar
from portal.points import notices, papers
from portal.points.forms.deductions import AnswerForm, FindForm, SayForm, ServeForm
from portal.points.models import Deduction
from portal.points.queries import deductions as queries
from portal.points.queries import nicknames, rulebook
from portal.points.queries.evidence import photos_of
from portal.points.rules import Span, span_start
from portal.points.rules.periods import next_quarter, public_on
from portal.points.services import deductions as services
from portal.points.services import numbering
from portal.points.services.timely import refuse_now
from portal.points.states.deductions import DEDUCTION_LIFE, OPEN, DeductionState, ServiceMethod
from portal.points.views import bp
from portal.points.views.awards import person_named, rule_line
from portal.points.views.evidence import add_photos


@dataclass(frozen=True)
class Act:
    """One thing that can be done about a deduction: the service, what is asked, what is said afterwards."""

    do: Callable[..., None]
    label: Any
    asked: Any
    done: Any
    danger: bool = False
    by_person: bool = False
    """Done by the person whose points they are, who may add photos."""


STATE = Act(
    services.state,
    _l("Make a statement"),
    _l("What do you say to this?"),
    _l("Your statement is in the file. It will be answered with the decision."),
    by_person=True,
)
ACTS = {
    "state": STATE,
    "drop": Act(services.drop, _l("Do not take it further"), _l("Reason"), _l("No points are taken.")),
    "post": Act(
        services.post,
        _l("Decide: take the points"),
        _l("Reasons, with an answer to every point of the statement"),
        _l("The points are taken. The person is told how to object."),
        danger=True,
    ),
    "object_to": Act(
        services.object_to,
        _l("Object"),
        _l("What is wrong, and what shows it?"),
        _l("Your objection is marked. You will get an answer with reasons."),
        by_person=True,
    ),
    "uphold": Act(
        services.uphold, _l("The objection is right: give the points back"), _l("Reason"), _l("Given back.")
    ),
    "reject": Act(
        services.reject, _l("Reject the objection"), _l("Reasons"), _l("The person is told."), danger=True
    ),
    "appeal": Act(
        services.appeal,
        _l("Ask the higher body for a review"),
        _l("What should be looked at again?"),
        _l("People who had no part in it will look at it."),
        by_person=True,
    ),
    "overturn": Act(
        services.overturn, _l("Overturn: give the points back"), _l("Reasons"), _l("Given back.")
    ),
    "confirm": Act(
        services.confirm, _l("Confirm: it is final"), _l("Reasons"), _l("The person is told."), danger=True
    ),
}


def quarter_asked(today: date) -> date:
    """The quarter of the address, else the last one whose notice can be out."""
    last = span_start(Span.QUARTER, date.fromordinal(span_start(Span.QUARTER, today).toordinal() - 1))
    try:
        asked = date.fromisoformat(request.args.get("quarter", "")[:10])
    except ValueError:
        return last
    return min(span_start(Span.QUARTER, asked), last) if asked.year >= 2000 else last


@bp.get("/deductions")
def deductions() -> ResponseReturnValue:
    """The notice of a quarter, for everybody."""
    start = quarter_asked(clock.today())
    before = span_start(Span.QUARTER, date.fromordinal(start.toordinal() - 1))
    after = next_quarter(start)
    return render_template(
        "points/deductions.html",
        start=start,
        end=date.fromordinal(after.toordinal() - 1),
        before=before,
        after=after if after <= quarter_asked(after) else None,
        lines=queries.quarter(start),
        thanked=nicknames.thanked(start),
        issued=public_notice((notices.QUARTER,), notices.key_of(start)),
        may_issue=can(current_user, "points.issue_quarter", None) and may_be_issued(start),
    )


@bp.post("/deductions/notice")
def issue_quarter() -> ResponseReturnValue:
    start = quarter_asked(clock.today())
    made = numbering.issue_quarter(get_city(), start=start, actor=current_user)
    flash(_("The notice is out under the number %(number)s.", number=made.number), "done")
    return redirect(url_for(".deductions", quarter=start.isoformat()))


def may_be_issued(start: date) -> bool:
    """Its day has come, and it has no number yet."""
    return clock.today() >= public_on(start, work_calendar()) and not issued(
        notices.QUARTER, notices.key_of(start)
    )


def what_happened(found: Deduction) -> list[dict[str, Any]]:
    """From the finding on, who did what and why."""
    history = DEDUCTION_LIFE.history(found)
    names = names_of([row.actor_id for row in history] + [found.found_by])
    begin = {"when": found.found_at, "title": _("Found"), "by": names.get(found.found_by)}
    return [begin] + [
        {
            "when": row.at,
            "title": DEDUCTION_LIFE.told(row.step),
            "by": names.get(row.actor_id or 0),
            "text": row.reason,
        }
        for row in history
    ]


@bp.get("/deductions/<code>")
def deduction(code: str) -> ResponseReturnValue:
    found = queries.get_deduction(code, viewer=current_user)
    steps = DEDUCTION_LIFE.steps(found, current_user)
    own = found.user_id == current_user.id
    of_officials, of_person = photos_of(found)
    return render_template(
        "points/deduction.html",
        d=found,
        own=own,
        steps=[step.transition for step in steps if step.why_not is None],
        refused=next((step.why_not for step in steps if step.why_not and not own), None),
        may_state=own and found.state is DeductionState.SERVED and not found.statement,
        view=papers.paper_of(found),
        of_officials=of_officials,
        of_person=of_person,
        final=found.is_final(clock.today()),
        told=what_happened(found),
    )


def too_early_or_late(found: Deduction, step: str) -> ResponseReturnValue | None:
    """Back to the matter with the sentence why, instead of a form for what is refused. What was typed is kept."""
    if request.method == "POST":
        return None
    try:
        refuse_now(found, step)
    except Refused as no:
        flash(str(no), "warn")
        return redirect(url_for(".deduction", code=found.code))
    return None


@bp.route("/deductions/<code>/<step>", methods=["GET", "POST"])
def deduction_step(code: str, step: str) -> ResponseReturnValue:
    found = queries.get_deduction(code, viewer=current_user)
    act = ACTS.get(step)
    if act is None:
        raise NotFound(_("This page was not found."))
    require(current_user, f"points.{step}_deduction", found)
    if back := too_early_or_late(found, step):
        return back
    form = (AnswerForm if act.by_person else SayForm).called(act.asked)
    if form.sent:
        with form.refusals():
            named = {"text" if step == "state" else "reason": form.data["words"]}
            act.do(found, actor=current_user, **named)
            if act.by_person:
                add_photos(found, form)
            flash(act.done, "done")
            return redirect(url_for(".deduction", code=code))
    return (
        render_template("points/deduction_step.html", d=found, label=act.label, danger=act.danger, form=form),
        form.status,
    )


@bp.route("/deductions/<code>/serve", methods=["GET", "POST"])
def serve_deduction(code: str) -> ResponseReturnValue:
    found = queries.get_deduction(code, viewer=current_user)
    require(current_user, "points.serve_deduction", found)
    if back := too_early_or_late(found, "serve"):
        return back
    form = ServeForm.received()
    if form.sent:
        with form.refusals():
            services.serve(found, method=ServiceMethod(form.data["method"]), actor=current_user)
            flash(_("The notice is served. The person has time to make a statement."), "done")
            return redirect(url_for(".deduction", code=code))
    label = _("Serve the notice")
    return render_template(
        "points/deduction_step.html", d=found, label=label, danger=False, form=form
    ), form.status


@bp.get("/control/deductions")
def worked_deductions() -> ResponseReturnValue:
    require(current_user, "points.work_deductions", None)
    done = request.args.get("done") == "1"
    waits = Deduction.state.in_(OPEN)
    found = queries.worked_on(current_user).where(~waits if done else waits)
    return render_template(
        "points/worked_deductions.html",
        page=newest_first(found, Deduction.id),
        done=done,
        may_find=can(current_user, "points.award", None),
    )


@bp.route("/control/deductions/new", methods=["GET", "POST"])
def find_deduction() -> ResponseReturnValue:
    require(current_user, "points.award", None)
    today = clock.today()
    rules = queries.taking(today)
    form = FindForm.of([(v.rule.code, rule_line(v)) for v in rules], today)
    if form.sent:
        with form.refusals():
            given = form.data
            made = services.find(
                person_named(given["username"]),
                rule=rulebook.get_rule(given["rule"]),
                facts=given["facts"],
                evidence=given["evidence"],
                occurred_on=given["occurred_on"],
                points=given["points"],
                weighing=given["weighing"] or "",
                actor=current_user,
            )
            add_photos(made, form)
            flash(_("Written down. Nothing is taken before the person has been heard."), "done")
            return redirect(url_for(".deduction", code=made.code))
    return render_template("points/find_deduction.html", form=form, rules=rules), form.status
