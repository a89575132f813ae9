import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.language import UnreadableText
from portal.core.richtext import TooComplex, clean_html, engine_name, text_of, use
from portal.core.richtext.allowed import ATTRIBUTES, TAGS, is_allowed
from portal.core.richtext.engine import NoEngine

pytestmark = pytest.mark.no_database

ENGINES = ("nh3", "bleach")

HARD = [
    "<script>alert(1)</script>",
    "<script>alert(1)",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<SCRIPT/SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    '<img src="/files/a.png" onerror="alert(1)">',
    "<img/src/onerror=alert(1)>",
    '<img src="javascript:alert(1)">',
    '<img src="https://evil.example/track.gif">',
    '<img src="//evil.example/track.gif">',
    '<img src="/logout">',
    '<img src="/files/../logout">',
    '<img src="/files/%2e%2e/logout">',
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    '<img src="/files/a.png" srcset="https://evil.example/x 2x">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<svg></p><style><a title='</style><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style><img src='</style><img src=x onerror=alert(1)>'>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<textarea><p title='</textarea><script>alert(1)</script>'>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='x.swf'><param name=a></object>",
    "<embed src='x.swf'>",
    "<template><script>alert(1)</script></template>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--><script>alert(1)</script>-->",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<!DOCTYPE html><body onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href=" javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="javascript&colon;alert(1)">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    '<a href="//evil.example">x</a>',
    '<a href="/\\evil.example">x</a>',
    '<a href="\\\\evil.example">x</a>',
    '<a href="/\t/evil.example">x</a>',
    '<a href="https://bank.example@evil.example/">x</a>',
    '<a href="https://\u202egro.live/">x</a>',
    '<a href="https:evil.example">x</a>',
    '<a href="https:///evil.example">x</a>',
    '<a href="feed:javascript:alert(1)">x</a>',
    '<a href="view-source:http://a.example">x</a>',
    '<a href="evil.html">x</a>',
    '<a href="?x=1">x</a>',
    '<a href="/x" target=_top style="position:fixed" onclick=alert(1) id=csrf name=form>x</a>',
    '<p style="background:url(javascript:alert(1))" class="admin" id="main">x</p>',
    "<form action=/logout method=post><button>x</button><input name=a autofocus onfocus=alert(1)></form>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<table><td background='javascript:alert(1)' colspan=100000 rowspan=-1>x</td></table>",
    "<table><tr><td><script>alert(1)</script></table><img src=x onerror=alert(1)>",
    "<div><marquee onstart=alert(1)>x</marquee></div>",
    "<details open ontoggle=alert(1)>x</details>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<p>&amp;lt;script&amp;gt;</p>",
    "<b><p></b><i></p>x</i>",
    "<p><a href='/a'><a href='/b'>x</a></a>",
    "<code><pre></code>x</pre>",
    "<select><option><img src=x onerror=alert(1)></select>",
    "<a title='\"><img src=x onerror=alert(1)>' href=/x>x</a>",
    "<p>a&#8238;b&#0;c&#xD800;d</p>",
    "<",
    "</",
    "<a",
    "<a href='",
    "a < b > c & d &notanentity;",
    "</p></table></script>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<image src=x onerror=alert(1)>",
    "\u2028<p\x00 onclick=alert(1)>x",
]

REFUSED_ADDRESSES = [
    f"{scheme}:{rest}"
    for scheme in (
        "javascript",
        "JavaScript",
        "vbscript",
        "data",
        "file",
        "ftp",
        "blob",
        "about",
        "feed",
        "x",
        "ws",
        "intent",
    )
    for rest in ("1", "0", "110", "65535", "123456")
]

GOOD = [
    "<h2>公约</h2><p>第一条<br>门前<strong>三包</strong></p>",
    "<ul><li>一</li><li>二<ol><li>三</li></ol></li></ul>",
    '<table><thead><tr><th scope="col">项目</th></tr></thead><tbody><tr><td colspan="2">清扫</td></tr></tbody></table>',
    '<p><a href="/c/abc?x=1&amp;y=2#z" title="看">公约</a></p>',
    '<p><a href="mailto:a.b@example.org">写信</a> <a href="tel:+86-573-88001234">电话</a> <a href="tel:110">110</a></p>',
    '<p><img src="/files/ab12.jpg" alt="门面" width="640" height="480"></p>',
    '<p><img src="/media/2026/ab-12.webp" alt=""></p>',
    "<pre><code>a &lt; b</code></pre><hr><blockquote><p><em>引</em><u>用</u><s>旧</s></p></blockquote>",
]


