from datetime import date

import pytest

from portal.alliances.rules import enough_took_part, last_day_of_term

pytestmark = pytest.mark.needs_no_database


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 3, 5), 12, date(2027, 3, 4)),
        (date(2026, 11, 30), 3, date(2027, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 1, 1), 36, date(2028, 12, 31)),
    ],
)
def test_a_term_ends_the_day_before(first, months, last):
    assert last_day_of_term(first, months) == last


@pytest.mark.parametrize(
    ("voted", "entitled", "percent", "enough"),
    [(5, 10, 50, True), (4, 10, 50, False), (0, 0, 0, False), (0, 5, 0, False), (2, 3, 67, False)],
)
def test_turnout_is_exact(voted, entitled, percent, enough):
    assert enough_took_part(voted, entitled, percent) is enough
