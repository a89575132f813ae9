"""Polis' own published numbers of a public conversation, from the same votes (see public/README.md)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from portal.statements.cli import opinion_map
from portal.statements.rules import polis
from portal.statements.rules.meaning import Tally
from portal.statements.rules.priority import priority
from portal.statements.rules.projection import Plane, points_of
from portal.statements.rules.report import matrix_of

pytestmark = pytest.mark.no_database

FOLDER = Path(__file__).parent / "public"
NUMBERS = {
    "n_success": "n-success",
    "n_trials": "n-trials",
    "p_success": "p-success",
    "p_test": "p-test",
}


@pytest.fixture(scope="module")
def published():
    return json.loads((FOLDER / "published.json").read_text())


@pytest.fixture(scope="module")
def found():
    done = CliRunner().invoke(opinion_map, ["--json", str(FOLDER)])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def same_numbers(ours, theirs, names):
    return [[one[name] for name in names] for one in ours] == [
        pytest.approx([one[name] for name in names.values()], abs=1e-9) for one in theirs
    ]


def places(published):
    clusters = published["base-clusters"]
    return {
        member: (x, y)
        for (member,), x, y in zip(clusters["members"], clusters["x"], clusters["y"], strict=True)
    }


def test_the_places_from_the_votes_alone(found, published):
    theirs = places(published)
    ours = {row["participant"]: (row["x"], row["y"]) for row in found["projections"]}

    assert (len(theirs), ours.keys()) == (27, theirs.keys())
    for axis in (0, 1):  # which way an axis points means nothing
        apart = [
            max(abs(sign * ours[one][axis] - place[axis]) for one, place in theirs.items())
            for sign in (1, -1)
        ]
        assert min(apart) < 1e-6
    extremity = [row["extremity"] for row in found["statement_projections"]]
    assert extremity == pytest.approx(published["pca"]["comment-extremity"], abs=1e-6)


def test_the_places_in_the_published_plane(published):
    votes = matrix_of(polis.read(FOLDER))
    plane = Plane(
        -np.array(published["pca"]["center"]), np.array(published["pca"]["comps"]), np.zeros((57, 57))
    )

    points = points_of(votes, plane)

    theirs = np.array([places(published)[person] for person in votes.people])
    assert np.abs(-points - theirs).max() < 1e-6  # there, 1 is a vote against


def test_group_informed_consensus(found, published):
    assert found["groups_from"] == "file"
    assert found["group_informed_consensus"] == pytest.approx(published["group-aware-consensus"], abs=1e-9)


def test_what_groups_stand_for(found, published):
    for group in found["groups"]:
        ours, theirs = group["representative"], published["repness"][str(group["id"])]
        assert [(one["statement"], one["side"]) for one in ours] == [
            (one["tid"], one["repful-for"]) for one in theirs
        ]
        assert same_numbers(ours, theirs, NUMBERS | {"repness": "repness"})
        assert [one["repness_test"] for one in ours] == pytest.approx(
            [one["repness-test"] for one in theirs], abs=1e-6
        )  # published with seven digits
    assert len(found["groups"]) == 3


def test_what_most_agree_on(found, published):
    for side in ("agree", "disagree"):
        ours, theirs = found["consensus"][side], published["consensus"][side]
        assert [one["statement"] for one in ours] == [one["tid"] for one in theirs]
        assert same_numbers(ours, theirs, NUMBERS)


def test_the_weights_of_the_next_statement(published):
    votes = matrix_of(polis.read(FOLDER))
    tallies = [Tally(*row) for row in votes.tally().tolist()]

    ours = {
        str(one): priority(tally, extremity, is_meta=one in published["meta-tids"])
        for one, tally, extremity in zip(
            votes.statements, tallies, published["pca"]["comment-extremity"], strict=True
        )
    }

    assert ours == pytest.approx(published["comment-priorities"], abs=1e-9)
