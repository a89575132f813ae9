"""How a convention is kept and appraised: what was seen, the yearly answers and their public result."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.conventions import queries, services
from portal.conventions.forms import DoneForm, ObservationForm, appraisal_form
from portal.conventions.models import Appraisal, Convention
from portal.conventions.states import Finding, State
from portal.conventions.views.blueprint import bp
from portal.conventions.views.reading import clause_choices, clause_rows
from portal.core import clock
from portal.core.i18n import _
from portal.core.permissions import require, why_not
from portal.files.queries import files_of_many


def held_choices(convention: Convention) -> list[tuple[str, str]]:
    return clause_choices(convention, queries.version_in_force(convention))


@bp.get("/<code>/keeping")
def keeping(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    page = queries.observations_page(convention, current_user)
    return render_template(
        "conventions/keeping.html",
        convention=convention,
        page=page,
        counts=queries.observation_counts(convention),
        clause_names=held_choices(convention),
        findings=list(Finding),
        photos=files_of_many("convention_observation", [o.id for o in page.rows]),
        sees_all=queries.sees_observations(current_user, convention),
        no=why_not(current_user, "conventions.observe", convention),
    )


@bp.route("/<code>/keeping/new", methods=["GET", "POST"])
def observe(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.observe", convention)
    names = held_choices(convention)
    form = ObservationForm.about(names)
    if request.method == "GET" and request.args.get("clause") in dict(names):
        form.clause.data = request.args["clause"]
    if form.sent:
        with form.refusals():
            finding = Finding(form.finding.data)
            seen = services.observe(
                convention,
                clause_key=form.clause.data,
                finding=finding,
                text=form.text.data or "",
                kept=form.kept.data,
                spot=form.spot.data or "",
                mend_by=form.mend_by.data,
                photos=form.photos.keep(current_user),
                actor=current_user,
            )
            flash(_("Thank you. It has been recorded."), "done")
            return redirect(url_for(".keeping", code=code) + f"#seen-{seen.code}")
    return render_template("conventions/observe.html", convention=convention, form=form), form.status


@bp.route("/<code>/keeping/<seen>/mend", methods=["GET", "POST"])
def mend(code: str, seen: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    observation = queries.get_observation(convention, seen, current_user)
    require(current_user, "conventions.mend", observation)
    form = DoneForm.received()
    if form.sent:
        with form.refusals():
            services.mend(observation, text=form.text.data or "", actor=current_user)
            return redirect(url_for(".keeping", code=code) + f"#seen-{seen}")
    return render_template(
        "conventions/done.html",
        convention=convention,
        form=form,
        heading=_("It is in order now"),
        quoted=observation.text,
        back=url_for(".keeping", code=code),
    ), form.status


@bp.get("/<code>/appraisals")
def appraisals(code: str) -> ResponseReturnValue:
    """The results of all years; of a running one only how many have answered."""
    convention = queries.get_convention(code, current_user)
    found = queries.appraisals_of(convention)
    return render_template(
        "conventions/appraisals.html",
        convention=convention,
        appraisals=found,
        clause_names=dict(held_choices(convention)) if convention.in_force_no else {},
        proposals={one.id: proposals_of(one) for one in found if one.closed_at},
        no=why_not(current_user, "conventions.appraise", convention),
        running=convention.state is State.APPRAISAL,
    )


def proposals_of(appraisal: Appraisal) -> list[tuple[str, Any]]:
    """(clause key or "", text): what people would change; without names."""
    return [(a.proposal_key, a.proposal) for a in queries.appraisal_answers(appraisal) if a.proposal.source]


@bp.route("/<code>/appraise", methods=["GET", "POST"])
def appraise(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.appraise", convention)
    appraisal = queries.running_appraisal(convention)
    given = queries.appraisal_answer(appraisal, current_user)
    version = queries.version_in_force(convention)
    names = clause_choices(convention, version)
    form = appraisal_form(names, answered(given))
    if form.sent:
        with form.refusals():
            chosen = form.scores.data
            services.appraise(
                convention,
                scores={key: int(chosen[f"score_{key}"]) for key, _name in names if chosen[f"score_{key}"]},
                knows=form.knows.data,
                helps=int(form.helps.data),
                proposal=form.proposal.data or "",
                proposal_key=form.proposal_key.data or "",
                actor=current_user,
            )
            flash(_("Thank you. You can change your answer until the appraisal ends."), "done")
            return redirect(url_for(".appraisals", code=code))
    return render_template(
        "conventions/appraise.html",
        convention=convention,
        form=form,
        appraisal=appraisal,
        rows=clause_rows(convention, version),
        over=clock.now() >= appraisal.until,
    ), form.status


def answered(given: Any) -> dict[str, Any]:
    """The form filled with the person's own earlier answer."""
    if given is None:
        return {}
    return {
        "scores": {f"score_{key}": str(score) for key, score in given.scores.items()},
        "knows": given.knows,
        "helps": str(given.helps),
        "proposal": given.proposal.source,
        "proposal_key": given.proposal_key,
    }
