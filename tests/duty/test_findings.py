"""From a note on a walk to its end, and who may know of it."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.alliances import services as alliances
from portal.alliances.states import Office
from portal.conventions.states import State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from portal.duty import panels, personal, queries, rules, services
from portal.duty.models import Inspection, Objection
from portal.duty.states import LIFE, FindingState, ObjectionState
from portal.places.queries import work_calendar
from portal.points.models import Entry
from tests.duty.test_rotas import lines_of
from tests.factories import a_grant, a_member, a_place, a_user, an_office, the_city
from tests.factories.conventions import a_convention
from tests.factories.conventions import people as a_team
from tests.factories.duty import Street, a_finding

ROOT = Path(__file__).parents[2]


def late(finding, **more):
    """A moment after its time."""
    return clock.stopped_at(finding.due_at + timedelta(minutes=1, **more))


def again(street, finding):
    """A failed recheck by the secretary, after its time."""
    with late(finding):
        services.recheck(
            finding, right=False, reminders=finding.reminders, note="还有积水", actor=street.secretary
        )


def referred(street, finding):
    again(street, finding)
    with late(finding):
        services.refer(finding, reason="两次提醒未改", actor=street.chair)


def test_a_walk_reminds_the_shop_and_nobody_else():
    street = Street()

    finding = a_finding(street)

    assert finding.state is FindingState.REMINDED
    assert finding.due_at - finding.found_at == timedelta(hours=2)
    assert len(lines_of(street.holders[0])) == 1
    others = [street.chair, street.secretary, street.supervisor, street.worker, *street.holders[1:]]
    assert [lines_of(person) for person in others] == [[]] * len(others)


def test_who_is_on_duty_walks_and_others_do_not():
    street = Street()
    mark = services.Mark(shop=street.shops[1])

    with pytest.raises(Forbidden):
        services.walk(street.alliance, marks=[mark], actor=street.holders[0])
    street.on_duty(street.shops[0])

    walk = services.walk(street.alliance, marks=[mark], actor=street.holders[0])
    assert (walk.looked_count, walk.noted_count) == (1, 0)


def test_leaders_of_a_duty_group_walk_too():
    street = Street()
    an_office(street.alliance, street.holders[2], Office.GROUP_LEAD)

    assert services.walk(
        street.alliance, marks=[services.Mark(shop=street.shops[0])], actor=street.holders[2]
    )


def test_what_a_walk_refuses():
    street = Street()
    own = queries.in_turn(street.alliance)[0]
    own.shop = "盟长的店"
    stranger = a_member(Street().alliance, a_user(), shop="外街铺")
    shop = street.shops[0]
    wrong = (
        [],
        [services.Mark(shop=shop), services.Mark(shop=shop)],
        [services.Mark(shop=stranger)],
        [services.Mark(shop=own)],
        [services.Mark(shop=shop, basis="item:Z9", text="积水")],
        [services.Mark(shop=shop, basis="clause:gone", text="积水")],
        [services.Mark(shop=shop, basis="item:B1", text="  ")],
    )

    for marks in wrong:
        with pytest.raises(Refused):
            services.walk(street.alliance, marks=marks, actor=street.chair)

    assert db.session.scalar(select(func.count(Inspection.id))) == 0


def test_a_note_points_at_a_clause_in_force():
    convention = a_convention(State.IN_FORCE)
    team = convention.team
    shop = a_member(team.alliance, a_user(), shop="阿福粥铺")
    _items, clauses = queries.bases_for(team.alliance)
    assert [clause.number for clause in clauses] == [1, 2, 3]

    mark = services.Mark(shop=shop, basis=f"clause:{clauses[1].key}", text="占道")
    walk = services.walk(team.alliance, marks=[mark], actor=team.chair)

    finding = queries.findings_on(walk, team.chair)[0]
    assert finding.clause["path"] == f"{convention.path}#clause-{clauses[1].key}"
    assert finding.time_given == rules.USUAL_TIME
    assert queries.bases_for(a_team().alliance)[1] == []


def test_another_person_rechecks_and_it_is_closed():
    street = Street()
    finding = a_finding(street)
    services.say_corrected(finding, text="扫干净了", actor=street.holders[0])

    for person in (street.chair, street.holders[0], street.holders[1]):
        with pytest.raises(Forbidden):
            services.recheck(finding, right=True, reminders=1, actor=person)
    services.recheck(finding, right=True, reminders=1, actor=street.secretary)

    assert [row.step for row in LIFE.history(finding)] == ["say_corrected", "close"]
    assert finding.rechecked_by == street.secretary.id


def test_an_officer_who_is_the_shop_does_not_recheck():
    street = Street()
    finding = a_finding(street)
    an_office(street.alliance, street.holders[0], Office.VICE_CHAIR)

    with pytest.raises(Forbidden):
        services.recheck(finding, right=True, reminders=1, actor=street.holders[0])


def test_a_failed_recheck_needs_a_reason_and_the_time_to_be_over():
    street = Street()
    finding = a_finding(street)
    first = finding.due_at

    with pytest.raises(Refused):
        services.recheck(finding, right=False, reminders=1, note="积水", actor=street.secretary)
    with late(finding), pytest.raises(Refused):
        services.recheck(finding, right=False, reminders=1, note=" ", actor=street.secretary)
    again(street, finding)

    assert (finding.state, finding.reminders) == (FindingState.REMINDED, 2)
    assert finding.due_at > first == finding.first_due_at
    assert len(lines_of(street.holders[0])) == 2


def test_the_second_of_two_rechecks_is_told():
    street = Street()
    finding = a_finding(street)
    again(street, finding)

    with late(finding), pytest.raises(Refused):
        services.recheck(finding, right=False, reminders=1, note="积水", actor=street.secretary)


def test_only_the_shop_says_that_it_is_put_right_and_once():
    street = Street()
    finding = a_finding(street)
    with pytest.raises(Forbidden):
        services.say_corrected(finding, actor=street.holders[1])
    services.say_corrected(finding, actor=street.holders[0])

    with pytest.raises(Refused):
        services.say_corrected(finding, actor=street.holders[0])


def test_the_shop_answers_while_the_note_is_open():
    street = Street()
    finding = a_finding(street)

    with pytest.raises(Refused):
        services.answer(finding, text=" ", actor=street.holders[0])
    services.answer(finding, text="隔壁水管破了", actor=street.holders[0])
    services.recheck(finding, right=True, reminders=1, actor=street.secretary)
    with pytest.raises(Refused):
        services.answer(finding, text="再说一句", actor=street.holders[0])

    assert finding.answer.source == "隔壁水管破了"
    assert len(lines_of(street.chair)) == 2


def test_a_note_is_referred_after_two_reminders_and_settled_by_the_worker():
    street = Street()
    finding = a_finding(street)
    with late(finding), pytest.raises(Refused):
        services.refer(finding, reason="不改", actor=street.chair)
    referred(street, finding)
    assert len(lines_of(street.worker)) == 1

    with pytest.raises(Forbidden):
        services.settle(finding, note="已协调", actor=street.chair)
    services.settle(finding, note="水管已修好", actor=street.worker)

    assert finding.state is FindingState.SETTLED
    assert LIFE.history(finding)[-1].reason.original == "水管已修好"


def test_a_worker_of_another_place_does_not_settle():
    street = Street()
    finding = a_finding(street)
    referred(street, finding)
    elsewhere = a_user()
    a_grant(elsewhere, Role.COMMUNITY_WORKER, a_place(a_place(the_city())))

    with pytest.raises(Forbidden):
        services.settle(finding, note="不归我管", actor=elsewhere)
    with pytest.raises(NotFound):
        queries.get_finding(finding.code, elsewhere)


def test_an_objection_is_answered_by_the_supervisor_and_the_note_withdrawn():
    street = Street()
    finding = a_finding(street)
    objection = services.object_to(finding, text="那不是我店门口", actor=street.holders[0])
    assert objection.due_on == work_calendar().add_working_days(clock.today(), 5)
    assert len(lines_of(street.supervisor)) == 1

    for person in (street.chair, street.secretary, street.holders[0]):
        with pytest.raises(Forbidden):
            services.decide(objection, upheld=True, reason="核对门牌", actor=person)
    with pytest.raises(Refused):
        services.decide(objection, upheld=True, reason=" ", actor=street.supervisor)
    services.decide(objection, upheld=True, reason="核对门牌，确属隔壁", actor=street.supervisor)

    assert (objection.state, finding.state) == (ObjectionState.UPHELD, FindingState.WITHDRAWN)
    with pytest.raises(NotFound):
        queries.get_finding(finding.code, street.holders[1])
    assert queries.get_finding(finding.code, street.holders[0]) is finding


def test_an_objection_that_does_not_hold_leaves_the_note():
    street = Street()
    finding = a_finding(street)
    objection = services.object_to(finding, text="没有积水", actor=street.holders[0])

    services.decide(objection, upheld=False, reason="照片清楚", actor=street.supervisor)

    assert (objection.state, finding.state) == (ObjectionState.DISMISSED, FindingState.REMINDED)
    with pytest.raises(Refused):
        services.decide(objection, upheld=True, reason="再看", actor=street.supervisor)


def test_the_supervisor_who_noted_it_does_not_decide():
    street = Street()
    an_office(street.alliance, street.supervisor, Office.GROUP_LEAD)
    finding = a_finding(street, actor=street.supervisor)
    objection = services.object_to(finding, text="没有", actor=street.holders[0])

    with pytest.raises(Forbidden):
        services.decide(objection, upheld=False, reason="有", actor=street.supervisor)


def test_without_a_supervisor_an_officer_decides():
    street = Street(supervisor=False)
    finding = a_finding(street)
    objection = services.object_to(finding, text="没有", actor=street.holders[0])

    services.decide(objection, upheld=True, reason="属实", actor=street.secretary)

    assert objection.state is ObjectionState.UPHELD


def test_objections_are_made_once_in_time_with_words_and_not_after_the_end():
    street = Street()
    finding, other, third = (a_finding(street, shop=n) for n in range(3))
    last = work_calendar().add_working_days(clock.today(), 5)
    end = rules.midnight_after(last)

    with pytest.raises(Refused):
        services.object_to(finding, text=" ", actor=street.holders[0])
    with clock.stopped_at(end - timedelta(minutes=1)):
        services.object_to(finding, text="没有", actor=street.holders[0])
    with pytest.raises(Refused):
        services.object_to(finding, text="还是没有", actor=street.holders[0])
    with clock.stopped_at(end), pytest.raises(Refused):
        services.object_to(other, text="没有", actor=street.holders[1])
    referred(street, third)
    with pytest.raises(Refused):
        services.object_to(third, text="没有", actor=street.holders[2])
    with pytest.raises(Forbidden):
        services.object_to(other, text="替他说", actor=street.holders[0])


def test_nothing_is_referred_while_an_objection_waits():
    street = Street()
    finding = a_finding(street)
    again(street, finding)
    services.object_to(finding, text="没有", actor=street.holders[0])

    with late(finding), pytest.raises(Refused):
        services.refer(finding, reason="不改", actor=street.chair)


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


def test_those_concerned_are_told_once_when_the_time_is_over():
    street = Street()
    street.on_duty(street.shops[1])
    finding = a_finding(street)
    before = len(lines_of(street.holders[1]))

    with late(finding):
        assert (services.remind_of_what_is_late(), services.remind_of_what_is_late()) == (1, 0)

    assert len(lines_of(street.holders[1])) == before + 1


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
