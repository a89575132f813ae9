"""The inspector is inspected: a page in order passes, and each fault alone is found."""

import pytest

from tests.pages.inspector import Page, inspect

pytestmark = pytest.mark.no_database

GOOD = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>公约 · 禾塘议约</title>
<link rel="stylesheet" href="/static/a.css"></head>
<body><main id="main"><h1>公约</h1>
<p>这份公约写好了。<a href="#main">回到开头</a> <a href="/zh-hant/" lang="zh-Hant">繁體</a></p>
<form method="post"><input type="hidden" name="csrf_token" value="x">
<label for="name">名称</label><input id="name" name="name"><button>提交</button></form>
<img src="/a.png" alt="一棵树"></main></body></html>
"""


def a_page(html=GOOD, address="/zh-hans/conventions/", css=5_000):
    return Page(address, 200, html, {"/static/a.css": css})


def test_a_page_in_order_has_no_faults():
    assert inspect(a_page()) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("</p>", "</p></div>", "not HTML5"),
        ("写好了", "<div>写好了</div>", "not HTML5"),
        ('<main id="main">', '<main id="main" id="other">', "not HTML5"),
        ("<h1>公约</h1>", "<p>公约</p>", "0 h1"),
        ("</main>", "<h1>公约</h1></main>", "2 h1"),
        ("<h1>公约", "<h1>守则", "is not in the title"),
        ('id="name"', 'id="main"', "stands 2 times"),
        ('href="#main"', 'href="#top"', "leads nowhere"),
        ('<label for="name">名称</label>', "", "has no label"),
        ("<button>提交", "<button>", "without words"),
        ('lang="zh-Hans"', 'lang="zh-CN"', "on a page in zh-Hans"),
        (' alt="一棵树"', "", "without alt"),
        ('<img src="/a.png" alt="一棵树">', '<svg viewBox="0 0 1 1"></svg>', "a drawing without a name"),
        ('name="csrf_token"', 'name="token"', "a form without token"),
        ('<input id="name"', '<input type="file" id="name"', "sends no files"),
        ("<h1>", '<h1 onclick="x()">', "an on… attribute"),
        ("<h1>", '<h1 style="color:red">', "a style attribute"),
        ("<h1>", "<script>x()</script><h1>", "inline script"),
        ('href="#main"', 'href="javascript:x()"', "is a program"),
        ("写好了", "寫好了", "寫 in"),
        (' lang="zh-Hant">', ">", "體 in"),
        ('alt="一棵树"', 'alt="一棵樹"', "樹 in"),
        ("写好了。", "The draft is being written now.", "English"),
        ("<button>提交", "<button>Search", "English"),
    ],
)
def test_each_fault_is_found(before, after, said):
    assert before in GOOD

    found = inspect(a_page(GOOD.replace(before, after, 1)))

    assert any(said in sentence for sentence in found), found


def test_a_heavy_first_view_is_found():
    assert inspect(a_page(css=102_000)) != []


def test_as_typed_any_script_is_fine():
    assert inspect(a_page(GOOD.replace("写", "寫"), "/zh-hans/forums/topics/1?original=1")) == []
