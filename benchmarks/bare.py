"""The baseline: the same pages, from the same database, in bare Flask, Jinja and SQLAlchemy Core.

No permissions, transactions, middleware or kept pages. The topic page is made from the portal's own
templates (so that both sides send the same HTML) with flask-babel as it comes, `url_for` as it comes and lean
Core queries. `/pasted/…`, home, convention and search are harder still on us: all but the rows is fixed text.
"""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flask_babel
from flask import Flask, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFProtect, generate_csrf
from jinja2 import Template
from markupsafe import Markup
from sqlalchemy import create_engine, event, text
from wtforms import Form, MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.app import create_app
from portal.cli.wsgi import settle
from portal.core.config import Config
from portal.core.language import Bitext
from portal.core.pages import FRAME, static
from portal.core.richtext import clean_html, plain_to_html

FOLDER = Path(os.environ["PORTAL_INSTANCE_DIR"])
FRAMES = Path(os.environ["BENCH_FRAMES"])
ROOT = Path(__file__).resolve().parent.parent

POSTS = """{% for p in posts %}<article class="post" id="p{{ p.position }}">
<header><b class="person" data-first="{{ p.author[:1] }}">{{ p.author }}</b> <time datetime="{{ p.made_at.isoformat() }}">{{ p.made_at|datetime }}</time>
<a class="push" href="#p{{ p.position }}">#{{ p.position }}</a></header>
{% if p.quoted_position %}<blockquote class="quoted"><p>#{{ p.quoted_position }}</p><p>{{ p.quoted_text }}</p></blockquote>{% endif %}
<div class="prose">{{ p.body|safe }}</div>
<footer><a href="?from={{ p.position }}&amp;quote={{ p.position }}#reply">引用</a></footer></article>{% endfor %}"""
ROWS = """{% for r in rows %}<li><a href="{{ r.path }}">{{ r.title }}</a> <span class="meta">{{ r.at|datetime }}</span></li>{% endfor %}"""
TOPIC = "SELECT id, code, title, post_count, pinned, locked_at, locked_reason, hidden_at, board_id FROM discussion_topic WHERE code = :code"
POSTS_OF = (
    "SELECT p.position, p.body, p.quoted_position, p.quoted_name, p.quoted_text, p.made_at, p.edited_at, "
    "u.name AS author FROM discussion_post p JOIN user u ON u.id = p.author_id "
    "WHERE p.topic_id = :id AND p.position < 21 ORDER BY p.position"
)

COUNTED = text(
    "UPDATE discussion_topic SET post_count = post_count + 1, version = version + 1, last_post_at = :now "
    "WHERE id = :id RETURNING post_count"
)
BUSY = text("UPDATE discussion_board SET post_count = post_count + 1, last_post_at = :now WHERE id = :id")
POSTED = text(
    "INSERT INTO discussion_post (topic_id, position, author_id, body, made_at, hidden_reason) "
    'VALUES (:topic, :position, :author, :body, :now, \'["s",""]\')'
)


class Reply(Form):
    text = TextAreaField("您的回复", [InputRequired(), Length(max=5000)])
    pictures = MultipleFileField("照片（最多 4 张）")
    picture_words = StringField("照片上是什么", [Length(max=200)])


def hans(value: str | None) -> str:
    return json.loads(value)[1] if value else ""


