from __future__ import annotations

import sys

import pytest

from portal.search.fold import SYNONYMS, fold
from tests.search.corpus import WORDS, to_simplified, to_traditional

pytestmark = pytest.mark.needs_no_database


def test_folding_changes_no_length_anywhere_in_unicode():
    every = [chr(number) for number in range(sys.maxunicode + 1)]

    changed = [character for character in every if len(fold(character)) != 1]

    assert changed == []
    assert len(fold("".join(every))) == len(every)


def test_folding_twice_is_folding_once():
    every = "".join(map(chr, range(sys.maxunicode + 1)))

    once = fold(every)

    assert fold(once) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三治麵券", "三治面券"),
        ("乾淨的頭髮", "干净的头发"),
        ("皇后以後", "皇后以后"),
        ("古井裡", "古井裏"),
        ("臺前", "台前"),
        ("看著", "看着"),
        ("羣眾", "群众"),
        ("說", "説"),
        ("ＷｉＦｉ１２", "wifi12"),
        ("hétáng", "HETANG"),
        ("帳號", "賬號"),
    ],
)
def test_spellings_of_one_thing_fold_together(one: str, other: str):
    assert fold(one) == fold(other)


@pytest.mark.parametrize("config", ["s2t", "s2tw", "s2hk"])
def test_what_a_converter_writes_folds_as_its_source(config: str):
    from opencc import OpenCC

    converter = OpenCC(config)

    assert [word for word in WORDS if fold(converter.convert(word)) != fold(word)] == []


def test_the_common_characters_survive_both_directions():
    common = "".join(map(chr, range(0x4E00, 0x9FA6)))
    traditional = [to_traditional.convert(to_simplified.convert(character)) for character in common]

    apart = [one for one, other in zip(common, traditional, strict=True) if fold(one) != fold(other)]

    assert apart == []


def test_nothing_that_a_database_refuses_is_left():
    assert fold("a\0b\ud800c") == "a b\ufffdc"


def test_synonyms_work_in_every_direction_and_are_folded():
    assert SYNONYMS["信息"] == ("资讯",)
    assert SYNONYMS["资讯"] == ("信息",)
    assert set(SYNONYMS["互联网"]) == {"网际网路"}
    assert [word for word in SYNONYMS if fold(word) != word] == []
