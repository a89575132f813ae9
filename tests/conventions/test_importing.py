import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.conventions.importing import (
    Form,
    Imported,
    Remark,
    RemarkKind,
    Unreadable,
    UnreadableDocument,
    parse_text,
)
from portal.core.language.scripts import Script

pytestmark = pytest.mark.no_database

DATA = Path(__file__).with_name("data")


def read(name: str) -> Imported:
    return parse_text((DATA / name).read_text(encoding="utf-8"))


def texts(imported: Imported) -> list[str]:
    return [clause.text for clause in imported.clauses]


def test_a_merchants_convention_of_twelve_clauses() -> None:
    found = read("merchants.txt")

    assert found.title == "禾塘市临河街道新开路商户自治公约（2025年修订）"
    assert found.adopted.startswith("2025年9月10日新开路商家自治联盟成员大会表决通过")
    assert found.preamble.endswith("经全体成员协商，订立本公约。")
    assert [clause.number for clause in found.clauses] == list(range(1, 13))
    assert [clause.heading for clause in found.clauses][:3] == ["适用范围", "门前卫生", "店招立面"]
    assert found.clauses[3].text.startswith("不超出门窗经营、作业和展示商品")
    assert found.clauses[11].label == "第十二条"
    assert (found.form, found.script, found.dropped_pinyin) == (Form.ARTICLES, Script.HANS, 0)
    assert found.warnings == ()


def test_verse_becomes_one_clause_for_each_sentence() -> None:
    found = read("verse.txt")

    assert (found.title, found.form) == ("鹤坪街道望溪社区居民公约", Form.RHYME)
    assert len(found.clauses) == 9
    assert texts(found)[0] == "爱国法，守规章；家和睦，邻相帮。"
    assert texts(found)[-1] == "做好人，日一善；望溪好，靠大家。"
    assert found.warnings == ()


def test_a_village_convention_in_traditional_script() -> None:
    found = read("village_hant.txt")

    assert (found.title, found.script, found.form) == ("柳涇鎮楓橋村村規民約", Script.HANT, Form.ARTICLES)
    assert found.adopted == "2025年12月26日村民會議表決通過"
    assert [(c.label, c.title, c.first_clause) for c in found.chapters] == [
        ("第一章", "總則", 1),
        ("第二章", "鄰里與環境", 3),
        ("第三章", "紅白喜事", 5),
    ]
    assert [clause.number for clause in found.clauses] == [1, 2, 3, 4, 23, 24]
    assert [clause.chapter for clause in found.clauses] == [0, 0, 1, 1, 2, 2]
    assert found.clauses[2].heading == "門前整潔"
    assert found.clauses[2].text == (
        "自家門前自家掃，垃圾按下列分類投放：\n（一）可回收物；\n（二）廚餘垃圾；\n（三）有害垃圾和其他垃圾。"
    )
    assert (found.clauses[3].heading, found.clauses[3].text) == (
        "和睦鄰里",
        "有事先上門說，三日內說不成的，請網格員到場；\n不在牆上塗寫，不在夜裡喧嘩。",
    )
    assert found.closing == "柳涇鎮楓橋村村民委員會\n2025年12月27日"
    assert found.warnings == (Remark(kind=RemarkKind.NUMBER_SKIPPED, line=20, expected=5, found=23),)