def moment(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def shown(at: datetime) -> str:
    at += timedelta(hours=8)
    return f"{at.year}年{at.month}月{at.day}日 {at.hour:02}:{at.minute:02}"


def frame(app: Flask, name: str, middle: str) -> Template:
    """The page as the portal sent it; between the tags of <main> the part that comes from the database."""
    html = (FRAMES / f"{name}.html").read_text()
    head, rest = re.split(r"<main[^>]*>", html, maxsplit=1)
    tail = rest[rest.index("</main>") :]
    source = f"{{% raw %}}{head}<main>{{% endraw %}}<h1>{{{{ title }}}}</h1>{middle}{{% raw %}}{tail}{{% endraw %}}"
    return app.jinja_env.from_string(source)


def post_of(row: Any) -> SimpleNamespace:
    return SimpleNamespace(
        position=row.position,
        body=hans(row.body),
        quoted_position=row.quoted_position,
        quoted_name=hans(row.quoted_name),
        quoted_text=hans(row.quoted_text),
        made_at=moment(row.made_at),
        edited_at=row.edited_at,
        hidden=False,
        author=hans(row.author),
    )


def same_environment(app: Flask) -> None:
    """What the portal's templates ask for, in the plainest way."""
    portal = create_app(Config(instance_dir=FOLDER))
    for rule in portal.url_map.iter_rules():
        if rule.endpoint != "static":
            app.add_url_rule(rule.rule, rule.endpoint, lambda **_: "", methods=["GET"])
    flask_babel.Babel(
        app, default_translation_directories=str(ROOT / "translations"), default_locale="zh_Hans"
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    plain = dict.fromkeys(("date", "datetime", "time", "ago"), shown) | dict.fromkeys(("qr", "absolute"), str)
    app.extensions["portal.translations"] = portal.extensions["portal.translations"]  # the words of its frame
    app.jinja_env.filters.update(plain)
    for name, made in portal.jinja_env.filters.items():  # the few others, which ask for nothing around them
        app.jinja_env.filters.setdefault(name, made)
    app.jinja_env.filters["rich"] = lambda html: Markup(f'<div class="prose">{html}</div>')
    app.jinja_env.filters["lang_attr"] = lambda _text: Markup("")
    app.jinja_env.filters["typed_attr"] = lambda _text: Markup("")
    app.jinja_env.globals.update(static=static, csrf_token=lambda: "token", new_once_key=lambda: "once")
    app.jinja_env.globals.update(
        page_lang=lambda: "zh-Hans",
        page_here=lambda: request.path,
        page_links=lambda: {
            name: url_for(endpoint) for name, endpoint in FRAME.items() if endpoint in app.view_functions
        },
    )
    doors = portal.extensions["portal.doors"]

    @app.context_processor
    def surroundings() -> dict[str, Any]:
        with_links = {
            name: url_for(endpoint) for name, endpoint in FRAME.items() if endpoint in app.view_functions
        }
        return {
            "alternates": [
                ("zh-Hans", "zh-hans", "简体", request.path),
                ("zh-Hant", "zh-hant", "繁體", request.path),
            ],
            "can": lambda *_: False,
            "city": SimpleNamespace(
                name="禾塘市", short_name="禾塘议约", slogan="", contact_phone="0000-1230000"
            ),
            "here": request.path,
            "html_lang": "zh-Hans",
            "inbox_count": 0,
            "links": with_links,
            "locale": "zh_Hans",
            "nav": [
                SimpleNamespace(label=str(d.label), url=url_for(d.endpoint), icon=d.icon, active=False)
                for d in doors
            ],
            "prefs": {"theme": "auto", "size": "normal"},
            "why_not": lambda *_: None,
        }


def application() -> Flask:  # noqa: C901 - one closure for each page
    app = Flask("bare", template_folder=str(ROOT / "templates"))
    app.secret_key = "bare"
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # where something is written, `guard.protect()` is called
    guard = CSRFProtect(app)
    same_environment(app)
    engine = create_engine(f"sqlite:///{FOLDER / 'portal.db'}")

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        same = (
            "foreign_keys = ON",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "busy_timeout = 15000",
            "wal_autocheckpoint = 4000",
        )
        for pragma in same:
            connection.execute(f"PRAGMA {pragma}")

    names = ("topic", "home", "convention", "search")
    pasted = {name: frame(app, name, POSTS if name == "topic" else ROWS) for name in names}

    def read_topic(connection: Any, code: str) -> tuple[Any, list[SimpleNamespace]]:
        found = connection.execute(text(TOPIC), {"code": code}).one()
        return found, [post_of(row) for row in connection.execute(text(POSTS_OF), {"id": found.id})]

    @app.get("/pasted/topic/<code>")
    def pasted_topic(code: str) -> str:
        with engine.connect() as connection:
            found, posts = read_topic(connection, code)
        return pasted["topic"].render(title=hans(found.title), posts=posts)

    @app.get("/topic/<code>", endpoint="forums.baseline")  # templates say url_for(".topic")
    def topic(code: str) -> str:
        person = SimpleNamespace(is_authenticated=False, name="")
        with engine.connect() as connection:
            if number := session.get("person"):
                row = connection.execute(
                    text("SELECT id, name FROM user WHERE id = :id"), {"id": number}
                ).one()
                person = SimpleNamespace(is_authenticated=True, name=hans(row.name))
            found, posts = read_topic(connection, code)
            board = connection.execute(
                text("SELECT code, name FROM discussion_board WHERE id = :id"), {"id": found.board_id}
            ).one()
        told = SimpleNamespace(**{**found._mapping, "title": hans(found.title)})
        told.board = SimpleNamespace(code=board.code, name=hans(board.name))
        return render_template(
            "forums/topic.html",
            topic=told,
            start=1,
            last=(told.post_count - 1) // 20 * 20 + 1,
            posts_html=Markup(render_template("forums/_posts.html", topic=told, posts=posts)),
            quoted=None,
            form=Reply(),
            keeper=False,
            current_user=person,
        )

    def listed(name: str, sql: str) -> str:
        with engine.connect() as connection:
            rows = connection.execute(text(sql)).all()
        told = [{"path": r.path, "title": hans(r.title), "at": moment(r.at)} for r in rows]
        return pasted[name].render(title=name, rows=told)

    @app.get("/home")
    def home() -> str:
        return listed("home", "SELECT path, title, at FROM catalog ORDER BY at DESC LIMIT 14")

    @app.get("/convention")
    def convention() -> str:
        return listed("convention", "SELECT path, title, at FROM catalog ORDER BY at DESC LIMIT 12")

    @app.get("/search")
    def search() -> str:
        return listed(
            "search",
            "SELECT path, title, at FROM catalog WHERE title LIKE '%停车%' ORDER BY id DESC LIMIT 20",
        )

    @app.get("/login/<int:person>")
    def login(person: int) -> str:
        session["person"], session["csrf_token"] = person, "the-same-for-the-whole-run"
        return generate_csrf()

    @app.post("/insert/<code>")
    def insert(code: str) -> str:
        """Nothing but the row."""
        with engine.begin() as connection:
            write(connection, code, 1, request.form["text"])
        return "done"

    @app.post("/reply/<code>")
    def reply(code: str) -> Any:
        """What no such forum can leave out: a guard against forms of other sites, a form that is in order, who
        writes, where, a clean text in both scripts, the next place in the topic, counters. The row goes where ours
        goes, with the same indexes and references.

        No sessions that can be ended, no roles and permissions, no brake on floods, no guard against double clicks,
        no mark of what was read, no audit, no news for search, points and inboxes.
        """
        guard.protect()
        form = Reply(request.form)
        if not form.validate():
            return "", 422
        typed = form.text.data or ""
        body = Bitext.html(clean_html(plain_to_html(typed)), source=typed)
        with engine.begin() as connection:
            number = session["person"]
            connection.execute(text("SELECT id, name FROM user WHERE id = :id"), {"id": number}).one()
            topic = connection.execute(text(TOPIC), {"code": code}).one()
            now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
            position = connection.execute(COUNTED, {"id": topic.id, "now": now}).scalar_one()
            connection.execute(BUSY, {"id": topic.board_id, "now": now})
            row = {"topic": topic.id, "position": position, "author": number, "body": body.to_json()}
            connection.execute(POSTED, row | {"now": now})
        return redirect(f"/topic/{code}#p{position}")

    def write(connection: Any, code: str, number: int, body: str) -> int:
        done = connection.execute(
            text("INSERT INTO bare_reply (topic, body, at, author_id) VALUES (:topic, :body, :at, :author)"),
            {"topic": code, "body": body, "at": datetime.now(UTC).isoformat(), "author": number},
        )
        return int(done.lastrowid)

    with engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE IF NOT EXISTS bare_reply (id INTEGER PRIMARY KEY, topic, body, at, author_id)")
        )
    settle()
    return app
