"""A code on a screen that is good for a quarter of an hour: a picture of it that went round is soon worth nothing."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

STEP = 5 * 60
STEPS = 3


def mark(secret: bytes, code: str, at: datetime) -> str:
    """What is added to the code of a voucher at this moment."""
    return _marked(secret, code, int(at.timestamp()) // STEP)


def is_fresh(secret: bytes, code: str, given: str, at: datetime) -> bool:
    """Whether it was shown within the last quarter of an hour, or at least the last ten minutes."""
    now = int(at.timestamp()) // STEP
    return any(
        hmac.compare_digest(_marked(secret, code, now - back).encode(), given.encode())
        for back in range(STEPS)
    )


def _marked(secret: bytes, code: str, step: int) -> str:
    return hmac.new(secret, f"voucher on a screen:{code}:{step}".encode(), hashlib.sha256).hexdigest()[:16]
