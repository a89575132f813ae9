"""The commands that bring in public votes."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from portal.cli import portal
from portal.core.db import db
from portal.core.work import unit_of_work
from portal.statements import queries
from portal.statements.models import OpinionMap
from portal.statements.rules import polis
from portal.statements.rules.polis import Comment, Told
from tests.factories import the_city
from tests.statements.crowd import votes
from tests.statements.test_rules_published import FOLDER

pytestmark = pytest.mark.real


def test_public_votes_become_a_map(real_portal, tmp_path, monkeypatch):
    with real_portal.app_context(), unit_of_work():
        the_city()
    monkeypatch.setattr("portal.cli.opened.create_app", lambda _config: real_portal)
    statements = [Told(comment=Comment(id=n, text=f"第{n}句"), agrees=0, disagrees=0) for n in range(9)]
    told = {(person, statement): vote for person, statement, vote in votes(40, 9)}
    for name, text in polis.files_of(statements, told, {}, at=1, at_text="x").items():
        (tmp_path / name).write_text(text)

    done = CliRunner().invoke(portal, ["import", "polis", str(tmp_path), "--title", "别处的商议"])

    assert done.exit_code == 0, done.output
    assert "40 people, 9 statements" in done.output
    with real_portal.app_context():
        opinion_map = db.session.scalar(db.select(OpinionMap))
        assert opinion_map.title.original == "别处的商议"
        assert queries.picture_of(opinion_map).shown["people"] == 40
        assert done.output.strip().endswith(opinion_map.address)
    published = CliRunner().invoke(portal, ["import", "polis", str(FOLDER)])
    assert published.output.startswith("27 people, 57 statements")


def test_damaged_files_and_unknown_places_are_said(real_portal, tmp_path, monkeypatch):
    monkeypatch.setattr("portal.cli.opened.create_app", lambda _config: real_portal)
    (tmp_path / polis.VOTES).write_text("comment-id,voter-id,vote\n1,1,7\n")
    bad = CliRunner().invoke(portal, ["import", "polis", str(tmp_path)])
    (tmp_path / polis.VOTES).write_text("comment-id,voter-id,vote\n1,1,1\n")
    lost = CliRunner().invoke(portal, ["import", "polis", str(tmp_path), "--place", "nowhere"])

    assert (bad.exit_code, "not 7" in bad.output) == (2, True)
    assert lost.exit_code == 1
