"""Receipts: a short code with which voters find their own ballot in the published list."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
GROUP = 4
_LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_token() -> str:
    """The random secret of one ballot. It says nothing about the person and is stored nowhere beside one."""
    return secrets.token_urlsafe(24)


def receipt_code(token: str) -> str:
    """The receipt of a ballot's token, as `XXXX-XXXX-XXXX`: 60 bits of its SHA-256, without I, L, O and U.

    The same token gives the same code; the token cannot be found from the code.
    """
    digest = hashlib.sha256(b"yiyue ballot receipt\n" + token.encode()).digest()
    number = int.from_bytes(digest[:8]) >> 4
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return _grouped(letters)


def normal_receipt(typed: str) -> str | None:
    """What a person typed, in the form `receipt_code` gives; None when it cannot be a receipt.

    Forgives small letters, full-width letters, spaces, any dashes, and O for 0, I or L for 1.
    """
    folded = unicodedata.normalize("NFKC", typed[:64]).upper().translate(_LOOK_ALIKES)
    letters = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Pd")
    if len(letters) != LENGTH or not set(letters) <= set(ALPHABET):
        return None
    return _grouped(letters)


def _grouped(letters: str) -> str:
    return "-".join(letters[i : i + GROUP] for i in range(0, LENGTH, GROUP))
