"""What the walks and the bad input share."""

from __future__ import annotations

import pytest

from portal.conventions.services import taking
from portal.honor.views import screens
from portal.points.services import settlement
from portal.points.views import mine
from tests.city import SHAPE

MADE = {}


@pytest.fixture(scope="module", autouse=True)
def drawn_once():
    """Of the sheets that are drawn beside a web process one of each shape: its likes are the same file."""
    draw = taking.draw_apart

    def drawn(pages, zoom=1):
        shape = (*(frozenset(SHAPE.findall(page)) for page in pages), zoom)
        if shape not in MADE:
            MADE[shape] = draw(pages, zoom)
        return MADE[shape]

    with pytest.MonkeyPatch.context() as patch:
        for module in (taking, settlement, mine, screens):
            patch.setattr(module, "draw_apart", drawn)
        yield
