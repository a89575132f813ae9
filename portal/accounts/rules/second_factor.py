"""Codes from an app on the phone (RFC 6238), and codes on paper for the day it is lost."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

STEP = 30  # seconds
HOW_MANY = 10
# letters that are not taken for one another
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, *, account: str, portal: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=portal)


def step_of(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The time step a code belongs to, one step of drift forgiven; None for wrong, old or used ones."""
    digits = "".join(code.split())
    now = int(at.timestamp()) // STEP
    for step in (now, now - 1, now + 1):
        right = hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), digits.encode())
        if right and step > after:
            return step
    return None


def new_codes() -> list[str]:
    """Recovery codes, to be shown once."""
    return ["-".join(_word() for _ in range(3)) for _ in range(HOW_MANY)]


def _word() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(4))


def code_hash(code: str) -> str:
    """A code holds 58 random bits and needs no slow hash."""
    plain = "".join(c for c in code.casefold() if c.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
