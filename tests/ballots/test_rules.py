import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ballots.rules import (
    AdoptionRule,
    Bar,
    Choice,
    Dimension,
    FormalBallot,
    PassBasis,
    Reason,
    Weights,
    preset,
    presets,
    tally,
)
from portal.ballots.rules.adoption import LATER_FIELDS, least, reaches

pytestmark = pytest.mark.no_database

FOR, AGAINST, ABSTAIN, INVALID = Choice


def ballots(in_favour: int, against: int = 0, abstained: int = 0, area: int = 0) -> list[FormalBallot]:
    sides = ((FOR, in_favour), (AGAINST, against), (ABSTAIN, abstained))
    return [FormalBallot(choice, area) for choice, n in sides for _ in range(n)]


@pytest.mark.parametrize(
    ("part", "whole", "fraction", "strict", "answer"),
    [
        (1, 2, "1/2", True, False),
        (2, 3, "1/2", True, True),
        (1, 2, "1/2", False, True),
        (2, 3, "2/3", False, True),
        (199, 300, "2/3", False, False),
        (200, 300, "2/3", False, True),
        (201, 300, "2/3", True, True),
        (200, 300, "2/3", True, False),
        (149, 200, "3/4", False, False),
        (150, 200, "3/4", False, True),
        (10**18 * 2, 10**18 * 3, "2/3", False, True),
        (10**18 * 2 - 1, 10**18 * 3, "2/3", False, False),
        (0, 0, "1/2", False, False),
        (5, 5, "1/1", False, True),
    ],
)
def test_a_fraction_is_reached_exactly(
    part: int, whole: int, fraction: str, strict: bool, answer: bool
) -> None:
    assert reaches(part, whole, Fraction(fraction), strict=strict) is answer


@given(
    st.integers(1, 10_000),
    st.fractions(min_value=Fraction(1, 100), max_value=Fraction(99, 100), max_denominator=100),
    st.booleans(),
)
def test_the_least_number_reaches_and_one_less_does_not(whole: int, fraction: Fraction, strict: bool) -> None:
    number = least(whole, fraction, strict=strict)

    assert reaches(number, whole, fraction, strict=strict)
    assert not reaches(number - 1, whole, fraction, strict=strict)


def test_the_presets_are_complete_and_dated() -> None:
    assert list(presets()) == [
        "villagers",
        "village_households",
        "village_representatives",
        "residents",
        "owners_ordinary",
        "owners_special",
        "merchants",
        "micro",
    ]
    for rule in presets().values():
        assert rule.source_hans != rule.source_hant
        assert rule.as_of.year == 2025
        assert rule.area is (rule.electorate == "owners")


@pytest.mark.parametrize("key", list(presets()))
def test_a_snapshot_survives_json(key: str) -> None:
    rule = preset(key)

    text = json.dumps(rule.to_json())

    assert AdoptionRule.from_json(json.loads(text)) == rule


@pytest.mark.parametrize(
    "change",
    [
        {"quorum_fraction": "3/2"},
        {"quorum_fraction": "0/2"},
        {"quorum_fraction": "1/0"},
        {"quorum_fraction": 0.5},
        {"quorum_fraction": "0.5"},
        {"quorum_fraction": "1", "quorum_strict": True},
        {"pass_basis": "somebody"},
        {"electorate": "everybody"},
        {"area": "yes"},
        {"secret": 1},
        {"notice_days": -1},
        {"notice_days": True},
        {"as_of": "yesterday"},
        {"name_hans": ""},
        {"extra": "x"},
    ],
)
def test_a_wrong_snapshot_is_refused(change: dict[str, object]) -> None:
    values = {**preset("merchants").to_json(), **change}

    with pytest.raises(ValueError):
        AdoptionRule.from_json(values)


def test_a_snapshot_from_before_something_was_asked_says_nothing_of_it() -> None:
    kept = preset("villagers").to_json()
    for name in LATER_FIELDS:
        del kept[name]

    rule = AdoptionRule.from_json(kept)

    assert (rule.min_women_share, rule.filing_office_hans, rule.most_proxies) == (None, "", 0)


def test_only_the_representatives_need_a_share_of_women_by_law() -> None:
    asked = {key: rule.min_women_share for key, rule in presets().items() if rule.min_women_share}

    assert asked == {"village_representatives": Fraction(1, 3)}
    assert "第二十五条" in preset("village_representatives").source_hans
    assert all(
        rule.filing_office_hans and rule.filing_office_hant for rule in presets().values() if rule.filing_days
    )


def test_a_snapshot_with_a_value_missing_is_refused() -> None:
    values = preset("merchants").to_json()
    del values["secret"]

    with pytest.raises(ValueError, match="secret"):
        AdoptionRule.from_json(values)


