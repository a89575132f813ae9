"""Promises as everybody reads them, what officials report, how people rate them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.consultations.forms.promising import (
    NewsForm,
    PostponeForm,
    PromiseForm,
    RatingForm,
    SecondLookForm,
    SettleForm,
)
from portal.consultations.forms.stepping import ReasonForm
from portal.consultations.models import Promise
from portal.consultations.queries import collation, matters, overdue, promises, topics
from portal.consultations.queries import rates as figures
from portal.consultations.services import promising as services
from portal.consultations.states import PROMISE_LIFE, PromiseState
from portal.consultations.views import bp
from portal.consultations.views.reading import asked, organises, story
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.core.permissions import require
from portal.places.models import PlaceKind
from portal.places.queries import get_place, places_of_kind


@dataclass(frozen=True, kw_only=True)
class Doing:
    """What can be done about a promise: its name, the sentence above the form, the form, the service."""

    label: Any
    lead: Any
    form: type[Form]
    permission: str
    take: Callable[[Promise, Any, Any], object]
    states: frozenset[PromiseState]


DOINGS: dict[str, Doing] = {
    "report": Doing(
        label=_l("Report how far it has come"),
        lead=_l("Everybody reads it; photos say more than words."),
        form=NewsForm,
        permission="consultations.report_progress",
        take=lambda promise, form, actor: services.report(
            promise, text=form.reason.data or "", files=form.files.keep(actor), actor=actor
        ),
        states=frozenset({PromiseState.IN_PROGRESS, PromiseState.SECOND_LOOK}),
    ),
    "postpone": Doing(
        label=_l("Change the day"),
        lead=_l("The day promised first stays readable, and so does each reason."),
        form=PostponeForm,
        permission="consultations.report_progress",
        take=lambda promise, form, actor: services.postpone(
            promise, due_on=form.due_on.data or clock.today(), reason=form.reason.data or "", actor=actor
        ),
        states=frozenset({PromiseState.IN_PROGRESS, PromiseState.SECOND_LOOK}),
    ),
    "report_done": Doing(
        label=PROMISE_LIFE.transitions["report_done"].label,
        lead=_l("People concerned are told and say how satisfied they are."),
        form=NewsForm,
        permission="consultations.keep_promise",
        take=lambda promise, form, actor: services.report_done(
            promise, reason=form.reason.data or "", files=form.files.keep(actor), actor=actor
        ),
        states=frozenset({PromiseState.IN_PROGRESS}),
    ),
    "give_up": Doing(
        label=PROMISE_LIFE.transitions["give_up"].label,
        lead=_l("It counts as not kept. People concerned are told why."),
        form=ReasonForm,
        permission="consultations.give_up_promise",
        take=lambda promise, form, actor: services.give_up(
            promise, reason=form.reason.data or "", actor=actor
        ),
        states=frozenset({PromiseState.IN_PROGRESS}),
    ),
    "rate": Doing(
        label=_l("Rate the result"),
        lead=_l(
            "You can change your mind later. Everybody sees the numbers; the office also reads your note."
        ),
        form=RatingForm,
        permission="consultations.rate_promise",
        take=lambda promise, form, actor: services.rate(
            promise, satisfaction=form.chosen, note=form.note.data or "", actor=actor
        ),
        states=frozenset({PromiseState.DONE, PromiseState.SETTLED}),
    ),
    "look_again": Doing(
        label=PROMISE_LIFE.transitions["look_again"].label,
        lead=_l("Another person goes and looks. This can be asked once for each promise."),
        form=SecondLookForm,
        permission="consultations.ask_second_look",
        take=lambda promise, form, actor: services.look_again(
            promise, reason=form.reason.data or "", actor=actor
        ),
        states=frozenset({PromiseState.DONE}),
    ),
    "settle": Doing(
        label=PROMISE_LIFE.transitions["settle"].label,
        lead=_l("Say what you found and what was done about it. That is the end of it."),
        form=SettleForm,
        permission="consultations.settle_promise",
        take=lambda promise, form, actor: services.settle(
            promise, reason=form.reason.data or "", files=form.files.keep(actor), actor=actor
        ),
        states=frozenset({PromiseState.SECOND_LOOK}),
    ),
}


@bp.get("/<code>/promises")
def promised(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    views = promises.promises_of(consultation, current_user)
    desk = organises(consultation)
    if not views and not desk:
        raise NotFound(_("Nothing has been promised here yet."))
    return render_template(
        "consultations/promises.html",
        consultation=consultation,
        views=views,
        desk=desk,
        doings=DOINGS,
    )


@bp.get("/<code>/promises/<int:number>")
def one_promise(code: str, number: int) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    promise = promises.get_promise(consultation, number)
    [view] = promises.views_of([promise], current_user)
    return render_template(
        "consultations/promise.html",
        consultation=consultation,
        view=view,
        desk=organises(consultation),
        doings=DOINGS,
        history=story(PROMISE_LIFE, promise) if organises(consultation) else (),
    )


@bp.route("/<code>/promises/new", methods=["GET", "POST"])
def make_promise(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.promise", consultation)
    clusters = {str(one.number): one for one in collation.clusters_of(consultation.id)}
    form = PromiseForm.received(data={"owner": consultation.organiser.original[:80]})
    named = [(key, f"{one.theme} · {one.text}") for key, one in clusters.items()]
    form.group.choices = choices([("", _("All opinions")), *named])
    if form.sent:
        with form.refusals():
            services.promise(
                consultation,
                title=form.title.data or "",
                text=form.text.data or "",
                owner=form.owner.data or "",
                due_on=form.due_on.data or clock.today(),
                cluster=clusters.get(form.group.data or ""),
                actor=current_user,
            )
            flash(_("The promise stands on the page for everybody."), "done")
            return redirect(url_for(".promised", code=code))
    return render_template(
        "consultations/make_promise.html", consultation=consultation, form=form
    ), form.status


@bp.route("/<code>/promises/<int:number>/<name>", methods=["GET", "POST"])
def do_promise(code: str, number: int, name: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    promise = promises.get_promise(consultation, number)
    doing = DOINGS.get(name)
    if doing is None or promise.state not in doing.states:
        abort(404)
    require(current_user, doing.permission, promise)
    form = doing.form.received(data={"due_on": promise.due_on})
    if form.sent:
        with form.refusals():
            doing.take(promise, form, current_user)
            flash(_("Done: %(step)s.", step=doing.label), "done")
            return redirect(url_for(".one_promise", code=code, number=number))
    return render_template(
        "consultations/do_promise.html", consultation=consultation, promise=promise, doing=doing, form=form
    ), form.status


@bp.get("/promises")
def all_promises() -> ResponseReturnValue:
    slug = request.args.get("place", "")
    place = get_place(slug) if slug else None
    state = asked(PromiseState, "state")
    return render_template(
        "consultations/all_promises.html",
        late=() if state or place else promises.late(current_user),
        page=promises.all_promises(current_user, state, place),
        state=state,
        place=place,
        streets=places_of_kind(PlaceKind.STREET),
    )


@bp.get("/rates")
def rates() -> ResponseReturnValue:
    """How each unit answers and keeps its word, with the sums."""
    rows = figures.rates_by_place()
    return render_template("consultations/rates.html", rows=rows, total=figures.total(rows))


@bp.get("/overdue")
def late_answers() -> ResponseReturnValue:
    """Consultations whose answers should have been published by now."""
    return render_template("consultations/overdue.html", late=overdue.overdue(), late_topics=topics.overdue())
