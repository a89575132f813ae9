"""How long records stay."""

from __future__ import annotations

from datetime import date, timedelta

from portal.honor.rules.terms import months_on

YEARS_KEPT = 3


def kept_until(last: date) -> date:
    """The last day of three years that begin on the day after `last` (PIPL art. 56)."""
    return months_on(last + timedelta(days=1), 12 * YEARS_KEPT)
