from __future__ import annotations

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from portal.catalog.models import CatalogRow
from portal.core import audit, clock
from portal.core.audit import AuditLine
from portal.core.db import db
from portal.core.jobs import beat
from portal.core.language import Bitext
from portal.core.work import unit_of_work
from tests.clients import queries_of
from tests.factories import a_place, a_user, saved, the_city


def a_row(number=1, **kw):
    city = the_city()
    now = clock.now()
    return saved(
        CatalogRow(
            **{
                "kind": "consultation",
                "object_id": number,
                "title": Bitext.of(f"夜间停车怎么停{number}"),
                "summary": Bitext.of("三个方案请您比较"),
                "path": f"/consultations/{number}",
                "at": now,
                "state": "open",
                "place_id": city.id,
                "place_path": city.path,
                "opens_at": now - timedelta(days=1),
                "closes_at": now + timedelta(days=9),
                **kw,
            }
        )
    )


def test_the_front_page_shows_what_is_open_now_in_the_readers_script(client):
    a_row()

    assert "夜間停車怎麼停1" in client.get("/zh-hant/").text


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_page_costs_the_same(client, count):
    for number in range(count):
        a_row(number)
        a_place(the_city())

    assert queries_of(client, "/") <= 12


def test_the_front_page_says_so_when_nothing_is_open(client):
    assert "眼下没有正在进行的事项" in client.get("/").text


def test_an_address_without_language_leads_to_the_readers(app):
    client = app.test_client()
    client.prefix = ""

    taiwan = client.get("/about", headers={"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.8"})
    anyone = client.get("/about?x=1")

    assert (taiwan.status_code, taiwan.location) == (302, "/zh-hant/about")
    assert anyone.location == "/zh-hans/about?x=1"


def test_about_is_there(client):
    assert client.get("/about").status_code == 200


def test_health_names_every_part(client):
    with unit_of_work():
        beat()

    found = client.get("/healthz").json

    assert (found["status"], found["database"], found["index"], found["worker"]) == ("ok", "ok", "ok", "ok")
    assert found["version"]


def test_health_says_when_the_worker_is_silent(client):
    with unit_of_work():
        beat()
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        assert client.get("/healthz").json["worker"] == "silent"


def test_ready_means_database_room_and_index(client):
    assert client.get("/readyz").status_code == 200


def test_the_sitemap_has_every_language_and_nothing_that_must_not_be_indexed(client):
    a_row(1)
    a_row(2, indexable=False)

    found = ElementTree.fromstring(client.get("/sitemap.xml").text)

    places = [url.findtext("{http://www.sitemaps.org/schemas/sitemap/0.9}loc") for url in found]
    assert places == [f"http://localhost/{p}/consultations/1" for p in ("zh-hans", "zh-hant", "en")]


def test_the_feed_speaks_its_language(client):
    a_row()

    found = ElementTree.fromstring(client.get("/feed/zh-hant.atom").text)

    titles = [
        entry.findtext("{http://www.w3.org/2005/Atom}title")
        for entry in found.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert titles == ["夜間停車怎麼停1"]
    assert client.get("/feed/fr.atom").status_code == 404


def test_robots_are_told_where_the_map_is(client):
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text


def test_every_answer_has_safe_headers(client):
    headers = client.get("/").headers

    assert "script-src" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert len(headers["X-Request-ID"]) == 16


def test_an_unchanged_page_is_not_sent_again(client):
    tag = client.get("/about").headers["ETag"]

    assert client.get("/about", headers={"If-None-Match": tag}).status_code == 304


def test_nobodys_pages_set_no_cookie(client):
    assert "Set-Cookie" not in client.get("/").headers


def test_a_persons_pages_are_kept_by_nobody(client):
    client.sign_in(a_user())

    assert client.get("/about").headers["Cache-Control"] == "private, no-store"


@pytest.fixture
def command(real_portal, monkeypatch):
    from portal.cli import opened, verify

    monkeypatch.setattr(opened, "create_app", lambda _config: real_portal)
    with real_portal.app_context(), unit_of_work():
        audit.record(None, "conventions.sign", "convention:1")
    return lambda name, *words: CliRunner().invoke(getattr(verify, name), words)


def test_an_untouched_portal_is_sound(command):
    assert command("verify").exit_code == 0


def test_tampering_is_named(command, real_portal):
    with real_portal.app_context(), unit_of_work():
        db.session.execute(update(AuditLine).values(action="conventions.repeal"))

    found = command("verify", "--json")

    assert found.exit_code == 1
    assert [(d["table"], d["row"]) for d in json.loads(found.output)["damage"]] == [("audit_line", 1)]


def test_a_cut_tail_fails_against_a_checkpoint(command, real_portal, tmp_path):
    head = tmp_path / "head.json"
    head.write_text(command("checkpoint").output)
    assert command("verify", "--checkpoint", str(head)).exit_code == 0
    with real_portal.app_context(), unit_of_work():
        db.session.query(AuditLine).delete()

    assert command("verify").exit_code == 0
    assert command("verify", "--checkpoint", str(head)).exit_code == 1
