"""Where a consultation can stand, and what the clock makes of it.

Which stops a consultation may not leave out is data of its kind (`rules/types.toml`).
"""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l


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
    Phase.DELIBERATING: _l("Being deliberated"),
    Phase.RESULT_DRAFT: _l("Result being written"),
    Phase.RESULT_NOTICE: _l("Result on public notice"),
    Phase.DECIDED: _l("Decision taken"),
    Phase.REFERRED: _l("Handed to the assembly"),
    Phase.NOT_AGREED: _l("No agreement"),
    Phase.ANSWERED: _l("Answered"),
    Phase.IMPLEMENTING: _l("Being carried out"),
    Phase.SUPERVISED: _l("Carried out under supervision"),
    Phase.COMPLETED: _l("Carried out"),
    Phase.EVALUATED: _l("Looked back upon"),
    Phase.ARCHIVED: _l("Archived"),
    Phase.SUSPENDED: _l("At rest"),
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
