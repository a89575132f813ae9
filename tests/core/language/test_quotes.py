"""Quotation marks follow the script."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.language import Bitext, Script
from portal.core.language.convert import to_script
from portal.core.language.markup import html_to_script
from portal.core.language.quotes import quoted_as_in

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("hans", "hant"),
    [
        ("大家都说“先到先得”。", "大家都說「先到先得」。"),
        ("他说：“店里挂着‘不收现金’的牌子。”", "他說：「店裡掛著『不收現金』的牌子。」"),
        ("“第一段\n“第二段”", "「第一段\n「第二段」"),
        ("她写的是“it’s ok”", "她寫的是「it’s ok」"),
        ("换一根 6” 的水管", "換一根 6” 的水管"),
        ("“We agree”", "“We agree”"),
    ],
)
def test_marks_of_a_simplified_text_become_corners(hans, hant):
    assert to_script(hans, Script.HANT, source=Script.HANS) == hant


@pytest.mark.parametrize(
    ("hant", "hans"),
    [
        ("大家都說「先到先得」。", "大家都说“先到先得”。"),
        ("他說：「牌子上寫『不收現金』。」", "他说：“牌子上写‘不收现金’。”"),
    ],
)
def test_corners_of_a_traditional_text_become_marks(hant, hans):
    assert to_script(hant, Script.HANS, source=Script.HANT) == hans


def test_what_was_typed_stays_as_it_was_typed():
    assert Bitext.of("店裡寫著“不收現金”").original == "店裡寫著“不收現金”"
    assert Bitext.of("店里写着「不收现金」").original == "店里写着「不收现金」"


def test_marks_in_html_change_in_the_text_only_and_across_tags():
    html = '<p title="“约”">他说“<b>先到</b>先得”</p><pre>“约”</pre>'

    assert html_to_script(html, Script.HANT, source=Script.HANS) == (
        '<p title="「約」">他說「<b>先到</b>先得」</p><pre>“约”</pre>'
    )


@settings(max_examples=50)
@given(st.text(alphabet="约“”‘’「」『』a6 \n", max_size=30))
def test_one_character_stands_for_one(text):
    for script in Script:
        changed = quoted_as_in(text, script)
        assert len(changed) == len(text)
        assert [c for c in changed if c in "约a6 \n"] == [c for c in text if c in "约a6 \n"]
