"""The steps of an alliance's life, each a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import get_person, names_of
from portal.alliances import queries, services
from portal.alliances.forms import (
    ConfirmForm,
    ElectedForm,
    EndingForm,
    FoundingMeetingForm,
    MemberCallForm,
    ReasonForm,
    TakeOverForm,
)
from portal.alliances.models import Alliance
from portal.alliances.states import LIFE
from portal.alliances.views.blueprint import bp
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.forms import Form
from portal.core.i18n import _, _l
from portal.core.permissions import require
from portal.core.settings import setting
from portal.core.workflow import Transition
from portal.meetings.forms.calling import typed


@dataclass(frozen=True)
class StepPage:
    """What is typed at a step, and what it calls."""

    form: Callable[[Alliance], Any]
    take: Callable[[Alliance, Any], Any]
    lead: Any = None


def plain(form: type[Form]) -> Callable[[Alliance], Any]:
    return lambda _alliance: form.received()


def because(service: Callable[..., Any]) -> Callable[[Alliance, Any], Any]:
    return lambda a, f: service(a, reason=f.reason.data or "", actor=current_user)


def people_of(alliance: Alliance) -> list[tuple[int, str]]:
    names = names_of(queries.voter_ids(alliance.id))
    return sorted(((i, str(name)) for i, name in names.items()), key=lambda pair: pair[1])


def _call_form(_alliance: Alliance) -> MemberCallForm:
    days = int(setting("alliances.call_days"))
    return MemberCallForm.received(data={"closes_on": clock.today() + timedelta(days=days + 7)})


def _meeting_form(alliance: Alliance) -> FoundingMeetingForm:
    starts = (clock.now() + timedelta(days=15)).replace(minute=0, second=0, microsecond=0)
    usual = {
        "starts_at": typed(starts),
        "ends_at": typed(starts + timedelta(hours=2)),
        "venue": alliance.meeting_place.original,
    }
    others = [pair for pair in people_of(alliance) if pair[0] != current_user.id]
    return FoundingMeetingForm.among(others, data=usual)


def _call_meeting(alliance: Alliance, form: FoundingMeetingForm) -> None:
    services.call_meeting(
        alliance,
        **form.times,
        venue=form.venue.data or "",
        chair_id=int(form.chair.data),
        short_notice=form.short_notice.data or "",
        actor=current_user,
    )


def _file(alliance: Alliance, form: ElectedForm) -> None:
    elected = {office: [get_person(i) for i in ids] for office, ids in form.elected.items()}
    services.file(
        alliance,
        elected=elected,
        kin=form.declared,
        despite=form.despite.data or "",
        actor=current_user,
    )


STEPS: dict[str, StepPage] = {
    "call_members": StepPage(
        _call_form,
        lambda a, f: services.call_members(
            a, text=f.text.data or "", closes_on=f.closes_on.data, actor=current_user
        ),
        _l("From now on everybody of the street reads that you look for members, and until when."),
    ),
    "call_meeting": StepPage(
        _meeting_form,
        _call_meeting,
        _l("All members are called. The charter and the officers are on the agenda and are voted on."),
    ),
    "meet_again": StepPage(
        plain(ReasonForm),
        because(services.meet_again),
        _l("When the meeting had no quorum, did not agree, or the street sent the papers back."),
    ),
    "file": StepPage(
        lambda a: ElectedForm.among(people_of(a)),
        _file,
        _l("Write down who was elected. The officers begin at once; the street gives the filing number."),
    ),
    "confirm": StepPage(
        plain(ConfirmForm),
        lambda a, f: services.confirm(a, filing_no=f.filing_no.data or "", actor=current_user),
        _l("Charter, minutes and officers are in order: the alliance runs from now on."),
    ),
    "take_over": StepPage(
        plain(TakeOverForm),
        lambda a, f: services.take_over(
            a, filing_no=f.filing_no.data or "", reason=f.reason.data or "", actor=current_user
        ),
        _l(
            "Only for alliances that were founded before this portal. New ones go through the founding meeting."
        ),
    ),
    "decline": StepPage(plain(ReasonForm), because(services.decline)),
    "ask_to_dissolve": StepPage(
        plain(EndingForm),
        lambda a, f: services.ask_to_dissolve(
            a, conventions=f.chosen, reason=f.reason.data or "", actor=current_user
        ),
        _l("A second person, an official of the street, decides. Meanwhile nobody can join."),
    ),
    "go_on": StepPage(plain(ReasonForm), because(services.go_on)),
    "dissolve": StepPage(plain(ReasonForm), because(services.dissolve)),
}


def steps_for(alliance: Alliance) -> list[Transition]:
    """The steps the reader may take now."""
    possible = (s for s in LIFE.steps(alliance, current_user) if s.transition.name in STEPS)
    return [s.transition for s in possible if not s.why_not]


@bp.route("/<code>/step/<name>", methods=["GET", "POST"])
def step(code: str, name: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    if name not in STEPS:
        raise NotFound(_("This page was not found."))
    page = STEPS[name]
    require(current_user, LIFE.transitions[name].permission, alliance)
    form = page.form(alliance)
    if form.sent:
        with form.refusals():
            page.take(alliance, form)
            flash(_("Done. The members have been told."), "done")
            return redirect(url_for(".show", code=code))
    return render_template(
        "alliances/step.html", alliance=alliance, form=form, name=name, lead=page.lead
    ), form.status
