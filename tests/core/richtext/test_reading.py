import pytest

from portal.core.richtext import excerpt, text_of

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一<br>二</p><p>三&amp;&lt;b&gt;</p>", "一\n二\n三&<b>"),
        ("<ul><li>甲</li>\n<li>乙</li></ul>", "甲\n乙"),
        ("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>", "甲 乙\n丙"),
        ('<p>看<a href="/x" title="a > b">这<strong>里</strong></a></p>', "看这里"),
        ('<p><img src="/files/a.png" alt="图">文</p>', "文"),
        ("<h2>题</h2>a&nbsp; b", "题\na b"),
        ("", ""),
    ],
)
def test_text_of(html, text):
    assert text_of(html) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (100, "门前三包，人人有责。邻里互助！"),
        (15, "门前三包，人人有责。邻里互助！"),
        (13, "门前三包，人人有责…"),
        (8, "门前三包…"),
        (9, "门前三包，人人有…"),
        (1, "…"),
    ],
)
def test_excerpt_is_one_line_and_never_longer(length, text):
    assert excerpt("<p>门前三包，人人有责。</p><p>邻里互助！</p>".replace("</p><p>", ""), length) == text
    assert len(text) <= length


def test_excerpt_joins_lines():
    assert excerpt("<p>一</p><p>二</p>", 10) == "一 二"
