"""Results as their pages show them: rows, pictures, the values of sentences. Everything comes from the stored result."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from portal.ballots.models import Ballot, Option
from portal.ballots.rules.methods.runoff import EXHAUSTED
from portal.ballots.rules.pictures import flow, pieces, transfers
from portal.ballots.states import Method
from portal.core.i18n import _
from portal.core.language.dates import number

Result = Mapping[str, Any]


def yuan(amount: int) -> str:
    """An amount of money as a reader reads it."""
    return str(_("%(amount)s yuan", amount=number(amount)))


def letters_of(ballot: Ballot) -> dict[str, str]:
    """The short name of each option in tables and pictures: A, B, C; with the ballots that go no further."""
    return {option.key: option.key.upper() for option in ballot.options} | {EXHAUSTED: "–"}


def details_of(ballot: Ballot) -> dict[str, Any]:
    """What the result of this method has to show beside its first sentence."""
    show = DETAILS.get(ballot.method)
    return show(ballot, ballot.result or {}) if show else {}


def tones_of(ballot: Ballot) -> dict[str, int]:
    """Which of the twelve grounds an option has in a picture; its letter stands in it as well."""
    tones = {option.key: i % 12 + 1 for i, option in enumerate(ballot.options)}
    return tones | {EXHAUSTED: 0}


def _ranked(ballot: Ballot, result: Result) -> dict[str, Any]:
    keys = [option.key for option in ballot.options]
    pairs = result["pairs"]
    duels = [
        (keys[i], [None if i == j else (pairs[i][j], pairs[j][i]) for j in range(len(keys))])
        for i in range(len(keys))
    ]
    rounds = result["runoff"]["rounds"]
    return {
        "order": keys,
        "heads": [(letter, "num") for key, letter in letters_of(ballot).items() if key != EXHAUSTED],
        "round_heads": _numbers(len(rounds)),
        "duels": duels,
        "paths": list(zip(keys, result["paths"], strict=True)),
        "rounds": rounds,
        "winner": result["runoff"]["winner"],
        "flow": flow(rounds, keys),
        "exhausted": any(row["exhausted"] for row in rounds),
    }


def _scores(ballot: Ballot, result: Result) -> dict[str, Any]:
    judged = result["judged"]
    rows = [
        {
            "option": option,
            "sum": result["sums"][option.key],
            "mean": _mean(result["sums"][option.key], judged),
            "spread": result["spread"][option.key],
            "pieces": pieces([(str(i + 1), n) for i, n in enumerate(result["spread"][option.key])], judged),
        }
        for option in ballot.options
    ]
    return {"rows": sorted(rows, key=lambda row: -row["sum"]), "judged": judged}


def _numbers(count: int) -> list[tuple[str, str]]:
    return [(str(number), "num") for number in range(1, count + 1)]


def _mean(whole: int, judged: int) -> str:
    return f"{float(Fraction(whole, judged)):.2f}" if judged else "–"


def _budget(ballot: Ballot, result: Result) -> dict[str, Any]:
    options = {option.key: option for option in ballot.options}
    bought = [*(row["option"] for row in result["bought"]), *result["filled"]]
    others = sorted((key for key in options if key not in bought), key=lambda key: -result["votes"][key])
    greedy = result["greedy"]["bought"]
    return {
        "bought": [_project(options[key], result, greedy) for key in bought],
        "others": [_project(options[key], result, greedy) for key in others],
        "bar": pieces([(key, options[key].cost or 0) for key in bought], result["budget"]),
        "greedy_bar": pieces([(key, options[key].cost or 0) for key in greedy], result["budget"]),
        "same": sorted(bought) == sorted(greedy),
        "share": _share(result["share"]),
        "last_share": _share(result["last_share"]),
    }


def _project(option: Option, result: Result, greedy: list[str]) -> dict[str, Any]:
    why = result["why_not"].get(option.key)
    return {
        "option": option,
        "votes": result["votes"][option.key],
        "greedy": option.key in greedy,
        "filled": option.key in result["filled"],
        "why": why,
    }


def _share(share: str) -> str:
    """Money per head; a fraction of a yuan is cut off in print, never in the count."""
    return yuan(int(Fraction(share)))


def _seats(ballot: Ballot, result: Result) -> dict[str, Any]:
    stages = result["stages"]
    rows = [
        {
            "option": option,
            "votes": [_trimmed(stage["votes"].get(option.key)) for stage in stages],
            "elected": [
                option.key in stage["elected"] or option.key in stage.get("filled", ()) for stage in stages
            ],
        }
        for option in ballot.options
    ]
    return {
        "rows": rows,
        "stages": stages,
        "round_heads": _numbers(len(stages)),
        "exhausted": [_trimmed(stage["exhausted"]) for stage in stages],
        "flow": transfers(stages, [option.key for option in ballot.options], result["quota"]),
    }


def _trimmed(votes: str | None) -> str:
    """Without noughts at the end: 6, 4.99997."""
    return votes.rstrip("0").rstrip(".") if votes else ""


def _consent(_ballot: Ballot, result: Result) -> dict[str, Any]:
    return {
        "voices": result["voices"],
        "objections": result["objections"],
        "reservations": result["reservations"],
    }


DETAILS = {
    Method.RANKED: _ranked,
    Method.SCORE: _scores,
    Method.BUDGET: _budget,
    Method.SEATS: _seats,
    Method.CONSENT: _consent,
}
