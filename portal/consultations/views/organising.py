"""Drafting a consultation and moving it on."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.alliances.models import Alliance
from portal.alliances.queries import get_alliance
from portal.consultations.forms.briefs import QUESTIONS, BriefForm
from portal.consultations.forms.stepping import ReasonForm
from portal.consultations.models import Consultation
from portal.consultations.queries import matters, topics
from portal.consultations.services import drafting, organising
from portal.consultations.views import bp
from portal.core.errors import Forbidden
from portal.core.i18n import _
from portal.core.permissions import require, signed_in
from portal.files.queries import files_of
from portal.places.models import Place
from portal.places.queries import get_place


@bp.get("/new")
def choose() -> ResponseReturnValue:
    """For whom: the places and alliances that the person may speak for."""
    if no := signed_in.why_not(current_user, None):
        raise Forbidden(no)
    places, alliances = matters.organisers_for(current_user)
    return render_template("consultations/choose.html", places=places, alliances=alliances)


def organiser_asked(kind: str, key: str) -> Place | Alliance:
    if kind == "place":
        return get_place(key)
    if kind != "alliance":
        abort(404)
    return get_alliance(key)


@bp.route("/new/<kind>/<key>", methods=["GET", "POST"])
def draft(kind: str, key: str) -> ResponseReturnValue:
    organiser = organiser_asked(kind, key)
    require(current_user, "consultations.draft", organiser)
    wanted = request.args.get("topic", "")
    topic = topics.get_topic(wanted) if wanted else None
    form = BriefForm.of()
    if not form.is_submitted:
        form.organiser.data = organiser.name.original
        form.suggest_times()
        if topic is not None:
            form.title.data = topic.title.original
    if form.sent:
        with form.refusals():
            consultation = drafting.draft(
                organiser,
                brief=form.brief(),
                options=form.ways(),
                timeline=form.days(),
                votes=form.questions(),
                text=form.text.data or "",
                topic=topic,
                files=form.documents.keep(current_user),
                actor=current_user,
            )
            if not request.form.get("go"):
                flash(_("The draft is kept. This is how it will look; another person publishes it."), "done")
            return onward(consultation.code)
    return brief_page(form, None), form.status


def onward(code: str) -> ResponseReturnValue:
    """To the step that was asked for, else to the page as it will look."""
    step = request.form.get("go", type=int)
    return redirect(url_for(".edit", code=code, step=step) if step else url_for(".show", code=code))


def brief_page(form: BriefForm, consultation: Consultation | None) -> str:
    """One question, or all of them where `step` is 0 or something typed has to be mended."""
    first = 1 if consultation is None else 0
    asked = request.args.get("step", first, type=int)
    return render_template(
        "consultations/brief.html",
        form=form,
        consultation=consultation,
        documents=files_of("consultation", consultation.id) if consultation else (),
        step=asked if 1 <= asked <= len(QUESTIONS) and not form.is_submitted else 0,
        questions=QUESTIONS,
    )


@bp.route("/<code>/edit", methods=["GET", "POST"])
def edit(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.edit", consultation)
    form = BriefForm.of(consultation)
    if form.sent:
        with form.refusals():
            drafting.edit(
                consultation,
                brief=form.brief(),
                options=form.ways(),
                timeline=form.days(),
                votes=form.questions(),
                text=form.text.data or "",
                files=form.documents.keep(current_user),
                actor=current_user,
            )
            if not request.form.get("go"):
                flash(_("The draft is kept. This is how it will look; another person publishes it."), "done")
            return onward(code)
    return brief_page(form, consultation), form.status


@bp.route("/<code>/withdraw", methods=["GET", "POST"])
def withdraw(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.withdraw", consultation)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            organising.withdraw(consultation, reason=form.reason.data or "", actor=current_user)
            flash(_("The consultation is withdrawn; the reason stands on its page."), "done")
            return redirect(url_for(".show", code=code))
    return render_template("consultations/withdraw.html", consultation=consultation, form=form), form.status
