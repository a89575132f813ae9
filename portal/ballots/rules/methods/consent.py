"""Consent: a proposal stands unless somebody objects with a reason. Reservations are noted and stop nothing."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Voice(StrEnum):
    """What one may say to a proposal."""

    AGREE = "agree"
    ABSTAIN = "abstain"
    RESERVE = "reserve"
    OBJECT = "object"


def count_consent(voices: Iterable[tuple[Voice, str]]) -> dict[str, object]:
    """Count (voice, reason) pairs. Raises ValueError on an objection without a reason: it would stop the proposal
    and help nobody to mend it. Nothing is consented to when nobody agrees.
    """
    said = list(voices)
    if any(voice is Voice.OBJECT and not reason.strip() for voice, reason in said):
        raise ValueError("an objection has no reason")
    counts = {str(one): sum(voice is one for voice, _reason in said) for one in Voice}
    consented = counts[Voice.AGREE] > 0 and not counts[Voice.OBJECT]
    return {
        "ballots": len(said),
        "blank": 0,
        "leaders": [str(Voice.AGREE)] if consented else [],
        "tied": False,
        "voices": counts,
        "consented": consented,
        "objections": sorted(reason for voice, reason in said if voice is Voice.OBJECT),
        "reservations": sorted(reason for voice, reason in said if voice is Voice.RESERVE and reason.strip()),
    }
