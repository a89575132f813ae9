import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.conventions.rules import (
    ClauseText,
    TextPair,
    canonical,
    clause_number,
    from_chinese,
    text_hash,
    to_chinese,
)

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (23, "二十三"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (115, "一百一十五"),
        (200, "二百"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1100, "一千一百"),
        (1101, "一千一百零一"),
        (2025, "二千零二十五"),
        (9009, "九千零九"),
        (9999, "九千九百九十九"),
    ],
)
def test_numbers_are_written_and_read(n: int, text: str) -> None:
    assert to_chinese(n) == text
    assert from_chinese(text) == n


@given(st.integers(0, 9999))
def test_every_number_reads_back(n: int) -> None:
    assert from_chinese(to_chinese(n)) == n


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("廿三", 23),
        ("廿", 20),
        ("卅一", 31),
        ("一十二", 12),
        ("一百十五", 115),
        ("二〇二五", 2025),
        ("一○", 10),
        ("两百", 200),
        ("兩千零五", 2005),
        ("贰拾叁", 23),
        ("貳佰", 200),
        ("23", 23),
        ("２３", 23),
        ("007", 7),
        (" 五 ", 5),
    ],
)
def test_other_ways_of_writing_are_read(text: str, n: int) -> None:
    assert from_chinese(text) == n


@pytest.mark.parametrize(
    "text",
    [
        "",
        "条",
        "三三十",
        "十百",
        "百",
        "零十",
        "五千五千",
        "〇五",
        "一二三四五",
        "12345",
        "-3",
        "三a",
        "²½",
        "千",
        "1二",
    ],
)
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert from_chinese(text) is None


@given(st.text(alphabet="零〇一二三四五六七八九十百千廿两3", max_size=10))
def test_reading_anything_is_harmless(text: str) -> None:
    number = from_chinese(text)

    assert number is None or 0 <= number <= 9999


@pytest.mark.parametrize("n", [-1, 10_000])
def test_numbers_out_of_bounds_are_refused(n: int) -> None:
    with pytest.raises(ValueError, match="up to 9999"):
        to_chinese(n)


def test_clause_numbers_in_both_scripts() -> None:
    assert (clause_number(1), clause_number(23, "zh-Hant")) == ("第一条", "第二十三條")


def a_clause(number: int, hans: str = "不超出门窗经营。", hant: str = "不超出門窗經營。") -> ClauseText:
    return ClauseText(number=number, text=TextPair(hans, hant), heading=TextPair("有序", "有序"))


def test_the_canonical_text_is_as_described() -> None:
    clauses = [
        a_clause(2, "一、甲；\r\n\r\n　二、乙\\丙。", "一、甲；\n二、乙\\丙。"),
        a_clause(1),
    ]

    text = canonical(clauses, title=TextPair("公约", "公約"))

    assert text == (
        "yiyue-convention 1\n"
        "zh-Hans\ntitle\t公约\npreamble\t\n"
        "1\t\t有序\t不超出门窗经营。\n"
        "2\t\t有序\t一、甲；\\n二、乙\\\\丙。\n"
        "zh-Hant\ntitle\t公約\npreamble\t\n"
        "1\t\t有序\t不超出門窗經營。\n"
        "2\t\t有序\t一、甲；\\n二、乙\\\\丙。\n"
    )


def test_the_hash_is_the_hash_of_the_canonical_text() -> None:
    clauses = [a_clause(1)]

    assert text_hash(clauses) == hashlib.sha256(canonical(clauses).encode()).hexdigest()
    assert text_hash(clauses, "sm3") == hashlib.new("sm3", canonical(clauses).encode()).hexdigest()
    assert text_hash(clauses) == "180d2dcfa549bc47cae4f8e59d93d998d4d2ff4870b051927b1115be9ed438c0"


@pytest.mark.parametrize(
    "same",
    [
        "不超出门窗经营。\u200b",
        "\ufeff不超出门窗经营。",
        "  不超出门窗经营。\n\n",
        "不超出门窗\u202e经营。",
        "　不超出门窗经营。　",
    ],
)
def test_what_nobody_can_see_does_not_change_the_hash(same: str) -> None:
    assert text_hash([a_clause(1, same)]) == text_hash([a_clause(1)])


@pytest.mark.parametrize(
    "other",
    [
        "不超出门窗经营",
        "不超出门窗经营.",
        "不超出门 窗经营。",
        "不超出门窗\n经营。",
        "不超出门窗\\n经营。",
        "",
    ],
)
def test_what_can_be_seen_changes_the_hash(other: str) -> None:
    assert text_hash([a_clause(1, other)]) != text_hash([a_clause(1)])


def test_line_ends_and_backslashes_are_not_confused() -> None:
    assert text_hash([a_clause(1, "甲\n乙")]) != text_hash([a_clause(1, "甲\\n乙")])


def test_each_script_is_signed_on_its_own() -> None:
    assert text_hash([a_clause(1, "甲", "乙")]) != text_hash([a_clause(1, "乙", "甲")])


def test_heading_chapter_title_and_preamble_are_signed() -> None:
    plain = ClauseText(number=1, text=TextPair("甲", "甲"))
    pair = TextPair("乙", "乙")
    variants = {
        text_hash([plain]),
        text_hash([ClauseText(number=1, text=plain.text, heading=pair)]),
        text_hash([ClauseText(number=1, text=plain.text, chapter=pair)]),
        text_hash([ClauseText(number=2, text=plain.text)]),
        text_hash([plain], title=pair),
        text_hash([plain], preamble=pair),
        text_hash([]),
    }

    assert len(variants) == 7


@pytest.mark.parametrize("numbers", [(1, 1), (0,), (-1, 2)])
def test_numbers_must_be_clear(numbers: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="number of its own"):
        canonical([a_clause(n) for n in numbers])


def test_another_algorithm_is_refused() -> None:
    with pytest.raises(ValueError, match="md5"):
        text_hash([a_clause(1)], "md5")


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(words, max_size=5), st.randoms())
def test_order_and_normal_form_of_input_do_not_matter(texts: list[str], random: object) -> None:
    clauses = [a_clause(i + 1, text) for i, text in enumerate(texts)]
    decomposed = [a_clause(i + 1, unicodedata.normalize("NFD", text)) for i, text in enumerate(texts)]
    random.shuffle(decomposed)  # type: ignore[attr-defined]

    assert canonical(decomposed) == canonical(clauses)
    assert len(canonical(clauses).split("\n")) == 8 + 2 * len(texts)
