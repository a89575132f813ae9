"""Programmes: for readers, for those who stand or propose, for the officials who run them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.errors import Forbidden, NotFound
from portal.core.forms import choices
from portal.core.i18n import _
from portal.core.permissions import require
from portal.honor import queries, services
from portal.honor.forms import PraiseForm, ReasonForm
from portal.honor.forms.programmes import (
    CallForm,
    JuryForm,
    ProgrammeForm,
    TitleCheckForm,
    criterion_form,
    scores_form,
)
from portal.honor.models import Candidacy, Programme
from portal.honor.queries import figures, public_votes
from portal.honor.queries import programmes as found
from portal.honor.rules import DataSource
from portal.honor.states import Polarity, ProgrammeState
from portal.honor.views import bp
from portal.honor.views.keeping import behind
from portal.honor.views.working import opened


@bp.get("/programmes")
def programmes() -> ResponseReturnValue:
    return render_template(
        "honor/programmes.html",
        programmes=found.programmes(),
        drafts=found.drafts_for(current_user),
        starts=bool(found.boards_for_programmes(current_user)),
    )


@bp.get("/programmes/<code>")
def programme(code: str) -> ResponseReturnValue:
    one = found.get_programme(code, viewer=current_user)
    if one.state is ProgrammeState.DRAFTING:
        return redirect(url_for(".prepare_programme", code=code))
    return render_template(
        "honor/programme.html",
        programme=one,
        figure_labels=figures.labels(),
        holders=found.holders_of(one, current_user),
        takes=one.calls_on(clock.today()),
        votes=public_votes.open_votes(one, current_user),
        results=public_votes.vote_results(one, current_user),
        votable=public_votes.may_be_voted_on(one),
    )


@bp.route("/programmes/new", methods=["GET", "POST"])
def open_programme() -> ResponseReturnValue:
    boards = found.boards_for_programmes(current_user)
    if not boards:
        raise Forbidden(
            _("Programmes are prepared by editors and issuers of the place, and by officers of the alliance.")
        )
    form = ProgrammeForm.received()
    form.board.choices = choices((board.code, board.name) for board in boards)
    if form.sent:
        with form.refusals():
            made = services.open_programme(
                queries.get_board(form.board.data), actor=current_user, **form.values
            )
            flash(_("The programme is in preparation. Now write down its criteria."), "done")
            return redirect(url_for(".prepare_programme", code=made.code))
    return render_template("honor/open_programme.html", form=form), form.status


def in_preparation(code: str) -> Programme:
    """A programme whose criteria can still be changed."""
    one = found.get_programme(code, viewer=current_user)
    require(current_user, "honor.edit_programme", one)
    return one


@bp.route("/programmes/<code>/prepare", methods=["GET", "POST"])
def prepare_programme(code: str) -> ResponseReturnValue:
    """Its criteria, and what is still in the way of its call."""
    one = in_preparation(code)
    form = criterion_form()
    if form.sent:
        with form.refusals():
            services.add_criterion(
                one,
                name=form.name.data or "",
                weight=form.weight.data or 0,
                source=DataSource(form.source.data),
                figure=form.figure.data or "",
                actor=current_user,
            )
            return redirect(url_for(".prepare_programme", code=code))
    return (
        render_template(
            "honor/prepare_programme.html",
            programme=one,
            form=form,
            faults=services.faults_of(one),
            figure_labels=figures.labels(),
        ),
        form.status,
    )


@bp.post("/programmes/<code>/criteria/<int:number>/remove")
def remove_criterion(code: str, number: int) -> ResponseReturnValue:
    one = in_preparation(code)
    criterion = next((c for c in one.criteria if c.id == number), None)
    if criterion is None:
        raise NotFound(_("This criterion was not found."))
    services.remove_criterion(one, criterion=criterion, actor=current_user)
    return redirect(url_for(".prepare_programme", code=code))


@bp.route("/programmes/<code>/call", methods=["GET", "POST"])
def call_programme(code: str) -> ResponseReturnValue:
    """The first call, or that of the next round."""
    one = found.get_programme(code, viewer=current_user)
    first = one.state is ProgrammeState.DRAFTING
    require(current_user, "honor.call_programme" if first else "honor.call_again", one)
    form = CallForm.received()
    if form.sent:
        with form.refusals():
            call = services.call_programme if first else services.call_again
            call(one, call=form.call, actor=current_user)
            flash(_("Candidates are called for."), "done")
            return redirect(url_for(".programme", code=code))
    return (
        render_template(
            "honor/call_programme.html",
            form=form,
            programme=one,
            faults=services.faults_of(one),
            figure_labels=figures.labels(),
        ),
        form.status,
    )


@bp.route("/programmes/<code>/end", methods=["GET", "POST"])
def end_programme(code: str) -> ResponseReturnValue:
    one = found.get_programme(code, viewer=current_user)
    require(current_user, "honor.end_programme", one)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.end_programme(one, reason=form.reason.data or "", actor=current_user)
            flash(_("The programme has ended. Titles that are held run out in their own time."), "done")
            return redirect(url_for(".programme", code=code))
    return render_template("honor/end_programme.html", form=form, programme=one), form.status


@bp.route("/programmes/<code>/stand", methods=["GET", "POST"])
def stand(code: str) -> ResponseReturnValue:
    """Stand oneself, or propose somebody."""
    one = found.get_programme(code, viewer=current_user)
    require(current_user, "honor.stand", one)
    form = PraiseForm.received()
    form.offer([], Polarity.RED)
    del form.board
    if form.sent:
        with form.refusals():
            made = services.stand(one, holder=behind(form.holder.data), actor=current_user, **form.values)
            flash(_("Thank you. Please add the evidence now."), "done")
            return redirect(url_for(".evidence", code=made.entry.code))
    return (
        render_template("honor/stand.html", form=form, programme=one, takes=one.calls_on(clock.today())),
        form.status,
    )


def candidate(code: str, permission: str) -> Candidacy:
    """A candidate whose file stands open for the reader."""
    candidacy = found.candidacy_of(opened(code).id)
    if candidacy is None:
        raise NotFound(_("This entry stands for no title."))
    require(current_user, permission, candidacy)
    return candidacy


@bp.route("/<code>/scores", methods=["GET", "POST"])
def scores(code: str) -> ResponseReturnValue:
    candidacy = candidate(code, "honor.score")
    form = scores_form(candidacy)
    if form.sent:
        with form.refusals():
            services.score(candidacy, points=form.points, actor=current_user)
            flash(_("The points have been kept."), "done")
            return redirect(url_for(".file", code=code))
    return render_template("honor/scores.html", form=form, entry=candidacy.entry), form.status


@bp.route("/<code>/jury", methods=["GET", "POST"])
def jury(code: str) -> ResponseReturnValue:
    candidacy = candidate(code, "honor.decide_jury")
    form = JuryForm.received()
    if form.sent:
        with form.refusals():
            services.decide_jury(
                candidacy,
                admitted=form.admitted.data == "yes",
                finding=form.finding.data or "",
                actor=current_user,
            )
            flash(_("The word of the jury is on record."), "done")
            return redirect(url_for(".file", code=code))
    return (
        render_template(
            "honor/jury.html",
            form=form,
            entry=candidacy.entry,
            candidacy=candidacy,
            counted=figures.live(candidacy),
        ),
        form.status,
    )


@bp.route("/<code>/spot-check", methods=["GET", "POST"])
def spot_check(code: str) -> ResponseReturnValue:
    candidacy = candidate(code, "honor.check_title")
    form = TitleCheckForm.received()
    if form.sent:
        with form.refusals():
            services.check_title(
                candidacy,
                holds=form.holds.data == "yes",
                finding=form.finding.data or "",
                actor=current_user,
            )
            flash(_("The spot check is on record."), "done")
            return redirect(url_for(".file", code=code))
    return render_template("honor/spot_check.html", form=form, entry=candidacy.entry), form.status
