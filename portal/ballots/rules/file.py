"""The ballot file: everything needed to count a vote again, and nothing about who voted.

Plain JSON (UTF-8), one object:

    format       "yiyue-ballots"            version      1
    title        what was asked             closed_on    ISO date
    method       "decision" | "single" | "approval"
    rule         decision only: the snapshot of the adoption rule (fractions as "2/3")
    entitled     decision only: {"heads": 231, "area": 0}
    attended     decision only: the same for those present at a meeting, or null
    households   decision only: {"took_part": 80, "entitled": 120} where the rule has this second way, or null
    roll         decision only: {"kind": "owners", "units": 231, "hash": SHA-256 of the frozen roll}, or null
    women        decision only: how many of those entitled are women, or null where nobody was asked
    channels     decision only: {"online": 60, "paper": 20, "hall": 0}, or null; they add up to the ballots
    options      single and approval: the option keys, in the order they stood on the ballot
    max_choices  approval: how many one may choose, or null
    ballots      sorted by receipt, so that the order tells nothing:
                 decision  {"receipt": "…", "choice": "for" | "against" | "abstain" | "invalid", "area": 0},
                           and in an open vote "channel"; in a secret one it might show whose ballot it is
                 single    {"receipt": "…", "choices": ["a"]} or [] for a blank ballot
                 approval  {"receipt": "…", "choices": ["a", "c"]}
    result       what was published

Only ballots that count are in the file: where people may vote again, the last one before the close.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.ballots.rules.adoption import AdoptionRule
from portal.ballots.rules.counting import count_approval, count_single
from portal.ballots.rules.tally import Choice, FormalBallot, Weights, tally

FORMAT = "yiyue-ballots"
VERSION = 1

Plain = Mapping[str, object]


class Method(StrEnum):
    DECISION = "decision"
    SINGLE = "single"
    APPROVAL = "approval"


class BallotFileDamaged(ValueError):
    """The file cannot be counted; the message (English, for the command line) says where it is wrong."""


@dataclass(frozen=True, kw_only=True)
class Recount:
    """The result the file itself gives, the one it says was published, and whether they are equal."""

    method: Method
    ballots: int
    result: Plain
    published: Plain

    @property
    def agrees(self) -> bool:
        return self.result == self.published


def ballot_file(
    *,
    title: str,
    closed_on: date,
    method: Method,
    ballots: Sequence[Plain],
    rule: AdoptionRule | None = None,
    entitled: Weights | None = None,
    attended: Weights | None = None,
    households: tuple[int, int] | None = None,
    roll: Plain | None = None,
    channels: Mapping[str, int] | None = None,
    women: int | None = None,
    options: Sequence[str] = (),
    max_choices: int | None = None,
) -> dict[str, object]:
    """The ballot file of a closed vote, result included. `ballots` are rows as described above, in any order.

    Raises BallotFileDamaged when they cannot be counted. Write it with
    `json.dumps(…, ensure_ascii=False, indent=1)`.
    """
    content: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "title": title,
        "closed_on": closed_on.isoformat(),
        "method": str(method),
    }
    if method is Method.DECISION:
        content["rule"] = rule.to_json() if rule else None
        content["entitled"] = _weights_json(entitled)
        content["attended"] = _weights_json(attended)
        content["households"] = (
            {"took_part": households[0], "entitled": households[1]} if households else None
        )
        content["roll"] = dict(roll) if roll else None
        content["women"] = women
        content["channels"] = dict(channels) if channels else None
    else:
        content["options"] = list(options)
        content["max_choices"] = max_choices
    content["ballots"] = sorted(ballots, key=lambda row: str(row.get("receipt")))
    content["result"] = {}
    return {**content, "result": recount(content).result}


def recount(source: str | bytes | Plain) -> Recount:
    """Count a vote again from its file alone (text or parsed JSON).

    Raises BallotFileDamaged when the file is not one, contradicts itself, or holds a receipt twice.
    """
    content = _read(source)
    if (content.get("format"), content.get("version")) != (FORMAT, VERSION):
        raise BallotFileDamaged("not a ballot file of a version this program knows")
    try:
        method = Method(_text(content, "method"))
        rows = _rows(content)
        result = _decision(content, rows) if method is Method.DECISION else _choices(content, rows, method)
    except (KeyError, TypeError, ValueError) as error:
        raise BallotFileDamaged(str(error)) from error
    published = content.get("result")
    if not isinstance(published, Mapping):
        raise BallotFileDamaged("no published result")
    return Recount(method=method, ballots=len(rows), result=result, published=published)


def _read(source: str | bytes | Plain) -> Plain:
    if isinstance(source, Mapping):
        return source
    try:
        content = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise BallotFileDamaged(f"not JSON: {error}") from error
    if not isinstance(content, dict):
        raise BallotFileDamaged("not a ballot file")
    return content


def _rows(content: Plain) -> list[Plain]:
    rows = content["ballots"]
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise ValueError("ballots is not a list of objects")
    receipts = [_text(row, "receipt") for row in rows]
    if len(set(receipts)) != len(receipts):
        raise ValueError("a receipt stands in the file twice")
    return rows


def _decision(content: Plain, rows: list[Plain]) -> Plain:
    rule, entitled = content["rule"], _weights(content["entitled"])
    if not isinstance(rule, Mapping) or entitled is None:
        raise ValueError("a decision needs its rule and its electorate")
    ballots = [FormalBallot(Choice(_text(row, "choice")), _whole(row.get("area", 0))) for row in rows]
    outcome = tally(
        AdoptionRule.from_json(rule),
        entitled,
        ballots,
        _weights(content.get("attended")),
        _households(content.get("households")),
    ).to_json()
    _check_roll(content.get("roll"), entitled)
    _check_women(content.get("women"), entitled)
    channels = _channels(content.get("channels"), rows)
    return {**outcome, "channels": channels} if channels else outcome


def _households(value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise TypeError("households are an object with took_part and entitled")
    return _whole(value["took_part"]), _whole(value["entitled"])


def _check_roll(value: object, entitled: Weights) -> None:
    if value is None:
        return
    if not isinstance(value, Mapping) or _whole(value["units"]) != entitled.heads:
        raise ValueError("the roll does not have as many lines as are entitled")


def _check_women(value: object, entitled: Weights) -> None:
    if value is not None and _whole(value) > entitled.heads:
        raise ValueError("more women than people who are entitled")


def _channels(value: object, rows: list[Plain]) -> dict[str, int] | None:
    """How many ballots came through each channel: they add up, and where ballots name theirs, to the same."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise TypeError("channels are an object")
    channels = {str(name): _whole(number) for name, number in value.items()}
    if sum(channels.values()) != len(rows):
        raise ValueError("the channels do not add up to the ballots")
    named = Counter(_text(row, "channel") for row in rows if "channel" in row)
    if named and dict(named) != {name: number for name, number in channels.items() if number}:
        raise ValueError("the channels of the ballots are not those that are stated")
    return channels


def _choices(content: Plain, rows: list[Plain], method: Method) -> Plain:
    options = _texts(content["options"])
    ballots = [_texts(row["choices"]) for row in rows]
    if method is Method.APPROVAL:
        limit = content.get("max_choices")
        return count_approval(ballots, options, None if limit is None else _whole(limit)).to_json()
    if any(len(ballot) > 1 for ballot in ballots):
        raise ValueError("a ballot names more than one option")
    return count_single((ballot[0] if ballot else None for ballot in ballots), options).to_json()


def _weights_json(weights: Weights | None) -> dict[str, int] | None:
    return None if weights is None else {"heads": weights.heads, "area": weights.area}


def _weights(value: object) -> Weights | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise TypeError("weights are an object with heads and area")
    return Weights(_whole(value["heads"]), _whole(value.get("area", 0)))


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise ValueError(f"not a whole number: {value!r}")


def _text(row: Plain, name: str) -> str:
    value = row[name]
    if isinstance(value, str) and value:
        return value
    raise ValueError(f"{name} is not a text: {value!r}")


def _texts(value: object) -> list[str]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    raise ValueError(f"not a list of texts: {value!r}")
