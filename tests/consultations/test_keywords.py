"""What helps a person to group opinions, in both scripts. No database."""

import pytest

from portal.consultations.rules.keywords import key_words, look_alike, speaks_of, words_in

pytestmark = pytest.mark.no_database

TEXTS = [
    (1, "消防通道要先画黄线，再谈停车。"),
    (2, "先畫黃線，消防通道不能停車。"),
    (3, "夜宵摊收摊太晚，Uber 叫不到车。"),
    (4, "先画黄线，消防通道再谈停车也行。"),
]


def test_words_that_several_opinions_share_are_found_in_either_script():
    found = dict(key_words(text for _number, text in TEXTS))

    assert found["消防通道"] == 3
    assert not {"消防", "通道"} & set(found)
    assert all(number >= 2 for number in found.values())


def test_little_words_end_a_word_and_latin_words_stay_whole():
    assert words_in("我觉得 Uber 的车") == {"uber"}
    assert key_words(["只有一个人说"]) == []


def test_what_looks_alike_is_listed_and_what_stands_alone_is_left_out():
    assert look_alike(TEXTS) == [[1, 2, 4]]
    assert look_alike(TEXTS[2:3]) == []


@pytest.mark.parametrize("word", ["黄线", "黃線"])
def test_a_word_is_found_in_either_script(word):
    assert [number for number, text in TEXTS if speaks_of(text, word)] == [1, 2, 4]


def test_hundreds_of_texts_are_grouped_whatever_they_share():
    subjects = [chr(0xAC00 + n) + chr(0xB000 + n) + chr(0xB400 + n) for n in range(80)]
    texts = [f"消防通道{subject}{end}" for end in ("怎么办", "怎么做") for subject in subjects]

    found = look_alike(list(enumerate(texts)), least=0.8)

    assert found == [[n, n + 80] for n in range(80)]
