"""What becomes of conventions when their alliance joins another is said beforehand."""

from __future__ import annotations

from portal.conventions import panels
from portal.conventions.states import State
from portal.core.panels import panels as shown
from tests.factories import a_user, an_alliance
from tests.factories.conventions import a_convention, people
from tests.factories.duty import Street, a_finding, a_rota


class Joining:
    """A merger as far as panels ask."""

    def __init__(self, alliance):
        self.alliance, self.alliance_id = alliance, alliance.id


def test_conventions_in_force_and_in_the_making_are_named(app):
    team = people()
    holds = a_convention(team=team, state=State.IN_FORCE)
    a_convention(team=team, state=State.DRAFTING)
    merger = Joining(team.alliance)

    with app.test_request_context("/"):
        html = "".join(shown("merger", a_user(), merger))

    assert panels.of_merger(None, merger) == {"in_force": [holds], "unfinished": 1}
    assert str(holds.title) in html and "1 份公约文本还在办理中" in html
    assert panels.of_merger(None, Joining(an_alliance())) is None


def test_weeks_and_notes_that_are_left_open_are_counted(app):
    street = Street(shops=2)
    a_rota(street, weeks=3)
    a_finding(street)

    with app.test_request_context("/"):
        html = "".join(shown("merger", a_user(), Joining(street.alliance)))

    assert "后面 3 周的值周" in html and "1 条未办结的互查" in html
