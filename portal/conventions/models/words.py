"""Small makers of values that the tables of conventions share."""

from __future__ import annotations

import secrets

from portal.core.language import Bitext


def no_text() -> Bitext:
    return Bitext.both("", "")


def new_code() -> str:
    return secrets.token_hex(4)
