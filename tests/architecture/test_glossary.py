"""docs/glossary.md binds every table and every feature to its words, and names nothing that is gone."""

import re
from pathlib import Path

import pytest

from portal.core.db import db

pytestmark = pytest.mark.no_database

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"


def columns(text: str, last: int) -> set[str]:
    """The names in code type in one column, counted from the right, of the rows of five columns."""
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines()]
    cells = [row[last] for row in rows if len(row) == 5]
    return {found[1] for cell in cells if (found := re.fullmatch(r"`(\w+)`", cell.strip()))}


def test_every_table_has_its_words(app):
    assert columns(GLOSSARY.read_text(encoding="utf-8"), -1) == set(db.metadata.tables)


def test_every_feature_has_its_words(app):
    features = {feature.name for feature in app.extensions["portal.features"]}

    assert features - columns(GLOSSARY.read_text(encoding="utf-8"), -2) == set()


def test_a_class_and_its_table_stand_in_one_row(app):
    text = GLOSSARY.read_text(encoding="utf-8")

    assert [
        mapper.class_.__name__
        for mapper in db.Model.registry.mappers
        if f"| `{mapper.class_.__name__}` | `{mapper.class_.__tablename__}` |" not in text
    ] == []


def test_a_missing_word_is_noticed():
    row = "| 愿望 | 願望 | wish | `Wish` | `wish` |"

    assert columns(row, -1) == {"wish"}
    assert columns("| 愿望 | 願望 | wish |", -1) == set()
