"""The steps of a convention's life, each with its own small form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.conventions import queries, services
from portal.conventions.forms import (
    ApproveForm,
    CallMeetingForm,
    ConclusionForm,
    DoneForm,
    FileForm,
    GroupReasonForm,
    OpenGatheringForm,
    OpenSigningForm,
    OpenVoteForm,
    OrderForm,
    PublishForm,
    ReasonForm,
    UntilForm,
    start_of,
)
from portal.conventions.models import Convention
from portal.conventions.states import CAPACITY_LABELS, LIFE, Channel
from portal.conventions.views.blueprint import bp
from portal.conventions.views.reading import clause_choices, clause_rows
from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.core.forms import Form
from portal.core.i18n import _
from portal.core.language import Script, reader_script
from portal.core.permissions import require
from portal.core.settings import setting


class StepPage(NamedTuple):
    """How one step is asked for, and what is done with what was typed. `reads`: the text stands above the form."""

    form: Callable[[Convention], Any]
    act: Callable[[Convention, Any], Any]
    reads: bool = False


def exact(convention: Convention) -> str:
    version = queries.current_version(convention)
    return queries.signed_text(version, queries.clauses_of(version))[1]


def gathering_form(convention: Convention) -> OpenGatheringForm:
    until = clock.today() + timedelta(days=int(setting("conventions.comment_days")))
    asked = _(
        "What do you think of “%(title)s”? Every opinion gets a number and an answer.", title=convention.title
    )
    return OpenGatheringForm.received(data={"until": until, "seen": exact(convention), "call_text": asked})


def open_gathering(convention: Convention, form: Any) -> None:
    services.open_gathering(
        convention,
        until=clock.end_of(form.until.data),
        seen_hash=form.seen.data or "",
        call_text=form.call_text.data or "",
        channels=[Channel(value) for value in form.channels.data or ()],
        actor=current_user,
    )


def approve(convention: Convention, form: Any) -> None:
    services.approve(
        convention, seen_hash=form.seen.data or "", opinion=form.opinion.data or "", actor=current_user
    )


def call_meeting(convention: Convention, form: Any) -> None:
    at = datetime.combine(form.day.data, form.at.data, tzinfo=clock.CITY_ZONE)
    chosen = form.data.get("meeting") or ""
    services.call_meeting(
        convention,
        meeting=next((m for m in queries.assemblies_ahead(convention) if m.code == chosen), None),
        rule_key=form.rule.data,
        meeting_at=at.astimezone(UTC),
        meeting_place=form.place.data or "",
        actor=current_user,
    )


def open_vote(convention: Convention, form: Any) -> None:
    opens_at = start_of(form.opens_on.data)
    called = convention.meeting_at
    if called is not None and clock.local(called).date() == form.opens_on.data:
        opens_at = max(opens_at, called)
    services.open_vote(
        convention,
        rule_key=form.rule.data,
        opens_at=opens_at,
        closes_at=clock.end_of(form.closes_on.data),
        women=form.data.get("women"),
        actor=current_user,
    )


def file_form(convention: Convention) -> FileForm:
    papers = _("Adopted text, minutes, attendance, count of the votes, opinion of the street")
    rule = queries.rule_of(convention)
    suggested = rule.filing_office_hant if reader_script() is Script.HANT else rule.filing_office_hans
    office = convention.filing_office.original or suggested
    return FileForm.received(data={"papers": papers, "office": office})


def file(convention: Convention, form: Any) -> None:
    services.file(
        convention,
        office=form.office.data,
        papers_sent=form.papers.data,
        record=form.record.data or "",
        answer=form.answer.data or "",
        actor=current_user,
    )


def publish_form(convention: Convention) -> PublishForm:
    form = PublishForm.received()
    if queries.filing_of(queries.current_version(convention)) is not None:
        del form.filing_no, form.filing_office, form.record
    return form


def publish(convention: Convention, form: Any) -> None:
    given = form.data
    services.publish(
        convention,
        filing_no=given.get("filing_no") or "",
        filing_office=given.get("filing_office") or "",
        record=given.get("record") or "",
        in_force_on=form.in_force_on.data,
        actor=current_user,
    )


def open_signing(convention: Convention, form: Any) -> None:
    days = form.days.data
    until = clock.end_of(clock.today() + timedelta(days=days)) if days else None
    services.open_signing(convention, until=until, actor=current_user)


def until_form(_convention: Convention) -> UntilForm:
    days = int(setting("conventions.appraisal_days"))
    return UntilForm.received(data={"until": clock.today() + timedelta(days=days)})


def order_form(convention: Convention) -> OrderForm:
    held = queries.version_in_force(convention)
    return OrderForm.about(clause_choices(convention, held), clock.today() + timedelta(days=30))


def order(convention: Convention, form: Any) -> None:
    services.order_correction(
        convention,
        clause_keys=form.clauses.data or [],
        reason=form.reason.data,
        due_on=form.due_on.data,
        actor=current_user,
    )


def plain(_convention: Convention) -> Form:
    return Form.received()


def with_reason(_convention: Convention) -> ReasonForm:
    return ReasonForm.received()


def because(act: Callable[..., Any]) -> Callable[[Convention, Any], Any]:
    return lambda convention, form: act(convention, reason=form.reason.data or "", actor=current_user)


def simply(act: Callable[..., Any]) -> Callable[[Convention, Any], Any]:
    return lambda convention, _form: act(convention, actor=current_user)


STEPS = {
    "open_gathering": StepPage(gathering_form, open_gathering, reads=True),
    "begin_drafting": StepPage(lambda _c: GroupReasonForm.received(), because(services.begin_drafting)),
    "open_hearing": StepPage(plain, simply(services.open_hearing), reads=True),
    "hand_in": StepPage(plain, simply(services.hand_in), reads=True),
    "approve": StepPage(lambda c: ApproveForm.received(data={"seen": exact(c)}), approve, reads=True),
    "return_text": StepPage(with_reason, because(services.return_text)),
    "call_meeting": StepPage(lambda c: CallMeetingForm.of(c, queries.assemblies_ahead(c)), call_meeting),
    "open_deliberation": StepPage(plain, simply(services.open_deliberation)),
    "open_vote": StepPage(OpenVoteForm.of, open_vote, reads=True),
    "revise": StepPage(with_reason, because(services.revise)),
    "file": StepPage(file_form, file),
    "object_to_filing": StepPage(with_reason, because(services.object_to_filing)),
    "publish": StepPage(publish_form, publish),
    "open_signing": StepPage(lambda _c: OpenSigningForm.received(data={"days": 30}), open_signing),
    "put_in_force": StepPage(plain, simply(services.put_in_force)),
    "open_appraisal": StepPage(
        until_form,
        lambda c, form: services.open_appraisal(c, until=clock.end_of(form.until.data), actor=current_user),
    ),
    "close_appraisal": StepPage(
        lambda _c: ConclusionForm.received(),
        lambda c, form: services.close_appraisal(c, conclusion=form.conclusion.data, actor=current_user),
    ),
    "begin_revision": StepPage(with_reason, because(services.begin_revision)),
    "drop_revision": StepPage(with_reason, because(services.drop_revision)),
    "order_correction": StepPage(order_form, order),
    "correct": StepPage(
        lambda _c: DoneForm.received(),
        lambda c, form: services.correct(c, report=form.text.data or "", actor=current_user),
    ),
    "confirm_correction": StepPage(plain, simply(services.confirm_correction)),
    "repeal": StepPage(with_reason, because(services.repeal)),
}


def in_the_way(convention: Convention, name: str) -> list[str]:
    """What is still missing for this step, said above its form."""
    found = []
    waiting = queries.unanswered(convention) if name in {"hand_in", "open_vote"} else 0
    if waiting:
        found.append(
            _("%(count)s comments have no answer yet. Each needs one before the vote.", count=waiting)
        )
    if name in {"approve", "call_meeting", "open_vote"} and (musts := queries.open_musts(convention)):
        found.append(_("%(count)s remarks of the street must be settled before the vote.", count=musts))
    if name == "begin_drafting" and (lacks := services.lacking(convention)):
        found.append(
            _("The drafting group lacks: %(who)s. Name them, or give the reason why not.", who=named(lacks))
        )
    if name == "hand_in" and (unheard := services.unheard(convention)):
        found.append(_("Not heard yet: %(who)s. This kind of convention asks for it.", who=named(unheard)))
    return [str(sentence) for sentence in found]


def named(capacities: Any) -> str:
    return str(_(", ")).join(str(CAPACITY_LABELS[capacity]) for capacity in capacities)


@bp.route("/<code>/steps/<name>", methods=["GET", "POST"])
def step(code: str, name: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    if name not in STEPS:
        raise NotFound(_("This step was not found."))
    transition, page = LIFE.transitions[name], STEPS[name]
    require(current_user, transition.permission, convention)
    if convention.state not in transition.before:
        raise Refused(_("This step has been taken already, or it is not its turn."))
    form = page.form(convention)
    if form.sent:
        with form.refusals():
            page.act(convention, form)
            flash(_("Done: %(step)s.", step=transition.label), "done")
            return redirect(url_for(".show", code=code))
    version = queries.current_version(convention)
    return render_template(
        "conventions/step.html",
        convention=convention,
        transition=transition,
        form=form,
        version=version,
        rows=clause_rows(convention, version) if page.reads else [],
        roll=queries.roll_of(convention),
        in_the_way=in_the_way(convention, name),
    ), form.status
