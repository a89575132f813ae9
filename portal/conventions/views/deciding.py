"""Deciding on amendments: accept, do not accept, or bring the texts together by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.conventions import queries, services
from portal.conventions.forms import amendments as forms
from portal.conventions.models import Amendment, Clause
from portal.conventions.queries import Trial
from portal.conventions.queries.linting import Checked
from portal.conventions.rules.documents import TEXTS
from portal.conventions.rules.wording import spans
from portal.conventions.services import NewClause
from portal.conventions.states import Modality
from portal.conventions.states.amendments import Action
from portal.conventions.views.amendments import (
    NUMBERED,
    found,
    labelled_clauses,
    page_of_one,
    places,
    said_of,
)
from portal.conventions.views.blueprint import bp
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.permissions import require


def trial_of(one: Amendment) -> Trial:
    return queries.Desk(one.convention, queries.current_version(one.convention), [one]).trial(one)


@bp.post(f"{NUMBERED}/accept")
def accept_amendment(code: str, number: int) -> ResponseReturnValue:
    """What is refused stands on the amendment's own page, with both texts."""
    one = found(code, number)
    require(current_user, "conventions.decide_amendment", one)
    form = forms.SeenForm.received()
    with form.refusals():
        services.accept(one, seen=form.seen.data or "", actor=current_user)
        flash(_("The amendment has been accepted. The new text stands."), "done")
        return redirect(url_for(".amendment", code=code, number=number))
    return page_of_one(one, refused=form.refused), 422


@bp.route(f"{NUMBERED}/reject", methods=["GET", "POST"])
def reject_amendment(code: str, number: int) -> ResponseReturnValue:
    one = found(code, number)
    require(current_user, "conventions.decide_amendment", one)

    def act(form: Any) -> None:
        services.reject(one, reason=form.reason.data, actor=current_user)

    return decision_page(one, _("Do not accept it"), forms.DecisionForm.received(), act)


@bp.route(f"{NUMBERED}/merge", methods=["GET", "POST"])
def merge_amendment(code: str, number: int) -> ResponseReturnValue:
    """Other words, or colliding texts brought together: base, present and proposed text beside the form."""
    one = found(code, number)
    require(current_user, "conventions.decide_amendment", one)
    trial = trial_of(one)
    now = queries.find_clause(queries.current_version(one.convention), one.clause_key)
    begin = beginning(one, trial, now)

    def act(form: Any) -> None:
        services.merge_by_hand(
            one,
            seen=form.seen.data or "",
            reason=form.reason.data,
            new=form.new(begin) if "text" in form else None,
            after=(form.after.data or "") if "after" in form else None,
            actor=current_user,
        )

    title = _("Bring the texts together") if trial.merged.conflicts else _("Take it up with other words")
    return decision_page(one, title, merge_form(one, begin, now), act)


def beginning(one: Amendment, trial: Trial, now: Clause | None) -> NewClause | None:
    """What the form begins with: both changes together; where they collide, the text as it stands."""
    if one.action in (Action.DELETE, Action.MOVE):
        return None
    key = one.clause_key
    said = trial.merged.document.get(key) or trial.theirs[key]
    texts: dict[str, Any] = {
        name: queries.bitext_of(
            getattr(said, name), *([getattr(now, name)] if now else []), Bitext.from_json(one.words[name])
        )
        for name in TEXTS
    }
    return NewClause(
        **texts,
        modality=Modality(said.modality),
        sources=[queries.source_from(source) for source in said.sources],
    )


def merge_form(one: Amendment, begin: NewClause | None, now: Clause | None) -> Any:
    clauses = labelled_clauses(one.convention, queries.current_version(one.convention))
    where = places(clauses, but=one.clause_key)
    data: dict[str, Any] = {"seen": queries.digest(queries.wording_of(now) if now else None)}
    if begin is None:
        if one.action is Action.DELETE:
            return forms.DecisionForm.received(data=data)
        return forms.MergePlaceForm.received(data={**data, "after": one.after_key}).offer(where)
    data |= forms.data_of(begin)
    if now is None:
        return forms.MergeNewForm.received(data={**data, "after": one.after_key}).offer(where)
    return forms.MergeForm.received(data=data)


def found_in(one: Amendment, form: Any) -> Sequence[Checked]:
    """What the lint says of the words as they came back, once they are words of a clause at all."""
    if {"text", "modality", "sources"} & set(form.errors):
        return ()
    return said_of(one.convention, form.new(None), one.clause_key)


def decision_page(one: Amendment, title: str, form: Any, act: Callable[[Any], None]) -> ResponseReturnValue:
    if form.sent:
        with form.refusals():
            act(form)
            flash(_("Your decision has been kept; the author has been told."), "done")
            return redirect(url_for(".amendment", code=one.convention.code, number=one.number))
        # what somebody else has written meanwhile is before their eyes now
        now = queries.find_clause(queries.current_version(one.convention), one.clause_key)
        form.seen.data = queries.digest(queries.wording_of(now) if now else None)
    return render_template(
        "conventions/amendment_decision.html",
        convention=one.convention,
        amendment=one,
        form=form,
        title=title,
        found=found_in(one, form) if form.is_submitted and "text" in form else (),
        trial=trial_of(one),
        spans=spans,
        key=one.clause_key,
    ), form.status
