"""Reading a table of findings, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from portal.points.rules.findings import Finding, Problem, Trouble, columns_of, has_headings, read

pytestmark = pytest.mark.no_database
HEADS = ["账号", "细则编号", "日期", "次数", "事由", "凭据", "分值", "理由"]


def test_lines_are_read_by_their_headings_in_any_order():
    heads = ["日期", "帳號", "事由", "細則"]

    findings, problems = read([heads, ["2026年11月3日", "r001", "晨扫", "j08"], ["", " ", "", ""]])

    assert findings == [Finding(line=2, account="r001", rule="J08", day=date(2026, 11, 3), note="晨扫")]
    assert problems == []
    assert len(columns_of(HEADS)) == 8
    assert has_headings("账号;细则编号;日期;事由\n")
    assert not has_headings("姓名;金额\n")


def test_what_cannot_be_read_is_said_by_line():
    findings, problems = read(
        [
            HEADS,
            ["r001", "J08", "20261103", "2", "晨扫", "签到表", "", ""],
            ["R001", "J08", "2026/11/3", "", "晨扫", "", "", ""],
            ["r002", "J08", "昨天", "", "晨扫", "", "", ""],
            ["r003", "J08", "2026-11-31", "", "晨扫", "", "", ""],
            ["r004", "J08", "2026-11-03", "两", "晨扫", "", "", ""],
            ["r005", "J08", "2026-11-03", "0", "晨扫", "", "", ""],
            ["r006", "", "2026-11-03", "1", "晨扫"],
        ]
    )

    assert [one.line for one in findings] == [2, 3]
    assert problems == [
        Problem(4, Trouble.DAY, "昨天"),
        Problem(5, Trouble.DAY, "2026-11-31"),
        Problem(6, Trouble.NUMBER, "两"),
        Problem(7, Trouble.NUMBER, "0"),
        Problem(8, Trouble.MISSING, "rule"),
        Problem(3, Trouble.TWICE, "2"),
    ]


def test_points_within_a_range_are_read_without_their_sign():
    (one,), _problems = read([HEADS, ["m1", "N15", "2026-11-03", "", "断枝", "照片", "−35", "可恢复"]])

    assert (one.points, one.weighing, one.times) == (35, "可恢复", 1)
