from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.accounts.queries import places_where
from portal.consultations.permissions import ISSUERS, WRITERS
from portal.consultations.queries import matters, overdue, promises, selection, topics
from portal.consultations.states import PHASES, TONES, Phase, PromiseState
from portal.core.duties import Duty
from portal.core.i18n import _l
from portal.core.permissions import can


def here(viewer: Any, thing: Any) -> dict[str, Any] | None:
    """The consultations of an alliance or of a place and what lies below it."""
    of = matters.of_alliance if thing.__tablename__ == "alliance" else matters.of_place
    found = of(thing)
    return {"consultations": found, "phases": PHASES, "tones": TONES} if found else None


def overdue_here(_viewer: Any, thing: Any) -> dict[str, Any] | None:
    """Answers that are late, on the home page of the city and on the pages of places."""
    late = overdue.overdue(thing, limit=5)
    return {"late": late} if late else None


def promises_here(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """On the home page: promises whose day has passed, and those reported done."""
    late, done = promises.late(viewer, limit=promises.ON_HOME), promises.done_last(viewer)
    return {"late": late, "done": done} if late or done else None


ASKED = (
    (Phase.PREPARING, "consultations.publish", _l("Check the consultation and publish it")),
    (Phase.CLOSED, "consultations.collate", _l("Time is over: begin with the answers")),
    (Phase.COLLATING, "consultations.answer", _l("Answer the opinions")),
    (Phase.RESULT_DRAFT, "consultations.give_notice", _l("Check the result and put it on public notice")),
    (Phase.RESULT_NOTICE, "consultations.decide", _l("Record the decision when the notice is over")),
    (Phase.SUSPENDED, "consultations.resume", _l("Take the consultation up again or withdraw it")),
)


def duties(viewer: Any) -> Iterator[Duty]:
    """Consultations whose next step is the viewer's."""
    for topic in topics.waiting(places_where(viewer, *WRITERS, *ISSUERS)):
        yield Duty(
            what=_l("Answer the proposed topic"), title=topic.title, path=topic.address, due=topic.due_on
        )
    for consultation in matters.work_of(viewer):
        for phase, permission, what in ASKED:
            if consultation.phase is phase and can(viewer, permission, consultation):
                answering = phase is Phase.COLLATING
                yield Duty(
                    what=what,
                    title=consultation.title,
                    path=f"{consultation.address}/answers" if answering else consultation.address,
                    due=consultation.opens_at if phase is Phase.PREPARING else consultation.due_on,
                    count=consultation.unanswered if answering else 0,
                )
    for panel in selection.to_draw():
        if can(viewer, "consultations.draw_panel", panel):
            yield Duty(
                what=_l("Draw the panel"),
                title=panel.consultation.title,
                path=panel.address,
                due=panel.seed_on,
            )
    for promise in promises.waiting(viewer):
        second_look = promise.state is PromiseState.SECOND_LOOK
        if can(
            viewer, "consultations.settle_promise" if second_look else "consultations.keep_promise", promise
        ):
            yield Duty(
                what=_l("Look a second time and report what was found")
                if second_look
                else _l("Keep the promise"),
                title=promise.title,
                path=promise.address,
                due=promise.due_on,
            )
