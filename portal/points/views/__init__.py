"""The pages of points: one's own, the shelf, vouchers, the shop's counter, the rule book, control."""

from __future__ import annotations

from flask import Blueprint

from portal.points.rules import shown_voucher_code
from portal.points.states import (
    DETERMINATION_LIFE,
    KIND_LABELS,
    LINE_LABELS,
    PER_LABELS,
    RULE_LIFE,
    SCHEME_LABELS,
    SPAN_LABELS,
)
from portal.points.states.deductions import DEDUCTION_LIFE, DEDUCTION_TONES, METHOD_LABELS
from portal.points.states.households import HOUSEHOLD_LIFE, HOUSEHOLD_TONES
from portal.points.states.imports import IMPORT_LABELS, IMPORT_TONES
from portal.points.states.rulebook import CLASS_LABELS, HAND_LABELS
from portal.points.states.seasons import STAGE_LABELS, STAGE_TONES
from portal.points.states.vouchers import VOUCHER_LIFE, VOUCHER_TONES

bp = Blueprint("points", __name__, url_prefix="/points")
short_links = Blueprint("points_links", __name__)

WORDS = {
    "kinds": KIND_LABELS,
    "per": PER_LABELS,
    "spans": SPAN_LABELS,
    "schemes": SCHEME_LABELS,
    "classes": CLASS_LABELS,
    "households": HOUSEHOLD_LIFE.states,
    "household_tones": HOUSEHOLD_TONES,
    "imports": IMPORT_LABELS,
    "import_tones": IMPORT_TONES,
    "hands": HAND_LABELS,
    "versions": RULE_LIFE.states,
    "determinations": DETERMINATION_LIFE.states,
    "deductions": DEDUCTION_LIFE.states,
    "deduction_tones": DEDUCTION_TONES,
    "methods": METHOD_LABELS,
    "vouchers": VOUCHER_LIFE.states,
    "tones": VOUCHER_TONES,
    "stages": STAGE_LABELS,
    "stage_tones": STAGE_TONES,
    "lines": LINE_LABELS,
    "shown": shown_voucher_code,
}


@bp.app_context_processor
def words() -> dict[str, object]:
    """`points_words` for `points/macros.html`, on every page that shows points."""
    return {"points_words": WORDS}


from portal.points.views import (  # noqa: E402 - their routes join the blueprint
    awards,
    certificates,
    claims,
    control,
    counter,
    deductions,
    household_counter,
    household_keeper,
    households,
    imports,
    league,
    mine,
    nicknames,
    offline,
    partners,
    rewards,
    rules,
    seasons,
    slots,
    vouchers,
)

__all__ = [
    "awards",
    "bp",
    "certificates",
    "claims",
    "control",
    "counter",
    "deductions",
    "household_counter",
    "household_keeper",
    "households",
    "imports",
    "league",
    "mine",
    "nicknames",
    "offline",
    "partners",
    "rewards",
    "rules",
    "seasons",
    "short_links",
    "slots",
    "vouchers",
]
