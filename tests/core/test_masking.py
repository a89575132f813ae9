import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.core.masking import (
    Finding,
    PersonalKind,
    find_personal_data,
    mask_id,
    mask_name,
    mask_personal_data,
    mask_phone,
)

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("name", "some", "stars"),
    [
        ("张三", "张某", "张*"),
        ("王小明", "王某某", "王**"),
        ("王", "王某", "王*"),
        ("欧阳修", "欧阳某", "欧阳*"),
        ("欧阳小修", "欧阳某某", "欧阳**"),
        ("歐陽小修", "歐陽某某", "歐陽**"),
        ("欧阳", "欧某", "欧*"),
        ("阿依古丽·麦麦提江", "阿某某", "阿**"),
        ("𠮷田一郎", "𠮷某某", "𠮷**"),
        ("John Smith", "J**", "J**"),
        ("  李  四 ", "李某某", "李**"),
        ("", "", ""),
    ],
)
def test_names(name: str, some: str, stars: str) -> None:
    assert mask_name(name) == some
    assert mask_name(name, some=False) == stars


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800000000", "138****0000"),
        ("138 0000 0000", "138****0000"),
        ("+86 138-0000-0000", "138****0000"),
        ("１３８００００００００", "138****0000"),
        ("0573-88001234", "057*****1234"),
        ("61234567", "******67"),
        ("110", "****"),
        ("", "****"),
    ],
)
def test_phones(number: str, shown: str) -> None:
    assert mask_phone(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("339900199001010011", "3****************1"),
        ("33990019900101001X", "3****************X"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_document_numbers(number: str, shown: str) -> None:
    assert mask_id(number) == shown


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打我电话13800000000，谢谢", "打我电话138****0000，谢谢"),
        ("电话：138-0000-0000。", "电话：138****0000。"),
        ("电话＋86 138 0000 0000", "电话138****0000"),
        ("电话+8613800000000", "电话138****0000"),
        ("電話１３８００００００００", "電話138****0000"),
        ("電話0086 138.0000.0000", "電話138****0000"),
        ("微信wx13800000000", "微信wx138****0000"),
        ("打1380 000 0000", "打138****0000"),
        ("打(138)00000000", "打138****0000"),
        ("打138 00000000转", "打138****0000转"),
        ("打1 3 8 0 0 0 0 0 0 0 0", "打138****0000"),
        ("身份证339900900101001", "身份证3*************1"),
        ("身份证３３９９００９００１０１００１", "身份证３*************１"),
        ("身份证3399 0019 9001 0100 1X", "身份证3****************X"),
        ("身份证339900 19900101 001ｘ", "身份证3****************ｘ"),
        ("打(0573)8800 1234", "打057*****1234"),
        ("座机0573-88001234转1", "座机057*****1234转1"),
        ("身份证339900199001010011号", "身份证3****************1号"),
        ("身份证33990019900101001x", "身份证3****************x"),
        ("身份证339900 19900101 0011", "身份证3****************1"),
        ("浙F12345占了道", "浙F*****占了道"),
        ("浙F·D12345占了道", "浙F*****占了道"),
        ("粤B12345D和浙f8888学", "粤B*****和浙f*****"),
        ("写信到zhang.san@example.com吧", "写信到z***@***吧"),
        ("甲13800000000乙13900000001", "甲138****0000乙139****0001"),
    ],
)
def test_personal_data_in_text_is_covered(text: str, masked: str) -> None:
    assert mask_personal_data(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "张主任和李书记都来了，王师傅也在。",
        "拨打110、12345或12319。",
        "2025年11月22日，编号20251122001，面积12800000000平方毫米。",
        "临河公约备〔2025〕6号，统一社会信用代码92990101MAH2LTFY7P。",
        "每晚2元，一年730元；640米，88个泊位。",
        "云A区和新B楼",
        "圆周率3.13800000000",
        "150 25 30 25 60厘米",
        "订单120251122000001",
    ],
)
def test_what_identifies_nobody_stays(text: str) -> None:
    assert find_personal_data(text) == ()
    assert mask_personal_data(text) == text


def test_findings_come_in_reading_order_with_their_place() -> None:
    text = "浙F12345，13800000000"

    assert find_personal_data(text) == (
        Finding(PersonalKind.PLATE, 0, 7),
        Finding(PersonalKind.PHONE, 8, 19),
    )


pieces = st.sampled_from(
    [
        "138",
        "0000",
        "13800000000",
        "+86",
        " ",
        "-",
        "339900",
        "19900101",
        "0011",
        "X",
        "浙F",
        "12345",
        "a@b.cn",
        "张",
        "。",
        "１",
        "*",
    ]
)


def test_an_address_right_behind_another_is_covered_too():
    assert mask_personal_data("a@b.cn+86a@b.cn") == "a***@***+***@***"


@given(st.lists(pieces, max_size=12).map("".join))
@example("浙FXX13800000000")
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask_personal_data(text)

    assert mask_personal_data(once) == once
    assert find_personal_data(once) == ()


@given(st.text(max_size=200))
def test_any_text_is_harmless(text: str) -> None:
    ends = [0]
    for finding in find_personal_data(text):
        assert ends[-1] <= finding.start < finding.end
        ends.append(finding.end)

    assert mask_name(text) is not None


def test_long_texts_are_read_quickly() -> None:
    for unit in ("1", "1380000", "a", "a@", "浙F1", "33990019900101"):
        mask_personal_data(unit * 20_000)
