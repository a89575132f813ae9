"""The pages of consultations: reading, speaking, organising, answering."""

from __future__ import annotations

from flask import Blueprint

from portal.consultations.states import (
    CHANNELS,
    DISPOSITION_TONES,
    DISPOSITIONS,
    PHASES,
    STANCE_NAMES,
    STANCE_TONES,
    TONES,
)

bp = Blueprint("consultations", __name__, url_prefix="/consultations")

WORDS = {
    "phases": PHASES,
    "tones": TONES,
    "stances": STANCE_NAMES,
    "stance_tones": STANCE_TONES,
    "channels": CHANNELS,
    "dispositions": DISPOSITIONS,
    "disposition_tones": DISPOSITION_TONES,
}


@bp.context_processor
def words() -> dict[str, object]:
    return {"words": WORDS}


from portal.consultations.views import answering, organising, reading, speaking  # noqa: E402, F401 - their routes
