"""Taking plain values out of a parsed file, or saying which one is not what it should be."""

from __future__ import annotations

from collections.abc import Mapping

from portal.ballots.rules.tally import Weights

Plain = Mapping[str, object]


def weights_json(weights: Weights | None) -> dict[str, int] | None:
    return None if weights is None else {"heads": weights.heads, "area": weights.area}


def weights(value: object) -> Weights | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise TypeError("weights are an object with heads and area")
    return Weights(whole(value["heads"]), whole(value.get("area", 0)))


def whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise ValueError(f"not a whole number: {value!r}")


def text(row: Plain, name: str) -> str:
    value = row[name]
    if isinstance(value, str) and value:
        return value
    raise ValueError(f"{name} is not a text: {value!r}")


def texts(value: object) -> list[str]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    raise ValueError(f"not a list of texts: {value!r}")


def numbers(value: object) -> dict[str, int]:
    """An object of whole numbers."""
    if not isinstance(value, Mapping):
        raise TypeError(f"not an object of numbers: {value!r}")
    return {str(name): whole(number) for name, number in value.items()}
