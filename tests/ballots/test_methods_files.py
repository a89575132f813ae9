"""Files: the portal's own for each method, BLT and Pabulib."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from portal.ballots.cli import recount as command
from portal.ballots.rules import BallotFileDamaged, Method, Terms, ballot_file, recount
from portal.ballots.rules.formats import NotReadable, read_blt, read_pabulib

pytestmark = pytest.mark.no_database

ABC = ("a", "b", "c")
FILES = {
    Method.SCORE: ([{"a": 5, "b": 2}, {"c": 4}], "scores", {}),
    Method.RANKED: ([{"a": 1, "b": 2}, {"b": 1, "c": 1}, {}], "ranks", {"status_quo": "c"}),
    Method.SEATS: ([{"a": 1, "b": 2}, {"b": 1}, {"b": 1, "c": 2}], "ranks", {"seats": 2}),
    Method.BUDGET: (
        [["a", "b"], ["c"], ["a"]],
        "choices",
        {"budget": 100, "costs": {"a": 60, "b": 50, "c": 30}, "step": 5},
    ),
}
BLT = """4 2   # four candidates, two seats
-2    # Bill has withdrawn
4 1 2 0
2 2 3 0
1 4=3 1 0
0
"Anna Li"
"Bill"
"Chen Chen"  # comment
"Dai"
"Council of the lane"
"""
PB = """META
key;value
description;Green lanes
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name;selected
1;60;Trees;1
2;40;Benches;1
3;30;Lamps;0
VOTES
voter_id;age;vote
1;30;1,2
2;41;1
3;22;2,3
4;22;3
5;22;
"""


@pytest.mark.parametrize("method", FILES)
def test_each_method_is_counted_again_from_its_file(method):
    marks, key, asked = FILES[method]
    rows = [{"receipt": f"R{i}", key: one, "weight": 2} for i, one in enumerate(marks)]
    file = ballot_file(
        title="x", closed_on=date(2026, 1, 5), method=method, ballots=rows, terms=Terms(options=ABC, **asked)
    )

    again = recount(json.dumps(file))

    assert again.agrees
    assert again.result["ballots"] == 2 * len(marks)
    changed = json.loads(json.dumps(file))
    changed["ballots"][0]["weight"] = 9
    assert not recount(changed).agrees


def test_consent_is_counted_again_with_its_objections():
    rows = [
        {"receipt": "A", "choice": "agree", "reason": ""},
        {"receipt": "B", "choice": "object", "reason": "太吵"},
    ]
    file = ballot_file(title="x", closed_on=date(2026, 1, 5), method=Method.CONSENT, ballots=rows)

    assert (recount(file).agrees, file["result"]["objections"]) == (True, ["太吵"])


@pytest.mark.parametrize(
    "change",
    [{"status_quo": "z"}, {"ballots": [{"receipt": "A", "ranks": {"z": 1}}]}, {"options": ["a", "a"]}],
)
def test_a_file_that_contradicts_itself_is_damaged(change):
    marks, key, asked = FILES[Method.RANKED]
    file = ballot_file(
        title="x",
        closed_on=date(2026, 1, 5),
        method=Method.RANKED,
        ballots=[{"receipt": f"R{i}", key: one} for i, one in enumerate(marks)],
        terms=Terms(options=ABC, **asked),
    )

    with pytest.raises(BallotFileDamaged):
        recount({**file, **change})


def test_blt_with_a_withdrawal_and_equal_ranks():
    vote = read_blt(BLT)

    assert (vote.title, vote.terms.seats, vote.terms.options) == ("Council of the lane", 2, ("1", "3", "4"))
    assert vote.names["3"] == "Chen Chen"
    assert vote.ballots == [((("1", 1),), 4), ((("3", 2),), 2), ((("4", 1), ("3", 1), ("1", 2)), 1)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("2\n0", "line 1"),
        ("2 1\n1 1 0", "line 0"),
        ("2 1\n1 7 0\n0", "candidate 7"),
        ("2 1\n1 1 1 0\n0", "twice"),
        ("2 1\n1 x 0\n0", "line 2"),
        ("2 1\n1 1\n0", "no ballot"),
    ],
)
def test_what_is_no_blt_says_where(text, words):
    with pytest.raises(NotReadable, match=words):
        read_blt(text)


def test_pabulib_is_read_with_what_was_chosen_there():
    vote = read_pabulib(PB)

    assert (vote.terms.budget, dict(vote.terms.costs)) == (100, {"1": 60, "2": 40, "3": 30})
    assert (vote.published, vote.names["1"], len(vote.ballots)) == (("1", "2"), "Trees", 5)
    assert vote.count()["greedy"] == {"bought": ["3", "2"], "spent": 70}


def test_cents_are_counted_in_cents():
    vote = read_pabulib(PB.replace("budget;100", "budget;100,50"))

    assert (vote.terms.budget, vote.terms.costs["1"], vote.terms.step) == (201, 120, 2)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("VOTES", "", "VOTES is missing"),
        ("approval", "ordinal", "ordinal"),
        ("1;60;", "1;;", "no cost"),
        ("budget;100", "budget;much", "amount"),
        ("1,2", "1,9", "project 9"),
    ],
)
def test_what_is_no_pabulib_says_what_is_wrong(old, new, words):
    with pytest.raises(NotReadable, match=words):
        read_pabulib(PB.replace(old, new))


@pytest.mark.parametrize(
    ("name", "text", "asked", "winners"),
    [
        ("council.blt", BLT, ["--method", "stv"], ["1", "3"]),
        ("council.blt", BLT, ["--method", "irv"], ["1"]),
        ("council.blt", BLT, ["--method", "schulze"], ["1"]),
        ("council.blt", BLT, ["--seats", "1"], ["1"]),
        ("lanes.pb", PB, [], ["3", "2"]),
        ("lanes.pb", PB, ["--method", "greedy"], ["3", "2"]),
    ],
)
def test_the_command_counts_files_of_others(tmp_path, name, text, asked, winners):
    (tmp_path / name).write_text(text, encoding="utf-8")

    answer = CliRunner().invoke(command, [str(tmp_path / name), "--json", *asked])

    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output)["winners"] == winners
    assert CliRunner().invoke(command, [str(tmp_path / name)]).exit_code == 0


def test_the_command_refuses_what_it_cannot_count(tmp_path):
    (tmp_path / "a.blt").write_text("nothing", encoding="utf-8")
    (tmp_path / "b.blt").write_text(BLT, encoding="utf-8")

    damaged = CliRunner().invoke(command, [str(tmp_path / "a.blt")])
    other = CliRunner().invoke(command, [str(tmp_path / "b.blt"), "--method", "budget"])

    assert (damaged.exit_code, other.exit_code) == (2, 2)
    assert "budget" in other.output
