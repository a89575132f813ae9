"""The life of a consultation. People move it from one stop to the next; whether it is open, the clock says.

Which stops a consultation may not leave out is data of its kind (`rules/types.toml`).
"""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class State(StrEnum):
    PREPARING = "preparing"
    PUBLISHED = "published"
    COLLATING = "collating"
    DELIBERATING = "deliberating"
    RESULT_DRAFT = "result_draft"
    RESULT_NOTICE = "result_notice"
    DECIDED = "decided"
    REFERRED = "referred"
    NOT_AGREED = "not_agreed"
    ANSWERED = "answered"
    IMPLEMENTING = "implementing"
    SUPERVISED = "supervised"
    COMPLETED = "completed"
    EVALUATED = "evaluated"
    ARCHIVED = "archived"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class Phase(StrEnum):
    """The state as people see it at this moment: while it is published, the clock says which."""

    PREPARING = "preparing"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    COLLATING = "collating"
    DELIBERATING = "deliberating"
    RESULT_DRAFT = "result_draft"
    RESULT_NOTICE = "result_notice"
    DECIDED = "decided"
    REFERRED = "referred"
    NOT_AGREED = "not_agreed"
    ANSWERED = "answered"
    IMPLEMENTING = "implementing"
    SUPERVISED = "supervised"
    COMPLETED = "completed"
    EVALUATED = "evaluated"
    ARCHIVED = "archived"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


PUBLIC = frozenset(State) - {State.PREPARING}
OUTCOMES = (State.DECIDED, State.REFERRED, State.NOT_AGREED)
"""How the matter itself ended; one of them, or none where nothing is decided."""
ENDED = frozenset({State.ARCHIVED, State.WITHDRAWN})
WORKING = frozenset({State.COLLATING, State.DELIBERATING, State.RESULT_DRAFT, State.RESULT_NOTICE, *OUTCOMES})
"""After the opinions, before every one of them has its published answer."""
AFTERWARDS = frozenset(
    {State.ANSWERED, State.IMPLEMENTING, State.SUPERVISED, State.COMPLETED, State.EVALUATED}
)
ANSWERABLE = WORKING | AFTERWARDS
WITH_RESULT = AFTERWARDS | {State.ARCHIVED}
ORDER = (
    State.PREPARING,
    State.PUBLISHED,
    State.COLLATING,
    State.DELIBERATING,
    State.RESULT_DRAFT,
    State.RESULT_NOTICE,
    State.DECIDED,
    State.ANSWERED,
    State.IMPLEMENTING,
    State.COMPLETED,
    State.EVALUATED,
    State.ARCHIVED,
)
BESIDE = {
    State.REFERRED: State.DECIDED,
    State.NOT_AGREED: State.DECIDED,
    State.SUPERVISED: State.IMPLEMENTING,
}
"""States that stand at the same stop as another."""
PAUSABLE = (
    State.PUBLISHED,
    State.COLLATING,
    State.DELIBERATING,
    State.RESULT_DRAFT,
    State.RESULT_NOTICE,
    State.IMPLEMENTING,
)

PHASES = {
    Phase.PREPARING: _l("In preparation"),
    Phase.ANNOUNCED: _l("Announced"),
    Phase.OPEN: _l("Open for opinions"),
    Phase.CLOSED: _l("Closed for opinions"),
    Phase.COLLATING: _l("Being answered"),
    Phase.DELIBERATING: _l("In session"),
    Phase.RESULT_DRAFT: _l("Result being written"),
    Phase.RESULT_NOTICE: _l("Result on public notice"),
    Phase.DECIDED: _l("Decided"),
    Phase.REFERRED: _l("Handed to the assembly"),
    Phase.NOT_AGREED: _l("No agreement"),
    Phase.ANSWERED: _l("Answered"),
    Phase.IMPLEMENTING: _l("Being carried out"),
    Phase.SUPERVISED: _l("Carried out under supervision"),
    Phase.COMPLETED: _l("Carried out"),
    Phase.EVALUATED: _l("Looked back upon"),
    Phase.ARCHIVED: _l("Archived"),
    Phase.SUSPENDED: _l("Suspended"),
    Phase.WITHDRAWN: _l("Withdrawn"),
}
TONES = {
    **dict.fromkeys(Phase, "wait"),
    Phase.OPEN: "go",
    Phase.DECIDED: "go",
    Phase.ANSWERED: "go",
    Phase.COMPLETED: "go",
    Phase.EVALUATED: "go",
    Phase.ARCHIVED: "plain",
    Phase.NOT_AGREED: "plain",
    Phase.SUPERVISED: "stop",
    Phase.SUSPENDED: "stop",
    Phase.WITHDRAWN: "stop",
}
RAIL = (
    Phase.ANNOUNCED,
    Phase.OPEN,
    Phase.CLOSED,
    Phase.COLLATING,
    Phase.DELIBERATING,
    Phase.RESULT_NOTICE,
    Phase.DECIDED,
    Phase.ANSWERED,
    Phase.IMPLEMENTING,
    Phase.COMPLETED,
    Phase.EVALUATED,
    Phase.ARCHIVED,
)
"""The way as people see it; stops that this consultation leaves out are not shown."""
ALWAYS_SHOWN = frozenset(
    {Phase.ANNOUNCED, Phase.OPEN, Phase.CLOSED, Phase.COLLATING, Phase.ANSWERED, Phase.ARCHIVED}
)


