"""The pages of consultations: reading, speaking, organising, answering."""

from __future__ import annotations

from flask import Blueprint

from portal.consultations.rules.rates import SHOWN_FROM
from portal.consultations.states import (
    CHANNELS,
    CONSENSUS,
    DISPOSITION_TONES,
    DISPOSITIONS,
    LEANING_TONES,
    LEANINGS,
    PHASES,
    PROMISE_STATES,
    PROMISE_TONES,
    RECORDS,
    SATISFACTIONS,
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
    "records": RECORDS,
    "consensus": CONSENSUS,
    "dispositions": DISPOSITIONS,
    "disposition_tones": DISPOSITION_TONES,
    "promise_states": PROMISE_STATES,
    "promise_tones": PROMISE_TONES,
    "ratings_least": SHOWN_FROM,
    "satisfactions": SATISFACTIONS,
    "leanings": LEANINGS,
    "leaning_tones": LEANING_TONES,
}


@bp.context_processor
def words() -> dict[str, object]:
    return {"words": WORDS}


from portal.consultations.views import (  # noqa: E402 - their routes
    answering,  # noqa: F401
    collating,  # noqa: F401
    kinds,  # noqa: F401
    lot_panels,  # noqa: F401
    organising,  # noqa: F401
    papers,  # noqa: F401
    promising,  # noqa: F401
    reading,  # noqa: F401
    sessions,  # noqa: F401
    speaking,  # noqa: F401
    stepping,  # noqa: F401
    topics,  # noqa: F401
)
