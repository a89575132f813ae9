from __future__ import annotations

from flask import Blueprint

from portal.ballots.queries import yuan
from portal.ballots.states import (
    CHANNEL_LABELS,
    CHOICE_LABELS,
    ELECTORATE_LABELS,
    METHOD_LABELS,
    METHOD_SENTENCES,
    PASS_BASIS_LABELS,
    PHASE_LABELS,
    PHASE_TONES,
    QUORUM_BASIS_LABELS,
    REASON_SENTENCES,
    ROLL_KIND_LABELS,
    VOICE_LABELS,
)

bp = Blueprint("ballots", __name__, url_prefix="/ballots")

WORDS = {
    "phase_labels": PHASE_LABELS,
    "phase_tones": PHASE_TONES,
    "reason_sentences": REASON_SENTENCES,
    "electorate_labels": ELECTORATE_LABELS,
    "basis_labels": QUORUM_BASIS_LABELS,
    "pass_labels": PASS_BASIS_LABELS,
    "channel_labels": CHANNEL_LABELS,
    "choice_labels": CHOICE_LABELS,
    "roll_kinds": ROLL_KIND_LABELS,
    "methods": METHOD_LABELS,
    "method_sentences": METHOD_SENTENCES,
    "voices": VOICE_LABELS,
}


@bp.app_context_processor
def words() -> dict[str, object]:
    """`ballot_words` for `ballots/macros.html`, on every feature's pages."""
    return {"ballot_words": WORDS}


bp.add_app_template_filter(yuan, "yuan")


@bp.app_template_filter("m2")
def square_metres(area: int) -> str:
    """Hundredths of a square metre as a reader reads them: 89.37, 1,200."""
    whole, part = divmod(area, 100)
    return f"{whole:,}.{part:02}" if part else f"{whole:,}"
