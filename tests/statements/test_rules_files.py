"""Files in Polis' layout: read, computed by the command, compared with a slow referee."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner

from portal.statements.cli import opinion_map
from portal.statements.rules import polis
from portal.statements.rules.polis import Comment, FilesDamaged, Told
from tests.statements.crowd import votes as a_crowd
from tests.statements.reference import (
    slow_consensus,
    slow_group_informed,
    slow_points,
    slow_representative,
)

pytestmark = pytest.mark.no_database

REJECTED = 4


def written(path, heads, rows):
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([heads, *rows])


@pytest.fixture(scope="module")
def conversation(tmp_path_factory):
    """60 people, 14 statements, one of them rejected; the votes of each came in twice, the second time for good."""
    folder, rows = tmp_path_factory.mktemp("polis"), a_crowd(60, 14, 0.85)
    written(
        folder / polis.COMMENTS,
        (
            "timestamp",
            "datetime",
            "comment-id",
            "author-id",
            "agrees",
            "disagrees",
            "moderated",
            "comment-body",
        ),
        [(1, "x", s, 0, 0, 0, -1 if s == REJECTED else 1, f"第{s}句，带逗号") for s in range(14)],
    )
    lines = [(2000 + n, "x", s, p, v) for n, (p, s, v) in enumerate(rows)]
    lines += [(1000 + n, "x", s, p, -v) for n, (p, s, v) in enumerate(rows[:50])]
    written(folder / polis.VOTES, ("timestamp", "datetime", "comment-id", "voter-id", "vote"), lines)
    return folder, {(p, s): v for p, s, v in rows}


def told(folder, *options):
    done = CliRunner().invoke(opinion_map, [str(folder), *options])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_finds_what_the_slow_referee_finds(conversation):
    folder, votes = conversation

    found = json.loads(told(folder, "--json"))

    places, _statements = slow_points(votes, {REJECTED})
    assert (found["people"], found["statements"], found["votes"]) == (60, 14, len(votes))
    for axis, name in enumerate("xy"):
        lean = sum(row[name] * places[row["participant"]][axis] for row in found["projections"])
        sign = 1 if lean > 0 else -1
        assert (
            max(abs(row[name] * sign - places[row["participant"]][axis]) for row in found["projections"])
            < 1e-6
        )
    groups = [group["members"] for group in found["groups"]]
    assert sorted(p for members in groups for p in members) == list(range(60))
    statements = [s for s in range(14) if s != REJECTED]
    assert {int(s): v for s, v in found["group_informed_consensus"].items()} == pytest.approx(
        {s: slow_group_informed(votes, groups, s) for s in range(14)}, abs=1e-9
    )
    for number, group in enumerate(found["groups"]):
        assert [(one["statement"], one["side"]) for one in group["representative"]] == slow_representative(
            votes, groups, number, statements
        )
    sides = [[one["statement"] for one in found["consensus"][side]] for side in ("agree", "disagree")]
    assert sides == slow_consensus(votes, range(60), statements)


def test_groups_from_a_file_are_kept(conversation, tmp_path):
    folder, votes = conversation
    for name in (polis.COMMENTS, polis.VOTES):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    written(
        tmp_path / polis.PEOPLE,
        ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"),
        [(p, "" if p == 7 else p % 2, 0, 0, 0, 0) for p in range(60)],
    )

    found = json.loads(told(tmp_path, "--json"))

    groups = [[p for p in range(60) if p % 2 == side and p != 7] for side in (0, 1)]
    assert found["groups_from"] == "file"
    assert [group["members"] for group in found["groups"]] == groups
    assert found["group_informed_consensus"]["3"] == pytest.approx(slow_group_informed(votes, groups, 3))


def test_a_short_account_for_people(conversation):
    answer = told(conversation[0])

    assert answer.startswith("60 people, 14 statements")
    assert "Group 0" in answer


def test_strict_leaves_out_what_nobody_has_moderated():
    data = polis.OpenData(
        comments={
            1: Comment(id=1),
            2: Comment(id=2, moderated=0),
            3: Comment(id=3, moderated=-1),
            4: Comment(id=4, is_meta=True),
        }
    )

    assert (data.silenced(), data.silenced(strict=True)) == ({3, 4}, {2, 3, 4})


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (("timestamp,comment-id,voter-id,vote", "1,1,1,5"), "votes.csv, line 2: a vote is 1, -1 or 0, not 5"),
        (("timestamp,comment-id,voter-id,vote", "1,x,1,1"), "“x” is no number of a statement"),
        (("comment-id,vote", "1,1"), "“None” is no number of a person"),
        (("comment-id,voter-id,vote", "1,1,0.5"), "“0.5” is no vote"),
        (("datetime,comment-id,voter-id,vote", "yesterday,1,1,1"), "“yesterday” is no moment"),
        (("comment-id,voter-id,vote",), "holds no votes"),
    ],
)
def test_damaged_files_are_named(tmp_path, lines, sentence):
    (tmp_path / polis.VOTES).write_text("\n".join(lines))

    done = CliRunner().invoke(opinion_map, [str(tmp_path)])

    assert (done.exit_code, sentence in done.output) == (2, True)


def test_a_folder_without_votes_or_with_those_of_two_conversations(tmp_path):
    with pytest.raises(FilesDamaged, match="holds no votes"):
        polis.read(tmp_path)

    for code in ("7abc", "7xyz"):
        (tmp_path / f"{code}-votes.csv").write_text("comment-id,voter-id,vote\n1,1,1\n")

    with pytest.raises(FilesDamaged, match=r"several conversations: 7abc-votes.csv, 7xyz-votes.csv"):
        polis.read(tmp_path)


def test_exports_as_they_come(tmp_path):
    """Names with a day and a code, a mark at the beginning, columns in any order, dates only, empty groups."""
    name = "2025-08-29-0002-7abc"
    (tmp_path / f"{name}-comments.csv").write_text(
        '\ufeffmoderated,comment-body,xid,comment_id,author-id\n0,"两行\n一句",,3,\n-1,别的,,4,nan\n1,"",,5,8\n'
    )
    date = "Thu Feb 27 2020 10:55:4%s GMT+0000 (Coordinated Universal Time)"
    lines = [(9, 1, "1", date % 4), (9, 1, "-1", date % 2), (8, 1, "0.0", "2020-02-27 10:55:50")]
    written(
        tmp_path / f"{name}-votes.csv",
        ("voter_id", "comment-id", "vote", "datetime"),
        [(person, statement + 2, vote, at) for person, statement, vote, at in lines],
    )
    (tmp_path / f"{name}-participant-votes.csv").write_text(
        "xid,participant,group-id,n-votes,3,4,5\n,8,,1,0,,\n,9,1.0,1,1,nan,\n"
    )

    data = polis.read(tmp_path)

    assert data.votes == [(9, 3, -1), (9, 3, 1), (8, 3, 0)]  # the last one counts
    assert data.groups == {9: 1}
    assert (data.comments[3].text, data.silenced(), data.silenced(strict=True)) == ("两行\n一句", {4}, {3, 4})
    assert [one.author for one in data.comments.values()] == [None, None, 8]
    (tmp_path / f"{name}-votes.csv").unlink()
    (tmp_path / f"{name}-comments.csv").unlink()
    assert polis.read(tmp_path) == polis.OpenData(votes=[(8, 3, 0), (9, 3, 1)], groups={9: 1})


def test_what_is_written_can_be_read(tmp_path):
    statements = [
        Told(comment=Comment(id=1, text="先划线，再停车"), agrees=2, disagrees=0),
        Told(comment=Comment(id=2, text="都别停"), agrees=None, disagrees=None),
    ]
    votes = {(8, 1): 1, (9, 1): 0, (9, 2): -1}

    for name, text in polis.files_of(statements, votes, {8: 0, 9: 1}, at=5, at_text="2026-11-22").items():
        (tmp_path / name).write_text(text)

    data = polis.read(tmp_path)
    assert {(p, s): v for p, s, v in data.votes} == votes
    assert data.groups == {8: 0, 9: 1}
    assert data.comments[1] == statements[0].comment
    (tmp_path / polis.VOTES).unlink()
    assert sorted(polis.read(tmp_path).votes) == sorted((p, s, v) for (p, s), v in votes.items())