@pytest.fixture(autouse=True, scope="module")
def default_engine_afterwards():
    yield
    use("auto")


@pytest.fixture(params=ENGINES)
def engine(request):
    use(request.param)
    yield request.param
    use("auto")


def assert_harmless(html):
    for node in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if isinstance(node.tag, str) and node.tag != "DOCUMENT_FRAGMENT":
            assert node.tag in TAGS
            attributes = {
                name: value for name, value in node.attrib.items() if (node.tag, name) != ("a", "rel")
            }
            assert [pair for pair in attributes.items() if not is_allowed(node.tag, *pair)] == []
        else:
            assert node.tag == "DOCUMENT_FRAGMENT"  # not a comment


@pytest.mark.parametrize("html", HARD)
def test_hard_cases_come_out_harmless_and_stay_the_same(engine, html):
    cleaned = clean_html(html)

    assert_harmless(cleaned)
    assert clean_html(cleaned) == cleaned


@pytest.mark.parametrize("html", HARD)
def test_what_one_engine_has_cleaned_the_other_finds_harmless(engine, html):
    cleaned = clean_html(html)

    use(ENGINES[ENGINES.index(engine) - 1])

    assert text_of(clean_html(cleaned)) == text_of(cleaned)


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_digits_are_not_taken_for_a_port(engine, address):
    assert clean_html(f'<a href="{address}">x</a>') == "<a>x</a>"


@pytest.mark.parametrize("html", GOOD)
def test_allowed_content_is_untouched(engine, html):
    assert clean_html(html) == html


def test_links_that_lead_away_are_marked(engine):
    assert clean_html('<a href="https://example.org/路径?a=1">x</a>') == (
        '<a href="https://example.org/路径?a=1" rel="nofollow ugc noopener">x</a>'
    )


def test_words_of_unknown_elements_stay_and_code_goes(engine):
    assert (
        clean_html("<div>你好<font color=red>邻里</font><script>X()</script><style>p{}</style></div>")
        == "你好邻里"
    )


def test_pictures_without_an_address_go_and_others_get_a_description(engine):
    assert clean_html('<p><img src="https://a.example/x.png">a<img src="/files/x.png"></p>') == (
        '<p>a<img src="/files/x.png" alt=""></p>'
    )


def test_half_characters_are_refused(engine):
    with pytest.raises(UnreadableText):
        clean_html("<p>\ud800</p>")


@pytest.mark.parametrize("name", ["lxml", ""])
def test_unknown_engine_is_refused(name):
    with pytest.raises(NoEngine):
        use(name)


def test_auto_takes_the_first_engine():
    use("auto")

    assert engine_name() == "nh3"


def test_lists_of_attributes_only_name_allowed_elements():
    assert set(ATTRIBUTES) <= TAGS


PIECES = st.sampled_from(
    [f"<{t}>" for t in (*sorted(TAGS), "div", "script", "svg", "b", "form")]
    + [f"</{t}>" for t in (*sorted(TAGS), "div", "script", "svg", "b", "form")]
    + [
        '<a href="/x">',
        "<a href='javascript:1' onclick=x>",
        '<img src="/files/a.png" alt="<b>">',
        "<!--",
        "-->",
        "&lt;",
        "&#60;",
        "<",
        ">",
        '"',
        "发",
    ]
)


@pytest.mark.parametrize("name", ENGINES)
@given(html=st.lists(PIECES, max_size=30).map("".join) | st.text())
def test_anything_comes_out_harmless_and_cleaning_again_changes_nothing(name, html):
    use(name)
    try:
        cleaned = clean_html(html)
    except TooComplex:
        return

    assert_harmless(cleaned)
    assert clean_html(cleaned) == cleaned
