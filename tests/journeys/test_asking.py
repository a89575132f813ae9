"""What a street asks its people: from a topic to a promise kept, a hearing, a ranking."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.asking import hearing, ranking, topic
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]


def test_topic(town: Town) -> None:
    path = topic.compose(town, topic.propose(town))
    topic.take_part(town, path)
    topic.answer(town, path)
    topic.publish_the_report(town, path)
    topic.keep_the_promise(town, path)


def test_hearing(town: Town) -> None:
    path = hearing.announce(town)
    hearing.seat(town, path)
    meeting = hearing.call(town, path)
    hearing.hold(town, meeting)
    hearing.write_down(town, path, meeting)


def test_ranking(town: Town, tmp_path: Path) -> None:
    path = ranking.ask(town)
    receipt = ranking.vote_and_vote_again(town, path)
    reader = ranking.read_the_result(town, path, receipt)
    ranking.count_again(town, reader, tmp_path)
