"""Titles on paper break by meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.papers.headings import LAST, MOST, heading, pieces

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("title", "marked"),
    [
        ("荣誉证书", "荣誉证书"),
        ("临河街道红榜公告", "临河街道红榜公告"),
        ("关于表彰文明经营户的公告", "关于表彰文明经[营户的公告]"),
        ("关于通过《新开路公约》并公布的公告", "关于通过[《新开路公约》]并[公布的公告]"),
        ("临河街道办事处公告临河公示〔2026〕12号", "临河街道办事处公告[临河公示〔2026〕12号]"),
        ("禾塘市2026年11月22日议事会会议纪要", "禾塘市[2026年][11月][22日]议事会[会议纪要]"),
        ("每户每月第3次收运从下月起改为12.5元", "每户每月[第3次]收运从下月起改为[12.5元]"),
    ],
)
def test_what_stays_together(title, marked):
    assert "".join(f"[{text}]" if whole else text for text, whole in pieces(title)) == marked


@given(st.text("关于《新开路公约》〔2026〕12号的年a .", max_size=40), st.integers(4, 16))
def test_nothing_is_lost_and_nothing_is_longer_than_a_line(title, most):
    found = pieces(title, most)

    assert "".join(text for text, _whole in found) == title
    assert all(len(text) <= most for text, whole in found if whole)
    assert len(title) <= 2 * LAST or found[-1][1]


def test_a_long_name_keeps_its_marks_with_words_and_html_is_text():
    long = "关于修订《禾塘市汇园小区电动自行车停放充电规约》的说明与<b>请求"

    assert [text for text, whole in pieces(long) if whole][:2] == ["《禾塘", "规约》"]
    assert "&lt;" in heading(long) and "<b>" not in heading(long)
    assert heading("荣誉证书", MOST) == "荣誉证书"
