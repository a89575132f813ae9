from __future__ import annotations

from typing import Any

from flask import Blueprint

from portal.conventions.states import (
    DISPOSITION_LABELS,
    DISPOSITION_TONES,
    KIND_LABELS,
    METHOD_LABELS,
    MODALITY_LABELS,
    NEXT_STEPS,
    SOURCE_LABELS,
    STANCE_LABELS,
    STATE_LABELS,
    STATE_TONES,
)
from portal.core.language import Bitext
from portal.core.masking import mask_name

bp = Blueprint("conventions", __name__, url_prefix="/conventions")

WORDS = {
    "states": STATE_LABELS,
    "tones": STATE_TONES,
    "next_steps": NEXT_STEPS,
    "kinds": KIND_LABELS,
    "modalities": MODALITY_LABELS,
    "sources": SOURCE_LABELS,
    "methods": METHOD_LABELS,
    "stances": STANCE_LABELS,
    "dispositions": DISPOSITION_LABELS,
    "disposition_tones": DISPOSITION_TONES,
}


@bp.context_processor
def words() -> dict[str, object]:
    return {"words": WORDS, "masked": masked, "source_text": source_text}


def masked(name: Any) -> str:
    """张某某; the name of nobody is empty."""
    return mask_name(str(name)) if name else ""


def source_text(source: dict[str, Any]) -> Bitext:
    return Bitext.from_json(source["text"])
