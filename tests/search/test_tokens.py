from __future__ import annotations

import pytest

from portal.search.tokens import MOST_SPELLINGS, MOST_UNITS, plain, read_question, tokens

pytestmark = pytest.mark.needs_no_database


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("积分榜", ["积分", "分榜", "榜"]),
        ("榜", ["榜"]),
        ("A座3號樓", ["a", "座", "3", "号楼", "楼"]),
        ("HT-LH-0137-K", ["ht", "lh", "0137", "k"]),
        ("三治，面券。", ["三治", "治", "面券", "券"]),
        ("𠮷野家", ["𠮷野", "野家", "家"]),
        ("……！ \n", []),
    ],
)
def test_text_is_cut_into_pairs_last_characters_and_words(text: str, cut: list[str]):
    assert list(tokens(plain(text))) == cut


def test_a_word_without_end_is_cut_to_what_an_index_can_hold():
    assert max(map(len, tokens(plain("a" * 1000)))) == 64


def asked(text: str) -> list[list[str]]:
    return [[phrase.plain for phrase in unit] for unit in read_question(text).units]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("積分 榜", [["积分"], ["榜"]]),
        ("積分，兌換", [["积分"], ["兑换", "换领"]]),
        ("「信息公開」", [["信息公开"]]),
        ('"积分 榜" 榜', [["积分 榜"], ["榜"]]),
        ("資訊公開", [["资讯公开", "信息公开"]]),
        ("3号楼", [["3 号楼"]]),
        ("积分 积分", [["积分"]]),
        ("", []),
        ("、。-", []),
    ],
)
def test_a_question_is_read_into_units_and_their_spellings(text: str, units: list[list[str]]):
    assert asked(text) == units


def test_a_question_stays_small_however_much_is_typed():
    assert len(asked(" ".join(chr(0x4E00 + number) for number in range(5000)))) == MOST_UNITS
    assert len(asked("信息网络短信手机视频")[0]) == MOST_SPELLINGS


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("分榜", "积分榜单", True),
        ("5号楼", "15号楼", False),
        ("5号楼", "5 號樓", True),
        ("wifi", "本店有WiFi。", True),
        ("wif", "本店有WiFi。", False),
        ('"治面"', "三治，面券", False),
        ('"治，面"', "三治、面券", True),
    ],
)
def test_a_question_is_answered_by_what_stands_without_a_gap(question: str, text: str, answer: bool):
    assert read_question(question).is_answered_by(plain(text)) is answer
