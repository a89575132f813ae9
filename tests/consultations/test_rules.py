"""States, rules and arithmetic: no database."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.ballots.states import INDICATIVE
from portal.consultations.rules import needs_longer_reason, option_key, presets, text_hash
from portal.consultations.states import (
    CHANNELS,
    DISPOSITIONS,
    LIFE,
    PHASES,
    STANCES,
    Channel,
    Disposition,
    Phase,
    Stance,
    State,
    phase_at,
)

pytestmark = pytest.mark.needs_no_database
NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opened", "closed", "phase"),
    [(False, False, Phase.ANNOUNCED), (True, False, Phase.OPEN), (True, True, Phase.CLOSED)],
)
def test_the_clock_opens_and_closes(opened, closed, phase):
    assert phase_at(State.PUBLISHED, has_opened=opened, has_closed=closed) is phase


@pytest.mark.parametrize("state", [one for one in State if one is not State.PUBLISHED])
def test_other_states_stay_what_they_are(state):
    assert phase_at(state, has_opened=True, has_closed=False) is Phase(state.value)


@pytest.mark.parametrize(
    ("before", "after", "fine"),
    [
        (State.PREPARING, State.PUBLISHED, True),
        (State.PUBLISHED, State.COLLATING, True),
        (State.PUBLISHED, State.ARCHIVED, False),
        (State.COLLATING, State.ARCHIVED, False),
        (State.ANSWERED, State.ARCHIVED, True),
        (State.ANSWERED, State.WITHDRAWN, False),
        (State.WITHDRAWN, State.PUBLISHED, False),
    ],
)
def test_what_may_follow(before, after, fine):
    assert LIFE.may_follow(before, after) is fine


def test_everything_has_a_name():
    assert (set(PHASES), set(STANCES)) == (set(Phase), set(Stance))
    assert (set(CHANNELS), set(DISPOSITIONS)) == (set(Channel), set(Disposition))


def test_each_kind_has_a_floor_a_source_and_known_votes():
    for kind in presets().values():
        assert kind.least_days >= 1
        assert kind.source.hans
        assert kind.source.hant
        assert set(kind.votes) <= set(INDICATIVE)


def test_public_comment_takes_thirty_days():
    kind = presets()["public_comment"]

    assert kind.is_too_short(NOON, NOON + timedelta(days=30) - timedelta(seconds=1))
    assert not kind.is_too_short(NOON, NOON + timedelta(days=30))


@pytest.mark.parametrize(
    ("disposition", "reason", "longer"),
    [
        (Disposition.ADOPTED, "好。", False),
        (Disposition.PARTLY, " ", True),
        (Disposition.NOT_ADOPTED, "不" * 19, True),
        (Disposition.NOT_ADOPTED, "不" * 20, False),
        (Disposition.REFERRED, "不 " * 19, True),
    ],
)
def test_refusing_takes_twenty_characters(disposition, reason, longer):
    assert needs_longer_reason(disposition, reason) is longer


def test_any_change_of_the_text_changes_its_hash():
    assert text_hash(["甲", ["乙"]]) != text_hash(["甲", ["乙", ""]])


def test_options_are_lettered():
    assert [option_key(i) for i in range(3)] == ["A", "B", "C"]
