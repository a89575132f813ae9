"""Tables to take away: they can be read as they open."""

import io

import pytest
from openpyxl import load_workbook

from portal.core.sheets import as_xlsx, widths

pytestmark = pytest.mark.no_database


def test_columns_are_as_wide_as_their_words_and_a_long_one_ends():
    assert widths([("时间", "What for"), ("2026-11-22 10:00", "好" * 80), (None, 3)]) == [18, 60]


def test_the_first_line_is_bold_and_stays_in_sight():
    book = load_workbook(io.BytesIO(as_xlsx("积分", [("时间", "积分"), ("2026-11-22", 5)])))

    sheet = book["积分"]
    assert sheet.freeze_panes == "A2"
    assert [cell.font.bold for cell in sheet[1]] == [True, True]
    assert [cell.value for cell in sheet[2]] == ["2026-11-22", 5]
    assert sheet.column_dimensions["A"].width == 12
