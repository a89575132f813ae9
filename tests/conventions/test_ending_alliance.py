"""What becomes of a convention when its alliance ends."""

import pytest

from portal.accounts.models import Role
from portal.alliances import services as alliances
from portal.alliances.states import WithConventions
from portal.conventions.states import State
from tests.factories import an_official
from tests.factories.conventions import a_convention


@pytest.mark.parametrize(
    ("asked", "state"),
    [(WithConventions.KEPT, State.IN_FORCE), (WithConventions.REPEALED, State.REPEALED)],
)
def test_a_convention_stays_or_ends_with_its_alliance_as_was_asked(asked, state):
    convention = a_convention(State.IN_FORCE)
    alliance, reviewer = convention.team.alliance, convention.team.reviewer
    alliances.ask_to_dissolve(
        alliance, conventions=asked, reason="商户迁走", actor=an_official(Role.EDITOR, place=alliance.place)
    )

    alliances.dissolve(alliance, reason="商户迁走", actor=reviewer)

    assert convention.state is state
