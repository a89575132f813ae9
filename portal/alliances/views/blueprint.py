from __future__ import annotations

from flask import Blueprint

from portal.alliances.states import (
    CONVENTIONS_LABELS,
    HEARING,
    HOW_LABELS,
    KIND_LABELS,
    LEGAL_LABELS,
    LIFE,
    MEMBERSHIP,
    MEMBERSHIP_TONES,
    MERGER,
    MERGER_TONES,
    OFFICE_LABELS,
    STATE_TONES,
)

bp = Blueprint("alliances", __name__, url_prefix="/alliances")


@bp.app_context_processor
def words() -> dict[str, object]:
    """The words of alliances, for their own pages and for panels on others."""
    return {
        "alliance_words": {
            "conventions": CONVENTIONS_LABELS,
            "merger": MERGER,
            "merger_tones": MERGER_TONES,
            "how": HOW_LABELS,
            "kinds": KIND_LABELS,
            "legal": LEGAL_LABELS,
            "life": LIFE,
            "membership": MEMBERSHIP,
            "membership_tones": MEMBERSHIP_TONES,
            "hearing": HEARING,
            "offices": OFFICE_LABELS,
            "tones": STATE_TONES,
        }
    }
