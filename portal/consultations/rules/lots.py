"""Drawing seats by lot so that anybody can draw them again from the published list and seed."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def ticket(seed: str, number: int) -> str:
    """What an application's number becomes under the seed; the smallest tickets win."""
    return sha256(f"{seed.strip()}:{number}".encode()).hexdigest()


def drawn(numbers: Iterable[int], seats: int, seed: str) -> list[int]:
    """The numbers that win, in the order in which they were drawn."""
    return sorted(set(numbers), key=lambda number: (ticket(seed, number), number))[:seats]
