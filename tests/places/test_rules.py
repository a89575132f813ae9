from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.places.rules import (
    CalendarDay,
    DayKind,
    Period,
    WorkCalendar,
    calendar_of,
    published_days,
    read_days,
    runs_of,
)

pytestmark = pytest.mark.no_database

CALENDAR = calendar_of(published_days())
any_day = st.dates(min_value=date(2023, 6, 1), max_value=date(2029, 6, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-02-04", True),  # a Sunday made up for Spring Festival
        ("2024-02-09", True),  # the eve of Spring Festival 2024 was no day off by the notice
        ("2024-02-10", False),
        ("2025-01-26", True),
        ("2025-01-28", False),
        ("2025-09-28", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2025-10-12", False),
        ("2026-01-02", False),
        ("2026-02-14", True),
        ("2026-02-23", False),
        ("2026-10-10", True),
        ("2026-11-21", False),
        ("2026-11-23", True),
    ],
)
def test_the_published_days_are_known(day: str, works: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is works


def test_the_file_has_the_number_of_days_the_notices_give() -> None:
    rows = published_days()

    counts = {
        year: tuple(sum(r.day.year == year and r.kind is kind for r in rows) for kind in DayKind)
        for year in (2024, 2025, 2026)
    }

    assert counts == {2024: (28, 8), 2025: (28, 5), 2026: (33, 6)}
    assert CALENDAR.known_years == {2024, 2025, 2026}


def test_every_make_up_day_is_a_weekend_and_both_names_are_there() -> None:
    for row in published_days():
        assert row.kind is DayKind.HOLIDAY or row.day.weekday() >= 5, row
        assert row.name_hans
        assert row.name_hant
        assert "部分节假日安排的通知" in row.source


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2025-11-14", 5, "2025-11-21"),  # a Friday's notice: Monday is day 1
        ("2025-09-26", 1, "2025-09-28"),  # the make-up Sunday counts
        ("2025-09-30", 1, "2025-10-09"),  # eight days off
        ("2025-10-10", 1, "2025-10-11"),
        ("2025-10-11", 1, "2025-10-13"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-11-22", 0, "2026-11-22"),
        ("2026-12-31", 1, "2027-01-01"),  # no data for 2027: a Friday is taken for a working day
    ],
)
def test_adding_working_days(start: str, n: int, end: str) -> None:
    assert CALENDAR.add_working_days(date.fromisoformat(start), n) == date.fromisoformat(end)


def test_a_period_over_new_year_says_that_it_is_assumed() -> None:
    period = CALENDAR.end_of_period(date(2026, 12, 30), 5)

    assert period == Period(
        first_day=date(2026, 12, 31), last_day=date(2027, 1, 6), working_days=5, unknown_years=(2027,)
    )
    assert period.assumed


def test_a_period_inside_a_known_year_is_certain() -> None:
    period = CALENDAR.end_of_period(date(2026, 11, 20), 5)

    assert (period.first_day, period.last_day) == (date(2026, 11, 23), date(2026, 11, 27))
    assert not period.assumed


def test_an_opening_on_the_last_day_of_an_unknown_year_is_certain() -> None:
    assert CALENDAR.end_of_period(date(2023, 12, 31), 3).assumed is False


def test_a_calendar_without_data_counts_weekends_and_says_so() -> None:
    bare = WorkCalendar({}, set())

    period = bare.end_of_period(date(2027, 1, 1), 3)

    assert (period.last_day, period.unknown_years) == (date(2027, 1, 6), (2027,))


def test_a_day_the_city_adds_counts_although_its_year_is_not_complete() -> None:
    calendar = WorkCalendar({date(2027, 1, 1): False}, set())

    assert calendar.add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert calendar.unknown_years(date(2028, 1, 1), date(2026, 1, 1)) == (2026, 2027, 2028)


@pytest.mark.parametrize("n", [-1, 5001])
def test_a_length_out_of_bounds_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="counted from 0"):
        CALENDAR.add_working_days(date(2026, 1, 1), n)
    with pytest.raises(ValueError, match="counted from 0"):
        CALENDAR.latest_start(date(2026, 1, 1), n)


def test_a_period_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.end_of_period(date(2026, 1, 1), 0)


def test_a_last_day_off_moves_to_the_next_working_day() -> None:
    assert CALENDAR.or_next_working_day(date(2025, 10, 1)) == date(2025, 10, 9)
    assert CALENDAR.or_next_working_day(date(2025, 10, 9)) == date(2025, 10, 9)


@given(any_day, st.integers(0, 60))
def test_counting_undoes_adding(start: date, n: int) -> None:
    end = CALENDAR.add_working_days(start, n)

    assert CALENDAR.working_days_between(start, end) == n
    assert CALENDAR.working_days_between(end, start) == -n
    assert n == 0 or CALENDAR.is_working_day(end)


@given(any_day, st.integers(0, 30))
def test_the_latest_start_is_early_enough_and_no_earlier(end: date, n: int) -> None:
    start = CALENDAR.latest_start(end, n)

    assert CALENDAR.add_working_days(start, n) <= end
    assert CALENDAR.add_working_days(start + timedelta(days=1), n) > end or n == 0


@given(any_day, st.integers(1, 30), st.integers(1, 30))
def test_periods_follow_one_another(start: date, n: int, m: int) -> None:
    in_two = CALENDAR.add_working_days(CALENDAR.add_working_days(start, n), m)

    assert in_two == CALENDAR.add_working_days(start, n + m)


def test_rows_are_read_in_order() -> None:
    text = "day,kind,name_hans,name_hant,source\n2027-01-01,holiday,元旦,元旦,本市\n"

    assert read_days(text.splitlines()) == (
        CalendarDay(
            day=date(2027, 1, 1), kind=DayKind.HOLIDAY, name_hans="元旦", name_hant="元旦", source="本市"
        ),
    )


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("2027-13-01,holiday,a,b,c", 2),
        ("2027-01-01,maybe,a,b,c", 2),
        ("2027-01-01,holiday", 2),
        ("2027-01-01,holiday,a,b,c\n2027-01-01,workday,a,b,c", 3),
    ],
)
def test_a_bad_row_is_refused_with_its_line(body: str, line: int) -> None:
    text = f"day,kind,name_hans,name_hant,source\n{body}\n"

    with pytest.raises(ValueError, match=f"line {line}:"):
        read_days(text.splitlines())


def test_days_in_a_row_that_are_alike_are_one_run() -> None:
    rows = [row for row in published_days() if row.day.year == 2026 and row.day.month == 2]

    runs = runs_of(rows, lambda row: (row.kind, row.name_hans))

    assert [(first.day.day, last.day.day) for first, last in runs] == [(14, 14), (15, 23), (28, 28)]
