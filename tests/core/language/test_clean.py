import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.language import UnreadableText, clean_line, clean_text, drop_pinyin, is_readable

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("\u3000\u3000禾塘\u3000面馆 \n", "禾塘 面馆"),
        ("一行\r\n两行", "一行 两行"),
        ("a\x00b\x07c", "abc"),
        ("管理员\u202egnp.exe", "管理员gnp.exe"),
        ("零\u200b宽\ufeff空\u2060格\u00ad", "零宽空格"),
        ("e\u0301", "é"),
        ("\u200d", ""),
        ("一家\U0001f468\u200d\U0001f469", "一家\U0001f468\u200d\U0001f469"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("\u2028", ""),
    ],
)
def test_a_line_has_nothing_hidden(typed, line):
    assert clean_line(typed) == line


def test_text_keeps_its_lines():
    assert clean_text("\u3000第一段 \r\n\r\n\t第二段\u202e\x00\r第三行\n\n") == "第一段\n\n\t第二段\n第三行"


@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_half_characters_are_refused(clean):
    with pytest.raises(UnreadableText):
        clean("发\ud83d展")


def test_readable():
    assert [is_readable("发\U0001f600"), is_readable("\udc00")] == [True, False]


@pytest.mark.parametrize(
    ("text", "cleaned", "count"),
    [
        ("經(jīng)濟區(qū)執(zhí)行", "經濟區執行", 3),
        ("業（Yè）", "業", 1),
        ("女(nǚ)", "女", 1),
        ("步行三公里(km)", "步行三公里(km)", 0),
        ("见附件(a)和（注）", "见附件(a)和（注）", 0),
        ("(jīng)", "(jīng)", 0),
    ],
)
def test_readings_are_dropped_and_counted(text, cleaned, count):
    assert drop_pinyin(text) == (cleaned, count)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    for clean in (clean_line, clean_text):
        once = clean(text)

        assert clean(once) == once
        assert unicodedata.is_normalized("NFC", once)
