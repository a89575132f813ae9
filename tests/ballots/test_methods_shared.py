"""Seats and money: the single transferable vote and equal shares, worked by hand."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ballots.rules.methods import Terms, count_budget, count_transfers, piled
from portal.ballots.rules.pictures import transfers

pytestmark = pytest.mark.no_database


def seats(ballots, number, options=None):
    options = tuple(options or sorted({c for ranking in ballots for c in ranking}))
    piles = piled(
        (tuple((c, i) for i, c in enumerate(ranking, 1)), weight) for ranking, weight in ballots.items()
    )
    return count_transfers(piles, Terms(options=options, seats=number, seed="s"))


def test_the_party_of_twenty_guests_gets_three_dishes():
    """Oranges, Pears, Chocolate, Strawberries, sWeets; the quota is 20 // 4 + 1 = 6."""
    found = seats({"O": 4, "PO": 2, "CS": 8, "CW": 4, "S": 1, "W": 1}, 3)
    first, surplus, pears, sweets = found["stages"]

    assert (found["quota"], found["leaders"]) == (6, ["C", "O", "S"])
    assert (first["votes"]["C"], first["elected"]) == ("12.00000", ["C"])
    assert (surplus["action"], surplus["moves"]) == ("surplus", {"S": "4.00000", "W": "2.00000"})
    assert (pears["of"], pears["moves"], pears["elected"]) == (["P"], {"O": "2.00000"}, ["O"])
    assert (sweets["of"], sweets["moves"], sweets["filled"]) == (["W"], {"exhausted": "3.00000"}, ["S"])


def test_the_ribbons_of_a_transfer_keep_every_vote_and_mark_the_quota():
    found = seats({"O": 4, "PO": 2, "CS": 8, "CW": 4, "S": 1, "W": 1}, 3)
    picture = transfers(found["stages"], "OPCSW", found["quota"])

    rows = [[one for one in picture.segments if one.y == i * 82] for i in range(4)]
    assert [[one.option for one in row if one.elected] for row in rows] == [
        ["C"],
        ["C"],
        ["O", "C"],
        ["O", "C", "S"],
    ]
    assert [[one.option for one in row if one.quota] for row in rows] == [
        ["C"],
        ["C"],
        ["O", "C"],
        ["O", "C"],
    ]
    unit = (360 - 5 * 3) / 20
    assert [round(sum(one.width for one in row)) for row in rows] == [345] * 4
    chocolate = rows[0][2]
    assert chocolate.quota == pytest.approx(chocolate.x + 6 * unit, abs=0.1)
    # C keeps six and gives four to S and two to W; then P goes to O, and W's three go nowhere
    assert [one.option for one in picture.ribbons] == [*"OPCSW", *"CC", *"OCSW", "P", *"OCS", "W"]
    assert picture.height == 4 * 28 + 3 * 54


def test_nobody_chosen_makes_no_picture():
    assert transfers(seats({"": 2}, 1, "AB")["stages"], "AB", 1).height == 0


def test_values_are_cut_after_five_decimals_and_what_is_cut_is_exhausted():
    """Quota 12 // 3 + 1 = 5; a has 7: each ballot goes on at 2/7 = 0.28571; 7 x 0.28571 = 1.99997."""
    found = seats({"AB": 7, "B": 3, "C": 2}, 2)
    surplus = found["stages"][1]

    assert surplus["moves"] == {"B": "1.99997", "exhausted": "0.00003"}
    assert surplus["votes"] == {"A": "5.00000", "B": "4.99997", "C": "2.00000"}
    assert found["leaders"] == ["A", "B"]


def test_a_place_that_only_the_lot_could_give_is_shown_as_one():
    found = seats({"A": 2, "B": 2, "C": 2}, 1)
    loser = Terms(options=(), seed="s").drawn("ABC")

    assert found["stages"][1]["of"] == [loser]
    assert (found["stages"][1]["tied"], found["stages"][1]["lot"]) == (["A", "B", "C"], True)
    assert (found["tied"], found["by_lot"][0]) == (True, loser)


def test_more_seats_than_candidates_are_refused():
    with pytest.raises(ValueError):
        seats({"A": 1}, 2)


def test_equal_ranks_end_a_ballot():
    found = count_transfers(
        piled([((("a", 1), ("b", 1)), 2), ((("b", 1),), 1)]), Terms(options=("a", "b"), seats=1)
    )

    assert (found["stages"][0]["exhausted"], found["quota"], found["leaders"]) == ("2.00000", 1, ["b"])


@given(
    st.dictionaries(
        st.permutations("ABCDE").map(lambda p: "".join(p[:3])), st.integers(1, 30), min_size=1, max_size=10
    ),
    st.integers(1, 3),
)
@settings(max_examples=50, deadline=None)
def test_no_vote_is_lost_and_all_seats_are_filled(ballots, number):
    found = seats(ballots, number, "ABCDE")

    assert len(set(found["leaders"])) == len(found["leaders"]) == number
    for stage in found["stages"]:
        votes = sum(map(Fraction, stage["votes"].values())) + Fraction(stage["exhausted"])
        assert votes == sum(ballots.values())


