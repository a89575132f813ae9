"""The life of a consultation. People move it from one stop to the next; whether it is open, the clock says."""

from __future__ import annotations

from portal.consultations.states.stages import OUTCOMES, PAUSABLE, PHASES, WORKING, Phase, State
from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


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
            label=_l("Let it rest"),
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
