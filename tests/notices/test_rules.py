from __future__ import annotations

from datetime import date

import pytest

from portal.honor.rules import is_document_number
from portal.notices.rules import (
    is_mark,
    mark_of_alliance,
    mark_of_place,
    month_after,
    number_of,
    weeks_of,
)

pytestmark = pytest.mark.no_database


def test_a_number_has_hexagonal_brackets_and_no_leading_zero():
    assert number_of("临河公示", 2026, 18) == "临河公示〔2026〕18号"
    assert is_document_number(number_of("临河公示", 2026, 18))


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("临河街道", "临河"),
        ("禾塘市", "禾塘"),
        ("望溪社区", "望溪"),
        ("柳泾镇", "柳泾"),
        ("Hetang 东区", "东区"),
        ("Hetang", ""),
    ],
)
def test_the_mark_of_a_place_is_its_name_without_what_it_is(name, mark):
    assert mark_of_place(name) == mark


def test_an_alliance_signs_for_short():
    assert mark_of_alliance("新开路商家自治联盟") == "新开路商家盟"
    assert mark_of_alliance("晨扫队") == "晨扫队"


def test_marks_are_chinese_characters():
    assert [is_mark(mark) for mark in ("临河", "", "临河A", "第一", "一" * 13)] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_a_month_has_whole_weeks():
    weeks = weeks_of(date(2026, 11, 1))

    assert (weeks[0][0], weeks[-1][-1]) == (date(2026, 10, 26), date(2026, 12, 6))
    assert (month_after(date(2026, 12, 1)), month_after(date(2026, 1, 1), -1)) == (
        date(2027, 1, 1),
        date(2025, 12, 1),
    )
