"""The life of a merger, as data."""

from __future__ import annotations

from portal.alliances.states.kinds import MergerState
from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow

MERGER = Workflow(
    "alliance_merger",
    {
        MergerState.PROPOSED: _l("Merger proposed"),
        MergerState.ASKING: _l("Members of both are voting"),
        MergerState.AGREED: _l("Both have agreed"),
        MergerState.REFUSED: _l("Not agreed"),
        MergerState.DROPPED: _l("Merger dropped"),
        MergerState.DONE: _l("Merged"),
    },
    [
        Transition(
            name="ask",
            label=_l("Ask the members of both"),
            before=(MergerState.PROPOSED,),
            after=MergerState.ASKING,
            permission="alliances.ask_about_merger",
        ),
        Transition(
            name="drop",
            label=_l("Drop the merger"),
            before=(MergerState.PROPOSED, MergerState.AGREED),
            after=MergerState.DROPPED,
            permission="alliances.drop_merger",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="agree",
            label=_l("Both have agreed"),
            before=(MergerState.ASKING,),
            after=MergerState.AGREED,
            permission="alliances.ask_about_merger",
            by_clock=True,
        ),
        Transition(
            name="refuse",
            label=_l("Not agreed"),
            before=(MergerState.ASKING,),
            after=MergerState.REFUSED,
            permission="alliances.ask_about_merger",
            by_clock=True,
        ),
        Transition(
            name="carry_out",
            label=_l("Carry out the merger"),
            before=(MergerState.AGREED,),
            after=MergerState.DONE,
            permission="alliances.merge",
            danger=True,
            confirm=_l("The members move over, the alliance that joins ends. This cannot be undone."),
        ),
    ],
    MergerState.PROPOSED,
)
MERGER_TONES = {
    MergerState.PROPOSED: "wait",
    MergerState.ASKING: "wait",
    MergerState.AGREED: "go",
    MergerState.REFUSED: "stop",
    MergerState.DROPPED: "stop",
    MergerState.DONE: "plain",
}
