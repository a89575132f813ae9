"""A formal decision in the ballot file: its rule, its roll, its channels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from portal.ballots.rules.adoption import AdoptionRule
from portal.ballots.rules.file.plain import Plain, text, weights, whole
from portal.ballots.rules.tally import Choice, FormalBallot, Weights, tally


def decision(content: Plain, rows: Sequence[Plain]) -> Plain:
    rule, entitled = content["rule"], weights(content["entitled"])
    if not isinstance(rule, Mapping) or entitled is None:
        raise ValueError("a decision needs its rule and its electorate")
    ballots = [FormalBallot(Choice(text(row, "choice")), whole(row.get("area", 0))) for row in rows]
    outcome = tally(
        AdoptionRule.from_json(rule),
        entitled,
        ballots,
        weights(content.get("attended")),
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
    return whole(value["took_part"]), whole(value["entitled"])


def _check_roll(value: object, entitled: Weights) -> None:
    if value is None:
        return
    if not isinstance(value, Mapping) or whole(value["units"]) != entitled.heads:
        raise ValueError("the roll does not have as many lines as are entitled")


def _check_women(value: object, entitled: Weights) -> None:
    if value is not None and whole(value) > entitled.heads:
        raise ValueError("more women than people who are entitled")


def _channels(value: object, rows: Sequence[Plain]) -> dict[str, int] | None:
    """How many ballots came through each channel: they add up, and where ballots name theirs, to the same."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise TypeError("channels are an object")
    channels = {str(name): whole(number) for name, number in value.items()}
    if sum(channels.values()) != len(rows):
        raise ValueError("the channels do not add up to the ballots")
    named = Counter(text(row, "channel") for row in rows if "channel" in row)
    if named and dict(named) != {name: number for name, number in channels.items() if number}:
        raise ValueError("the channels of the ballots are not those that are stated")
    return channels
