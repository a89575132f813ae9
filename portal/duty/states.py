"""The lives of a rota, a swap, a finding and an objection, as data."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class RotaState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class SwapState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    LAPSED = "lapsed"  # one of the two turns has been given to somebody else


class FindingState(StrEnum):
    REMINDED = "reminded"
    CORRECTED = "corrected"
    CLOSED = "closed"
    REFERRED = "referred"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class ObjectionState(StrEnum):
    FILED = "filed"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


OPEN = frozenset({FindingState.REMINDED, FindingState.CORRECTED})
OVER = frozenset({FindingState.CLOSED, FindingState.SETTLED, FindingState.WITHDRAWN})

ROTA = Workflow(
    "duty_rota",
    {
        RotaState.DRAFT: _l("Proposal"),
        RotaState.PUBLISHED: _l("Rota published"),
        RotaState.WITHDRAWN: _l("Rota withdrawn"),
    },
    [
        Transition(
            name="publish",
            label=_l("Publish the rota"),
            before=(RotaState.DRAFT,),
            after=RotaState.PUBLISHED,
            permission="duty.publish_rota",
        ),
        Transition(
            name="withdraw",
            label=_l("Withdraw the rota"),
            before=(RotaState.DRAFT, RotaState.PUBLISHED),
            after=RotaState.WITHDRAWN,
            permission="duty.withdraw_rota",
            danger=True,
            confirm=_l("Withdraw this rota? Its weeks are free for another one then."),
        ),
    ],
    RotaState.DRAFT,
)
ROTA_TONES = {RotaState.DRAFT: "wait", RotaState.PUBLISHED: "go", RotaState.WITHDRAWN: "stop"}

SWAP = Workflow(
    "duty_swap",
    {
        SwapState.ASKED: _l("Asked"),
        SwapState.AGREED: _l("Swapped"),
        SwapState.DECLINED: _l("Swap declined"),
        SwapState.TAKEN_BACK: _l("Taken back"),
        SwapState.LAPSED: _l("No longer possible"),
    },
    [
        Transition(
            name="agree",
            label=_l("Agree to the swap"),
            before=(SwapState.ASKED,),
            after=SwapState.AGREED,
            permission="duty.answer_swap",
        ),
        Transition(
            name="decline",
            label=_l("Not possible for me"),
            before=(SwapState.ASKED,),
            after=SwapState.DECLINED,
            permission="duty.answer_swap",
        ),
        Transition(
            name="take_back",
            label=_l("Take the question back"),
            before=(SwapState.ASKED,),
            after=SwapState.TAKEN_BACK,
            permission="duty.take_back_swap",
        ),
        Transition(
            name="lapse",
            label=_l("No longer possible"),
            before=(SwapState.ASKED,),
            after=SwapState.LAPSED,
            permission="",
            by_clock=True,
        ),
    ],
    SwapState.ASKED,
)

LIFE = Workflow(
    "duty_finding",
    {
        FindingState.REMINDED: _l("To be corrected"),
        FindingState.CORRECTED: _l("Said to be corrected, waiting for the recheck"),
        FindingState.CLOSED: _l("Corrected, closed"),
        FindingState.REFERRED: _l("Referred to the community worker"),
        FindingState.SETTLED: _l("Settled with the community worker"),
        FindingState.WITHDRAWN: _l("Withdrawn after an objection"),
    },
    [
        Transition(
            name="say_corrected",
            label=_l("It has been put right"),
            before=(FindingState.REMINDED,),
            after=FindingState.CORRECTED,
            permission="duty.say_corrected",
        ),
        Transition(
            name="close",
            label=_l("Rechecked: all right now"),
            before=(FindingState.REMINDED, FindingState.CORRECTED),
            after=FindingState.CLOSED,
            permission="duty.recheck",
        ),
        Transition(
            name="remind_again",
            label=_l("Rechecked: not yet all right"),
            before=(FindingState.REMINDED, FindingState.CORRECTED),
            after=FindingState.REMINDED,
            permission="duty.recheck",
            needs=(Need.REASON,),
        ),
        Transition(
            name="refer",
            label=_l("Refer to the community worker"),
            before=(FindingState.REMINDED,),
            after=FindingState.REFERRED,
            permission="duty.refer",
            needs=(Need.REASON,),
        ),
        Transition(
            name="settle",
            label=_l("Record how it was settled"),
            before=(FindingState.REFERRED,),
            after=FindingState.SETTLED,
            permission="duty.settle",
            needs=(Need.REASON,),
        ),
        Transition(
            name="withdraw",
            label=_l("Withdraw after an objection"),
            before=(FindingState.REMINDED, FindingState.CORRECTED, FindingState.CLOSED),
            after=FindingState.WITHDRAWN,
            permission="duty.decide_objection",
            needs=(Need.REASON,),
        ),
    ],
    FindingState.REMINDED,
)
TONES = {
    FindingState.REMINDED: "wait",
    FindingState.CORRECTED: "wait",
    FindingState.CLOSED: "go",
    FindingState.REFERRED: "stop",
    FindingState.SETTLED: "plain",
    FindingState.WITHDRAWN: "plain",
}

OBJECTION = Workflow(
    "duty_objection",
    {
        ObjectionState.FILED: _l("Waiting for the supervisor"),
        ObjectionState.UPHELD: _l("Objection upheld"),
        ObjectionState.DISMISSED: _l("Objection not upheld"),
    },
    [
        Transition(
            name="uphold",
            label=_l("Uphold the objection"),
            before=(ObjectionState.FILED,),
            after=ObjectionState.UPHELD,
            permission="duty.decide_objection",
            needs=(Need.REASON,),
        ),
        Transition(
            name="dismiss",
            label=_l("Do not uphold the objection"),
            before=(ObjectionState.FILED,),
            after=ObjectionState.DISMISSED,
            permission="duty.decide_objection",
            needs=(Need.REASON,),
        ),
    ],
    ObjectionState.FILED,
)
OBJECTION_TONES = {
    ObjectionState.FILED: "wait",
    ObjectionState.UPHELD: "go",
    ObjectionState.DISMISSED: "plain",
}