def resuming(state: State) -> str:
    """The name of the step that leads back to where a suspended consultation stood."""
    return f"resume_{state}"


LIFE = Workflow(
    "consultations",
    {State.PUBLISHED: _l("Published"), **{s: PHASES[Phase(s)] for s in State if s is not State.PUBLISHED}},
    (
        Transition(
            name="publish",
            label=_l("Publish"),
            before=(State.PREPARING,),
            after=State.PUBLISHED,
            permission="consultations.publish",
            confirm=_l("The text is frozen from then on. Publish it?"),
        ),
        Transition(
            name="extend",
            label=_l("Extend the time"),
            before=(State.PUBLISHED,),
            after=State.PUBLISHED,
            permission="consultations.extend",
            needs=(Need.REASON,),
        ),
        Transition(
            name="collate",
            label=_l("Begin to answer"),
            before=(State.PUBLISHED,),
            after=State.COLLATING,
            permission="consultations.collate",
        ),
        Transition(
            name="deliberate",
            label=_l("Go into session"),
            before=(State.COLLATING,),
            after=State.DELIBERATING,
            permission="consultations.deliberate",
        ),
        Transition(
            name="draft_result",
            label=_l("Write the result"),
            before=(State.COLLATING, State.DELIBERATING),
            after=State.RESULT_DRAFT,
            permission="consultations.draft_result",
        ),
        Transition(
            name="give_notice",
            label=_l("Put the result on public notice"),
            before=(State.RESULT_DRAFT,),
            after=State.RESULT_NOTICE,
            permission="consultations.give_notice",
            confirm=_l("Everybody can read it from then on. Put the result on public notice?"),
        ),
        Transition(
            name="revise_result",
            label=_l("Take the result back to the table"),
            before=(State.RESULT_NOTICE,),
            after=State.RESULT_DRAFT,
            permission="consultations.draft_result",
            needs=(Need.REASON,),
        ),
        Transition(
            name="decide",
            label=_l("Record the decision"),
            before=(State.RESULT_NOTICE,),
            after=State.DECIDED,
            permission="consultations.decide",
            needs=(Need.REASON,),
        ),
        Transition(
            name="refer",
            label=_l("Hand it to the assembly"),
            before=(State.RESULT_NOTICE,),
            after=State.REFERRED,
            permission="consultations.decide",
            needs=(Need.REASON,),
        ),
        Transition(
            name="disagree",
            label=_l("Record that there is no agreement"),
            before=(State.RESULT_NOTICE,),
            after=State.NOT_AGREED,
            permission="consultations.decide",
            needs=(Need.REASON,),
        ),
        Transition(
            name="publish_result",
            label=_l("Publish the result"),
            before=(State.COLLATING, State.DELIBERATING, *OUTCOMES),
            after=State.ANSWERED,
            permission="consultations.publish_result",
            confirm=_l("Everybody who took part will be told. Publish the result?"),
        ),
        Transition(
            name="implement",
            label=_l("Begin to carry it out"),
            before=(State.ANSWERED,),
            after=State.IMPLEMENTING,
            permission="consultations.implement",
        ),
        Transition(
            name="supervise",
            label=_l("Put it under supervision"),
            before=(State.IMPLEMENTING,),
            after=State.SUPERVISED,
            permission="consultations.supervise",
            needs=(Need.REASON,),
        ),
        Transition(
            name="complete",
            label=_l("Report it carried out"),
            before=(State.IMPLEMENTING, State.SUPERVISED),
            after=State.COMPLETED,
            permission="consultations.implement",
            needs=(Need.REASON,),
        ),
        Transition(
            name="evaluate",
            label=_l("Publish the look back"),
            before=(State.COMPLETED,),
            after=State.EVALUATED,
            permission="consultations.evaluate",
            needs=(Need.REASON,),
        ),
        Transition(
            name="archive",
            label=_l("Archive"),
            before=(State.ANSWERED, State.EVALUATED),
            after=State.ARCHIVED,
            permission="consultations.archive",
        ),
        Transition(
            name="suspend",
            label=_l("Suspend"),
            before=PAUSABLE,
            after=State.SUSPENDED,
            permission="consultations.suspend",
            needs=(Need.REASON,),
            danger=True,
        ),
        *(
            Transition(
                name=resuming(state),
                label=_l("Take it up again"),
                before=(State.SUSPENDED,),
                after=state,
                permission="consultations.resume",
                needs=(Need.REASON,),
            )
            for state in PAUSABLE
        ),
        Transition(
            name="withdraw",
            label=_l("Withdraw"),
            before=(State.PREPARING, State.SUSPENDED, State.PUBLISHED, *sorted(WORKING)),
            after=State.WITHDRAWN,
            permission="consultations.withdraw",
            needs=(Need.REASON,),
            danger=True,
        ),
    ),
    start=State.PREPARING,
)


def phase_at(state: State, *, has_opened: bool, has_closed: bool) -> Phase:
    """What the clock makes of a state."""
    if state is not State.PUBLISHED:
        return Phase(state.value)
    if has_closed:
        return Phase.CLOSED
    return Phase.OPEN if has_opened else Phase.ANNOUNCED


def stop_of(state: State) -> int:
    """Where on the way a state stands. Not for those beside the way: suspended, withdrawn."""
    return ORDER.index(BESIDE.get(state, state))
