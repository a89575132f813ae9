import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ballots.rules import (
    BallotFileDamaged,
    Method,
    Terms,
    Weights,
    ballot_file,
    new_token,
    normal_receipt,
    preset,
    receipt_code,
    recount,
)
from portal.ballots.rules.methods import count_one, count_ticks, piled
from portal.ballots.rules.receipts import ALPHABET

pytestmark = pytest.mark.no_database

OPTIONS = ("a", "b", "c", "d")


def ticks(*ballots):
    return piled((tuple((option, 1) for option in ballot), 1) for ballot in ballots)


def test_single_choice_counts_each_ballot_once() -> None:
    count = count_one(ticks(["a"], ["b"], ["a"], [], ["c"]), Terms(options=OPTIONS))

    assert count["votes"] == {"a": 2, "b": 1, "c": 1, "d": 0}
    assert (count["ballots"], count["blank"], count["leaders"], count["tied"]) == (5, 1, ["a"], False)


def test_a_tie_is_shown_and_without_votes_nobody_leads() -> None:
    tie, none = (count_one(ticks(*ballots), Terms(options=OPTIONS)) for ballots in ([["a"], ["b"]], [[]]))

    assert (tie["leaders"], tie["tied"]) == (["a", "b"], True)
    assert (none["leaders"], none["tied"]) == ([], False)


@pytest.mark.parametrize(
    ("ballot", "words"),
    [(["x"], "not offered"), (["a", "a"], "twice"), (["a", "b", "c"], "more than 2")],
)
def test_wrong_approval_ballots_are_refused(ballot: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        count_ticks(ticks(ballot), Terms(options=OPTIONS, max_choices=2))


def test_an_option_offered_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="offered twice"):
        count_ticks([], Terms(options=("a", "a")))


def decision_file() -> dict[str, object]:
    sides = ["for"] * 13 + ["against"] * 4 + ["abstain"]
    rows = [{"receipt": receipt_code(f"{i}"), "choice": side} for i, side in enumerate(sides)]
    return ballot_file(
        title="新开路商户自治公约",
        closed_on=date(2025, 9, 10),
        method=Method.DECISION,
        ballots=rows,
        rule=preset("merchants"),
        entitled=Weights(27),
        attended=Weights(18),
    )


def test_a_decision_is_counted_again_from_the_file_alone() -> None:
    text = json.dumps(decision_file(), ensure_ascii=False, indent=1)

    again = recount(text)

    assert again.agrees
    assert (again.method, again.ballots, again.result["passed"]) == (Method.DECISION, 18, True)


def test_rows_are_sorted_by_receipt() -> None:
    rows = decision_file()["ballots"]

    assert isinstance(rows, list)
    assert [row["receipt"] for row in rows] == sorted(row["receipt"] for row in rows)


def test_one_changed_ballot_is_noticed() -> None:
    content = json.loads(json.dumps(decision_file()))
    row = next(row for row in content["ballots"] if row["choice"] == "for")
    row["choice"] = "against"

    assert not recount(content).agrees


@given(st.lists(st.sets(st.sampled_from(OPTIONS), max_size=2), max_size=30))
def test_an_approval_count_is_repeated(ballots: list[set[str]]) -> None:
    rows = [{"receipt": receipt_code(str(i)), "choices": sorted(b)} for i, b in enumerate(ballots)]

    content = ballot_file(
        title="选两项",
        closed_on=date(2026, 1, 5),
        method=Method.APPROVAL,
        ballots=rows,
        terms=Terms(options=OPTIONS, max_choices=2),
    )

    again = recount(json.dumps(content))
    assert again.agrees
    assert again.result == count_ticks(ticks(*ballots), Terms(options=OPTIONS))


def test_a_single_choice_is_repeated() -> None:
    rows = [{"receipt": "A", "choices": ["a"]}, {"receipt": "B", "choices": []}]

    content = ballot_file(
        title="一项",
        closed_on=date(2026, 1, 5),
        method=Method.SINGLE,
        ballots=rows,
        terms=Terms(options=OPTIONS),
    )

    assert recount(content).result == count_one(ticks(["a"], []), Terms(options=OPTIONS))


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"version": 2},
        {"method": "dictate"},
        {"rule": None},
        {"rule": {}},
        {"entitled": None},
        {"entitled": {"heads": -1}},
        {"entitled": {"heads": True}},
        {"entitled": 27},
        {"attended": {"heads": 3}},
        {"ballots": None},
        {"ballots": ["x"]},
        {"ballots": [{"receipt": "A", "choice": "maybe"}]},
        {"ballots": [{"receipt": "", "choice": "for"}]},
        {"ballots": [{"choice": "for"}]},
        {"ballots": [{"receipt": "A", "choice": "for"}, {"receipt": "A", "choice": "for"}]},
        {"result": None},
        {"method": "single", "options": ["a"], "ballots": [{"receipt": "A", "choices": ["a", "b"]}]},
        {"method": "approval", "options": "ab", "ballots": []},
    ],
)
def test_a_damaged_file_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BallotFileDamaged):
        recount({**decision_file(), **change})


@pytest.mark.parametrize("text", ["", "nothing", "[]", "1", b"\xff\xfe", "[" * 100_000])
def test_what_is_no_json_object_is_refused(text: str | bytes) -> None:
    with pytest.raises(BallotFileDamaged):
        recount(text)


def test_a_receipt_is_always_the_same_and_readable() -> None:
    code = receipt_code("one token")

    assert code == receipt_code("one token")
    assert code != receipt_code("another token")
    assert [len(part) for part in code.split("-")] == [4, 4, 4]
    assert not set("ILOU") & set(ALPHABET)


def test_tokens_differ() -> None:
    assert len({new_token() for _ in range(50)}) == 50


@given(st.text())
def test_any_token_gives_a_receipt_that_reads_back(token: str) -> None:
    code = receipt_code(token.encode("utf-8", "replace").decode())

    assert normal_receipt(code) == code
    assert normal_receipt(f" {code.lower().replace('-', ' ')} ") == code
    assert normal_receipt(code.replace("0", "O").replace("1", "l")) == code


@given(st.text())
def test_typing_anything_is_harmless(typed: str) -> None:
    normal = normal_receipt(typed)

    assert normal is None or normal_receipt(normal) == normal


def test_full_width_and_long_dashes_are_forgiven() -> None:
    assert normal_receipt("ａｂｃｄ—１２３４–5678") == "ABCD-1234-5678"
    assert normal_receipt("ABCU-1234-5678") is None
