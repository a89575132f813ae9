"""Textbook elections: what each method must say of the same ballots."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ballots.rules.methods import (
    Terms,
    Voice,
    count_consent,
    count_one,
    count_ranked,
    count_scores,
    count_ticks,
    piled,
)

pytestmark = pytest.mark.no_database

# the capital of Tennessee: Memphis, Nashville, Chattanooga, Knoxville
TENNESSEE = {"MNCK": 42, "NCKM": 26, "CKNM": 15, "KCNM": 17}
# M. Schulze's own example of 45 voters
SCHULZE = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}


def ranked(ballots, options=None, **terms):
    """{"ABC": 3, "B": 1} as piles, counted; levels of equal options are written "A(BC)"."""
    options = tuple(options or sorted({c for ranking in ballots for c in ranking if c not in "()"}))
    piles = piled((marks_of(ranking), weight) for ranking, weight in ballots.items())
    return count_ranked(piles, Terms(options=options, seed="s", **terms))


def marks_of(ranking):
    marks, rank, equal = [], 1, False
    for letter in ranking:
        equal = (equal or letter == "(") and letter != ")"
        if letter not in "()":
            marks.append((letter, rank))
        rank += not equal
    return tuple(marks)


def test_tennessee_has_three_capitals():
    found = ranked(TENNESSEE)
    first = count_one(
        piled((((ranking[0], 1),), n) for ranking, n in TENNESSEE.items()), Terms(options=tuple("MNCK"))
    )

    assert first["leaders"] == ["M"]
    assert (found["condorcet"], found["leaders"], found["tied"]) == ("N", ["N"], False)
    assert found["places"] == [[1, ["N"]], [2, ["C"]], [3, ["K"]], [4, ["M"]]]
    assert found["runoff"]["winner"] == "K"
    assert [(row["out"], row["moves"]) for row in found["runoff"]["rounds"][:-1]] == [
        (["C"], {"K": 15}),
        (["N"], {"K": 26}),
    ]


def test_schulzes_own_example_of_45_voters():
    found = ranked(SCHULZE)

    assert found["pairs"][0] == [0, 20, 26, 30, 22]
    assert found["paths"] == [
        [0, 28, 28, 30, 24],
        [25, 0, 28, 33, 24],
        [25, 29, 0, 29, 24],
        [25, 28, 28, 0, 24],
        [25, 28, 28, 31, 0],
    ]
    assert [those for _place, those in found["places"]] == [["E"], ["A"], ["C"], ["B"], ["D"]]
    assert found["condorcet"] is None


def test_what_is_not_ranked_stands_last_and_equal_ranks_prefer_neither():
    found = ranked({"A": 4, "BC": 3, "(BC)A": 2}, "ABC")

    assert found["pairs"] == [[0, 4, 4], [5, 0, 3], [5, 0, 0]]
    assert found["leaders"] == ["B"]
    assert found["runoff"]["rounds"][0]["votes"] == {"A": 4, "B": 4, "C": 1}


def test_a_tie_stays_a_tie():
    found = ranked({"ABC": 2, "BAC": 2})

    assert (found["leaders"], found["tied"]) == (["A", "B"], True)
    assert found["runoff"]["winner"] is None
    assert found["runoff"]["rounds"][-1]["tied"] == ["A", "B"]


def test_the_status_quo_is_an_option_like_the_others_and_says_what_beats_it():
    found = ranked({"ASB": 3, "BSA": 1, "SAB": 1}, "ABS", status_quo="S")

    assert found["status_quo"] == {"option": "S", "better": ["A"], "worse": ["B"]}


def test_who_leaves_among_equals_is_told_by_earlier_rounds_and_else_by_the_lot():
    earlier = ranked({"A": 6, "B": 4, "C": 3, "DC": 1})
    lot = ranked({"A": 3, "BA": 2, "CA": 2})

    assert (earlier["runoff"]["rounds"][1]["out"], earlier["runoff"]["rounds"][1]["lot"]) == (["C"], False)
    assert (lot["runoff"]["rounds"][0]["tied"], lot["runoff"]["rounds"][0]["lot"]) == (["B", "C"], True)
    assert lot["runoff"]["rounds"][0]["out"] == [Terms(options=(), seed="s").drawn("BC")]


def test_nobody_ranks_anything():
    found = count_ranked(piled([((), 3)]), Terms(options=("a", "b")))

    assert (found["ballots"], found["blank"], found["leaders"]) == (3, 3, [])
    assert found["runoff"] == {"winner": None, "rounds": []}


@pytest.mark.parametrize("marks", [(("z", 1),), (("a", 1), ("a", 2)), (("a", 9),), (("a", 0),)])
def test_marks_that_cannot_be_are_refused(marks):
    with pytest.raises(ValueError):
        count_ranked(piled([(marks, 1)]), Terms(options=("a", "b")))


@given(st.dictionaries(st.permutations("ABCD").map("".join), st.integers(1, 9), min_size=1, max_size=8))
@settings(max_examples=50, deadline=None)
def test_a_condorcet_winner_wins_and_the_runoff_loses_no_vote(ballots):
    found = ranked(ballots, "ABCD")

    assert found["condorcet"] is None or found["leaders"] == [found["condorcet"]]
    for row in found["runoff"]["rounds"]:
        assert sum(row["votes"].values()) + row["exhausted"] == sum(ballots.values())


def test_scores_are_summed_and_an_option_left_out_gets_the_lowest():
    piles = piled([((("a", 5), ("b", 4)), 2), ((("b", 4), ("c", 5)), 1), ((), 1)])

    found = count_scores(piles, Terms(options=("a", "b", "c")))

    assert found["sums"] == {"a": 11, "b": 12, "c": 7}
    assert found["spread"]["c"] == [2, 0, 0, 0, 1]
    assert (found["leaders"], found["judged"], found["blank"]) == (["b"], 3, 1)


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_out_of_range_is_refused(score):
    with pytest.raises(ValueError):
        count_scores([((("a", score),), 1)], Terms(options=("a", "b")))


def test_weights_count_as_so_many_ballots():
    heavy = count_ticks(piled([((("a", 1),), 3), ((("b", 1),), 2)]), Terms(options=("a", "b")))

    assert (heavy["votes"], heavy["ballots"]) == ({"a": 3, "b": 2}, 5)


def test_one_objection_with_a_reason_stops_a_proposal_and_reservations_do_not():
    agreed = [(Voice.AGREE, ""), (Voice.AGREE, ""), (Voice.RESERVE, "晚一点更好"), (Voice.ABSTAIN, "")]
    stopped = [*agreed, (Voice.OBJECT, "占了消防通道")]

    assert count_consent(agreed)["consented"] is True
    found = count_consent(stopped)
    assert (found["consented"], found["objections"], found["leaders"]) == (False, ["占了消防通道"], [])
    assert found["voices"] == {"agree": 2, "abstain": 1, "reserve": 1, "object": 1}
    assert found["reservations"] == ["晚一点更好"]


@pytest.mark.parametrize("voices", [[], [(Voice.ABSTAIN, "")]])
def test_silence_is_no_consent(voices):
    assert count_consent(voices)["consented"] is False


def test_an_objection_without_a_reason_is_none():
    with pytest.raises(ValueError):
        count_consent([(Voice.OBJECT, "  ")])
