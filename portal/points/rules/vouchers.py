"""Voucher codes: eight digits a shop can type from a phone or from paper."""

from __future__ import annotations

import secrets
import unicodedata

DIGITS = "23456789"
LENGTH = 8
EIGHT = str.maketrans("01234567", DIGITS)  # a number in the octal system has as many digits

# Damm, "Total anti-symmetrische Quasigruppen" (2004): finds every wrong digit and every swap of neighbours
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def new_voucher_code() -> str:
    """A random code: seven digits and a check digit, without 0 and 1, which people take for O, I and 7.

    There are some 1.7 million, so a code is unique only with the table's help, and guessing is stopped by the
    partner's sign-in and by a rate limit, not by the code.
    """
    while True:
        drawn = secrets.randbelow(len(DIGITS) ** (LENGTH - 1))
        digits = f"{drawn:0{LENGTH - 1}o}".translate(EIGHT)
        code = digits + str(_check(digits))
        if code[-1] in DIGITS:
            return code


def normal_voucher_code(typed: str) -> str | None:
    """What somebody typed as eight bare digits; None when it cannot be a code (a digit wrong or swapped)."""
    folded = unicodedata.normalize("NFKC", typed[:40])
    digits = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Pd")
    if len(digits) != LENGTH or not set(digits) <= set(DIGITS) or _check(digits) != 0:
        return None
    return digits


def shown_voucher_code(code: str) -> str:
    """The code in two groups of four, as it is read aloud."""
    return f"{code[:4]} {code[4:]}"


def _check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim
