"""A code on a screen: good for at least ten minutes, worth nothing after a quarter of an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.points.rules.freshness import is_fresh, mark

pytestmark = pytest.mark.no_database

SECRET, SHOWN = b"a secret of the city", datetime(2026, 11, 22, 8, 4, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "fresh"), [(-6, False), (0, True), (5, True), (10, True), (10.1, False), (15, False)]
)
def test_it_is_good_for_a_while(minutes, fresh):
    given = mark(SECRET, "abc", SHOWN)

    assert is_fresh(SECRET, "abc", given, SHOWN + timedelta(minutes=minutes)) is fresh


@pytest.mark.parametrize(
    "given", ["", "0123456789abcdef", mark(b"another", "abc", SHOWN), mark(SECRET, "abd", SHOWN), "号"]
)
def test_nothing_else_is_good(given):
    assert not is_fresh(SECRET, "abc", given, SHOWN)
