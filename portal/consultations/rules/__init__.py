"""What a consultation must keep to, as data and arithmetic."""

from portal.consultations.rules.kinds import DAYS, OPTIONAL_STOPS, Kind, presets
from portal.consultations.rules.texts import (
    EXPLAINED,
    PLAIN_MOST,
    REASON_LEAST,
    needs_longer_reason,
    option_key,
    text_hash,
)

__all__ = [
    "DAYS",
    "EXPLAINED",
    "OPTIONAL_STOPS",
    "PLAIN_MOST",
    "REASON_LEAST",
    "Kind",
    "needs_longer_reason",
    "option_key",
    "presets",
    "text_hash",
]
