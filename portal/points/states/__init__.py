"""The words of points: buckets, schemes, and the lives of rule versions, determinations and vouchers."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow
from portal.points.rules import Span, TransferKind
from portal.points.rules.grades import Measure


class Scheme(StrEnum):
    """Whose rule book: residents' 三治积分 or shops' 商户信用积分."""

    HOUSEHOLD = "household"
    MERCHANT = "merchant"


class Bucket(StrEnum):
    """A closed set of accounts that sums to zero. What is earned goes into a score and into the purse."""

    SPENDABLE = "spendable"
    HOUSEHOLD_SCORE = "score_household"
    MERCHANT_SCORE = "score_merchant"


BUCKET_LABELS = {
    Bucket.SPENDABLE: _l("To spend"),
    Bucket.HOUSEHOLD_SCORE: _l("Residents' points"),
    Bucket.MERCHANT_SCORE: _l("Shops' credit points"),
}
SCORE_OF = {Scheme.HOUSEHOLD: Bucket.HOUSEHOLD_SCORE, Scheme.MERCHANT: Bucket.MERCHANT_SCORE}
SCHEME_LABELS = {
    Scheme.HOUSEHOLD: _l("Residents' points"),
    Scheme.MERCHANT: _l("Shops' credit points"),
}


class RewardKind(StrEnum):
    GOODS = "goods"
    SERVICE = "service"
    VOUCHER = "voucher"
    HONOUR = "honour"  # follows from a rating, cannot be picked from the shelf
    CREDIT_REFERRAL = "credit_referral"  # a certificate for a bank, which decides by itself


KIND_LABELS = {
    RewardKind.GOODS: _l("Goods"),
    RewardKind.SERVICE: _l("Public services"),
    RewardKind.VOUCHER: _l("Shop vouchers"),
    RewardKind.HONOUR: _l("Honours"),
    RewardKind.CREDIT_REFERRAL: _l("Recommendations to a bank"),
}


class LimitPer(StrEnum):
    """Whom a person's limit is meant for. It is counted for each account; that of a household stands beside it."""

    PERSON = "person"
    MERCHANT = "merchant"
    CHILD = "child"


PER_LABELS = {
    LimitPer.PERSON: _l("each person"),
    LimitPer.MERCHANT: _l("each shop"),
    LimitPer.CHILD: _l("each child"),
}
SPAN_LABELS = {
    Span.DAY: _l("a day"),
    Span.WEEK: _l("a week"),
    Span.MONTH: _l("a month"),
    Span.QUARTER: _l("a quarter"),
    Span.YEAR: _l("a year"),
    Span.EVER: _l("ever"),
}


LINE_LABELS = {
    TransferKind.AWARD: _l("Earned"),
    TransferKind.DEDUCT: _l("Taken away"),
    TransferKind.HOLD: _l("Put aside for a voucher"),
    TransferKind.RELEASE: _l("Given back from a voucher"),
    TransferKind.SPEND: _l("Voucher redeemed"),
    TransferKind.EXPIRE: _l("Expired"),
    TransferKind.OPEN: _l("The year begins"),
    TransferKind.RESET: _l("The year is closed"),
    TransferKind.REVERSE: _l("Correction of an earlier line"),
}


MEASURE_LABELS = {
    Measure.FEWER_CHECKS: _l("Fewer inspections"),
    Measure.GREEN_CHANNEL: _l("Served first at the city's counters"),
    Measure.PAPERS_LATER: _l("Missing papers may be handed in later"),
    Measure.RATINGS: _l("Can be put forward for honours"),
    Measure.NO_EASE: _l("No simplified procedures until the grade is better"),
    Measure.MORE_CHECKS: _l("Inspected more often"),
}


class VersionState(StrEnum):
    DRAFT = "draft"
    RELEASED = "released"
    DROPPED = "dropped"


RULE_LIFE = Workflow(
    "points_rule_version",
    {
        VersionState.DRAFT: _l("Waiting for release"),
        VersionState.RELEASED: _l("Released"),
        VersionState.DROPPED: _l("Dropped"),
    },
    (
        Transition(
            name="release",
            label=_l("Release"),
            before=(VersionState.DRAFT,),
            after=VersionState.RELEASED,
            permission="points.release_rule",
        ),
        Transition(
            name="drop",
            label=_l("Drop the draft"),
            before=(VersionState.DRAFT,),
            after=VersionState.DROPPED,
            permission="points.draft_rule",
            needs=(Need.REASON,),
            danger=True,
        ),
    ),
    VersionState.DRAFT,
)


class DeterminationState(StrEnum):
    PROPOSED = "proposed"
    POSTED = "posted"
    DECLINED = "declined"


DETERMINATION_LIFE = Workflow(
    "points_determination",
    {
        DeterminationState.PROPOSED: _l("Waiting for a second person"),
        DeterminationState.POSTED: _l("Posted"),
        DeterminationState.DECLINED: _l("Declined"),
    },
    (
        Transition(
            name="confirm",
            label=_l("Confirm and post"),
            before=(DeterminationState.PROPOSED,),
            after=DeterminationState.POSTED,
            permission="points.confirm",
        ),
        Transition(
            name="decline",
            label=_l("Decline"),
            before=(DeterminationState.PROPOSED,),
            after=DeterminationState.DECLINED,
            permission="points.decline",
            needs=(Need.REASON,),
            danger=True,
        ),
    ),
    DeterminationState.PROPOSED,
)


class StockKind(StrEnum):
    """Why the stock changes by hand."""

    DELIVERY = "delivery"
    CORRECTION = "correction"


STOCK_LABELS = {StockKind.DELIVERY: _l("Delivery"), StockKind.CORRECTION: _l("Count set right")}