def test_a_noisy_text_is_cleaned_and_its_gaps_are_named() -> None:
    found = read("noisy.txt")

    assert found.title == "望海街道商戶自治公約"
    assert found.preamble == "為維護經營環境，促進城市治理，全體商戶協商訂立本公約。"
    assert [(c.number, c.label) for c in found.clauses] == [(1, "一"), (2, "二"), (4, "四"), (5, "五")]
    assert texts(found)[0] == "門前衛生：每日清掃，做到無垃圾、無污水；\n雨後及時清理積水。"
    assert texts(found)[1].endswith("卸貨以3公里(km)內的商戶優先。\n（一）不占盲道；\n（二）不占消防通道。")
    assert (found.clauses[3].heading, texts(found)[3]) == ("油煙淨化", "1. 安裝設施；\n2. 每月清洗。")
    assert (found.form, found.dropped_pinyin) == (Form.ITEMS, 9)
    assert Remark(kind=RemarkKind.NUMBER_SKIPPED, line=10, expected=3, found=4) in found.warnings
    assert Remark(kind=RemarkKind.LOST_CHARACTERS, line=10) in found.warnings
    assert sum(r.found or 0 for r in found.warnings if r.kind is RemarkKind.PINYIN_DROPPED) == 9


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("公约\n第一条 甲。\n第二条 乙。", [1, 2]),
        ("公约\n第 1 条 甲。\n第２條：乙。\n第3条丙。", [1, 2, 3]),
        ("公约\n一、甲。\n二、乙。", [1, 2]),
        ("公约\n一. 甲。\n二．乙。", [1, 2]),
        ("公约\n1. 甲。\n2．乙。\n3、丙。", [1, 2, 3]),
        ("公约\n第一条 甲：\n一、子；\n二、丑。\n第二条 乙。", [1, 2]),
        ("公约\n一、甲：\n1、子；\n2、丑。\n二、乙。", [1, 2]),
        ("公约\n第九十九条 甲。\n第一百条 乙。\n第一百零一条 丙。", [99, 100, 101]),
        # these lines only speak of a clause
        ("公约\n第一条 依照\n第四条规定处理。\n第二条 乙。", [1, 2]),
        ("公约\n第一条 依照\n第四条、第五条处理。\n第二条 乙。", [1, 2]),
        # a figure is no number of a clause
        ("公约\n一、甲长\n1.5米。\n二、乙。", [1, 2]),
    ],
)
def test_levels_are_recognised(text: str, numbers: list[int]) -> None:
    assert [clause.number for clause in parse_text(text).clauses] == numbers


@pytest.mark.parametrize(
    ("first", "heading", "text"),
    [
        ("第一条（适用范围）本公约适用于本街。", "适用范围", "本公约适用于本街。"),
        ("第一条 （适用范围） 本公约适用于本街。", "适用范围", "本公约适用于本街。"),
        ("第一条 (适用范围)本公约适用于本街。", "适用范围", "本公约适用于本街。"),
        ("第一条【适用范围】本公约适用于本街。", "适用范围", "本公约适用于本街。"),
        ("第一条 适用范围\n本公约适用于本街。", "适用范围", "本公约适用于本街。"),
        ("第一条 本公约适用于本街。", "", "本公约适用于本街。"),
        ("第一条 本公约适用\n于本街。", "本公约适用", "于本街。"),
        ("第一条 爱国守法", "", "爱国守法"),
    ],
)
def test_headings(first: str, heading: str, text: str) -> None:
    clause = parse_text(f"公约\n{first}\n第二条 乙。").clauses[0]

    assert (clause.heading, clause.text) == (heading, text)


def test_several_clauses_on_one_line_are_parted_and_marked() -> None:
    found = parse_text("公约\n第一条（甲）一二三。第二条（乙）照第三条办。第三条 （丙）四。第九条 （丁）五。")

    assert [clause.number for clause in found.clauses] == [1, 2, 3]
    assert texts(found) == ["一二三。", "照第三条办。", "四。第九条 （丁）五。"]
    assert [r.kind for r in found.warnings] == [RemarkKind.SPLIT_INSIDE_LINE] * 2


@pytest.mark.parametrize(
    ("numbers", "remarks"),
    [
        ("一二三", []),
        ("一三", [(RemarkKind.NUMBER_SKIPPED, 3, 2, 3)]),
        ("二三", [(RemarkKind.NUMBER_SKIPPED, 2, 1, 2)]),
        ("一二二三", [(RemarkKind.NUMBER_REPEATED, 4, 3, 2)]),
        (
            "一三二",
            [(RemarkKind.NUMBER_SKIPPED, 3, 2, 3), (RemarkKind.NUMBER_BACKWARDS, 4, 4, 2)],
        ),
    ],
)
def test_numbering_is_checked(numbers: str, remarks: list[tuple[RemarkKind, int, int, int]]) -> None:
    found = parse_text("公约\n" + "\n".join(f"第{number}条 甲乙。" for number in numbers))

    assert [(r.kind, r.line, r.expected, r.found) for r in found.warnings] == remarks
    assert [clause.position for clause in found.clauses] == list(range(1, len(numbers) + 1))


