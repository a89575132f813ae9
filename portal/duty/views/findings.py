from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.core.errors import NotFound
from portal.core.forms import Form
from portal.core.i18n import _
from portal.core.permissions import can, require
from portal.duty import queries, services
from portal.duty.forms import (
    AnswerForm,
    CorrectedForm,
    DecisionForm,
    ObjectionForm,
    ReasonForm,
    RecheckForm,
    SettleForm,
)
from portal.duty.models import Finding, Objection
from portal.duty.states import LIFE, FindingState, ObjectionState
from portal.duty.views.blueprint import bp, form_answer
from portal.files.queries import files_of


@bp.get("/findings/<code>")
def finding(code: str) -> ResponseReturnValue:
    found = queries.get_finding(code, current_user)
    history = LIFE.history(found)
    names = names_of([row.actor_id for row in history] + [found.found_by])
    objection = queries.objection_of(found)
    return render_template(
        "duty/finding.html",
        finding=found,
        objection=objection,
        inside=queries.may_read_walk(current_user, found.inspection),
        photos=files_of("duty_finding", found.id),
        happened=happened(found, history, names),
        ways=ways(found, objection),
    )


def happened(found: Finding, history: list[Any], names: dict[int, Any]) -> list[dict[str, Any]]:
    noted = {
        "when": found.found_at,
        "title": _("Noted, and the shop reminded"),
        "by": names.get(found.found_by),
    }
    return [noted] + [
        {
            "when": row.at,
            "title": LIFE.transitions[row.step].label,
            "by": names.get(row.actor_id or 0),
            "text": row.reason,
        }
        for row in history
    ]


def ways(found: Finding, objection: Objection | None) -> list[tuple[str, Any]]:
    """What the reader can do now: the name of the page, and the words of the button."""
    here = {step.transition.name for step in LIFE.steps(found, current_user) if not step.why_not}
    asked = objection is None and LIFE.may_follow(found.state, FindingState.WITHDRAWN)
    filed = objection is not None and objection.state is ObjectionState.FILED
    possible: list[tuple[bool, str, Any]] = [
        ("say_corrected" in here, "corrected", _("It has been put right")),
        ("close" in here, "recheck", _("Recheck")),
        (found.is_open and can(current_user, "duty.answer", found), "answer", _("Answer")),
        (asked and can(current_user, "duty.object", found), "object", _("Object to it")),
        ("refer" in here, "refer", _("Refer to the community worker")),
        ("settle" in here, "settle", _("Record how it was settled")),
        (
            filed and can(current_user, "duty.decide_objection", objection),
            "decide",
            _("Answer the objection"),
        ),
    ]
    return [(name, label) for may, name, label in possible if may]


def done(found: Finding, sentence: str) -> ResponseReturnValue:
    flash(sentence, "done")
    return redirect(url_for(".finding", code=found.code))


def asked(found: Finding, form: Form, title: Any, action: Any, lead: str = "") -> ResponseReturnValue:
    back = url_for(".finding", code=found.code)
    return form_answer(form, title, action, back, found.alliance, lead=lead)


@bp.route("/findings/<code>/corrected", methods=["GET", "POST"])
def corrected(code: str) -> ResponseReturnValue:
    found = queries.get_finding(code, current_user)
    require(current_user, "duty.say_corrected", found)
    form = CorrectedForm.received()
    if form.sent:
        with form.refusals():
            photos = form.photos.keep(current_user._get_current_object())
            services.say_corrected(found, text=form.text.data or "", photos=photos, actor=current_user)
            return done(found, _("Thank you. Somebody else will look at it."))
    return asked(found, form, _("It has been put right"), _("Report it as put right"))


@bp.route("/findings/<code>/answer", methods=["GET", "POST"])
def answer(code: str) -> ResponseReturnValue:
    found = queries.get_finding(code, current_user)
    require(current_user, "duty.answer", found)
    form = AnswerForm.received(data={"text": found.answer.source})
    if form.sent:
        with form.refusals():
            photos = form.photos.keep(current_user._get_current_object())
            services.answer(found, text=form.text.data or "", photos=photos, actor=current_user)
            return done(found, _("Your answer stands beside the note."))
    return asked(found, form, _("Answer the note"), _("Send the answer"))


@bp.route("/findings/<code>/recheck", methods=["GET", "POST"])
def recheck(code: str) -> ResponseReturnValue:
    found = queries.get_finding(code, current_user)
    require(current_user, "duty.recheck", found)
    form = RecheckForm.made(data={"reminders": str(found.reminders)})
    if form.sent:
        with form.refusals():
            services.recheck(
                found,
                right=form.result.data == "right",
                reminders=form.seen,
                note=form.note.data or "",
                photos=form.photos.keep(current_user._get_current_object()),
                actor=current_user,
            )
            return done(found, _("Thank you. The recheck is recorded, and the shop has been told."))
    return asked(found, form, _("Recheck"), _("Record the recheck"))


@bp.route("/findings/<code>/refer", methods=["GET", "POST"])
def refer(code: str) -> ResponseReturnValue:
    found = queries.get_finding(code, current_user)
    require(current_user, "duty.refer", found)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.refer(found, reason=form.reason.data or "", actor=current_user)
            return done(found, _("The community worker has been told."))
    lead = _("The community worker will see this note, its photos and its history.")
    return asked(found, form, _("Refer to the community worker"), _("Refer it"), lead)


@bp.route("/findings/<code>/settle", methods=["GET", "POST"])
def settle(code: str) -> ResponseReturnValue:
    found = queries.get_finding(code, current_user)
    require(current_user, "duty.settle", found)
    form = SettleForm.received()
    if form.sent:
        with form.refusals():
            services.settle(found, note=form.note.data or "", actor=current_user)
            return done(found, _("It is recorded, and the shop and the officers have been told."))
    return asked(found, form, _("Record how it was settled"), _("Record it"))


@bp.route("/findings/<code>/object", methods=["GET", "POST"])
def object_to(code: str) -> ResponseReturnValue:
    found = queries.get_finding(code, current_user)
    require(current_user, "duty.object", found)
    form = ObjectionForm.received()
    if form.sent:
        with form.refusals():
            services.object_to(found, text=form.text.data or "", actor=current_user)
            return done(found, _("Your objection has gone to the supervisor."))
    lead = _("The supervisor answers within the working days set, with a reason.")
    return asked(found, form, _("Object to the note"), _("Send the objection"), lead)


@bp.route("/findings/<code>/decide", methods=["GET", "POST"])
def decide(code: str) -> ResponseReturnValue:
    found = queries.get_finding(code, current_user)
    objection = queries.objection_of(found)
    if objection is None:
        raise NotFound(_("Nobody has objected to this note."))
    require(current_user, "duty.decide_objection", objection)
    form = DecisionForm.made()
    if form.sent:
        with form.refusals():
            services.decide(
                objection,
                upheld=form.upheld.data == "yes",
                reason=form.reason.data or "",
                actor=current_user,
            )
            return done(found, _("Your decision is recorded, and the shop has been told."))
    return asked(found, form, _("Answer the objection"), _("Record the decision"))
