"""The panel by lot of a consultation: its page, its files, standing for it, drawing it."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.consultations.forms.lot_panels import (
    EnrolForm,
    PanelForm,
    SeedForm,
    StandForm,
    VacateForm,
    form_for,
)
from portal.consultations.forms.stepping import ReasonForm
from portal.consultations.models import Consultation, LotPanel
from portal.consultations.queries import matters, selection
from portal.consultations.services import lot_panels as services
from portal.consultations.services import panel_seats
from portal.consultations.states.lot_panels import PANEL_LIFE, PANEL_RAIL, PANEL_STATES, PANEL_TONES
from portal.consultations.views import bp
from portal.consultations.views.reading import organises, place_on_rail, story
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import require

WORDS = {"panel_states": PANEL_STATES, "panel_tones": PANEL_TONES}


def found(code: str) -> tuple[Consultation, LotPanel]:
    consultation = matters.get_consultation(code, current_user)
    return consultation, selection.get_panel(consultation)


def back(code: str) -> ResponseReturnValue:
    return redirect(url_for(".lot_panel", code=code))


@bp.get("/<code>/panel")
def lot_panel(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    view = selection.panel_view(consultation, current_user)
    now = PANEL_RAIL.index(view.panel.state)
    return render_template(
        "consultations/lot_panel.html",
        consultation=consultation,
        view=view,
        rail=[(PANEL_STATES[s], place_on_rail(n, now), "") for n, s in enumerate(PANEL_RAIL)],
        organiser=organises(consultation),
        steps=PANEL_LIFE.steps(view.panel, current_user) if organises(consultation) else (),
        history=story(PANEL_LIFE, view.panel),
        **WORDS,
    )


@bp.route("/<code>/panel/set", methods=["GET", "POST"])
def set_panel(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.set_panel", consultation)
    form = PanelForm.of(services.panel_of(consultation))
    if form.sent:
        with form.refusals():
            services.set_panel(
                consultation,
                size=form.size.data or 0,
                quotas=form.wanted,
                about=form.about.data or "",
                seed_source=form.seed_source.data or "",
                seed_on=form.seed_on.data or clock.today(),
                actor=current_user,
            )
            flash(_("The panel stands on its page; people can stand for it now."), "done")
            return back(code)
    return page(
        consultation,
        form,
        _("Set up a panel by lot"),
        _("Keep the panel"),
        _(
            "A small picture of the place: who sits there is drawn by lot, so that every quota is met and everybody's chance is published."
        ),
    )


def page(consultation: Consultation, form: Any, title: str, action: str, lead: str) -> ResponseReturnValue:
    return render_template(
        "consultations/lot_panel_form.html",
        consultation=consultation,
        form=form,
        title=title,
        action=action,
        lead=lead,
        has_panel=services.panel_of(consultation) is not None,
    ), form.status


@bp.route("/<code>/panel/join", methods=["GET", "POST"])
def join_panel(code: str) -> ResponseReturnValue:
    consultation, panel = found(code)
    require(current_user, "consultations.join_panel", panel)
    form = form_for(panel, StandForm)
    if form.sent:
        with form.refusals():
            mine = services.join(panel, traits=form.traits, named=form.named.data, actor=current_user)
            flash(_("You stand for the panel as No. %(number)s.", number=mine.number), "done")
            return back(code)
    return page(
        consultation,
        form,
        _("Stand for the panel"),
        _("Stand for the panel"),
        _("Your answers are published under a number, without your name, so that everybody can draw again."),
    )


@bp.route("/<code>/panel/enrol", methods=["GET", "POST"])
def enrol_for_panel(code: str) -> ResponseReturnValue:
    consultation, panel = found(code)
    require(current_user, "consultations.enrol_for_panel", panel)
    form = form_for(panel, EnrolForm)
    if form.sent:
        with form.refusals():
            one = services.enrol(
                panel,
                name=form.name.data or "",
                traits=form.traits,
                named=form.named.data,
                actor=current_user,
            )
            flash(_("They stand for the panel as No. %(number)s.", number=one.number), "done")
            return back(code)
    return page(
        consultation,
        form,
        _("Somebody without an account"),
        _("Put them into the pool"),
        _(
            "For people who have agreed on paper. Their answers are published under a number, without the name."
        ),
    )


@bp.post("/<code>/panel/leave")
def leave_panel(code: str) -> ResponseReturnValue:
    consultation, _panel = found(code)
    mine = selection.panel_view(consultation, current_user).mine
    if mine is None:
        raise NotFound(_("This person was not found."))
    panel_seats.leave(mine, actor=current_user)
    flash(_("You no longer stand for the panel."), "done")
    return back(code)


@bp.route("/<code>/panel/people/<int:number>/vacate", methods=["GET", "POST"])
def vacate_panel_seat(code: str, number: int) -> ResponseReturnValue:
    consultation, panel = found(code)
    one = selection.get_candidate(panel, number)
    require(current_user, "consultations.vacate_panel_seat", one)
    form = VacateForm.received()
    if form.sent:
        with form.refusals():
            panel_seats.vacate(one, reason=form.reason.data or "", actor=current_user)
            flash(_("The seat went to the next one, if there was anybody left."), "done")
            return back(code)
    return page(
        consultation,
        form,
        _("No. %(number)s cannot come", number=number),
        _("Give the seat to the next one"),
        _("Who comes next is drawn by the same seed; nobody chooses."),
    )


@bp.post("/<code>/panel/close")
def close_pool(code: str) -> ResponseReturnValue:
    _consultation, panel = found(code)
    services.close_pool(panel, actor=current_user)
    flash(_("The pool is closed. The list is being made and stands here in a minute."), "done")
    return back(code)


@bp.route("/<code>/panel/reopen", methods=["GET", "POST"])
def reopen_pool(code: str) -> ResponseReturnValue:
    consultation, panel = found(code)
    require(current_user, "consultations.close_pool", panel)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.reopen_pool(panel, reason=form.reason.data or "", actor=current_user)
            flash(_("The pool is open again; the list is thrown away."), "done")
            return back(code)
    step = PANEL_LIFE.transitions["reopen_pool"]
    return page(
        consultation, form, str(step.label), str(step.label), _("The reason stands on the page for good.")
    )


@bp.route("/<code>/panel/draw", methods=["GET", "POST"])
def draw_panel(code: str) -> ResponseReturnValue:
    consultation, panel = found(code)
    require(current_user, "consultations.draw_panel", panel)
    form = SeedForm.received()
    if form.sent:
        with form.refusals():
            services.draw(panel, seed=form.seed.data or "", actor=current_user)
            flash(_("The panel is drawn. Everybody who stood for it is told."), "done")
            return back(code)
    return page(
        consultation,
        form,
        _("Draw the panel"),
        _("Draw the panel"),
        _("The seed: %(source)s", source=panel.seed_source),
    )


@bp.get("/<code>/panel/pool.json")
def panel_pool(code: str) -> ResponseReturnValue:
    _consultation, panel = found(code)
    published = published_of(panel)
    return download(
        json.dumps(published.pool, ensure_ascii=False, indent=1), f"pool-{code}.json", "application/json"
    )


@bp.get("/<code>/panel/list.txt")
def panel_list(code: str) -> ResponseReturnValue:
    _consultation, panel = found(code)
    return download(published_of(panel).panels, f"panels-{code}.txt", "text/plain; charset=utf-8")


def published_of(panel: LotPanel) -> Any:
    if panel.published is None:
        raise NotFound(_("The list has not been published yet."))
    return panel.published


def download(content: str, name: str, kind: str) -> Response:
    return Response(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
