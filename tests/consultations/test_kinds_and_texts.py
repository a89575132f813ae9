"""Kinds as data, what says nearly the same, and what has changed in a text: no database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from portal.consultations.rules import OPTIONAL_STOPS, Kind, presets
from portal.consultations.rules.revision import changes, clauses
from portal.consultations.states import ACTS, LIFE, ORDER, RAIL, Act, Phase, State, stop_of
from portal.core.similar import folded, most_alike

pytestmark = pytest.mark.no_database
NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)


def a_kind(**changed):
    return Kind.read("hearing", {**presets()["hearing"].to_json(), **changed})


def test_a_kind_comes_back_from_its_row_as_it_was():
    for key, kind in presets().items():
        assert Kind.read(key, kind.to_json()) == kind


def test_every_way_of_taking_part_is_allowed_while_some_kind_is_open():
    allowed = {act for kind in presets().values() for act in kind.phases[Phase.OPEN]}

    assert allowed == set(ACTS)
    assert not any(kind.allows(Act.SPEAK, Phase.CLOSED) for kind in presets().values())


@pytest.mark.parametrize(
    "wrong",
    [{"least_days": -1}, {"stops": ["published"]}, {"records": ["poem"]}, {"phases": {"open": ["shout"]}}],
)
def test_a_row_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - the enums say it in their own words
        a_kind(**wrong)


def test_a_hearing_may_not_be_left_out():
    assert a_kind().left_out(State.COLLATING, State.ANSWERED) is State.DELIBERATING
    assert a_kind().left_out(State.DELIBERATING, State.ANSWERED) is None
    assert a_kind(stops=[]).left_out(State.COLLATING, State.ANSWERED) is None


def test_papers_are_due_days_before_and_announcements_too():
    kind = a_kind(announce_days=10)

    assert kind.papers_due(NOON) == NOON - timedelta(days=7)
    assert kind.is_announced_too_late(NOON, NOON + timedelta(days=10) - timedelta(seconds=1))
    assert not kind.is_announced_too_late(NOON, NOON + timedelta(days=10))


def test_every_state_has_its_stop_and_the_rail_keeps_their_order():
    beside_the_way = {State.SUSPENDED, State.WITHDRAWN}

    assert {stop_of(state) for state in set(State) - beside_the_way} == set(range(len(ORDER)))
    assert set(OPTIONAL_STOPS) <= set(ORDER)
    on_the_rail = [State(phase) for phase in RAIL if phase in set(State)]
    assert on_the_rail == sorted(on_the_rail, key=stop_of)


def test_every_state_can_be_left_but_the_last_ones():
    stuck = {state for state in State if not LIFE.leaving(state)}

    assert stuck == {State.ARCHIVED, State.WITHDRAWN}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("新開路晚上停車怎麼辦", ["parking"]),
        ("新开路夜间停车难", ["parking"]),
        ("给老人办食堂", ["canteen"]),
        ("修路", []),
        ("今天天气很好", []),
    ],
)
def test_what_says_nearly_the_same_is_found_in_both_scripts(typed, found):
    known = {"parking": "新开路晚上停车怎么停才好", "canteen": "社区给老人办食堂", "dogs": "公园里遛狗的时间"}

    assert most_alike(typed, ((key, folded(text)) for key, text in known.items())) == found


def test_the_nearest_comes_first_and_only_so_many():
    known = [(n, folded("新开路晚上停车" + "很乱" * n)) for n in range(9)]

    assert most_alike("新开路晚上停车", known, most=3) == [0, 1, 2]


def test_what_has_changed_stands_clause_by_clause_and_word_by_word():
    before = "第一条 十八时至二十二时可以停放。\n第二条 每晚二元。\n第三条 由联盟劝导。"
    after = "第一条 十八时至二十一时可以停放。\n第三条 由联盟劝导。\n第四条 试行一个月后评议。"

    found = changes(before, after)

    assert [(one.kind, one.before, one.after) for one in found] == [
        ("changed", 1, 1),
        ("removed", 2, None),
        ("same", 3, 2),
        ("added", None, 3),
    ]
    assert [(s.kind, s.text) for s in found[0].spans if s.kind != "same"] == [("del", "二"), ("ins", "一")]


TEXTS = st.lists(st.text(alphabet="停车晚上可以一二三，。", max_size=12), max_size=6).map("\n".join)


@bounds(max_examples=50)
@given(TEXTS, TEXTS)
def test_the_changes_hold_both_texts_whole(before, after):
    found = changes(before, after)

    old = ["".join(s.text for s in one.spans if s.kind != "ins") for one in found if one.before]
    new = ["".join(s.text for s in one.spans if s.kind != "del") for one in found if one.after]
    assert (old, new) == (clauses(before), clauses(after))
    assert [one.before for one in found if one.before] == list(range(1, len(old) + 1))
    assert [one.after for one in found if one.after] == list(range(1, len(new) + 1))
