"""Walks down the street and what they take down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.alliances.states import Office
from portal.conventions.states import State
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.duty import queries, rules, services
from portal.duty.models import Inspection
from portal.duty.states import FindingState
from tests.duty.test_rotas import lines_of
from tests.factories import a_member, a_user, an_office
from tests.factories.conventions import a_convention
from tests.factories.conventions import people as a_team
from tests.factories.duty import Street, a_finding


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
