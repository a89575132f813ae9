"""The life of a panel drawn by lot: people stand for it, the list of panels is published, a seed picks one."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class PanelState(StrEnum):
    INVITING = "inviting"
    LISTING = "listing"
    LISTED = "listed"
    DRAWN = "drawn"


class CandidateState(StrEnum):
    """Where somebody who stands for a panel is."""

    STANDING = "standing"
    SEATED = "seated"
    LEFT = "left"


PANEL_STATES = {
    PanelState.INVITING: _l("Open for everybody who wants to take part"),
    PanelState.LISTING: _l("The list is being made"),
    PanelState.LISTED: _l("The list is published, the draw is to come"),
    PanelState.DRAWN: _l("Drawn"),
}
PANEL_TONES = {
    PanelState.INVITING: "go",
    PanelState.LISTING: "wait",
    PanelState.LISTED: "wait",
    PanelState.DRAWN: "plain",
}
PANEL_RAIL = tuple(PanelState)

PANEL_LIFE = Workflow(
    "consultation_panels",
    PANEL_STATES,
    (
        Transition(
            name="close_pool",
            label=_l("Close the pool and make the list"),
            before=(PanelState.INVITING,),
            after=PanelState.LISTING,
            permission="consultations.close_pool",
            confirm=_l("Nobody can join from then on. Close the pool?"),
        ),
        Transition(
            name="list_made",
            label=_l("The list is published"),
            before=(PanelState.LISTING,),
            after=PanelState.LISTED,
            permission="consultations.close_pool",
            by_clock=True,
        ),
        Transition(
            name="list_failed",
            label=_l("No panel meets these quotas"),
            before=(PanelState.LISTING,),
            after=PanelState.INVITING,
            permission="consultations.close_pool",
            by_clock=True,
        ),
        Transition(
            name="reopen_pool",
            label=_l("Throw the list away and open the pool again"),
            before=(PanelState.LISTED,),
            after=PanelState.INVITING,
            permission="consultations.close_pool",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="draw_panel",
            label=_l("Draw the panel"),
            before=(PanelState.LISTED,),
            after=PanelState.DRAWN,
            permission="consultations.draw_panel",
        ),
    ),
    start=PanelState.INVITING,
)
