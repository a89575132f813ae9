"""What browsers and others may send: answers in the reader's script, never a crash."""

from __future__ import annotations

import gzip
import re

import pytest
from wtforms import SelectField
from wtforms.validators import Optional

from portal.accounts.models import Role
from portal.app import create_app
from portal.core.db import db
from portal.core.forms import Form, choices
from portal.core.web import BUNDLES
from portal.core.work import unit_of_work
from tests.clients import Browser
from tests.conftest import a_config
from tests.factories import a_user, an_official, the_city

HUGE = (10**12, 10**30)
GARBAGE = ("%ED%A0%80", "%FF%FE", "%00", "%E2%80%AE", "..%2F..%2Fetc", "a" * 5000)


def sample(rule, number):
    """An address of the rule, every number in it as given and every word an invented one."""
    values = {}
    for name, converter in rule._converters.items():
        numeric = type(converter).__name__ == "IntegerConverter"
        values[name] = number if numeric else next(iter(getattr(converter, "items", ())), "nothing")
    return rule.build(values, append_unknown=False)


def addresses(app, number):
    for rule in app.url_map.iter_rules():
        built = sample(rule, number)
        if built and rule.endpoint != "static":
            yield built[1], "GET" if "GET" in rule.methods else "POST"


@pytest.mark.parametrize("number", HUGE)
def test_no_number_in_an_address_is_too_large(client, app, number):
    the_city()
    client.sign_in(an_official(*Role))

    crashed = [
        (path, method)
        for path, method in addresses(app, number)
        if client.open(path, method=method).status_code >= 500
        if path not in {"/healthz", "/readyz"}
    ]

    assert crashed == []


@pytest.mark.parametrize("garbage", GARBAGE)
def test_no_address_breaks_a_page(client, garbage):
    the_city()
    asked = (
        f"/{garbage}",
        f"/conventions/{garbage}",
        f"/search?q={garbage}",
        f"/?older={garbage}&x={garbage}=",
    )

    statuses = [client.get(path).status_code for path in asked]

    assert all(status < 500 for status in statuses)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"username": "\\ud800"}', "application/json"),
        (b"username=%ED%A0%80&password=%00", "application/x-www-form-urlencoded"),
        (b"username=\xff\xfe&password=%zz", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data"),
        (b"\x00" * 1000, "application/octet-stream"),
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/register", "/preferences"])
def test_no_body_breaks_a_form(client, path, body, kind):
    the_city()

    answer = client.post(path, data=body, content_type=kind)

    assert 300 <= answer.status_code < 500


def test_a_body_that_is_too_large_is_refused_with_a_page(client):
    the_city()

    answer = client.post("/sign-in", data={"username": "x" * 600_000})

    assert answer.status_code == 413
    assert "<h1" in answer.text


@pytest.mark.parametrize(
    "header", ["Accept-Language", "If-None-Match", "Range", "X-Forwarded-For", "Referer"]
)
def test_no_header_breaks_a_page(client, header):
    the_city()

    assert client.get("/", headers={header: "zh;q=x,,;\x7f" + "a" * 2000}).status_code < 500


def test_broken_cookies_are_no_session(client):
    the_city()
    for name in ("yiyue", "locale", "theme", "size"):
        client.set_cookie(name, "eyJ.broken\x7f", domain="localhost")

    assert client.get("/").status_code == 200
    assert "/sign-in" in client.get("/me").location


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", "localhost@evil.example"])
def test_another_host_is_not_believed(client, host):
    the_city()

    answer = client.get("/", headers={"Host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.fixture
def guarded(tmp_path):
    """A portal on the public net, with its guard against forms of other sites."""
    config = a_config(tmp_path, "web", base_url="https://yiyue.example")
    app = create_app(config, TESTING=True)
    app.test_client_class = Browser
    with app.app_context():
        db.session.remove()
        db.session.configure(bind=None)
        db.create_all()
        with unit_of_work():
            the_city()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.real
@pytest.mark.parametrize(
    ("prefix", "lang"), [("/zh-hans", "zh-Hans"), ("/zh-hant", "zh-Hant"), ("/en", "en")]
)
def test_a_form_without_its_token_is_refused_in_the_readers_script(guarded, prefix, lang):
    client = guarded.test_client()

    answer = client.post(f"{prefix}/sign-in", data={"username": "a"}, base_url="https://yiyue.example")

    assert answer.status_code == 400
    assert f'<html lang="{lang}"' in answer.text
    assert "<h1" in answer.text


@pytest.mark.real
def test_the_cookie_of_a_session_is_for_this_site_alone(guarded):
    answer = guarded.test_client().get("/sign-in", base_url="https://yiyue.example")

    [cookie] = [text for text in answer.headers.getlist("Set-Cookie") if text.startswith("yiyue=")]
    assert {part.strip() for part in cookie.split(";")[1:]} >= {"HttpOnly", "Secure", "SameSite=Lax"}


def test_the_very_first_question_may_come_under_a_strange_name(real_portal):
    answer = real_portal.test_client().get("/zh-hans/", headers={"Host": "evil.example"})

    assert answer.status_code == 400


def test_a_static_file_is_kept_for_ever_by_everybody(client):
    client.sign_in(a_user())

    with_digest = client.get("/static/css/tokens.css?v=96abae009708")
    without = client.get("/static/css/tokens.css")

    assert with_digest.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in without.headers["Cache-Control"]
    assert "Cookie" not in with_digest.headers.get("Vary", "")
    assert "Set-Cookie" not in with_digest.headers


def test_the_styles_of_every_page_are_one_file(client):
    page = client.get("/zh-hans/").text
    asked = re.findall(r'href="(/static/css/[^"]+)"', page)
    answer = client.get(asked[0])

    assert asked[0].startswith("/static/css/portal.css?v=")
    assert not {name for name in BUNDLES["css/portal.css"] if f"/{name}.css" in page}
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/css"
    for name in ("tokens", "texts", "print"):
        assert client.get(f"/static/css/{name}.css").data in answer.data


@pytest.mark.parametrize("sheet", ["/static/css/components.css", "/static/css/portal.css"])
def test_styles_go_squeezed_to_whoever_can_read_that(client, sheet):
    plain = client.get(sheet)
    small = client.get(sheet, headers={"Accept-Encoding": "gzip, br"})
    again = client.get(
        sheet,
        headers={"Accept-Encoding": "gzip", "If-None-Match": small.headers["ETag"]},
    )

    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) * 3 < len(plain.data)
    assert small.headers["Content-Length"] == str(len(small.data))
    assert "Content-Encoding" not in plain.headers
    assert {plain.headers["Vary"], small.headers["Vary"]} == {"Accept-Encoding"}
    assert again.status_code == 304


def test_nothing_but_spaces_is_no_choice(app):
    class Asked(Form):
        kind = SelectField(choices=choices([("", "-"), ("a", "A")]), validators=[Optional()])

    with app.test_request_context("/", method="POST", data={"kind": "  \u3000 "}):
        form = Asked.received()

        assert form.sent
        assert form.kind.data == ""