@pytest.mark.parametrize(
    ("key", "entitled", "attended", "votes", "reasons"),
    [
        # 居民会议: 231 households, 126 present, 119 for, 4 against, 3 abstained
        ("residents", 231, 126, (119, 4, 3), [Reason.ADOPTED]),
        ("residents", 231, 115, (115, 0, 0), [Reason.QUORUM_OF_HEADS_MISSED]),
        ("residents", 230, 115, (115, 0, 0), [Reason.QUORUM_OF_HEADS_MISSED]),
        ("residents", 230, 116, (116, 0, 0), [Reason.ADOPTED]),
        # abstaining counts among those present
        ("residents", 100, 60, (30, 0, 30), [Reason.MAJORITY_OF_HEADS_MISSED]),
        ("residents", 100, 60, (31, 0, 29), [Reason.ADOPTED]),
        # so does being there without voting
        ("residents", 100, 62, (31, 0, 0), [Reason.MAJORITY_OF_HEADS_MISSED]),
        ("residents", 100, 60, (30, 30, 0), [Reason.TIED, Reason.MAJORITY_OF_HEADS_MISSED]),
        ("residents", 100, 60, (0, 0, 0), [Reason.TIED, Reason.MAJORITY_OF_HEADS_MISSED]),
        ("residents", 0, 0, (0, 0, 0), [Reason.QUORUM_OF_HEADS_MISSED]),
        # 商户联盟: exactly 2/3 attend and exactly 2/3 of them agree
        ("merchants", 27, 18, (12, 6, 0), [Reason.ADOPTED]),
        ("merchants", 27, 17, (17, 0, 0), [Reason.QUORUM_OF_HEADS_MISSED]),
        ("merchants", 27, 18, (11, 0, 7), [Reason.MAJORITY_OF_HEADS_MISSED]),
        ("merchants", 82, 55, (37, 18, 0), [Reason.ADOPTED]),
        ("merchants", 82, 54, (54, 0, 0), [Reason.QUORUM_OF_HEADS_MISSED]),
        # 村民代表会议: exactly 2/3 attend, more than half agree
        ("village_representatives", 45, 30, (16, 14, 0), [Reason.ADOPTED]),
        ("village_representatives", 45, 30, (15, 14, 1), [Reason.MAJORITY_OF_HEADS_MISSED]),
        # 村民会议: more than half against 2/3 of households
        ("villagers", 1000, 500, (500, 0, 0), [Reason.QUORUM_OF_HEADS_MISSED]),
        ("villagers", 1000, 501, (251, 250, 0), [Reason.ADOPTED]),
        ("village_households", 300, 200, (101, 99, 0), [Reason.ADOPTED]),
        ("village_households", 300, 199, (199, 0, 0), [Reason.QUORUM_OF_HEADS_MISSED]),
        ("micro", 12, 7, (4, 3, 0), [Reason.ADOPTED]),
        ("micro", 12, 6, (6, 0, 0), [Reason.QUORUM_OF_HEADS_MISSED]),
    ],
)
def test_votes_of_heads(
    key: str, entitled: int, attended: int, votes: tuple[int, int, int], reasons: list[Reason]
) -> None:
    outcome = tally(preset(key), Weights(entitled), ballots(*votes), Weights(attended))

    assert list(outcome.reasons) == reasons
    assert outcome.passed is (reasons == [Reason.ADOPTED])


@pytest.mark.parametrize(
    ("key", "in_favour", "against", "reasons"),
    [
        # 300 owners of 100 m² each, 200 take part with 20,000 of 30,000 m²
        ("owners_ordinary", 101, 99, [Reason.ADOPTED]),
        (
            "owners_ordinary",
            100,
            100,
            [Reason.TIED, Reason.MAJORITY_OF_HEADS_MISSED, Reason.MAJORITY_OF_AREA_MISSED],
        ),
        ("owners_ordinary", 199, 0, [Reason.QUORUM_OF_HEADS_MISSED, Reason.QUORUM_OF_AREA_MISSED]),
        ("owners_special", 150, 50, [Reason.ADOPTED]),
        ("owners_special", 149, 51, [Reason.MAJORITY_OF_HEADS_MISSED, Reason.MAJORITY_OF_AREA_MISSED]),
    ],
)
def test_owners_of_equal_flats(key: str, in_favour: int, against: int, reasons: list[Reason]) -> None:
    outcome = tally(preset(key), Weights(300, 3_000_000), ballots(in_favour, against, area=10_000))

    assert list(outcome.reasons) == reasons


def test_heads_may_pass_while_the_area_fails() -> None:
    cast = [*ballots(8, area=5_000), FormalBallot(AGAINST, 60_000)]

    outcome = tally(preset("owners_ordinary"), Weights(10, 110_000), cast)

    assert (outcome.quorum_met, outcome.passed) == (True, False)
    assert outcome.reasons == (Reason.MAJORITY_OF_AREA_MISSED,)


