"""The pieces every page is made of, rendered by themselves in both scripts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import render_template_string
from sqlalchemy.exc import OperationalError
from wtforms import BooleanField, FileField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.core.forms import Form, choices
from portal.core.language.current import Reader, set_reader
from portal.core.pages import ERROR_PAGES, error_page, in_phrases
from portal.core.web import PACKAGE, static_content

STATIC = PACKAGE / "static"
EVERY_PIECE = """
{% from "macros/ui.html" import badge, card, crumbs, deadline, door, empty, facts, file_link, icon, meter, moment,
   notice, page_head, pager, person, print_head, share_bar, state_rail, table, tabs, timeline, why with context %}
{% from "macros/forms.html" import button_post with context %}
{% call page_head("标题", kicker="莲湖街道", lead="一句话", badge_text="进行中", badge_tone="go") %}<a href="/x">x</a>{% endcall %}
{{ crumbs([("公约", "/c")]) }}{{ card("/c", "公约", "昨天", "进行中", "go", text="一句话") }}
{{ door("/c", "convention", "公约", "一起立") }}{{ door("/c", "clock", "时间") }}
{{ state_rail([("拟定", "done", "10月"), ("表决", "now", ""), ("签署", "next", "")]) }}
{% call notice("warn") %}<p>注意</p>{% endcall %}{{ why("还没有开放") }}{{ why("") }}{{ empty("空", "无", "/n", "新建") }}
{{ facts([("编号", "A1"), ("无", None), ("零", 0)]) }}
{% call table("名单", ["店名", ("积分", "num")]) %}<tr><th scope="row">店</th><td class="num">1</td></tr>{% endcall %}
{{ pager("/o", "/n") }}{{ pager() }}{{ tabs([("正文", "/", true, none), ("意见", "/o", false, 3)]) }}
{{ meter(27, 28, "已参加", 42) }}{{ meter(0, None, "无人", 0) }}{{ timeline([{"when": now, "title": "开始"}]) }}
{{ moment(now) }}{{ deadline(now, "截止") }}{{ person("顾建林") }}{{ share_bar("https://hetang.example/c/1", "公约") }}
{{ file_link({"url": "/f", "name": "a.pdf", "size": 1024}) }}{{ print_head("/c/1", "莲湖") }}
{{ button_post("/s", "签署", "honour", confirm="确定吗？", fields={"a": 1}, once="k", icon_name="sign") }}
"""


class EveryKind(Form):
    title = StringField("名称", [InputRequired()], description="二十个字以内")
    kind = RadioField("种类", [InputRequired()], choices=choices([("a", "甲"), ("b", "乙")]))
    street = SelectField("街道", choices=choices([("1", "莲湖")]))
    tags = SelectMultipleField("事项", [Optional()], choices=choices([("1", "油烟")]))
    photo = FileField("照片")
    text = TextAreaField("说明", [Length(max=500)])
    body = TextAreaField("正文", render_kw={"data-editor": True})
    agreed = BooleanField("同意", [InputRequired()])


@pytest.fixture
def request_context(app):
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant", "en"])
def test_every_piece_of_a_page_renders(request_context, locale):
    set_reader(Reader(locale))

    html = render_template_string(EVERY_PIECE, now=datetime(2026, 11, 22, tzinfo=UTC))

    assert html.count("<h1") == 1
    assert "style=" not in html
    assert 'width="64.29"' in html


def test_the_sign_of_a_door_is_in_the_readers_script(request_context):
    door = '{% from "macros/ui.html" import door with context %}{{ door("/c", "convention", "x") }}'
    set_reader(Reader("zh_Hant"))

    assert ">約</span>" in render_template_string(door)


def test_a_refused_form_says_beside_each_field_what_is_missing(request_context):
    form = EveryKind(data={})
    form.validate()

    html = render_template_string(
        '{% from "macros/forms.html" import form_page with context %}{{ form_page(form, "保存", "/") }}',
        form=form,
    )

    assert 'enctype="multipart/form-data"' in html
    assert 'aria-describedby="title-hint title-error" aria-invalid="true"' in html
    assert '<a href="#kind">种类</a>' in html
    assert 'id="kind-0"' in html
    assert 'data-count="500"' in html
    assert "&#34;bold&#34;: &#34;\\u52a0\\u7c97&#34;" in html


@pytest.mark.parametrize("status", sorted(ERROR_PAGES))
def test_each_error_says_what_happened_and_leads_home(request_context, status):
    html, given = error_page(status, "为什么")

    assert given == status
    assert html.count("<h1") == 1
    assert "为什么" in html
    assert 'class="button primary"' in html


def test_a_page_for_a_broken_database_asks_nothing_of_it(app, monkeypatch):
    def broken() -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setitem(app.template_context_processors, None, [broken])
    with app.test_request_context("/"):
        html, status = error_page(503)

    assert status == 503
    assert 'lang="zh-Hans"' in html


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "img/icons.svg").read_text(encoding="utf-8")))
    folder = Path(__file__).resolve().parents[2] / "templates"
    texts = [template.read_text(encoding="utf-8") for template in folder.rglob("*.html")]

    asked = {name for text in texts for name in re.findall(r'icon(?:_name=|\()"([a-z]+)"', text)}

    assert asked - drawn == set()


def test_the_first_view_stays_small():
    everywhere = ("css/portal.css", "js/portal.js", "img/icons.svg", "img/logo.svg")

    assert sum(len(static_content(path)) for path in everywhere) < 80_000


@pytest.mark.parametrize(
    ("title", "broken_where_one_pauses"),
    [
        ("禾塘市临河街道新开路商户自治公约（2025年修订）", False),
        ("柳泾镇枫桥村村规民约（2026年修订草案）", True),
        ("老车棚空出来了，改成什么好？", True),
        ("公约", True),
    ],
)
def test_a_title_is_broken_where_one_pauses_if_its_pieces_are_short(title, broken_where_one_pauses):
    assert in_phrases(title, 12) is broken_where_one_pauses
