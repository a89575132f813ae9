from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from portal.ballots.rules.file import Method, counted
from portal.ballots.rules.methods import Pile, Terms


class NotReadable(ValueError):
    """The file is not in the format; the message (English, for the command line) says where."""


@dataclass(frozen=True, kw_only=True)
class ForeignVote:
    """A vote that was held elsewhere. `published`: what was chosen there, where the file says so, and by which rule."""

    title: str
    method: Method
    terms: Terms
    names: Mapping[str, str]
    ballots: list[Pile]
    published: tuple[str, ...] | None = None
    published_rule: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def for_seats(self, seats: int | None) -> ForeignVote:
        """The same ballots, as if so many seats were filled."""
        return replace(self, terms=replace(self.terms, seats=seats)) if seats else self

    def count(self, method: Method | None = None) -> dict[str, object]:
        return counted(method or self.method, self.ballots, self.terms)
