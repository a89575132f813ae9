"""The life of a household: asked for by the one who keeps it, seen by one worker, confirmed by another."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class HouseholdState(StrEnum):
    ASKED = "asked"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    DISSOLVED = "dissolved"


S = HouseholdState
STANDING = frozenset({S.ASKED, S.CHECKED, S.CONFIRMED})
"""Somebody belongs to it."""

HOUSEHOLD_LIFE = Workflow(
    "points_household",
    {
        S.ASKED: _l("Waiting for a visit"),
        S.CHECKED: _l("Checked, waiting for a second person"),
        S.CONFIRMED: _l("Confirmed"),
        S.REFUSED: _l("Not confirmed"),
        S.DISSOLVED: _l("Dissolved"),
    },
    (
        Transition(
            name="check",
            label=_l("I have seen the household register"),
            before=(S.ASKED,),
            after=S.CHECKED,
            permission="points.check_household",
        ),
        Transition(
            name="confirm",
            label=_l("Confirm the household"),
            before=(S.CHECKED,),
            after=S.CONFIRMED,
            permission="points.confirm_household",
        ),
        Transition(
            name="refuse",
            label=_l("Do not confirm it"),
            before=(S.ASKED, S.CHECKED),
            after=S.REFUSED,
            permission="points.refuse_household",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="dissolve",
            label=_l("Dissolved: the last member has left"),
            before=(S.ASKED, S.CHECKED, S.CONFIRMED),
            after=S.DISSOLVED,
            permission="",
            by_clock=True,
        ),
    ),
    S.ASKED,
)
HOUSEHOLD_TONES = {
    S.ASKED: "wait",
    S.CHECKED: "wait",
    S.CONFIRMED: "go",
    S.REFUSED: "stop",
    S.DISSOLVED: "plain",
}
