"""Writing a ballot file, and counting one again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.ballots.rules.adoption import AdoptionRule
from portal.ballots.rules.file.decision import decision
from portal.ballots.rules.file.marks import Method, choices, terms_json
from portal.ballots.rules.file.plain import Plain, text, weights_json
from portal.ballots.rules.methods import Terms
from portal.ballots.rules.tally import Weights

FORMAT = "yiyue-ballots"
VERSION = 1


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
    terms: Terms | None = None,
    names: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """The ballot file of a closed vote, result included. `ballots` are rows, in any order; `terms` what all methods
    but a decision ask; `names` says in words what the options are, and is not counted.

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
        content["entitled"] = weights_json(entitled)
        content["attended"] = weights_json(attended)
        content["households"] = (
            {"took_part": households[0], "entitled": households[1]} if households else None
        )
        content["roll"] = dict(roll) if roll else None
        content["women"] = women
        content["channels"] = dict(channels) if channels else None
    else:
        content |= terms_json(method, terms or Terms(options=()))
    if names:
        content["names"] = dict(names)
    content["ballots"] = sorted(ballots, key=lambda row: str(row.get("receipt")))
    content["result"] = {}
    return {**content, "result": recount(content).result}


def recount(source: str | bytes | Plain, method: Method | None = None) -> Recount:
    """Count a vote again from its file alone (text or parsed JSON). With a `method`: count the same ballots as if
    that one had been asked, where it reads the same marks.

    Raises BallotFileDamaged when the file is not one, contradicts itself, or holds a receipt twice.
    """
    content = _read(source)
    if (content.get("format"), content.get("version")) != (FORMAT, VERSION):
        raise BallotFileDamaged("not a ballot file of a version this program knows")
    try:
        method = method or Method(text(content, "method"))
        rows = _rows(content)
        result = decision(content, rows) if method is Method.DECISION else choices(content, rows, method)
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
    receipts = [text(row, "receipt") for row in rows]
    if len(set(receipts)) != len(receipts):
        raise ValueError("a receipt stands in the file twice")
    return rows
