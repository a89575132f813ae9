"""Who knows of a note, what it counts in, and what it never moves."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.alliances import services as alliances
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.figures import Whom
from portal.duty import panels, personal, queries, rules, services
from portal.duty.figures import FIGURES
from portal.duty.models import Objection
from portal.points.models import Entry
from tests.factories import a_user
from tests.factories.duty import Street, a_finding, late, referred

ROOT = Path(__file__).parents[2]


def test_no_step_of_a_note_moves_points():
    street = Street()
    before = db.session.scalar(select(func.count(Entry.id)))

    closed, sent, withdrawn = (a_finding(street, shop=n) for n in range(3))
    services.say_corrected(closed, actor=street.holders[0])
    services.recheck(closed, right=True, reminders=1, actor=street.secretary)
    referred(street, sent)
    objection = services.object_to(withdrawn, text="没有", actor=street.holders[2])
    services.decide(objection, upheld=True, reason="属实", actor=street.supervisor)

    assert db.session.scalar(select(func.count(Entry.id))) == before


def names_events_of_duty(source):
    return [
        node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "portal.events.duty"
    ]


def test_points_and_honour_boards_do_not_listen_to_duty():
    files = [p for name in ("points", "honor") for p in (ROOT / "portal" / name).rglob("*.py")]

    assert [p.name for p in files if names_events_of_duty(p.read_text())] == []
    assert names_events_of_duty("from portal.events.duty import FindingClosed") == ["portal.events.duty"]


def test_nobody_outside_the_alliance_sees_a_note(client):
    street = Street()
    finding = a_finding(street, text="门口有一大滩积水")
    paths = [finding.path, finding.inspection.path, f"/duty/of/{street.alliance.code}/findings"]
    outside = [None, a_user(), Street().chair, street.worker]

    for viewer in outside:
        browser = client.application.test_client()
        if viewer:
            browser.sign_in(viewer)
        assert [browser.get(path).status_code for path in paths] == [404] * 3
        for page in (f"/duty/of/{street.alliance.code}/", f"/alliances/{street.alliance.code}"):
            assert "积水" not in browser.get(page).text

    for viewer in (street.chair, street.supervisor, *street.holders):
        assert "一大滩积水" in client.sign_in(viewer).get(finding.path).text


def test_members_who_have_left_see_nothing_any_more():
    street = Street()
    finding = a_finding(street)
    alliances.leave(street.shops[1], actor=street.holders[1])

    with pytest.raises(NotFound):
        queries.get_finding(finding.code, street.holders[1])


def test_a_closed_note_goes_out_of_sight_after_the_days_set():
    street = Street()
    finding = a_finding(street)
    services.recheck(finding, right=True, reminders=1, actor=street.secretary)
    end = finding.ended_at + timedelta(days=90)

    with clock.stopped_at(end - timedelta(minutes=1)):
        assert queries.get_finding(finding.code, street.holders[0])
    with clock.stopped_at(end):
        for viewer in (street.chair, street.holders[0]):
            with pytest.raises(NotFound):
                queries.get_finding(finding.code, viewer)


def test_the_figures_count_what_was_corrected_in_time():
    street = Street()
    good, slow, gone, fresh = (a_finding(street, shop=n) for n in range(4))
    services.say_corrected(good, actor=street.holders[0])
    services.recheck(good, right=True, reminders=1, actor=street.secretary)
    with late(slow):
        services.recheck(slow, right=True, reminders=1, actor=street.secretary)
    objection = services.object_to(gone, text="没有", actor=street.holders[2])
    services.decide(objection, upheld=True, reason="属实", actor=street.supervisor)

    assert fresh.is_open
    assert queries.figures(street.alliance) == {
        "walks": 4,
        "looks": 4,
        "findings": 3,
        "open": 1,
        "counted": 2,
        "in_time": 1,
        "percent": 50,
    }


def test_outside_of_the_alliance_walks_are_counted_and_of_notes_the_share_of_many_only(monkeypatch):
    street, today = Street(), clock.today()
    finding = a_finding(street)
    a_finding(street, shop=1, actor=street.secretary)
    services.say_corrected(finding, actor=street.holders[0])
    services.recheck(finding, right=True, reminders=1, actor=street.secretary)

    def told(source, days=0, **whom):
        day = today + timedelta(days=days)
        said = FIGURES[source].draw(Whom(**whom), day - timedelta(days=9), day)
        return said and said()

    assert told("duty.walks", alliance_id=street.alliance.id).endswith("巡查2次，看店2家次。")
    assert told("duty.walks", user_id=street.chair.id).endswith("巡查1次，看店1家次。")
    assert told("duty.walks", days=-1, user_id=street.chair.id).endswith("巡查0次，看店0家次。")
    assert told("duty.walks") is None
    assert told("duty.put_right", alliance_id=street.alliance.id) is None
    monkeypatch.setattr(rules, "ENOUGH", 1)
    assert told("duty.put_right", alliance_id=street.alliance.id) == "近90天的提醒中，100%按期改好。"
    assert told("duty.put_right", user_id=street.holders[0].id) is None


def test_what_waits_for_whom():
    street = Street()
    finding = a_finding(street)
    assert [d.path for d in panels.duties(street.holders[0])] == [finding.path]
    assert list(panels.duties(street.holders[1])) == []

    with late(finding):
        assert [d.path for d in panels.duties(street.secretary)] == [finding.path]
        assert list(panels.duties(street.chair)) == []
    services.object_to(finding, text="没有", actor=street.holders[0])
    assert [d.path for d in panels.duties(street.supervisor)] == [finding.path]

    second = a_finding(street, shop=1)
    referred(street, second)
    assert [d.path for d in panels.duties(street.worker)] == [second.path]


def test_export_and_forgetting():
    street = Street()
    street.on_duty(street.shops[0])
    finding = a_finding(street)
    services.answer(finding, text="马上扫", actor=street.holders[0])
    services.object_to(finding, text="没有积水", actor=street.holders[0])

    mine = personal.export(street.holders[0].id)
    personal.forget(street.holders[0].id)
    db.session.expire_all()

    assert len(mine["weeks_of_duty"]) == 3
    assert [note["answer"] for note in mine["notes"]] == ["马上扫"]
    assert [o["text"] for o in mine["objections"]] == ["没有积水"]
    assert str(finding.answer) == ""
    assert str(db.session.scalar(select(Objection)).text) == ""