def test_the_area_may_pass_while_heads_fail() -> None:
    cast = [*ballots(0, 8, area=5_000), FormalBallot(FOR, 60_000)]

    outcome = tally(preset("owners_ordinary"), Weights(10, 110_000), cast)

    assert outcome.reasons == (Reason.MAJORITY_OF_HEADS_MISSED,)


def test_many_small_flats_do_not_make_a_quorum_of_area() -> None:
    outcome = tally(preset("owners_ordinary"), Weights(10, 110_000), ballots(9, area=5_000))

    assert outcome.reasons == (Reason.QUORUM_OF_AREA_MISSED,)


def test_owners_who_only_listen_do_not_take_part() -> None:
    outcome = tally(preset("owners_ordinary"), Weights(3, 3), ballots(1, area=1), Weights(3, 3))

    assert outcome.reasons == (Reason.QUORUM_OF_HEADS_MISSED, Reason.QUORUM_OF_AREA_MISSED)


def test_a_majority_of_all_entitled() -> None:
    rule = replace(preset("residents"), pass_basis=PassBasis.ENTITLED)

    assert tally(rule, Weights(100), ballots(50, 10)).passed is False
    assert tally(rule, Weights(100), ballots(51, 10)).passed is True


def test_a_tie_fails_where_half_would_be_enough() -> None:
    rule = replace(preset("residents"), pass_strict=False)

    outcome = tally(rule, Weights(10), ballots(5, 5))

    assert outcome.reasons == (Reason.TIED,)
    assert not outcome.passed


def test_a_spoilt_ballot_takes_part_and_agrees_to_nothing() -> None:
    cast = [*ballots(2, 1), FormalBallot(INVALID)]

    outcome = tally(preset("residents"), Weights(4), cast)

    assert outcome.reasons == (Reason.MAJORITY_OF_HEADS_MISSED,)


def test_the_bar_has_the_figures_a_page_shows() -> None:
    outcome = tally(preset("merchants"), Weights(27), ballots(13, 4, 1), Weights(20))

    assert outcome.bars == (
        Bar(
            dimension=Dimension.HEADS,
            entitled=27,
            took_part=20,
            quorum_needed=18,
            quorum_met=True,
            in_favour=13,
            against=4,
            abstained=1,
            invalid=0,
            whole=20,
            votes_needed=14,
            majority_met=False,
        ),
    )
    assert json.loads(json.dumps(outcome.to_json()))["bars"][0]["dimension"] == "heads"


@pytest.mark.parametrize(
    ("entitled", "cast", "attended"),
    [
        (Weights(2), ballots(3), None),
        (Weights(5), ballots(3), Weights(2)),
        (Weights(5), ballots(3), Weights(6)),
    ],
)
def test_figures_that_contradict_each_other_are_not_counted(
    entitled: Weights, cast: list[FormalBallot], attended: Weights | None
) -> None:
    with pytest.raises(ValueError, match="more heads took part"):
        tally(preset("residents"), entitled, cast, attended)


def test_an_area_below_zero_is_not_counted() -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        tally(preset("owners_ordinary"), Weights(2, 10), [FormalBallot(FOR, -1)])


def test_more_area_than_there_is_is_not_counted() -> None:
    with pytest.raises(ValueError, match="more area"):
        tally(preset("owners_ordinary"), Weights(2, 10), [FormalBallot(FOR, 11)])


votes = st.lists(st.builds(FormalBallot, st.sampled_from(Choice), st.integers(0, 500)), max_size=60)
rules = st.sampled_from(list(presets().values()))


@given(rules, votes, st.integers(0, 30), st.integers(0, 5000))
def test_one_more_vote_in_favour_never_hurts(
    rule: AdoptionRule, cast: list[FormalBallot], absent: int, area_absent: int
) -> None:
    entitled = Weights(len(cast) + absent, sum(b.area for b in cast) + area_absent)
    before = tally(rule, entitled, cast)

    for i, ballot in enumerate(cast):
        better = [*cast[:i], FormalBallot(FOR, ballot.area), *cast[i + 1 :]]
        assert tally(rule, entitled, better).passed >= before.passed


@given(rules, votes, st.integers(0, 30), st.randoms())
def test_the_order_of_ballots_does_not_matter(
    rule: AdoptionRule, cast: list[FormalBallot], absent: int, random: object
) -> None:
    entitled = Weights(len(cast) + absent, sum(b.area for b in cast))
    mixed = list(cast)
    random.shuffle(mixed)  # type: ignore[attr-defined]

    assert tally(rule, entitled, mixed) == tally(rule, entitled, cast)


@given(rules, votes)
def test_nothing_passes_without_more_for_than_against(rule: AdoptionRule, cast: list[FormalBallot]) -> None:
    outcome = tally(rule, Weights(len(cast), sum(b.area for b in cast)), cast)
    heads = outcome.bars[0]

    assert not outcome.passed or heads.in_favour > heads.against
    assert heads.in_favour + heads.against + heads.abstained + heads.invalid == len(cast)
