"""One page for each step of the officials: the form, and beside it what the law asks of this step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.errors import NotFound
from portal.core.forms import Form
from portal.core.i18n import _, _l
from portal.core.permissions import require
from portal.honor import forms, queries, services
from portal.honor.models import BoardEntry
from portal.honor.states import ANSWERABLE, LIVES, BasisKind
from portal.honor.views import bp


@dataclass(frozen=True)
class StepPage:
    """`form(entry)` asks, `act(entry, form)` does it; `law` stands beside the form."""

    form: Callable[[BoardEntry], Any]
    act: Callable[[BoardEntry, Any], object]
    law: tuple[Any, ...]


def plain(kind: type[Form]) -> Callable[[BoardEntry], Form]:
    return lambda _entry: kind.received()


def check_form(entry: BoardEntry) -> Form:
    """Asks for the signature only where the entry rests on a convention."""
    form = forms.CheckForm.received()
    if not (
        entry.subject_type in ANSWERABLE and any(u.basis.kind is BasisKind.CONVENTION for u in entry.uses)
    ):
        del form.signed_convention
    return form


def serve_form(entry: BoardEntry) -> Form:
    return forms.ServeForm.received(data={"days": 30})


def decision_form(entry: BoardEntry) -> Form:
    """Begins with what the notice proposed; it can only become milder."""
    notice = queries.record_of(entry).notice
    proposed = {"severity": notice.severity, "scope": notice.scope, "days": notice.days} if notice else {}
    return forms.DecisionForm.received(data=proposed)


def findings_of(entry: BoardEntry) -> Form:
    return forms.findings_form(queries.unanswered(entry))


def check(service: Callable[..., object]) -> Callable[[BoardEntry, Any], object]:
    return lambda entry, form: service(entry, **form.data, actor=current_user)


ASSESSED = _l(
    "Where somebody can be known by it, an impact assessment approved by another person must be in force (Personal Information Protection Law, article 55)."
)
TWO_PEOPLE = _l("Two people look at the evidence, each alone, and neither is the one who proposed it.")
NO_MINORS = _l(
    "Where a minor is involved or could be recognised, it ends here (Law on the Protection of Minors, article 103)."
)
NO_NAMES = _l(
    "No natural person is named or can be recognised. Faces and number plates are covered, places are no finer than a street section."
)

STEPS: dict[str, StepPage] = {
    "check_praise": StepPage(
        check_form,
        lambda e, f: services.check_praise(
            e, finding=f.finding.data, no_minor=f.no_minor.data, actor=current_user
        ),
        (_l("Another person than the one who proposed it looks whether it is true."), NO_MINORS),
    ),
    "give_notice": StepPage(
        plain(forms.NoticeForm),
        lambda e, f: services.give_notice(e, **f.data, actor=current_user),
        (
            _l(
                "The notice runs for the set number of working days from tomorrow; the calendar of make-up days is counted."
            ),
            _l("Anybody may object during this time. Who objects stays confidential."),
            ASSESSED,
        ),
    ),
    "publish_praise": StepPage(
        plain(forms.PublishPraiseForm),
        lambda e, f: services.publish_praise(
            e,
            until=f.until.data,
            actor=current_user,
        ),
        (
            _l(
                "Published by another person than those who proposed and checked it, after the notice is over and every objection is answered."
            ),
            _l("Who is praised can take their consent back at any time."),
            ASSESSED,
        ),
    ),
    "revoke": StepPage(
        plain(forms.ReasonForm),
        lambda e, f: services.revoke(e, reason=f.reason.data, actor=current_user),
        (_l("Praise that no longer holds is revoked with a reason."),),
    ),
    "drop": StepPage(
        plain(forms.ReasonForm),
        lambda e, f: services.drop(e, reason=f.reason.data, actor=current_user),
        (_l("The reason stays in the file. Nothing of it becomes public."),),
    ),
    "check_evidence": StepPage(check_form, check(services.check_evidence), (TWO_PEOPLE, NO_MINORS, NO_NAMES)),
    "check_again": StepPage(check_form, check(services.check_again), (TWO_PEOPLE, NO_MINORS, NO_NAMES)),
    "serve_notice": StepPage(
        serve_form,
        lambda e, f: services.serve_notice(e, **f.values, actor=current_user),
        (
            _l(
                "The notice says the facts, the grounds, what is proposed and for how long, and how one can defend oneself (Administrative Penalty Law, articles 44 and 62)."
            ),
            _l("Nothing is public before. At least five working days for a statement follow."),
        ),
    ),
    "consider": StepPage(
        findings_of,
        lambda e, f: services.consider(e, findings=f.findings, actor=current_user),
        (
            _l("Every argument is answered with a reason. What is right is adopted."),
            _l(
                "Nobody is worse off for having defended themselves (Administrative Penalty Law, article 45)."
            ),
        ),
    ),
    "draft_decision": StepPage(
        decision_form,
        lambda e, f: services.draft_decision(e, **f.values, actor=current_user),
        (
            _l("The decision may be milder than what the notice proposed, never harsher."),
            _l(
                "Without a penalty decision of social effect a shop or company is shown to members of the alliance only (Administrative Penalty Law, article 48)."
            ),
        ),
    ),
    "sign_decision": StepPage(
        plain(forms.ConfirmForm),
        lambda e, _f: services.sign_decision(e, actor=current_user),
        (_l("Signed by the responsible head, who has neither drafted it nor checked the evidence."),),
    ),
    "publish_reminder": StepPage(
        plain(forms.ConfirmForm),
        lambda e, _f: services.publish_reminder(e, actor=current_user),
        (
            _l(
                "It is shown from today for as long as was decided and ends by the clock. Search engines are kept out."
            ),
            ASSESSED,
        ),
    ),
    "withdraw": StepPage(
        plain(forms.WithdrawForm),
        lambda e, f: services.withdraw(
            e, reason=f.reason.data, annulled_on=f.annulled_on.data, actor=current_user
        ),
        (
            _l(
                "When the decision behind it is changed or annulled it is withdrawn within three days and the reason is made public (Administrative Penalty Law, article 48)."
            ),
        ),
    ),
    "close_repair": StepPage(
        plain(forms.CloseRepairForm),
        lambda e, f: services.close_repair(
            e, granted=f.granted.data == "yes", finding=f.finding.data, actor=current_user
        ),
        (
            _l(
                "What was put right comes down early and costs nothing. Somebody else than the one who asked has a look."
            ),
        ),
    ),
}


@bp.route("/<code>/steps/<name>", methods=["GET", "POST"])
def step(code: str, name: str) -> ResponseReturnValue:
    entry = queries.get_on_file(code, viewer=current_user)
    transition = LIVES[entry.polarity].transitions.get(name)
    page = STEPS.get(name)
    if page is None or transition is None:
        raise NotFound(_("This entry was not found."))
    if not queries.looked_recently(entry.id, current_user.id):
        return redirect(url_for(".file", code=code))
    require(current_user, transition.permission, entry)
    form = page.form(entry)
    if form.sent:
        with form.refusals():
            page.act(entry, form)
            flash(_("Done: %(step)s", step=transition.label), "done")
            return redirect(url_for(".file", code=code))
    return (
        render_template(
            "honor/step.html",
            entry=entry,
            form=form,
            transition=transition,
            law=page.law,
            record=queries.record_of(entry),
        ),
        form.status,
    )
