"""Impact assessments: what was weighed before anybody is named stands open to everybody."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.core.errors import Forbidden
from portal.core.forms import choices
from portal.core.i18n import _
from portal.core.permissions import require
from portal.honor import services
from portal.honor.forms import ReasonForm
from portal.honor.forms.assessments import AssessmentForm
from portal.honor.queries import assessments as found
from portal.honor.states import ASSESSMENT_LIFE
from portal.honor.views import bp
from portal.places.queries import get_place


@bp.get("/assessments")
def assessments() -> ResponseReturnValue:
    return render_template(
        "honor/assessments.html",
        assessments=found.assessments(),
        drafts=found.assessments_in_draft(current_user),
        drafting=bool(found.places_to_assess(current_user)),
    )


@bp.get("/assessments/<code>")
def assessment(code: str) -> ResponseReturnValue:
    one = found.get_assessment(code, viewer=current_user)
    return render_template(
        "honor/assessment.html",
        one=one,
        names=names_of([one.drafted_by, one.approved_by]),
        steps=ASSESSMENT_LIFE.steps(one, current_user),
        works=found.may_read_draft(current_user, one),
    )


@bp.route("/assessments/new", methods=["GET", "POST"])
def draft_assessment() -> ResponseReturnValue:
    places = found.places_to_assess(current_user)
    if not places:
        raise Forbidden(_("Impact assessments are drafted by the editors and the legal reviewer of a place."))
    form = AssessmentForm.received()
    form.place.choices = choices((place.slug, place.name) for place in places)
    if form.sent:
        with form.refusals():
            made = services.draft_assessment(
                get_place(form.place.data), polarity=form.colour, actor=current_user, **form.words
            )
            flash(_("The assessment has been drafted. Another person has to approve it."), "done")
            return redirect(url_for(".assessment", code=made.code))
    return render_template("honor/draft_assessment.html", form=form), form.status


@bp.route("/assessments/<code>/revise", methods=["GET", "POST"])
def revise_assessment(code: str) -> ResponseReturnValue:
    one = found.get_assessment(code, viewer=current_user)
    require(current_user, "honor.revise_assessment", one)
    there = ("number", "purpose", "data_kinds", "audience", "risks", "measures")
    given = {name: getattr(one, name).original for name in there}
    form = AssessmentForm.received(data={**given, "valid_months": one.valid_months})
    del form.place, form.polarity
    if form.sent:
        with form.refusals():
            services.revise_assessment(one, actor=current_user, **form.words)
            flash(_("Your changes have been kept."), "done")
            return redirect(url_for(".assessment", code=code))
    return render_template("honor/draft_assessment.html", form=form, one=one), form.status


@bp.post("/assessments/<code>/approve")
def approve_assessment(code: str) -> ResponseReturnValue:
    one = found.get_assessment(code, viewer=current_user)
    services.approve_assessment(one, actor=current_user)
    flash(_("The assessment is in force from today."), "done")
    return redirect(url_for(".assessment", code=code))


@bp.route("/assessments/<code>/end", methods=["GET", "POST"])
def end_assessment(code: str) -> ResponseReturnValue:
    one = found.get_assessment(code, viewer=current_user)
    require(current_user, "honor.end_assessment", one)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.end_assessment(one, reason=form.reason.data or "", actor=current_user)
            flash(_("The assessment holds no more. Nobody is named under it from now on."), "done")
            return redirect(url_for(".assessment", code=code))
    return render_template("honor/end_assessment.html", form=form, one=one), form.status
