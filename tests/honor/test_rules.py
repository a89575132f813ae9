from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.honor.rules import (
    Bound,
    Severity,
    TermProblem,
    latest_end,
    published_bounds,
)

pytestmark = pytest.mark.no_database

BOUNDS = published_bounds()


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("severity", "start", "end"),
    [
        (Severity.MINOR, "2025-11-03", "2026-02-02"),
        (Severity.MINOR, "2025-11-30", "2026-02-28"),
        (Severity.MINOR, "2025-01-31", "2025-04-30"),
        (Severity.MINOR, "2025-12-01", "2026-02-28"),
        (Severity.GENERAL, "2025-11-03", "2026-11-02"),
        (Severity.GENERAL, "2024-02-29", "2025-02-28"),
        (Severity.SERIOUS, "2025-11-03", "2028-11-02"),
        (Severity.SERIOUS, "2024-01-01", "2026-12-31"),
        (Severity.OWN, "2025-11-03", "2026-01-31"),
    ],
)
def test_the_latest_end(severity: Severity, start: str, end: str) -> None:
    assert latest_end(severity, day(start)) == day(end)


@pytest.mark.parametrize(
    ("severity", "start", "end"),
    [
        (Severity.OWN, "2025-11-03", "2025-12-02"),  # 30 days, both ends counted
        (Severity.MINOR, "2025-11-03", "2025-12-02"),
        (Severity.GENERAL, "2025-12-01", "2026-03-02"),
        (Severity.SERIOUS, "2025-11-03", "2026-11-03"),
    ],
)
def test_the_proposed_end(severity: Severity, start: str, end: str) -> None:
    assert BOUNDS.proposed_end(severity, day(start)) == day(end)


@pytest.mark.parametrize(
    ("severity", "end", "problem"),
    [
        (Severity.OWN, "2025-11-02", TermProblem.ENDS_BEFORE_IT_BEGINS),
        (Severity.OWN, "2025-11-03", None),
        (Severity.OWN, "2026-01-31", None),
        (Severity.OWN, "2026-02-01", TermProblem.TOO_LONG),
        (Severity.MINOR, "2026-02-03", TermProblem.TOO_LONG),
        (Severity.GENERAL, "2026-02-01", TermProblem.TOO_SHORT),
        (Severity.GENERAL, "2026-02-02", None),
        (Severity.GENERAL, "2026-11-03", TermProblem.TOO_LONG),
        (Severity.SERIOUS, "2026-11-01", TermProblem.TOO_SHORT),
        (Severity.SERIOUS, "2028-11-03", TermProblem.TOO_LONG),
        (Severity.SERIOUS, "2030-11-02", TermProblem.TOO_LONG),
        (Severity.SERIOUS, "2030-11-03", TermProblem.BEYOND_THE_CAP),
    ],
)
def test_a_term_is_checked(severity: Severity, end: str, problem: TermProblem | None) -> None:
    assert BOUNDS.term_problem(severity, day("2025-11-03"), day(end)) is problem


@pytest.mark.parametrize(
    ("severity", "start"),
    [
        (Severity.MINOR, "2025-11-03"),
        (Severity.OWN, "2025-11-03"),
        (Severity.GENERAL, "2026-02-03"),
        (Severity.SERIOUS, "2026-11-03"),
    ],
)
def test_repair(severity: Severity, start: str) -> None:
    assert BOUNDS.repairable_from(severity, day("2025-11-03")) == day(start)


def test_each_bound_has_its_source_and_date() -> None:
    for bound in (*BOUNDS.by_severity.values(), BOUNDS.cap):
        assert bound.source_hans
        assert bound.source_hant != bound.source_hans
        assert bound.as_of >= day("2025-06-22")


@pytest.mark.parametrize(
    "change",
    [{"months": None}, {"days": 3}, {"months": 0}, {"months_min": -1}, {"default_days": 0}],
)
def test_a_bound_without_sense_is_refused(change: dict[str, int | None]) -> None:
    values = {"months_min": 0, "months": 3, "default_days": 30, **change}

    with pytest.raises(ValueError, match="a bound is"):
        Bound(**values, repair_at_once=True, source_hans="甲", source_hant="甲", as_of=day("2026-01-01"))


def test_a_severity_without_a_bound_is_refused(tmp_path) -> None:
    path = tmp_path / "bounds.toml"
    path.write_text("", encoding="utf-8")

    with pytest.raises(ValueError, match="every severity"):
        published_bounds(path)


starts = st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 1, 1))


@given(st.sampled_from(Severity), starts)
def test_what_is_proposed_may_be_set(severity: Severity, start: date) -> None:
    proposed = BOUNDS.proposed_end(severity, start)

    assert BOUNDS.term_problem(severity, start, proposed) is None
    assert BOUNDS.term_problem(severity, start, latest_end(severity, start)) is None
    assert BOUNDS.term_problem(severity, start, BOUNDS.earliest_end(severity, start)) is None


@given(st.sampled_from(Severity), starts)
def test_a_later_start_never_ends_earlier(severity: Severity, start: date) -> None:
    assert latest_end(severity, start) <= latest_end(severity, start + timedelta(days=1))


@given(st.sampled_from(Severity), starts)
def test_no_entry_passes_five_years(severity: Severity, start: date) -> None:
    assert (latest_end(severity, start) - start).days < 5 * 366
