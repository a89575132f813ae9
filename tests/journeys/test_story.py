"""The story for which the portal was begun: one city, eleven people, each with a browser of their own."""

from __future__ import annotations

import pytest

from tests.journeys.story import CASTS, conventions, honor, points, proof, talking
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]


def test_story(town: Town) -> None:
    town.by_form = True
    town.draw_every_paper()
    cast = CASTS[town.say.locale]
    alliance = conventions.found_an_alliance(town, cast)
    talking.take_part_in_a_consultation(town, cast)
    talking.talk_in_the_forum(town, cast, alliance)
    convention = conventions.make_a_convention(town, cast, alliance)
    honor.praise_a_neighbour(town, cast)
    honor.remind_of_a_place(town)
    points.buy_a_bowl_of_noodles(town, cast)
    proof.prove_and_tamper(town, convention)
