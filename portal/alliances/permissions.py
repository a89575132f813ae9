"""Rules about belonging to an alliance; `thing` is an alliance or has an `alliance_id`."""

from __future__ import annotations

from typing import Any

from portal.alliances.models import Office
from portal.alliances.queries import is_member, leads
from portal.core.i18n import _l
from portal.core.permissions import Rule, rule


def alliance_id_of(thing: Any) -> int:
    return int(thing.id if thing.__tablename__ == "alliance" else thing.alliance_id)


@rule(_l("Only members of the alliance can do this. You can apply on the alliance's page."))
def member(actor: Any, thing: Any) -> bool:
    return is_member(actor, alliance_id_of(thing))


@rule(_l("Only the alliance's chair, vice chair or secretary can do this."))
def officer(actor: Any, thing: Any) -> bool:
    return leads(actor, alliance_id_of(thing))


OFFICE_SENTENCE = _l("This office of the alliance is needed for it.")


def office(*offices: Office, because: Any = OFFICE_SENTENCE) -> Rule:
    return Rule(lambda actor, thing: leads(actor, alliance_id_of(thing), offices), because)


PERMISSIONS: dict[str, Rule] = {}
