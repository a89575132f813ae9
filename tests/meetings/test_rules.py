"""Arithmetic of notice, codes, presence and results; no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ballots.rules import Choice, PassBasis, Reason, preset
from portal.meetings import rules
from portal.meetings.rules import Attending

pytestmark = pytest.mark.needs_no_database

AT = datetime(2025, 10, 15, 11, 0, tzinfo=UTC)
HALF = replace(
    preset("merchants"),
    quorum_fraction=Fraction(1, 2),
    quorum_strict=True,
    pass_fraction=Fraction(1, 2),
    pass_strict=True,
)
TWO_THIRDS = preset("merchants")
OF_ALL = replace(HALF, pass_basis=PassBasis.ENTITLED)


def hands(in_favour, against=0, abstained=0):
    return [Choice.FOR] * in_favour + [Choice.AGAINST] * against + [Choice.ABSTAIN] * abstained


@pytest.mark.parametrize(
    ("rule", "entitled", "needed"),
    [
        (HALF, 27, 14),
        (HALF, 28, 15),
        (HALF, 1, 1),
        (TWO_THIRDS, 27, 18),
        (TWO_THIRDS, 28, 19),
        (TWO_THIRDS, 3, 2),
    ],
)
def test_how_many_must_be_there(rule, entitled, needed):
    assert rules.quorum_needed(rule, entitled) == needed


@pytest.mark.parametrize(
    ("rule", "entitled", "present", "votes", "reasons"),
    [
        (HALF, 27, 21, hands(19, 1, 1), (Reason.ADOPTED,)),
        (HALF, 27, 21, hands(11), (Reason.ADOPTED,)),
        (HALF, 27, 21, hands(10), (Reason.MAJORITY_OF_HEADS_MISSED,)),  # silence counts among those present
        (HALF, 27, 20, hands(10, 10), (Reason.TIED, Reason.MAJORITY_OF_HEADS_MISSED)),
        (HALF, 27, 14, hands(7, 7), (Reason.TIED, Reason.MAJORITY_OF_HEADS_MISSED)),
        (HALF, 27, 13, hands(13), (Reason.QUORUM_OF_HEADS_MISSED,)),
        (HALF, 26, 13, hands(13), (Reason.QUORUM_OF_HEADS_MISSED,)),  # exactly one half is not more than it
        (HALF, 2, 2, hands(1, 0, 1), (Reason.MAJORITY_OF_HEADS_MISSED,)),
        (TWO_THIRDS, 27, 18, hands(12, 6), (Reason.ADOPTED,)),  # exactly two thirds of exactly two thirds
        (TWO_THIRDS, 27, 18, hands(11, 7), (Reason.MAJORITY_OF_HEADS_MISSED,)),
        (TWO_THIRDS, 27, 17, hands(17), (Reason.QUORUM_OF_HEADS_MISSED,)),
        (OF_ALL, 27, 21, hands(13, 8), (Reason.MAJORITY_OF_HEADS_MISSED,)),
        (OF_ALL, 27, 21, hands(14, 7), (Reason.ADOPTED,)),
        (HALF, 0, 0, (), (Reason.QUORUM_OF_HEADS_MISSED,)),
        (HALF, 3, 3, (), (Reason.TIED, Reason.MAJORITY_OF_HEADS_MISSED)),
    ],
)
def test_what_a_meeting_decided(rule, entitled, present, votes, reasons):
    outcome = rules.result(rule, entitled=entitled, present=present, hands=votes)

    assert outcome.reasons == reasons
    assert outcome.passed is (reasons == (Reason.ADOPTED,))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 200))
def test_a_tie_never_passes_and_an_abstention_never_helps(in_favour, against, abstained, silent, absent):
    present = in_favour + against + abstained + silent
    votes = hands(in_favour, against, abstained)

    outcome = rules.result(HALF, entitled=present + absent, present=present, hands=votes)

    passed = 2 * present > present + absent and 2 * in_favour > present
    assert outcome.passed is passed
    if outcome.passed and abstained:
        other = hands(in_favour - 1, against, abstained + 1)
        fewer = rules.result(HALF, entitled=present + absent, present=present, hands=other)
        assert fewer.bars[0].in_favour == outcome.bars[0].in_favour - 1
    if in_favour == against:
        assert not outcome.passed


@given(st.data())
def test_no_vote_is_in_the_room_twice_and_none_without_a_person(data):
    count = data.draw(st.integers(1, 12))
    here = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
    proxies = data.draw(
        st.lists(st.one_of(st.none(), st.integers(0, count - 1)), min_size=count, max_size=count)
    )
    seats = [Attending(i, here[i], proxies[i]) for i in range(count)]

    found = rules.represented(seats)

    assert found == {i for i in range(count) if here[i] or (proxies[i] is not None and here[proxies[i]])}
    assert len(found) <= count
    assert bool(found) is any(here)


def test_a_code_is_taken_while_it_is_young():
    code = rules.code_at("key", AT)

    assert rules.code_holds("key", code, AT, 3)
    assert rules.code_holds("key", f"{code[:4].lower()} {code[4:]}", AT + timedelta(minutes=3), 3)
    assert not rules.code_holds("key", code, AT + timedelta(minutes=4), 3)
    assert not rules.code_holds("key", rules.code_at("key", AT + timedelta(minutes=5)), AT, 3)
    assert not rules.code_holds("another key", code, AT, 3)
    assert not rules.code_holds("key", "", AT, 3)


def test_the_screen_shows_another_code_in_every_window():
    codes = {rules.code_at("key", AT + timedelta(seconds=30 * i)) for i in range(20)}

    assert len(codes) == 20


@pytest.mark.parametrize(("after", "late"), [(-5, False), (10, False), (11, True)])
def test_who_is_late(after, late):
    assert rules.is_late(AT, AT + timedelta(minutes=after), 10) is late
