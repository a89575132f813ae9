"""What a rule may say besides its points: a range, evidence, days of rest, an end, and whose hand it takes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.points.models import EntryNote
from portal.points.queries import rulebook
from portal.points.queries.balances import purse
from portal.points.services import deductions, determining
from portal.points.services import rulebook as services
from portal.points.services.determining import Deed
from portal.points.services.rulebook import Wording
from portal.points.states import Scheme
from portal.points.states.rulebook import CLASSES, Hand, RuleClass
from tests.factories import a_grant, a_user, an_official, saved, the_city
from tests.factories.points import a_rule


def text_of(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]
    return answer.get_data(as_text=True)


def wording(**kw):
    given = {"title": "邻里帮忙", "clause": "帮一次加5分。", "basis": "办法第十条", "points": 5}
    return Wording(**{**given, "valid_from": clock.today(), "reason": "新增", **kw})


def deed(**kw):
    return Deed(**{"note": "扶起倒下的车", "occurred_on": clock.today(), **kw})


def an_officer():
    return an_official(Role.POINTS_OFFICER)


def test_within_a_range_points_are_chosen_with_a_reason_and_counted_once():
    person, first, second = a_user(), an_officer(), an_officer()
    version = a_rule(points=10, most=50, caps=[{"span": "year", "times": 1}])
    for refused in ({"points": 9, "weighing": "少"}, {"points": 51, "weighing": "多"}, {"points": 30}):
        with pytest.raises(Refused):
            determining.propose(person, rule=version.rule, deed=deed(**refused), actor=first)
    with pytest.raises(Refused):
        determining.propose(person, rule=version.rule, deed=deed(times=2, weighing="两次"), actor=first)

    made = determining.propose(
        person, rule=version.rule, deed=deed(points=30, weighing="受市级表彰"), actor=first
    )
    determining.confirm(made, actor=second)
    again = determining.propose(person, rule=version.rule, deed=deed(weighing="又一次"), actor=first)

    assert purse(person.id).spendable == 30
    with pytest.raises(Refused):
        determining.confirm(again, actor=second)


def test_a_deduction_within_a_range_says_why_so_many():
    version = a_rule(points=-20, most=-50, scheme=Scheme.MERCHANT)
    person, found = a_user(), {"facts": "剪断树枝", "evidence": "照片", "occurred_on": clock.today()}
    with pytest.raises(Refused):
        deductions.find(person, rule=version.rule, **found, points=80, weighing="很重", actor=an_officer())

    made = deductions.find(
        person, rule=version.rule, **found, points=35, weighing="主干未断，可以恢复", actor=an_officer()
    )

    assert (made.points, made.weighing.original) == (35, "主干未断，可以恢复")


def test_evidence_that_a_rule_asks_for_goes_into_the_line():
    person, version = a_user(), a_rule(points=5, evidence_needed="双方签字的记录")
    with pytest.raises(Refused, match="双方签字的记录"):
        determining.propose(person, rule=version.rule, deed=deed(), actor=an_officer())

    made = determining.propose(
        person, rule=version.rule, deed=deed(evidence="记录第12号"), actor=an_officer()
    )
    entry = determining.confirm(made, actor=an_officer())

    from_line = db.session.get_one(EntryNote, entry.id)
    assert (from_line.evidence.original, from_line.occurred_on) == ("记录第12号", clock.today())


def test_a_rule_rests_for_its_days():
    person, version = a_user(), a_rule(points=5, cool_down=3)

    def earned_after(days):
        with clock.stopped_at(clock.now() + timedelta(days=days)):
            made = determining.propose(
                person, rule=version.rule, deed=deed(occurred_on=clock.today()), actor=first
            )
            try:
                return determining.confirm(made, actor=second).amount
            except Refused:
                return 0

    first, second = an_officer(), an_officer()

    assert [earned_after(days) for days in (0, 2, 3)] == [5, 0, 5]


def test_a_shop_has_days_to_put_it_right():
    person, officer = a_user(), an_officer()
    version = a_rule(points=-5, cool_down=7, scheme=Scheme.MERCHANT)
    found = {"rule": version.rule, "facts": "立面污损", "evidence": "照片", "actor": officer}
    deductions.find(person, occurred_on=clock.today() - timedelta(days=7), **found)

    with pytest.raises(Refused, match="7"):
        deductions.find(person, occurred_on=clock.today() - timedelta(days=1), **found)

    assert deductions.find(person, occurred_on=clock.today(), **found)


def test_a_rule_ends_with_its_last_day():
    today = clock.today()
    version = a_rule(valid_until=today)

    assert rulebook.version_on(version.rule, today) is version
    assert rulebook.version_on(version.rule, today + timedelta(days=1)) is None


def test_some_rules_take_the_points_officers():
    city, person = the_city(), a_user()
    worker, officer = a_user(), an_officer()
    a_grant(worker, Role.COMMUNITY_WORKER, city)
    person.place_id = saved(city).id
    version = a_rule(points=5, determined_by=Hand.OFFICERS, reviewed_by=Hand.OFFICERS)
    with pytest.raises(Refused):
        determining.propose(person, rule=version.rule, deed=deed(), actor=worker)

    made = determining.propose(person, rule=version.rule, deed=deed(), actor=officer)

    with pytest.raises(Forbidden):
        determining.confirm(made, actor=worker)
    assert (rulebook.proposed_for(worker), rulebook.proposed_for(an_officer())) == (0, 1)


@pytest.mark.parametrize(
    "unsound",
    [
        {"most": 5},
        {"most": -9},
        {"valid_until": clock.today() - timedelta(days=1)},
        {"rule_class": RuleClass.CITY_ORDER},
        {"event": "ConventionSigned", "most": 9},
        {"event": "ConventionSigned", "evidence_needed": "照片"},
        {"scheme": Scheme.MERCHANT, "rule_class": RuleClass.CITY_ORDER},
        {"scheme": Scheme.MERCHANT, "rule_class": RuleClass.PROMISE, "points": -5},
    ],
    ids=lambda unsound: "-".join(unsound),
)
def test_a_rule_that_does_not_hold_together_is_refused(unsound):
    outer = {"scheme": Scheme.HOUSEHOLD, "rule_class": RuleClass.VIRTUE, "event": None}
    outer |= {name: unsound[name] for name in outer if name in unsound}
    inner = {name: value for name, value in unsound.items() if name not in outer}

    with pytest.raises(Refused):
        services.draft_rule(the_city(), code="J90", **outer, wording=wording(**inner), actor=an_officer())


def test_the_book_stands_under_its_classes_and_as_it_was(client):
    version = a_rule(
        points=-20, most=-50, scheme=Scheme.MERCHANT, title="损坏绿化", evidence_needed="两张照片"
    )
    page = text_of(client.get("/points/rules"))

    before = text_of(client.get("/points/rules?day=2020-01-01"))

    assert "城市管理负面行为" in page
    assert "−20 至 −50" in page
    assert "损坏绿化" not in before
    assert "两张照片" in text_of(client.get(f"/points/rules/{version.rule.code}"))
    assert "−20 至 −50" in text_of(client.get("/points/rules?day=nonsense"))


def test_a_form_keeps_every_field_of_a_rule(client):
    version = a_rule(points=5, most=9, cool_down=3, claimable=True, caps=[{"span": "day", "times": 1}])
    client.sign_in(an_officer())
    data = {"title": "帮忙", "clause": "加分。", "basis": "办法", "points": "5", "most": "9", "reason": "改"}
    data |= {"cap-span": "day", "cap-times": "1", "second_cap-span": "year", "second_cap-points": "60"}
    data |= {"cool_down": "3", "evidence_needed": "签到表", "claimable": "y", "determined_by": "officers"}
    shown = text_of(client.get(f"/points/rules/{version.rule.code}/change"))

    client.post(
        f"/points/rules/{version.rule.code}/change",
        data={**data, "reviewed_by": "officers", "valid_from": clock.today().isoformat()},
    )

    made = rulebook.get_version(version.rule.code, 2)
    assert 'name="most"' in shown
    assert (made.most, made.cool_down, made.claimable, made.determined_by) == (9, 3, True, Hand.OFFICERS)
    assert made.caps == [{"span": "day", "times": 1}, {"span": "year", "points": 60}]
    assert made.evidence_needed.original == "签到表"


@pytest.mark.no_database
def test_every_class_has_a_book():
    assert {name for names in CLASSES.values() for name in names} == set(RuleClass)
