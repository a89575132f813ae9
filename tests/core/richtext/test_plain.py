import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.language import UnreadableText, clean_text
from portal.core.richtext import clean_html, plain_to_html, text_of, use

pytestmark = pytest.mark.no_database


@pytest.fixture(autouse=True, scope="module")
def default_engine_afterwards():
    yield
    use("auto")


def _link(address):
    return f'<a href="{address}" rel="nofollow ugc noopener">{address}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        (" \n\u3000\n ", ""),
        ("一段\n两行\n\n\n二段", "<p>一段<br>两行</p>\n<p>二段</p>"),
        ("<b>1 & 2</b>", "<p>&lt;b&gt;1 &amp; 2&lt;/b&gt;</p>"),
        ("问@老张 好，a@b.example", "<p>问@老张 好，a@b.example</p>"),
        ("/files/ab12.jpg", '<p><img src="/files/ab12.jpg" alt=""></p>'),
        ("看图：\n /files/ab12.jpg \n好", '<p>看图：<br><img src="/files/ab12.jpg" alt=""><br>好</p>'),
        ('/files/ab12  桥头"新"招牌', '<p><img src="/files/ab12" alt="桥头&quot;新&quot;招牌"></p>'),
        ("/files/../logout 桥", "<p>/files/../logout 桥</p>"),
        ("看/files/ab12.jpg", "<p>看/files/ab12.jpg</p>"),
        ("/files/../logout", "<p>/files/../logout</p>"),
        ("https://", "<p>https://</p>"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("https://a@evil.example", "<p>https://a@evil.example</p>"),
    ],
)
def test_plain_text_is_shown_as_typed(text, html):
    assert plain_to_html(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("见https://example.org/a，以及", f"见{_link('https://example.org/a')}，以及"),
        ("见https://example.org/路径,以及", f"见{_link('https://example.org/')}路径,以及"),
        ("见https://example.org。", f"见{_link('https://example.org')}。"),
        ("(https://example.org/a_(b))", f"({_link('https://example.org/a_(b)')})"),
        ("（https://example.org）好", f"（{_link('https://example.org')}）好"),
        ("Go to http://example.org/x?a=1.", f"Go to {_link('http://example.org/x?a=1')}."),
        ("https://example.org:8000/x邻里", f"{_link('https://example.org:8000/x')}邻里"),
        (
            "https://a.example、https://b.example",
            f"{_link('https://a.example')}、{_link('https://b.example')}",
        ),
    ],
)
def test_links_end_where_the_address_ends(text, html):
    assert plain_to_html(text) == f"<p>{html}</p>"


def test_ampersands_of_an_address_are_written_as_html_wants():
    assert plain_to_html("https://a.example/?x=1&y=2") == (
        '<p><a href="https://a.example/?x=1&amp;y=2" rel="nofollow ugc noopener">https://a.example/?x=1&amp;y=2</a></p>'
    )


def test_half_characters_are_refused():
    with pytest.raises(UnreadableText):
        plain_to_html("\ud800")


TYPED = st.lists(
    st.sampled_from(
        [
            "https://a.example/x",
            "http://",
            "/files/a.png",
            "\n",
            "\n\n",
            "，",
            "&",
            "<b>",
            '"',
            "@张",
            " ",
            ")",
            "面",
        ]
    ),
    max_size=15,
).map("".join)


@pytest.mark.parametrize("name", ["nh3", "bleach"])
@given(text=TYPED)
def test_nothing_is_left_to_clean(name, text):
    use(name)

    html = plain_to_html(text)

    assert clean_html(html) == html


@given(text=st.text() | TYPED)
def test_every_word_stays(text):
    def words(shown):
        return re.sub(r"\s|/(?:files|media)/\S+", "", shown)

    html = plain_to_html(text)
    shows = "".join(unescape(alt) for alt in re.findall(r'<img src="[^"]*" alt="([^"]*)">', html))

    assert sorted(words(f"{text_of(html)} {shows}")) == sorted(words(clean_text(text)))
