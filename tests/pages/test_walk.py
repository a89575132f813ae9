"""Every page of the demo city, as it stands before every kind of reader, in both scripts."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from tests import city
from tests.pages.walker import PEOPLE, Walked, Walker

pytestmark = pytest.mark.needs_no_database

# how many addresses of each kind a reader looks at: citizens many, officials some
MANY, SOME, FEW = 6, 2, 1
CURIOUS = {"nobody", "resident", "chair"}
WALKS = [
    *((who, "zh-hans", MANY if who in CURIOUS else SOME) for who in PEOPLE),
    *((who, "zh-hant", MANY if who == "nobody" else FEW) for who in PEOPLE),
    ("nobody", "en", FEW),
    ("city_editor", "en", FEW),
]


def walked(town, shared, who, prefix, bound) -> Walked:
    """One walk, done once in a run, whichever process comes first."""
    path = shared / f"walk_{who}_{prefix}.json"
    return Walked(**city.kept(path, lambda: asdict(Walker(town, who, prefix, bound).walk())))


@pytest.mark.parametrize(("who", "prefix", "bound"), WALKS, ids=str)
def test_every_page_is_in_order(town, shared, who, prefix, bound):
    found = walked(town, shared, who, prefix, bound)

    assert found.problems == []
    assert len(found.pages) > 3
