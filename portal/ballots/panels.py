from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.ballots import queries
from portal.ballots.states import Phase
from portal.core.duties import Duty
from portal.core.i18n import _l
from portal.core.permissions import can


def duties(viewer: Any) -> Iterator[Duty]:
    for ballot in queries.waiting_for(viewer):
        yield Duty(
            what=_l("Cast your vote"),
            title=ballot.title,
            path=f"/ballots/{ballot.code}/vote",
            due=ballot.closes_at,
        )
    for ballot, waiting in queries.papers_waiting_for(viewer):
        counting = ballot.phase is Phase.COUNTING
        if waiting or counting:
            yield Duty(
                what=_l("Confirm the papers of a vote") if waiting else _l("Declare the count"),
                title=ballot.title,
                path=f"/ballots/{ballot.code}/hand",
                due=ballot.closes_at,
                count=waiting,
            )


def rules(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """The way to the adoption rules, for those who may change them."""
    return {} if can(viewer, "ballots.change_rule", None) else None
