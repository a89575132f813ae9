"""The whole of what a page may show, for crowds of many sizes: nothing tells of a few."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from portal.statements.rules.chart import HIGH, WIDE, chart, percent
from portal.statements.rules.meaning import NOBODY, Tally
from portal.statements.rules.privacy import is_safe
from portal.statements.rules.publishing import asking, own, picture_of, published
from portal.statements.services.computing import Turn, moment_to_show
from tests.statements.crowd import votes

pytestmark = pytest.mark.no_database

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)


def a_picture(people, statements, density, camps=3):
    columns = [list(column) for column in zip(*votes(people, statements, density, camps), strict=True)]
    return picture_of(*columns, list(range(statements)), {})


@pytest.mark.parametrize("people", [30, 41, 64, 90])
@pytest.mark.parametrize(("density", "camps"), [(0.95, 2), (0.6, 3), (0.35, 2)])
def test_what_is_shown_hides_everybody(people, density, camps):
    picture = a_picture(people, 16, density, camps)

    shown = published(picture)

    for number, cell in shown["statements"].items():
        groups = [Tally(*row) for row in cell["groups"] if row]
        if cell["all"] is None:
            assert groups == []
            continue
        everybody = Tally(*cell["all"])
        assert everybody == picture.everybody[int(number)]
        assert all(is_safe(group) for group in [everybody, *groups, everybody - sum(groups, NOBODY)])
    marks = [*shown["marks"], *(mark for group in shown["groups"] for mark in group["marks"])]
    assert min(count for _x, _y, count in marks) >= 5
    points = {(round(x, 3), round(y, 3)) for x, y in picture.points.tolist()}
    assert not points & {(x, y) for x, y, _count in marks}
    for at, group in enumerate(shown["groups"]):
        assert group["size"] >= 10
        assert all(shown["statements"][str(one)]["groups"][at] for one, _side in group["stands_for"])
    assert "group_informed" not in str(shown)


def test_fewer_than_thirty_show_nothing_but_are_asked_on():
    picture = a_picture(29, 8, 1.0)

    assert published(picture) is None
    assert {key: row[2] for key, row in asking(picture).items()} == {str(n): 29 for n in range(8)}
    assert set(own(picture)["axes"]) == {str(n) for n in range(8)}


def test_no_groups_where_opinions_are_mixed():
    mixed = [(p, s, ((p * 7 + s * 13 + p * s) % 3) - 1) for p in range(60) for s in range(12)]
    columns = [list(column) for column in zip(*mixed, strict=True)]

    shown = published(picture_of(*columns, list(range(12)), {}))

    assert (shown["stable"], shown["groups"]) == (False, [])
    assert sum(count for _x, _y, count in shown["marks"]) == 60


def test_everything_is_drawn_on_the_paper():
    shown = published(a_picture(90, 16, 0.9))

    drawing = chart(shown, {n: n + 1 for n in range(16)}, (99.0, -99.0, 1))

    spots = [*drawing.marks, *drawing.statements, drawing.own, *(shape.name_at for shape in drawing.shapes)]
    assert all(0 <= spot.x <= WIDE and 0 <= spot.y <= HIGH for spot in spots)
    assert len(drawing.shapes) == len(shown["groups"])
    assert [percent(1, 3), percent(1, 8), percent(0, 0), percent(7, 7)] == [33, 13, 0, 100]


def turns(*people):
    """(number, first and last minute) of each, in the order of the last ones."""
    return [
        Turn(number, NOW + timedelta(minutes=first), NOW + timedelta(minutes=last))
        for number, (first, last) in sorted(enumerate(people), key=lambda row: row[1][1])
    ]


def test_when_a_new_picture_may_be_shown():
    crowd = turns(*((minute, minute) for minute in range(115)))
    few = turns(*((minute, minute) for minute in range(105)))
    cut = NOW + timedelta(minutes=104)

    assert moment_to_show(crowd, None, is_over=False) == cut
    assert moment_to_show(few, None, is_over=False) is None  # 95 before the last ten
    assert moment_to_show(crowd, cut - timedelta(minutes=9), is_over=False) is None
    assert moment_to_show(crowd, cut - timedelta(minutes=10), is_over=False) == cut
    assert moment_to_show([], None, is_over=True) is None


def test_the_last_picture_holds_everything_unless_it_would_tell_of_a_few():
    crowd = turns(*((minute, minute) for minute in range(40)))
    end = crowd[-1].last

    assert moment_to_show(crowd, None, is_over=True) == end
    assert moment_to_show(crowd, end, is_over=True) == end  # the same people, a statement less
    assert moment_to_show(crowd, end - timedelta(minutes=3), is_over=True) is None  # opened again for three


def test_the_processes_that_serve_pages_carry_no_numpy():
    """It weighs a fifth of what such a process may weigh."""
    asked = "import sys, portal.app; sys.exit('numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
