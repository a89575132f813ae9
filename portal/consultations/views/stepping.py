"""Moving a consultation on: each step by a button, or by a page where a reason is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.consultations.forms.stepping import (
    DecideForm,
    DoneForm,
    ExtendForm,
    LookBackForm,
    OutcomeForm,
    ReasonForm,
)
from portal.consultations.models import Consultation
from portal.consultations.queries import matters, results
from portal.consultations.services import answering, concluding, organising, pausing, reporting
from portal.consultations.states import LIFE, PAUSABLE, State, resuming
from portal.consultations.views import bp
from portal.core import clock
from portal.core.forms import Form
from portal.core.i18n import _, _l
from portal.core.permissions import require

STEPS: dict[str, Callable[..., object]] = {
    "publish": organising.publish,
    "collate": answering.collate,
    "deliberate": concluding.deliberate,
    "draft_result": concluding.draft_result,
    "give_notice": concluding.give_notice,
    "publish_result": answering.publish_result,
    "implement": concluding.implement,
    "archive": answering.archive,
}


@dataclass(frozen=True, kw_only=True)
class Page:
    """A step that asks for words: the sentence above the form, the form, and what is done with it."""

    lead: Any
    form: type[Form]
    take: Callable[[Consultation, Any, Any], object]


def because(service: Callable[..., object]) -> Callable[[Consultation, Any, Any], object]:
    return lambda matter, form, actor: service(matter, reason=form.reason.data or "", actor=actor)


def ending(how: str) -> Callable[[Consultation, Any, Any], object]:
    return lambda matter, form, actor: concluding.decide(
        matter, how=how, reason=form.reason.data or "", body=form.body.data or "", actor=actor
    )


RESUMING = Page(
    lead=_l("It goes on where it stood; people get back the time for opinions that they lost."),
    form=ReasonForm,
    take=because(pausing.resume),
)
PAGES: dict[str, Page] = {
    "extend": Page(
        lead=_l("The end can only become later. The day announced first stays readable."),
        form=ExtendForm,
        take=lambda matter, form, actor: pausing.extend(
            matter, closes_at=form.end, reason=form.reason.data or "", actor=actor
        ),
    ),
    "suspend": Page(
        lead=_l("Nothing is taken while it rests; running votes are called off. The reason is published."),
        form=ReasonForm,
        take=because(pausing.suspend),
    ),
    "revise_result": Page(
        lead=_l("After objections the result is written anew; its notice then runs the whole time again."),
        form=ReasonForm,
        take=because(concluding.revise_result),
    ),
    "decide": Page(
        lead=_l("The result has been on public notice to its end. Who decides, and what?"),
        form=DecideForm,
        take=ending("decide"),
    ),
    "refer": Page(
        lead=_l("What the law leaves to an assembly is decided there by a formal vote."),
        form=DecideForm,
        take=ending("refer"),
    ),
    "disagree": Page(
        lead=_l("No agreement is a result too. Say what stays open and what happens now."),
        form=DecideForm,
        take=ending("disagree"),
    ),
    "supervise": Page(
        lead=_l("It does not get on as promised: from now on somebody above watches."),
        form=ReasonForm,
        take=because(concluding.supervise),
    ),
    "complete": Page(
        lead=_l("Everybody reads it beside what was promised."),
        form=DoneForm,
        take=because(concluding.complete),
    ),
    "evaluate": Page(
        lead=_l("Some time later: what has become better, and what has not?"),
        form=LookBackForm,
        take=because(concluding.evaluate),
    ),
    **{resuming(state): RESUMING for state in PAUSABLE},
}


@bp.post("/<code>/steps/<name>")
def step(code: str, name: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    if name not in STEPS:
        abort(404)
    STEPS[name](consultation, actor=current_user)
    flash(_("Done: %(step)s.", step=LIFE.transitions[name].label), "done")
    return redirect(url_for(".show", code=code))


@bp.post("/<code>/result")
def reissue(code: str) -> ResponseReturnValue:
    """The next version of the feedback report."""
    consultation = matters.get_consultation(code, current_user)
    report = reporting.reissue(consultation, actor=current_user)
    flash(_("Version %(number)s of the report is published.", number=report.number), "done")
    return redirect(url_for(".result", code=code))


@bp.route("/<code>/steps/<name>/reason", methods=["GET", "POST"])
def reasoned(code: str, name: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    page = PAGES.get(name)
    if page is None or not offered(consultation, name):
        abort(404)
    transition = LIFE.transitions[name]
    require(current_user, transition.permission, consultation)
    data = {
        "closes_at": clock.local(consultation.closes_at).replace(tzinfo=None),
        "body": consultation.organiser.original,
    }
    form = page.form.received(data=data)
    if form.sent:
        with form.refusals():
            page.take(consultation, form, current_user)
            flash(_("Done: %(step)s.", step=transition.label), "done")
            return redirect(url_for(".show", code=code))
    return render_template(
        "consultations/step.html", consultation=consultation, form=form, page=page, transition=transition
    ), form.status


def offered(consultation: Consultation, name: str) -> bool:
    """Whether the step leads on from here; of the ways back from a rest only the one to where it stood."""
    if consultation.state not in LIFE.transitions[name].before:
        return False
    came_from = consultation.suspended_from
    return LIFE.transitions[name].after == came_from if name.startswith("resume_") else True


@bp.route("/<code>/outcome", methods=["GET", "POST"])
def outcome(code: str) -> ResponseReturnValue:
    """Writing the result, while it is a draft."""
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.draft_result", consultation)
    if consultation.state is not State.RESULT_DRAFT:
        abort(404)
    before = results.outcome_of(consultation.id)
    data = (
        {
            "text": before.text.original,
            "consensus": before.consensus,
            "differences": before.differences.original,
        }
        if before
        else {}
    )
    form = OutcomeForm.received(data=data)
    if form.sent:
        with form.refusals():
            concluding.write_result(
                consultation,
                text=form.text.data or "",
                consensus=form.agreed,
                differences=form.differences.data or "",
                actor=current_user,
            )
            flash(_("The result is kept. Another person puts it on public notice."), "done")
            return redirect(url_for(".show", code=code))
    return render_template("consultations/outcome.html", consultation=consultation, form=form), form.status
