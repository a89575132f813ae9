import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.language import Script, html_to_script

pytestmark = pytest.mark.no_database

CASES = [
    ("<p>头发</p>", "<p>頭髮</p>"),
    ('<p title="干部">头发</p>', '<p title="幹部">頭髮</p>'),
    ("<img src='/files/发.png' alt='发展'>", "<img src='/files/发.png' alt='發展'>"),
    ('<a href="/话题/头发" data-名="干部">干部</a>', '<a href="/话题/头发" data-名="干部">幹部</a>'),
    ('<a title="https://例.cn/头发">发展</a>', '<a title="https://例.cn/头发">發展</a>'),
    ("<a data-x=' title=\"头发\"'>发展</a>", "<a data-x=' title=\"头发\"'>發展</a>"),
    ("<code>头发</code>发展", "<code>头发</code>發展"),
    ("<pre>头发<b>干部</b>发展</pre>发展", "<pre>头发<b>干部</b>发展</pre>發展"),
    ("<textarea>头发</textarea>发展", "<textarea>头发</textarea>發展"),
    ('<b translate="no">发<b>展</b>发</b>发展', '<b translate="no">发<b>展</b>发</b>發展'),
    ("<bdi translate=no>范发</bdi>发展", "<bdi translate=no>范发</bdi>發展"),
    (
        '<p translate="no">发<br>发<img alt="发">发</p>发展',
        '<p translate="no">发<br>发<img alt="发">发</p>發展',
    ),
    ("<!-- 头发 <b> -->发展", "<!-- 头发 <b> -->發展"),
    ('<p title="a > 发">发展</p>', '<p title="a > 發">發展</p>'),
    ("发展 &amp; 头发 &lt;干部&gt;", "發展 &amp; 頭髮 &lt;幹部&gt;"),
    ("1 < 2 发展 <", "1 < 2 發展 <"),
    ("三治面券<br>面对面", "三治麵券<br>面對面"),
    ("", ""),
]


@pytest.mark.parametrize(("html", "twin"), CASES)
def test_only_text_is_converted(html, twin):
    assert html_to_script(html, Script.HANT, source=Script.HANS) == twin


def test_joints_do_not_show_when_private_characters_are_used():
    assert html_to_script("<p>\ue000发</p><p>\ue001展</p>", Script.HANT) == "<p>\ue000發</p><p>\ue001展</p>"


WORDS = st.text("头发干部面里 &;a\ue000", max_size=8)
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<br>",
        "<code>",
        "</code>",
        '<a href="/头发?后=面">',
        "</a>",
        '<img src="/files/干.png" alt="干部">',
    ]
)
FRAGMENTS = st.lists(WORDS | TAGS).map("".join)


@given(html=FRAGMENTS, target=st.sampled_from(Script))
def test_tags_and_addresses_never_change(html, target):
    converted = html_to_script(html, target)

    def bones(text):
        return [re.sub(r'alt="[^"]*"', "", tag) for tag in re.findall("<[^>]*>", text)]

    assert bones(converted) == bones(html)
    assert len(converted) == len(html)


@given(html=st.text(st.characters()) | st.text("<>\"'/=!-abtil 头发", max_size=60))
def test_broken_markup_never_raises_and_gains_no_markup(html):
    converted = html_to_script(html, Script.HANT)

    assert re.sub(r"[^\x01-\x7f]", "", converted) == re.sub(r"[^\x01-\x7f]", "", html)
