"""What may be done follows from the kind's data and the clock: every kind, every phase, every act."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.models import Level, Standing, User
from portal.consultations.models import Consultation, Opinion
from portal.consultations.permissions import PERMISSIONS, takes_paper
from portal.consultations.rules import presets
from portal.consultations.states import Act, Phase, State
from portal.core import clock
from portal.discussions.models import Topic

pytestmark = pytest.mark.no_database

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
CLOCKS = {
    Phase.ANNOUNCED: (NOW + WEEK, NOW + 2 * WEEK),
    Phase.OPEN: (NOW - WEEK, NOW + WEEK),
    Phase.CLOSED: (NOW - 2 * WEEK, NOW - WEEK),
}


def standing_in(phase, kind):
    """A consultation of this kind at this phase, as the clock and its state make it."""
    opens_at, closes_at = CLOCKS.get(phase, CLOCKS[Phase.CLOSED])
    state = State.PUBLISHED if phase in CLOCKS else State(phase.value)
    consultation = Consultation(
        kind=kind.key, rules=kind.to_json(), state=state, opens_at=opens_at, closes_at=closes_at
    )
    assert consultation.phase is phase
    return consultation


def permitted(consultation):
    """The acts that the permissions let a citizen of the highest level do, and a clerk as far as phases go."""
    person = User(id=1, level=Level.L3, standing=Standing.ACTIVE)
    opinion = Opinion(consultation=consultation, author_id=2, hidden_at=None, thread=Topic(id=1))
    asked = {
        Act.SPEAK: ("consultations.give", consultation),
        Act.SUPPORT: ("consultations.support", opinion),
        Act.REPLY: ("consultations.reply", opinion),
        Act.APPLY: ("consultations.apply", consultation),
    }
    found = {act for act, (name, thing) in asked.items() if PERMISSIONS[name](person, thing)}
    return found | ({Act.RECORD} if takes_paper(person, consultation) else set())


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("kind", presets().values(), ids=lambda kind: kind.key)
def test_every_act_is_allowed_exactly_where_the_kind_says_so(kind, phase):
    with clock.stopped_at(NOW):
        consultation = standing_in(phase, kind)

        assert permitted(consultation) == set(kind.phases.get(phase, ())) - {Act.VOTE, Act.MAP}


def test_nothing_at_all_is_allowed_at_rest_before_the_beginning_and_after_the_end():
    for kind in presets().values():
        for phase in (Phase.PREPARING, Phase.SUSPENDED, Phase.WITHDRAWN, Phase.ARCHIVED):
            assert kind.phases.get(phase, ()) == ()
