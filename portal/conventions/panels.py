"""Conventions on other pages: an alliance's own, and those of a place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.conventions import queries
from portal.conventions.amendment_permissions import amendable
from portal.conventions.models import Convention
from portal.conventions.permissions import drafter
from portal.conventions.states import LIFE, STATE_LABELS, STATE_TONES, State
from portal.core.duties import Duty
from portal.core.i18n import _l
from portal.core.permissions import can
from portal.core.workflow import Transition

MOST = 6


def shown(rows: Any, viewer: Any, thing: Any, at: dict[str, str]) -> dict[str, Any] | None:
    may_draft = can(viewer, "conventions.draft", thing)
    if not rows and not may_draft:
        return None
    return {"rows": rows, "labels": STATE_LABELS, "tones": STATE_TONES, "may_draft": may_draft, "at": at}


def of_alliance(viewer: Any, alliance: Any) -> dict[str, Any] | None:
    return shown(queries.conventions_of(alliance.id, viewer), viewer, alliance, {"alliance": alliance.code})


def of_merger(_viewer: Any, merger: Any) -> dict[str, Any] | None:
    """What an alliance that joins another has signed, and what it is still making."""
    in_force = queries.in_force_of(merger.alliance_id)
    unfinished = queries.number_unfinished(merger.alliance_id)
    return {"in_force": in_force, "unfinished": unfinished} if in_force or unfinished else None


def signing_rates(_viewer: Any, alliance: Any) -> dict[str, Any] | None:
    """How far the members have come with signing the newest convention that can be signed, by street section."""
    convention = queries.open_to_names(alliance.id)
    if convention is None:
        return None
    _left, rates = queries.progress(convention, queries.signable_version(convention))
    asked = sum(rate.asked for rate in rates)
    return {"convention": convention, "rates": rates, "asked": asked} if asked else None


def of_place(viewer: Any, place: Any) -> dict[str, Any] | None:
    return shown(queries.newest_in(place, viewer, MOST), viewer, place, {"place": place.slug})


def duties(viewer: Any) -> Iterator[Duty]:
    """Conventions whose next step is the viewer's: comments to answer, else the first step that may be taken."""
    yield from to_sign(viewer)
    yield from undecided_amendments(viewer)
    for convention, unanswered in queries.work_of(viewer):
        if unanswered and can(viewer, "conventions.answer", convention):
            yield Duty(
                what=_l("Answer the comments"),
                title=convention.title,
                path=f"{convention.path}/comments",
                due=convention.comment_until,
                count=unanswered,
            )
        elif convention.state is State.FILED and can(viewer, "conventions.give_number", convention):
            yield Duty(
                what=_l("Enter the filing number"),
                title=convention.title,
                path=f"{convention.path}/number",
            )
        elif step := next_step(convention, viewer):
            filing = convention.state in {State.ADOPTED, State.FILING_OBJECTED}
            yield Duty(
                what=step.label,
                title=convention.title,
                path=convention.path,
                due=convention.filing_due_on if filing else None,
            )


def to_sign(viewer: Any) -> Iterator[Duty]:
    """Texts that ask for the viewer's name; under one in force without a date: whoever came later signs then."""
    for convention in queries.unsigned_by(viewer):
        if can(viewer, "conventions.sign", convention):
            yield Duty(
                what=_l("Read and sign"),
                title=convention.title,
                path=f"{convention.path}/sign",
                due=convention.signing_until if convention.state is State.SIGNING else None,
            )


def undecided_amendments(viewer: Any) -> Iterator[Duty]:
    """Amendments of others that the viewer, as one of the drafting group, can decide on."""
    for convention, count in queries.amended_by_others(viewer):
        if amendable(viewer, convention) and drafter(viewer, convention):
            yield Duty(
                what=_l("Decide on the amendments"),
                title=convention.title,
                path=f"{convention.path}/amendments?which=open",
                due=convention.comment_until,
                count=count,
            )


def next_step(convention: Convention, viewer: Any) -> Transition | None:
    """The first step forward that is open to this person; what nobody has handed in waits for nobody."""
    if convention.state is State.PROPOSED and convention.submitted_at is None:
        return None
    ways = (step for step in LIFE.leaving(convention.state) if not step.by_clock and not step.needs)
    return next((way for way in ways if not way.danger and can(viewer, way.permission, convention)), None)
