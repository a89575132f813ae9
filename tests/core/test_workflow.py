from __future__ import annotations

import pytest

from portal.alliances.states import MembershipState as State
from portal.core.errors import Refused
from portal.core.permissions import Rule
from portal.core.workflow import Need, Transition, Workflow
from tests.factories import a_member, a_user, an_alliance

LIFE = Workflow(
    "sample",
    {State.APPLIED: "拟定", State.ACTIVE: "公布", State.REMOVED: "撤回"},
    (
        Transition(
            name="publish",
            label="公布",
            before=(State.APPLIED,),
            after=State.ACTIVE,
            permission="sample.publish",
        ),
        Transition(
            name="withdraw",
            label="撤回",
            before=(State.ACTIVE,),
            after=State.REMOVED,
            permission="sample.withdraw",
            needs=(Need.REASON,),
        ),
    ),
    start=State.APPLIED,
)


def a_thing():
    """Any row with a state."""
    return a_member(an_alliance(), a_user(), state=State.APPLIED)


@pytest.fixture
def rules(app):
    table = app.extensions["portal.permissions"]
    table.update(
        {
            "sample.publish": Rule(lambda a, t: True, ""),
            "sample.withdraw": Rule(lambda a, t: False, "只有签发人可以。"),
        }
    )
    yield
    del table["sample.publish"], table["sample.withdraw"]


def test_a_step_changes_the_state_and_is_remembered(rules):
    thing, actor = a_thing(), a_user()

    LIFE.move(thing, "publish", actor=actor)

    assert thing.state is State.ACTIVE
    assert [(h.step, h.before, h.after, h.actor_id) for h in LIFE.history(thing)] == [
        ("publish", "applied", "active", actor.id)
    ]


def test_a_step_out_of_turn_is_refused(rules):
    with pytest.raises(Refused, match="撤回"):
        LIFE.move(a_thing(), "withdraw", actor=a_user(), reason="有误")


def test_a_step_without_its_reason_is_refused(rules):
    thing = a_thing()
    LIFE.move(thing, "publish", actor=a_user())

    with pytest.raises(Refused, match="理由"):
        LIFE.move(thing, "withdraw", actor=a_user(), reason="  ")

    assert thing.state is State.ACTIVE


def test_steps_come_with_the_sentence_why_not(rules):
    thing = a_thing()
    LIFE.move(thing, "publish", actor=a_user())

    steps = LIFE.steps(thing, a_user())

    assert [(s.transition.name, s.why_not) for s in steps] == [("withdraw", "只有签发人可以。")]


def test_the_diagram_comes_from_the_same_table():
    assert LIFE.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> applied",
        "    applied --> active: publish",
        "    active --> removed: withdraw",
    ]
