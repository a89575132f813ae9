from __future__ import annotations

from typing import Any

from flask import Blueprint

from portal.conventions.queries import source_from
from portal.conventions.states import (
    CAPACITY_LABELS,
    CHANNEL_LABELS,
    DISPOSITION_LABELS,
    DISPOSITION_TONES,
    FINDING_LABELS,
    FINDING_TONES,
    FORCE_LABELS,
    FORCE_TONES,
    KIND_LABELS,
    LINK_LABELS,
    METHOD_LABELS,
    MODALITY_LABELS,
    NEXT_STEPS,
    ORDER,
    RULES_OF_KINDS,
    SOURCE_LABELS,
    STANCE_LABELS,
    STATE_LABELS,
    STATE_TONES,
    STOP_LABELS,
)
from portal.conventions.states.amendments import ACTION_LABELS, AMENDMENT_LABELS, AMENDMENT_TONES
from portal.core.language import Bitext
from portal.core.masking import mask_name

bp = Blueprint("conventions", __name__, url_prefix="/conventions")

WORDS = {
    "amendment_states": AMENDMENT_LABELS,
    "amendment_tones": AMENDMENT_TONES,
    "actions": ACTION_LABELS,
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
    "channels": CHANNEL_LABELS,
    "capacities": CAPACITY_LABELS,
    "forces": FORCE_LABELS,
    "force_tones": FORCE_TONES,
    "findings": FINDING_LABELS,
    "finding_tones": FINDING_TONES,
    "links": LINK_LABELS,
    "order": ORDER,
    "stops": STOP_LABELS,
    "rules": RULES_OF_KINDS,
}


@bp.context_processor
def words() -> dict[str, object]:
    return {"words": WORDS, "masked": masked, "source_text": source_text, "source_line": source_line}


def masked(name: Any) -> str:
    """张某某; the name of nobody is empty."""
    return mask_name(str(name)) if name else ""


def source_line(token: str) -> str:
    """A source as the rules of comparing see it, as a line to read."""
    source = source_from(token)
    return f"{SOURCE_LABELS[source['kind']]} · {source_text(source)}"


def source_text(source: dict[str, Any]) -> Bitext:
    return Bitext.from_json(source["text"])
