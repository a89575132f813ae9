"""The life of an impact assessment."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class AssessmentState(StrEnum):
    """An impact assessment; the clock ends it too."""

    DRAFTING = "drafting"
    IN_FORCE = "in_force"
    ENDED = "ended"


ASSESSMENT_STATES = {
    AssessmentState.DRAFTING: _l("In preparation"),
    AssessmentState.IN_FORCE: _l("In force"),
    AssessmentState.ENDED: _l("Ended"),
}
ASSESSMENT_LIFE = Workflow(
    "honor.assessment",
    ASSESSMENT_STATES,
    (
        Transition(
            name="approve_assessment",
            label=_l("Approve it"),
            before=(AssessmentState.DRAFTING,),
            after=AssessmentState.IN_FORCE,
            permission="honor.approve_assessment",
        ),
        Transition(
            name="end_assessment",
            label=_l("End this assessment"),
            before=(AssessmentState.IN_FORCE,),
            after=AssessmentState.ENDED,
            permission="honor.end_assessment",
            needs=(Need.REASON,),
            danger=True,
        ),
    ),
    start=AssessmentState.DRAFTING,
)
