"""Who may vote, add, moderate. Things are maps, statements, or the subject a map is begun for."""

from __future__ import annotations

from typing import Any

from portal.core.i18n import _l
from portal.core.permissions import Rule, rule, signed_in
from portal.statements.models import OpinionMap, Statement
from portal.statements.owners import owner_kind


def owner_of(thing: Any) -> tuple[str, int]:
    if isinstance(thing, Statement):
        thing = thing.map
    return (thing.owner_kind, thing.owner_id) if isinstance(thing, OpinionMap) else (thing.kind, thing.id)


class TakingPart(Rule):
    """The owner of the map says who may, and why not in its own words."""

    def __init__(self) -> None:
        super().__init__(
            lambda actor, thing: self.why_not(actor, thing) is None,
            _l("What the subject of the map asks of those who take part."),
        )

    def why_not(self, actor: Any, thing: Any) -> str | None:
        kind, number = owner_of(thing)
        return owner_kind(kind).why_not(actor, number)


@rule(_l("Only those who organise this can do so."))
def organises(actor: Any, thing: Any) -> bool:
    kind, number = owner_of(thing)
    return owner_kind(kind).organises(actor, number)


takes_part = TakingPart()

PERMISSIONS: dict[str, Rule] = {
    "statements.vote": signed_in & takes_part,
    "statements.propose": signed_in & takes_part,
    "statements.moderate": signed_in & organises,
    "statements.open_map": signed_in & organises,
}