def budget(money, costs, ballots, **kw):
    options = tuple(costs)
    piles = piled((tuple((c, 1) for c in ticks), weight) for ticks, weight in ballots.items())
    return count_budget(piles, Terms(options=options, budget=money, costs=costs, seed="s", **kw))


def test_equal_shares_leave_the_smaller_group_its_part():
    """Ten people, 100 each. A: six pay 100 of 600 (1/6 of its cost). B would take 80 each from five of them, but they
    have spent all. C: four pay 100 of 400. Most votes first buys A and B and leaves four people with nothing.
    """
    found = budget(1000, {"A": 600, "B": 400, "C": 400}, {"AB": 5, "A": 1, "C": 4})

    assert found["bought"] == [{"option": "A", "pays_most": "100"}, {"option": "C", "pays_most": "100"}]
    assert (found["spent"], found["share"], found["steps"]) == (1000, "100", 0)
    assert found["why_not"] == {"B": {"supporters": 5, "have": 0, "missing": 400, "over_budget": 400}}
    assert found["greedy"] == {"bought": ["A", "B"], "spent": 1000}


def test_shares_are_raised_until_nothing_more_fits():
    """Four people, 25 each: nobody can pay anything. With 30 each A and C are paid; B no longer fits."""
    found = budget(100, {"A": 60, "B": 40, "C": 30}, {"A": 2, "B": 1, "C": 1})

    assert found["leaders"] == ["A", "C"]
    assert (found["steps"], found["last_share"], found["spent"]) == (5, "30", 90)
    assert found["why_not"]["B"] == {"supporters": 1, "have": 30, "missing": 10, "over_budget": 30}


def test_what_is_left_goes_by_most_votes_where_that_was_declared():
    """Ten people, 100 each. A (700) is wanted by six, who have 600; B (400) is paid by four. With 117 each six could
    pay A: 1100 are too many, so the shares stop before. What is left, 600, buys C (500), which two want.
    """
    costs, ballots = {"A": 700, "B": 400, "C": 500}, {"A": 4, "AC": 2, "B": 4}

    plain, filled = (budget(1000, costs, ballots, fill=fill) for fill in (False, True))

    assert (plain["leaders"], plain["filled"]) == (["B"], [])
    assert (filled["leaders"], filled["filled"], filled["spent"]) == (["B", "C"], ["C"], 900)
    assert list(filled["why_not"]) == ["A"]


def test_who_has_less_pays_all_and_the_others_the_rest():
    """Three people, 20 each. Both cost half of themselves for each of two people; B (20) is cheaper and goes first:
    10 each. A (30): the second has 10 left and pays it, the first pays 20.
    """
    found = budget(60, {"A": 30, "B": 20}, {"A": 1, "AB": 1, "B": 1})

    assert found["bought"] == [{"option": "B", "pays_most": "10"}, {"option": "A", "pays_most": "20"}]


def test_projects_that_only_the_lot_tells_apart_are_named():
    found = budget(10, {"A": 10, "B": 10}, {"AB": 2})

    assert (found["tied"], found["ties"]) == (True, [["A", "B"]])
    assert found["leaders"] == [Terms(options=(), seed="s").drawn("AB")]


def test_a_budget_nobody_votes_on_buys_nothing():
    found = budget(10, {"A": 5, "B": 5}, {"": 2})

    assert (found["leaders"], found["blank"], found["greedy"]["bought"]) == ([], 2, [])
    assert budget(10, {"A": 5, "B": 5}, {})["leaders"] == []


@pytest.mark.parametrize("wrong", [{"money": 0}, {"costs": {"A": 0, "B": 5}}, {"max_choices": 1}])
def test_a_budget_that_cannot_be_counted_is_refused(wrong):
    terms = {"money": 10, "costs": {"A": 5, "B": 5}, "ballots": {"AB": 1}, **wrong}

    with pytest.raises(ValueError):
        budget(**terms)


@given(
    st.integers(1, 500),
    st.lists(st.integers(1, 200), min_size=1, max_size=6),
    st.dictionaries(st.sets(st.integers(0, 5)).map(frozenset), st.integers(1, 6), max_size=8),
)
@settings(max_examples=50, deadline=None)
def test_a_budget_is_never_overspent_and_groups_that_can_pay_get_something(money, costs, ballots):
    named = {"ABCDEF"[i]: cost for i, cost in enumerate(costs)}
    options = set(named)
    votes = {}
    for ticks, weight in ballots.items():
        key = "".join(sorted({"ABCDEF"[i] for i in ticks} & options))
        votes[key] = votes.get(key, 0) + weight
    found = budget(money, named, votes)
    voters = sum(votes.values())

    assert found["spent"] <= money and found["greedy"]["spent"] <= money
    for option, why in found["why_not"].items():
        # people who want this and nothing that was bought hold at least their first share
        own = sum(
            n for ticks, n in votes.items() if option in ticks and not set(ticks) & set(found["leaders"])
        )
        assert own * Fraction(money, max(1, voters)) < named[option]
        assert why["missing"] > 0 or why["over_budget"] > 0