def test_items_may_begin_again_in_each_chapter() -> None:
    found = parse_text("公约\n第一章 甲\n一、子。\n二、丑。\n第二章 乙\n一、寅。\n二、卯。")

    assert found.warnings == ()
    assert [clause.position for clause in found.clauses] == [1, 2, 3, 4]
    assert [clause.chapter for clause in found.clauses] == [0, 0, 1, 1]


def test_a_table_of_contents_is_left_out() -> None:
    found = parse_text(
        "公约\n目 录\n第一章 总则……1\n第二章 附则......2\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。"
    )

    assert [(chapter.label, chapter.title) for chapter in found.chapters] == [
        ("第一章", "总则"),
        ("第二章", "附则"),
    ]
    assert [clause.chapter for clause in found.clauses] == [0, 1]


def test_an_empty_clause_is_named() -> None:
    found = parse_text("公约\n第一条\n第二条 乙。")

    assert [(r.kind, r.line) for r in found.warnings] == [(RemarkKind.EMPTY_CLAUSE, 2)]


def test_a_title_on_two_lines_is_joined_and_a_missing_one_is_named() -> None:
    assert parse_text("禾塘市临河街道\n商户自治公约\n第一条 甲。").title == "禾塘市临河街道商户自治公约"
    assert [r.kind for r in parse_text("第一条 甲。").warnings] == [RemarkKind.NO_TITLE]


def test_text_without_numbers_becomes_paragraphs() -> None:
    found = parse_text("楼道公约\n\n楼道里不堆东西，不停电动车。\n\n谁家有事，先敲门说一声。")

    assert (found.title, found.form) == ("楼道公约", Form.PARAGRAPHS)
    assert texts(found) == ["楼道里不堆东西，不停电动车。", "谁家有事，先敲门说一声。"]
    assert [r.kind for r in found.warnings] == [RemarkKind.NO_NUMBERING]


def test_an_adoption_line_may_be_broken() -> None:
    found = parse_text("公约\n（2025年9月10日成员大会通过，\n9月17日备案）\n第一条 甲。")

    assert (found.adopted, found.preamble) == ("2025年9月10日成员大会通过，9月17日备案", "")


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff\u200b"])
def test_nothing_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        parse_text(text)

    assert refused.value.reason is Unreadable.EMPTY


def test_too_much_is_refused() -> None:
    with pytest.raises(UnreadableDocument) as refused:
        parse_text("甲" * 200_001)

    assert refused.value.reason is Unreadable.TOO_LARGE


pieces = st.sampled_from(
    [
        "第一条",
        "第二條",
        "第三章",
        "一、",
        "（一）",
        "1.",
        "①",
        "（",
        "）",
        "甲乙",
        "。",
        "\n",
        " ",
        "通过",
        "年",
        "9月1日",
        "\ud800",
        "\x00",
        "目录",
    ]
)


@settings(max_examples=300)
@given(st.lists(pieces, max_size=40).map("".join))
def test_any_mixture_is_taken_apart_or_refused_as_empty(text: str) -> None:
    try:
        found = parse_text(text)
    except UnreadableDocument as refused:
        assert refused.reason is Unreadable.EMPTY
        return

    assert [clause.position for clause in found.clauses] == list(range(1, len(found.clauses) + 1))
    assert all(c.chapter is None or c.chapter < len(found.chapters) for c in found.clauses)


@given(st.text(max_size=200))
def test_any_text_is_taken_apart_or_refused(text: str) -> None:
    try:
        found = parse_text(text)
    except UnreadableDocument:
        return

    assert found.title or found.clauses or found.preamble or found.adopted or found.closing


def test_a_long_text_is_read_quickly() -> None:
    body = "\n".join(f"第{n}条 （标题）每日清扫。" for n in range(1, 6000))

    assert len(parse_text("公约\n" + body).clauses) == 5999


@pytest.mark.parametrize(
    "text",
    [
        "公约\n第一章 " + "." * 60_000 + "甲\n第一条 甲。",
        "第" * 60_000,
        "公约\n第一条 甲" + "。第二条 " * 10_000,
        "（" * 60_000,
    ],
    ids=["dots", "marks", "articles", "brackets"],
)
def test_hostile_text_costs_no_more_than_other_text(text: str) -> None:
    begun = time.process_time()

    parse_text(text)

    assert time.process_time() - begun < 2
