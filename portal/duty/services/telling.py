"""Messages about turns and findings: to those they concern and nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from portal.core import clock
from portal.core.events import announce
from portal.duty.models import Finding, Rota
from portal.events.notifications import PeopleTold


def day_words(day: date) -> str:
    """Not guarded: only words."""
    return f"{day.month}月{day.day}日"


def moment_words(moment: datetime) -> str:
    """A deadline at midnight is the end of the day before. Not guarded: only words."""
    when = clock.local(moment)
    return f"{day_words(when.date())} {when:%H:%M}"


def tell_of_finding(finding: Finding, message: str, what: str, people: Iterable[int | None]) -> None:
    """Not guarded: follows what was done."""
    announce(
        PeopleTold(
            user_ids=tuple(sorted({i for i in people if i is not None})),
            message=message,
            path=finding.path,
            key=f"duty:finding:{finding.id}:{what}",
            values={
                "bi_title": finding.title.to_json(),
                "bi_shop": finding.membership.shop.to_json(),
                "bi_alliance": finding.alliance.name.to_json(),
                "due": moment_words(finding.due_at),
            },
        )
    )


def tell_of_rota(rota: Rota, message: str, what: str, people: Iterable[int], **values: str) -> None:
    """Not guarded: follows what was done."""
    announce(
        PeopleTold(
            user_ids=tuple(sorted(set(people))),
            message=message,
            path=rota.path,
            key=f"duty:rota:{rota.id}:{what}",
            values={"bi_alliance": rota.alliance.name.to_json(), **values},
        )
    )
