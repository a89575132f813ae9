"""The steps of a convention's life, each with its own small form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.conventions import queries, services
from portal.conventions.forms import (
    OpenCommentForm,
    OpenSigningForm,
    OpenVoteForm,
    PublishForm,
    ReasonForm,
    end_of,
    start_of,
)
from portal.conventions.models import Convention
from portal.conventions.states import LIFE
from portal.conventions.views.blueprint import bp
from portal.conventions.views.reading import clause_rows
from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.core.forms import Form
from portal.core.i18n import _
from portal.core.permissions import require
from portal.core.settings import setting


class StepPage(NamedTuple):
    """How one step is asked for, and what is done with what was typed."""

    form: Callable[[Convention], Form]
    act: Callable[[Convention, Any], Any]


def comment_form(convention: Convention) -> OpenCommentForm:
    version = queries.current_version(convention)
    until = clock.today() + timedelta(days=int(setting("conventions.comment_days")))
    exact = queries.signed_text(version, queries.clauses_of(version))[1]
    return OpenCommentForm.received(data={"until": until, "seen": exact})


def open_comment(convention: Convention, form: Any) -> None:
    services.open_comment(
        convention, until=end_of(form.until.data), seen_hash=form.seen.data or "", actor=current_user
    )


def open_vote(convention: Convention, form: Any) -> None:
    services.open_vote(
        convention,
        rule_key=form.rule.data,
        opens_at=start_of(form.opens_on.data),
        closes_at=end_of(form.closes_on.data),
        actor=current_user,
    )


def publish(convention: Convention, form: Any) -> None:
    services.publish(
        convention,
        filing_no=form.filing_no.data,
        filing_office=form.filing_office.data,
        record=form.record.data or "",
        in_force_on=form.in_force_on.data,
        actor=current_user,
    )


def open_signing(convention: Convention, form: Any) -> None:
    days = form.days.data
    until = end_of(clock.today() + timedelta(days=days)) if days else None
    services.open_signing(convention, until=until, actor=current_user)


STEPS = {
    "open_comment": StepPage(comment_form, open_comment),
    "open_vote": StepPage(OpenVoteForm.of, open_vote),
    "publish": StepPage(lambda _convention: PublishForm.received(), publish),
    "open_signing": StepPage(lambda _convention: OpenSigningForm.received(data={"days": 30}), open_signing),
    "put_in_force": StepPage(
        lambda _convention: Form.received(),
        lambda convention, _form: services.put_in_force(convention, actor=current_user),
    ),
    "revise": StepPage(
        lambda _convention: ReasonForm.received(),
        lambda convention, form: services.revise(convention, reason=form.reason.data, actor=current_user),
    ),
    "repeal": StepPage(
        lambda _convention: ReasonForm.received(),
        lambda convention, form: services.repeal(convention, reason=form.reason.data, actor=current_user),
    ),
}


@bp.route("/<code>/steps/<name>", methods=["GET", "POST"])
def step(code: str, name: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    if name not in STEPS:
        raise NotFound(_("This step was not found."))
    transition = LIFE.transitions[name]
    require(current_user, transition.permission, convention)
    if convention.state not in transition.before:
        raise Refused(_("This step has been taken already, or it is not its turn."))
    form = STEPS[name].form(convention)
    if form.sent:
        with form.refusals():
            STEPS[name].act(convention, form)
            flash(_("Done: %(step)s.", step=transition.label), "done")
            return redirect(url_for(".show", code=code))
    version = queries.current_version(convention)
    return render_template(
        "conventions/step.html",
        convention=convention,
        transition=transition,
        form=form,
        version=version,
        rows=clause_rows(convention, version) if name in {"open_comment", "open_vote"} else [],
        waiting=queries.unanswered(convention) if name == "open_vote" else 0,
    ), form.status
