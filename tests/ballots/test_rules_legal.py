"""The legal arithmetic, row by row: what was voted, and what follows from the letter of the rule."""

from dataclasses import replace
from fractions import Fraction

import pytest

from portal.ballots.rules import Choice, FormalBallot, Reason, Weights, preset, tally

ADOPTED = [Reason.ADOPTED]
NO_QUORUM = [Reason.QUORUM_OF_HEADS_MISSED]
NO_AREA = [Reason.QUORUM_OF_AREA_MISSED]
FEW_HEADS = [Reason.MAJORITY_OF_HEADS_MISSED]
LITTLE_AREA = [Reason.MAJORITY_OF_AREA_MISSED]


def cast(*groups):
    """(choice, number, area of each in hundredths)"""
    return [FormalBallot(Choice(choice), area) for choice, number, area in groups for _ in range(number)]


OWNERS = [
    # exactly two thirds of 300 owners and of 30,000 m² take part, 101 of 200 agree
    ("exactly 2/3 take part", (300, 3_000_000), [("for", 101, 10_000), ("against", 99, 10_000)], ADOPTED),
    ("one head under 2/3", (300, 2_990_000), [("for", 199, 10_000)], NO_QUORUM + NO_AREA),
    ("heads reach 2/3, area 0.01 m² under", (3, 30_000), [("for", 1, 10_000), ("for", 1, 9_999)], NO_AREA),
    ("area reaches 2/3, heads one under", (6, 60_000), [("for", 3, 20_000)], NO_QUORUM),
    (
        "exactly half of heads and area",
        (300, 3_000_000),
        [("for", 100, 10_000), ("against", 100, 10_000)],
        [Reason.TIED, *FEW_HEADS, *LITTLE_AREA],
    ),
    (
        "more than half of heads, exactly half of the area",
        (4, 60_000),
        [("for", 3, 10_000), ("against", 1, 30_000)],
        [Reason.TIED, *LITTLE_AREA],
    ),
    ("0.01 m² more than half", (4, 60_001), [("for", 2, 10_000), ("for", 1, 10_001), ("against", 1, 30_000)], ADOPTED),
    ("abstainers are in the denominator", (6, 60_000), [("for", 3, 10_000), ("abstain", 3, 10_000)], FEW_HEADS + LITTLE_AREA),
    ("abstainers make the quorum", (3, 30_000), [("for", 2, 10_000), ("abstain", 1, 10_000)], ADOPTED),
    ("invalid papers take part", (4, 40_000), [("for", 2, 10_000), ("invalid", 1, 10_000)], ADOPTED),
    # one owner with 40 of 100 flats is one head
    ("one owner of many flats alone is no quorum", (61, 1_000_000), [("for", 1, 400_000)], NO_QUORUM + NO_AREA),
    (
        "one owner of many flats is outvoted by heads",
        (61, 1_000_000),
        [("for", 1, 600_000), ("against", 60, 6_666)],
        FEW_HEADS,
    ),
    (
        "one owner of many flats stops the others by area",
        (61, 1_000_000),
        [("against", 1, 600_000), ("for", 60, 6_666)],
        LITTLE_AREA,
    ),
    ("nobody on the roll", (0, 0), [], NO_QUORUM + NO_AREA),
    ("nobody voted", (3, 30_000), [], NO_QUORUM + NO_AREA),
]  # fmt: skip


@pytest.mark.parametrize(
    ("entitled", "groups", "reasons"), [row[1:] for row in OWNERS], ids=[r[0] for r in OWNERS]
)
def test_owners(entitled, groups, reasons):
    outcome = tally(preset("owners_ordinary"), Weights(*entitled), cast(*groups))

    assert list(outcome.reasons) == reasons


@pytest.mark.parametrize(
    ("in_favour", "against", "reasons"),
    [
        (150, 50, ADOPTED),  # exactly three quarters pass
        (149, 51, FEW_HEADS + LITTLE_AREA),
        (134, 66, FEW_HEADS + LITTLE_AREA),  # two thirds are not enough
    ],
)
def test_owners_on_special_matters(in_favour, against, reasons):
    votes = cast(("for", in_favour, 10_000), ("against", against, 10_000))

    assert list(tally(preset("owners_special"), Weights(300, 3_000_000), votes).reasons) == reasons


def test_half_the_area_is_a_tie_even_where_half_would_do():
    rule = replace(preset("owners_ordinary"), pass_fraction=Fraction(1, 2), pass_strict=False)

    outcome = tally(rule, Weights(4, 60_000), cast(("for", 3, 10_000), ("against", 1, 30_000)))

    assert (outcome.passed, list(outcome.reasons)) == (False, [Reason.TIED])


@pytest.mark.parametrize(
    ("adults", "took_part", "households", "reasons"),
    [
        (1000, 501, (100, 300), ADOPTED),  # more than half of the adults, a third of the households
        (1000, 500, (199, 300), NO_QUORUM),  # exactly half, one household under two thirds
        (1000, 500, (200, 300), ADOPTED),  # exactly two thirds of the households make up for it
        (1000, 300, (200, 300), ADOPTED),
        (1000, 300, None, NO_QUORUM),  # a roll without households knows no second way
        (1000, 0, (0, 300), NO_QUORUM),
    ],
)
def test_a_village_has_two_ways_to_a_quorum(adults, took_part, households, reasons):
    outcome = tally(preset("villagers"), Weights(adults), cast(("for", took_part, 0)), households=households)

    assert list(outcome.reasons) == reasons


def test_the_second_way_helps_nobody_over_the_majority():
    votes = cast(("for", 150, 0), ("abstain", 150, 0))

    outcome = tally(preset("villagers"), Weights(1000), votes, households=(300, 300))

    assert (outcome.quorum_met, list(outcome.reasons)) == (True, FEW_HEADS)


def test_other_rules_know_no_second_way():
    outcome = tally(preset("residents"), Weights(10), cast(("for", 2, 0)), households=(10, 10))

    assert (outcome.households, list(outcome.reasons)) == (None, NO_QUORUM)


def test_more_households_than_there_are_are_not_counted():
    with pytest.raises(ValueError, match="households"):
        tally(preset("villagers"), Weights(10), cast(("for", 2, 0)), households=(4, 3))
