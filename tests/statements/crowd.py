"""Invented votes: three camps, so that there is something to find; no chance involved."""

from __future__ import annotations

import hashlib


def dice(*what: object) -> float:
    """A number from 0 to 1 that is always the same for the same words."""
    mark = hashlib.sha256(":".join(map(str, what)).encode()).digest()
    return int.from_bytes(mark[:8], "big") / 2**64


def a_vote(person: int, statement: int, camps: int = 3) -> int:
    """What somebody of the camp `person % camps` says: mostly what the camp says, sometimes not."""
    lean = dice("camp", person % camps, statement) - 0.5
    said = lean * 1.6 + (dice("own", person, statement) - 0.5) * 0.7
    return 1 if said > 0.12 else -1 if said < -0.12 else 0


def votes(people: int, statements: int, density: float = 0.8, camps: int = 3):
    """(person, statement, vote) in a fixed order."""
    return [
        (person, statement, a_vote(person, statement, camps))
        for person in range(people)
        for statement in range(statements)
        if dice("seen", person, statement) < density
    ]
