from __future__ import annotations

from enum import StrEnum

import pytest

from portal.core.errors import Refused
from portal.core.permissions import Rule
from portal.core.workflow import Need, Transition, Workflow
from tests.factories import a_user


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


LIFE = Workflow(
    "sample",
    {State.DRAFT: "拟定", State.PUBLISHED: "公布", State.WITHDRAWN: "撤回"},
    (
        Transition(
            name="publish",
            label="公布",
            before=(State.DRAFT,),
            after=State.PUBLISHED,
            permission="sample.publish",
        ),
        Transition(
            name="withdraw",
            label="撤回",
            before=(State.PUBLISHED,),
            after=State.WITHDRAWN,
            permission="sample.withdraw",
            needs=(Need.REASON,),
        ),
    ),
    start=State.DRAFT,
)


class Thing:
    id = 1
    state = State.DRAFT


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
    thing, actor = Thing(), a_user()

    LIFE.move(thing, "publish", actor=actor)

    assert thing.state is State.PUBLISHED
    assert [(h.step, h.before, h.after, h.actor_id) for h in LIFE.history(thing)] == [
        ("publish", "draft", "published", actor.id)
    ]


def test_a_step_out_of_turn_is_refused(rules):
    with pytest.raises(Refused, match="撤回"):
        LIFE.move(Thing(), "withdraw", actor=a_user(), reason="有误")


def test_a_step_without_its_reason_is_refused(rules):
    thing = Thing()
    LIFE.move(thing, "publish", actor=a_user())

    with pytest.raises(Refused, match="理由"):
        LIFE.move(thing, "withdraw", actor=a_user(), reason="  ")

    assert thing.state is State.PUBLISHED


def test_steps_come_with_the_sentence_why_not(rules):
    thing = Thing()
    LIFE.move(thing, "publish", actor=a_user())

    steps = LIFE.steps(thing, a_user())

    assert [(s.transition.name, s.why_not) for s in steps] == [("withdraw", "只有签发人可以。")]


def test_the_diagram_comes_from_the_same_table():
    assert LIFE.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> draft",
        "    draft --> published: publish",
        "    published --> withdrawn: withdraw",
    ]
