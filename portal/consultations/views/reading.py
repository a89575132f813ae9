"""What everybody may read."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import holds_anywhere, names_of
from portal.alliances.queries import LEADING, offices_of
from portal.consultations import permissions
from portal.consultations.forms.speaking import ReplyForm
from portal.consultations.models import Consultation, Opinion
from portal.consultations.papers import KIND
from portal.consultations.queries import collation, matters, opinions, overdue, promises, reports, results
from portal.consultations.queries.kinds import kinds_on
from portal.consultations.queries.opinions import Wanted
from portal.consultations.queries.series import series_of
from portal.consultations.rules import series as series_size
from portal.consultations.rules.revision import clauses
from portal.consultations.states import (
    ALWAYS_SHOWN,
    BESIDE,
    LIFE,
    PHASES,
    PUBLIC,
    RAIL,
    WITH_RESULT,
    Phase,
    Stance,
    State,
    resuming,
)
from portal.consultations.views import bp
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.panels import panels
from portal.core.workflow import Step, Workflow
from portal.files.queries import files_of
from portal.papers.queries import paper_view
from portal.places.models import PlaceKind
from portal.places.queries import get_place, places_of_kind

SHOWN = ("open", "answering", "done")
E = TypeVar("E", bound=StrEnum)


def asked(kind: type[E], name: str) -> E | None:
    """A filter from the address; what is not known filters nothing."""
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else None


def wanted() -> Wanted:
    return Wanted(
        stance=asked(Stance, "stance"),
        option=request.args.get("option", "")[:4],
        clause=request.args.get("clause", type=int),
        most_supported=request.args.get("by") == "support",
    )


@bp.get("/")
def index() -> ResponseReturnValue:
    slug, only = request.args.get("place", ""), request.args.get("show", "")
    place = get_place(slug) if slug else None
    only = only if only in SHOWN else ""
    kinds = kinds_on()
    kind = request.args.get("kind", "")
    kind = kind if kind in kinds else ""
    return render_template(
        "consultations/index.html",
        found=matters.overview(current_user, place, only, kind),
        kinds=kinds.values(),
        kind=kind or None,
        streets=places_of_kind(PlaceKind.STREET),
        place=place,
        only=only,
        may_draft=may_begin(),
    )


def may_begin() -> bool:
    """Whether the button for a new consultation is worth showing."""
    led = any(office in LEADING for _alliance, office in offices_of(current_user))
    return led or holds_anywhere(current_user, permissions.WRITERS)


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    want = wanted()
    return render_template(
        "consultations/show.html",
        consultation=consultation,
        page=opinions.page_of(consultation, want, current_user),
        sides=None if paged(want) else opinions.sides_of(consultation, current_user),
        want=want,
        votes=matters.votes_of(consultation, current_user),
        stances=matters.stance_counts(consultation.id),
        documents=files_of("consultation", consultation.id),
        records=results.records_of(consultation.id),
        outcome=results.outcome_of(consultation.id),
        clause_counts=opinions.clause_counts(consultation) if consultation.texts else {},
        pictures=opinions.pictures(consultation, current_user),
        clauses=clauses(str(consultation.texts[0].text)) if consultation.texts else (),
        with_result=consultation.state in WITH_RESULT,
        promised=promises.promise_count(consultation.id),
        days_left=overdue.days_left(consultation),
        rail=rail(consultation),
        organiser=organises(consultation),
        steps=steps_of(consultation) if organises(consultation) else (),
        history=story(LIFE, consultation),
        panels=panels("consultation", current_user, consultation),
        series=series_of(consultation),
        series_size=series_size,
    )


def steps_of(consultation: Consultation) -> list[Step]:
    """What could be done next; of the ways back from a rest only the one to where it stood."""
    back = resuming(consultation.suspended_from) if consultation.suspended_from else ""
    steps = LIFE.steps(consultation, current_user)
    return [s for s in steps if not s.transition.name.startswith("resume_") or s.transition.name == back]


def paged(want: Wanted) -> bool:
    """Whether the reader is already looking through the list."""
    return want != Wanted() or bool({"older", "newer"} & set(request.args))


def organises(consultation: Consultation) -> bool:
    return current_user.is_authenticated and (
        permissions.organises(current_user, consultation) or permissions.issues(current_user, consultation)
    )


def rail(consultation: Consultation) -> list[tuple[object, str, str]]:
    """The way of this consultation as steps; none for a draft, a suspended one or one that was withdrawn."""
    beside = {State.RESULT_DRAFT: State.RESULT_NOTICE, **BESIDE}
    here = Phase(beside.get(consultation.state, consultation.phase))
    if here not in RAIL:
        return []
    passed = {Phase(row.after) for row in LIFE.history(consultation) if row.after in set(Phase)}
    asked_for = {Phase(stop) for stop in consultation.rule.stops}
    way = [p for p in RAIL if p in ALWAYS_SHOWN | asked_for | passed | {here}]
    now = RAIL.index(here)
    return [
        (PHASES[consultation.phase if p is here else p], place_on_rail(RAIL.index(p), now), "") for p in way
    ]


def place_on_rail(stop: int, now: int) -> str:
    if stop == now:
        return "now"
    return "done" if stop < now else "next"


def story(life: Workflow, thing: Any) -> list[dict[str, object]]:
    """Who took which step, and why, for everybody to read."""
    rows = life.history(thing)
    names = names_of(row.actor_id for row in rows)
    return [
        {
            "when": row.at,
            "title": life.transitions[row.step].label,
            "by": names.get(row.actor_id or 0, ""),
            "text": str(row.reason),
        }
        for row in rows
    ]


@bp.get("/<code>/opinions/<int:number>")
def opinion(code: str, number: int) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    return opinion_page(consultation, opinions.get_opinion(consultation, number), ReplyForm.received())


def opinion_page(consultation: Consultation, found: Opinion, form: ReplyForm) -> str:
    view = opinions.views_of([found], current_user)[0]
    return render_template(
        "consultations/opinion.html",
        consultation=consultation,
        view=view,
        versions=opinions.versions_of(found) if view.readable else (),
        replies=opinions.replies_to(found),
        form=form,
        moderator=current_user.is_authenticated and permissions.moderates(current_user, found),
    )


@bp.get("/<code>/result")
def result(code: str) -> ResponseReturnValue:
    """What became of the opinions. A page of its own once the result is published."""
    consultation = matters.get_consultation(code, current_user)
    if consultation.state not in WITH_RESULT and not organises(consultation):
        raise NotFound(_("The result has not been published yet."))
    report = reports.last_report(consultation.id)
    first, last = (consultation.texts[0], consultation.texts[-1]) if consultation.texts else (None, None)
    return render_template(
        "consultations/result.html",
        consultation=consultation,
        report=report,
        paper=paper_view(KIND, report.id, report.text_hash) if report else None,
        changes=results.changes_between(first, last) if first and last and first is not last else (),
        views=promises.promises_of(consultation, current_user),
        answers=matters.answers_of(consultation.id),
        themes=collation.themes_of(consultation.id),
        counts=matters.disposition_counts(consultation.id),
        stances=matters.stance_counts(consultation.id),
        channels=matters.channel_counts(consultation.id),
        series=series_of(consultation),
        series_size=series_size,
        votes=matters.votes_of(consultation, current_user),
    )


@bp.get("/<code>/print")
def paper(code: str) -> ResponseReturnValue:
    """The brief on a sheet for the notice board."""
    consultation = matters.get_consultation(code, current_user)
    if consultation.state not in PUBLIC:
        raise NotFound(_("This consultation was not found."))
    return render_template(
        "consultations/paper.html", consultation=consultation, is_open=consultation.phase is Phase.OPEN
    )
