"""The pages of opinion maps: answering, reading, moderating."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from portal.core.i18n import _l
from portal.statements.rules.chart import HIGH, WIDE, percent
from portal.statements.states import LABELS, LIFE, SIDES, TONES

bp = Blueprint("statements", __name__, url_prefix="/opinion-maps")

GROUPS = (_l("Group A"), _l("Group B"), _l("Group C"), _l("Group D"), _l("Group E"))
WORDS = {
    "groups": GROUPS,
    "labels": LABELS,
    "sides": SIDES,
    "life": LIFE,
    "tones": TONES,
    "size": (WIDE, HIGH),
}


@bp.context_processor
def words() -> dict[str, Any]:
    return {"map_words": WORDS, "percent": percent}


from portal.statements.views import answering, moderating, reading  # noqa: E402, F401 - their routes
