"""Who keeps the roll of a convention's vote."""

from __future__ import annotations

from portal.core.permissions import can
from tests.factories import a_user
from tests.factories.conventions import a_convention


def test_officers_keep_the_roll_where_their_members_vote_and_officials_elsewhere():
    convention = a_convention()
    team = convention.team

    keepers = [can(person, "ballots.keep_roll", convention) for person in (team.chair, a_user())]
    convention.rule_key = "owners_special"
    elsewhere = can(team.chair, "ballots.keep_roll", convention)

    assert (keepers, elsewhere) == ([True, False], False)
