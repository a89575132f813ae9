"""Adoption rules are data: who changes one leaves the old values and a reason behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal.accounts.models import User
from portal.ballots import queries
from portal.ballots.models import RuleChange, RuleRow
from portal.ballots.rules import AdoptionRule
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded


@guarded("ballots.change_rule")
def change_rule(rule: AdoptionRule, *, changes: Mapping[str, Any], reason: str, actor: User) -> AdoptionRule:
    """Change an adoption rule for votes opened from now on; running ones keep their snapshot."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    before = queries.adoption_rule(rule.key)
    try:
        after = replace(before, **changes)
    except ValueError as error:
        raise Refused(_("Nobody can reach this share. Please look at the fractions again.")) from error
    if after == before:
        raise Refused(_("Nothing was changed."))
    row = db.session.get(RuleRow, rule.key) or RuleRow(key=rule.key)
    row.values, row.changed_at = after.to_json(), clock.now()
    db.session.add(row)
    db.session.add(
        RuleChange(
            key=rule.key,
            before=before.to_json(),
            after=after.to_json(),
            reason=Bitext.of(reason.strip()),
            actor_id=actor.id,
        )
    )
    return after
