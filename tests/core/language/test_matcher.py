import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.language import PREFIXES, negotiate

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh_Hant"),
        ("zh-HK", "zh_Hant"),
        ("zh-MO", "zh_Hant"),
        ("zh-Hant-TW", "zh_Hant"),
        ("zh-hant-cn", "zh_Hant"),
        ("zh_TW", "zh_Hant"),
        ("yue", "zh_Hant"),
        ("zh", "zh_Hans"),
        ("zh-CN,zh-TW;q=0.9", "zh_Hans"),
        ("zh-SG", "zh_Hans"),
        ("zh-Hans-HK", "zh_Hans"),
        ("en-GB,en;q=0.9", "en"),
        ("fr, en;q=0.3, zh-TW;q=0.8", "zh_Hant"),
        ("zh-TW;q=0, en;q=0.1", "en"),
        ("en;q=0.5, zh-CN;q=0.5", "en"),
        ("zh-CN ; q = 0.2 , zh-TW ; q = 0.3", "zh_Hant"),
        ("", "zh_Hans"),
        ("*", "zh_Hans"),
        ("fr,de", "zh_Hans"),
        ("zh-TW;q=abc, en;q=0.1", "en"),
        (";;;,,,q=1,=;", "zh_Hans"),
    ],
)
def test_best_locale(header, locale):
    assert negotiate(header) == locale


def test_default_is_the_callers():
    assert negotiate("fr", default="en") == "en"


@given(st.text())
def test_any_header_is_answered(header):
    assert negotiate(header) in PREFIXES.values()
