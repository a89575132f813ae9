"""The life of a consultation. People move it from one state to the next; whether it is open, the clock says."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class State(StrEnum):
    PREPARING = "preparing"
    PUBLISHED = "published"
    COLLATING = "collating"
    ANSWERED = "answered"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


class Phase(StrEnum):
    """The state as people see it at this moment."""

    PREPARING = "preparing"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    COLLATING = "collating"
    ANSWERED = "answered"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


class Stance(StrEnum):
    SUPPORT = "support"
    CONDITIONAL = "conditional"
    NEUTRAL = "neutral"
    OPPOSE = "oppose"


class Channel(StrEnum):
    WEB = "web"
    PAPER = "paper"
    PHONE = "phone"
    MEETING = "meeting"


class Disposition(StrEnum):
    """What becomes of an opinion."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"
    ALREADY = "already"
    OUT_OF_SCOPE = "out_of_scope"
    REFERRED = "referred"


PUBLIC = frozenset(State) - {State.PREPARING}
ENDED = frozenset({State.ARCHIVED, State.WITHDRAWN})
ANSWERABLE = frozenset({State.COLLATING, State.ANSWERED})

PHASES = {
    Phase.PREPARING: _l("In preparation"),
    Phase.ANNOUNCED: _l("Announced"),
    Phase.OPEN: _l("Open for opinions"),
    Phase.CLOSED: _l("Closed for opinions"),
    Phase.COLLATING: _l("Being answered"),
    Phase.ANSWERED: _l("Answered"),
    Phase.ARCHIVED: _l("Archived"),
    Phase.WITHDRAWN: _l("Withdrawn"),
}
TONES = {
    Phase.PREPARING: "wait",
    Phase.ANNOUNCED: "wait",
    Phase.OPEN: "go",
    Phase.CLOSED: "wait",
    Phase.COLLATING: "wait",
    Phase.ANSWERED: "go",
    Phase.ARCHIVED: "plain",
    Phase.WITHDRAWN: "stop",
}
RAIL = (Phase.ANNOUNCED, Phase.OPEN, Phase.CLOSED, Phase.COLLATING, Phase.ANSWERED, Phase.ARCHIVED)

STANCES = {
    Stance.SUPPORT: _l("I support it"),
    Stance.CONDITIONAL: _l("I support it on a condition"),
    Stance.NEUTRAL: _l("Neither for nor against"),
    Stance.OPPOSE: _l("I am against it"),
}
STANCE_NAMES = {
    Stance.SUPPORT: _l("Support"),
    Stance.CONDITIONAL: _l("Support on a condition"),
    Stance.NEUTRAL: _l("Neutral"),
    Stance.OPPOSE: _l("Against"),
}
STANCE_TONES = {
    Stance.SUPPORT: "go",
    Stance.CONDITIONAL: "wait",
    Stance.NEUTRAL: "plain",
    Stance.OPPOSE: "stop",
}
CHANNELS = {
    Channel.WEB: _l("Online"),
    Channel.PAPER: _l("On paper"),
    Channel.PHONE: _l("By telephone"),
    Channel.MEETING: _l("At a meeting"),
}
DISPOSITIONS = {
    Disposition.ADOPTED: _l("Taken up"),
    Disposition.PARTLY: _l("Partly taken up"),
    Disposition.NOT_ADOPTED: _l("Not taken up"),
    Disposition.ALREADY: _l("Already planned"),
    Disposition.OUT_OF_SCOPE: _l("Not a matter of this consultation"),
    Disposition.REFERRED: _l("Passed on to the office in charge"),
}
DISPOSITION_TONES = {
    Disposition.ADOPTED: "go",
    Disposition.PARTLY: "wait",
    Disposition.NOT_ADOPTED: "stop",
    Disposition.ALREADY: "go",
    Disposition.OUT_OF_SCOPE: "plain",
    Disposition.REFERRED: "plain",
}

LIFE = Workflow(
    "consultations",
    {
        State.PREPARING: PHASES[Phase.PREPARING],
        State.PUBLISHED: _l("Published"),
        State.COLLATING: PHASES[Phase.COLLATING],
        State.ANSWERED: PHASES[Phase.ANSWERED],
        State.ARCHIVED: PHASES[Phase.ARCHIVED],
        State.WITHDRAWN: PHASES[Phase.WITHDRAWN],
    },
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
            name="collate",
            label=_l("Begin to answer"),
            before=(State.PUBLISHED,),
            after=State.COLLATING,
            permission="consultations.collate",
        ),
        Transition(
            name="publish_result",
            label=_l("Publish the result"),
            before=(State.COLLATING,),
            after=State.ANSWERED,
            permission="consultations.publish_result",
            confirm=_l("Everybody who took part will be told. Publish the result?"),
        ),
        Transition(
            name="archive",
            label=_l("Archive"),
            before=(State.ANSWERED,),
            after=State.ARCHIVED,
            permission="consultations.archive",
        ),
        Transition(
            name="withdraw",
            label=_l("Withdraw"),
            before=(State.PREPARING, State.PUBLISHED, State.COLLATING),
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
