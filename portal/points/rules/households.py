"""What counts for a household: the time somebody belonged to it, and what was taken or earned in that time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.core.clock import local


@dataclass(frozen=True)
class Stay:
    """From joining to leaving; `until` None: still there."""

    since: datetime
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)

    def reaches(self, at: datetime) -> bool:
        """Whether something of that moment counts here: of who is still there everything does, of others their stay."""
        return self.until is None or self.covers(at)


def reaches_both(mine: Stay, theirs: Stay, at: datetime) -> bool:
    """Whether what somebody of the same household took or was given counts for me."""
    return mine.reaches(at) and theirs.reaches(at)


@dataclass(frozen=True)
class Taken:
    """One reward that was taken: by oneself (no stays), or by somebody of the same household."""

    voucher: int
    at: datetime
    mine: Stay | None = None
    theirs: Stay | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts for me, so that neither joining nor leaving ever brings one more.

        What the household took while I was in it goes with me; what they took before or after does not.
        """
        if self.mine is None or self.theirs is None:
            return True
        return reaches_both(self.mine, self.theirs, self.at)


def taken_in_all(found: Iterable[Taken]) -> int:
    """How many rewards the household of a person has had; somebody who left and came back counts once."""
    return len({one.voucher for one in found if one.counts})


@dataclass(frozen=True)
class Earned:
    """One line of a member's score in the time of membership; `change` below zero when something was taken."""

    entry: int
    owner: int
    at: datetime
    change: int


def of_year(changes: Iterable[int]) -> int:
    """The score of a household: the sum of what its members have earned, and never below zero."""
    return max(0, sum(changes))


def by_month(lines: Iterable[Earned]) -> list[tuple[int, int]]:
    """The months in which something was earned or taken, with their sums, in order."""
    months: dict[int, int] = {}
    for line in lines:
        month = local(line.at).month
        months[month] = months.get(month, 0) + line.change
    return sorted(months.items())
