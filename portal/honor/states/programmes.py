"""The life of a programme."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class ProgrammeState(StrEnum):
    """A programme takes candidates while it calls; its criteria stand fixed from then on."""

    DRAFTING = "drafting"
    CALLING = "calling"
    CLOSED = "closed"


PROGRAMME_STATES = {
    ProgrammeState.DRAFTING: _l("In preparation"),
    ProgrammeState.CALLING: _l("Under way"),
    ProgrammeState.CLOSED: _l("Ended"),
}
PROGRAMME_LIFE = Workflow(
    "honor.programme",
    PROGRAMME_STATES,
    (
        Transition(
            name="call_programme",
            label=_l("Call for candidates"),
            before=(ProgrammeState.DRAFTING,),
            after=ProgrammeState.CALLING,
            permission="honor.call_programme",
        ),
        Transition(
            name="end_programme",
            label=_l("End this programme"),
            before=(ProgrammeState.CALLING,),
            after=ProgrammeState.CLOSED,
            permission="honor.end_programme",
            needs=(Need.REASON,),
            danger=True,
        ),
    ),
    start=ProgrammeState.DRAFTING,
)
