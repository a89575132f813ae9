"""Panels by lot: quotas always met, chances published, the same seed gives the same panel."""

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ballots.cli import draw
from portal.ballots.rules.panel import NoPanel, lottery, pool_of

pytestmark = pytest.mark.no_database

# eight men and two women stand, two of each are wanted: every woman is drawn, every man in one of four panels
TEN = {
    "size": 4,
    "quotas": {"sex": {"f": [2, 2], "m": [2, 2]}},
    "people": [{"id": f"{n:02}", "sex": "f" if n < 2 else "m"} for n in range(10)],
}


def test_the_smallest_chance_is_as_large_as_it_can_be():
    made = lottery(pool_of(TEN), 40)

    assert made.smallest == Fraction(1, 4)
    assert {made.chances["00"], made.chances["01"]} == {Fraction(1)}
    assert Fraction(1, 4) <= made.bound < Fraction(26, 100)


def test_quotas_that_cross_are_met_in_every_panel():
    """Three traits with no slack: single swaps cannot lead from one such panel to another."""
    people = [
        {"id": f"{sex}{age}{side}{n}", "sex": sex, "age": age, "side": side}
        for sex in "fm"
        for age in "yo"
        for side in "ew"
        for n in range(3 if sex == "f" else 2)
    ]
    wanted = {
        "sex": {"f": [3, 3], "m": [3, 3]},
        "age": {"y": [3, 3], "o": [3, 3]},
        "side": {"e": [3, 3], "w": [3, 3]},
    }
    made = lottery(pool_of({"size": 6, "quotas": wanted, "people": people}), 30)

    for panel in made.panels:
        assert [sum(person[i] == one for person in panel) for i, one in enumerate("fye")] == [3, 3, 3]
    assert len(set(made.panels)) > 5
    assert made.smallest >= Fraction(1, 6)


@st.composite
def pools(choose):
    """People with two traits, and quotas around a panel that there is."""
    people = [
        {"id": str(n), "sex": choose(st.sampled_from("fm")), "age": choose(st.sampled_from("abc"))}
        for n in range(choose(st.integers(6, 16)))
    ]
    size = choose(st.integers(1, len(people)))
    slack = choose(st.integers(0, 1))
    quotas = {}
    for category, values in (("sex", "fm"), ("age", "abc")):
        counts = {value: sum(person[category] == value for person in people[:size]) for value in values}
        quotas[category] = {value: [max(0, n - slack), n + slack] for value, n in counts.items()}
    return {"size": size, "quotas": quotas, "people": people}


@given(pools(), st.text(max_size=8))
@settings(max_examples=10, deadline=None)
def test_properties_of_every_lottery(content, seed):
    made = lottery(pool_of(content), 12)
    shuffled = {**content, "people": content["people"][::-1]}

    for panel in made.panels:
        assert len(set(panel)) == content["size"]
        for category, wanted in content["quotas"].items():
            for value, (least, most) in wanted.items():
                there = sum(p["id"] in panel and p[category] == value for p in content["people"])
                assert least <= there <= most
    assert sum(made.chances.values()) == content["size"]
    assert 0 <= made.smallest <= made.bound <= 1
    again = lottery(pool_of(shuffled), 12)
    assert (again.hash(), again.drawn(seed)) == (made.hash(), made.drawn(seed))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"size": 11}, "larger"),
        ({"size": True}, "larger"),
        ({"quotas": {"sex": {"f": [3, 4], "m": [0, 4]}}}, "3 are needed, 2"),
        ({"quotas": {"sex": {"f": [0, 1], "m": [0, 2]}}}, "allow 0 to 3"),
        ({"quotas": {"sex": {"f": [2, 1], "m": [0, 2]}}}, "no pair"),
        ({"people": [{"id": "1", "sex": "x"}]}, "not a pool"),
        ({"people": [{"id": "1", "sex": "f"}] * 2}, "twice"),
        ({"people": None}, "list"),
    ],
)
def test_pools_that_cannot_be_are_refused(change, words):
    with pytest.raises(NoPanel, match=words):
        pool_of({**TEN, **change})


def test_quotas_that_contradict_each_other_give_no_panel():
    people = [{"id": str(n), "sex": "f" if n < 3 else "m", "age": "y" if n < 3 else "o"} for n in range(6)]
    quotas = {"sex": {"f": [2, 2], "m": [1, 1]}, "age": {"y": [1, 1], "o": [2, 2]}}

    with pytest.raises(NoPanel, match="all quotas at once"):
        lottery(pool_of({"size": 3, "quotas": quotas, "people": people}), 10)


def test_the_command_publishes_the_list_and_then_draws(tmp_path):
    (tmp_path / "pool.json").write_text(json.dumps(TEN), encoding="utf-8")
    asked = [str(tmp_path / "pool.json"), "--panels", "20"]

    before = CliRunner().invoke(draw, [*asked, "--list", str(tmp_path / "list.txt")])
    after = CliRunner().invoke(draw, [*asked, "--seed", "03 11 17 22 28 33"])
    (tmp_path / "pool.json").write_text("[]", encoding="utf-8")

    published, drawn = json.loads(before.output), json.loads(after.output)
    lines = (tmp_path / "list.txt").read_text(encoding="utf-8").splitlines()
    assert drawn["panel"] == lines[drawn["number"]].split(",")
    assert (published["list_hash"], "panel" in published) == (drawn["list_hash"], False)
    assert CliRunner().invoke(draw, asked).exit_code == 2
