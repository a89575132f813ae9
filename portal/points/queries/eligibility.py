"""For whom a reward is meant."""

from __future__ import annotations

from portal.core.i18n import _
from portal.points.models import Reward
from portal.points.queries import balances
from portal.points.rules.grades import Grade
from portal.points.states import SCHEME_LABELS, Scheme


def score_of(user_id: int, scheme: Scheme) -> int:
    """What somebody has earned as a resident, or as a shop."""
    purse = balances.purse(user_id)
    return purse.score_merchant if scheme is Scheme.MERCHANT else purse.score_household


def not_meant_for(reward: Reward, user_id: int) -> str | None:
    """Why it is not meant for this person, as a sentence; None when it is.

    Every person is a resident; a shop is who has a score as one. Only shops have grades.
    """
    if reward.scheme is None and not reward.least_score and reward.least_grade is None:
        return None
    if reward.least_grade is not None:
        return _below_grade(reward.least_grade, user_id)
    scheme = reward.scheme or Scheme.HOUSEHOLD
    score = score_of(user_id, scheme)
    if scheme is Scheme.MERCHANT and not score:
        return _("This reward is meant for shops that have credit points of their own.")
    if score < (reward.least_score or 0):
        return _(
            "This reward is meant for people with a score of %(least)s or more (%(scheme)s). Yours is %(score)s.",
            least=reward.least_score,
            scheme=SCHEME_LABELS[scheme],
            score=score,
        )
    return None


def _below_grade(least: Grade, user_id: int) -> str | None:
    if not balances.has_shop(user_id):
        return _("This reward is meant for shops that have credit points of their own.")
    grade = balances.thresholds().grade(score_of(user_id, Scheme.MERCHANT))
    if grade.value <= least.value:  # A stands before B
        return None
    return _(
        "This reward is meant for shops of grade %(least)s or better. Yours is %(grade)s.",
        least=least.value,
        grade=grade.value,
    )
