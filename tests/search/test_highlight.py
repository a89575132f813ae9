from __future__ import annotations

import re
from time import thread_time

import pytest

from portal.search.highlight import WIDTH, excerpt, mark
from portal.search.tokens import read_question

pytestmark = pytest.mark.needs_no_database


@pytest.mark.parametrize(
    ("text", "question", "shown"),
    [
        ("三治麵券怎麼兌換", "面券", "三治<mark>麵券</mark>怎麼兌換"),
        ("资讯公开", "信息", "<mark>资讯</mark>公开"),
        ("5 號樓和15號樓", "5号楼", "<mark>5 號樓</mark>和15號樓"),
        ("本店有ＷｉＦｉ", "wifi", "本店有<mark>ＷｉＦｉ</mark>"),
        ("积分积分", "积分", "<mark>积分</mark><mark>积分</mark>"),
        ("<b>积分</b> & 榜", "积分", "&lt;b&gt;<mark>积分</mark>&lt;/b&gt; &amp; 榜"),
        ("没有", "积分", "没有"),
        ("没有问题", "", "没有问题"),
    ],
)
def test_what_was_asked_for_is_marked_in_the_text_as_it_was_written(text: str, question: str, shown: str):
    assert mark(text, read_question(question)) == shown


def test_an_excerpt_stands_around_the_answer_and_begins_with_its_sentence():
    text = "前面的话。" * 100 + "本店兑换积分。" + "后面的话。" * 100

    shown = excerpt(text, read_question("积分"))

    assert shown.startswith("…本店兑换<mark>积分</mark>。后面的话。")
    assert shown.endswith("…")
    assert len(re.sub("<.*?>|…", "", shown)) == WIDTH


def test_without_an_answer_the_beginning_is_shown():
    assert excerpt("很短的正文", read_question("积分")) == "很短的正文"


def test_an_answer_longer_than_the_excerpt_is_shown_whole():
    assert excerpt("甲乙丙丁戊", read_question("乙丙丁"), width=2) == "甲<mark>乙丙丁</mark>…"


def test_a_hostile_text_costs_no_time():
    start = thread_time()

    excerpt("a " * 40_000, read_question('"a a a a a a a a b"'))

    assert thread_time() - start < 1
