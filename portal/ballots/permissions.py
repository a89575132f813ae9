"""Who may vote, and who may change the rules votes are held under."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Level, Role
from portal.accounts.queries import holds
from portal.ballots.models import Ballot
from portal.ballots.queries import voter_of
from portal.ballots.states import ElectorateKind, Phase
from portal.core.db import db
from portal.core.i18n import _l
from portal.core.permissions import Rule, rule, signed_in
from portal.places.models import Place
from portal.places.queries import get_city


@rule(_l("Voting has not begun yet."))
def has_begun(_actor: Any, ballot: Ballot) -> bool:
    return ballot.phase is not Phase.PLANNED


@rule(_l("Voting is over."))
def not_over(_actor: Any, ballot: Ballot) -> bool:
    return ballot.phase in {Phase.PLANNED, Phase.OPEN}


@rule(_l("Your identity has to be confirmed first: visit your community's service point."))
def known_well_enough(actor: Any, ballot: Ballot) -> bool:
    if ballot.electorate is ElectorateKind.ROLL:
        return True
    return actor.level >= Level(ballot.least_level) and not actor.is_minor


@rule(_l("You are not on the roll of this vote."))
def entitled(actor: Any, ballot: Ballot) -> bool:
    if ballot.electorate is ElectorateKind.ROLL:
        return voter_of(ballot, actor) is not None
    if ballot.place is None:
        return True
    home = db.session.get(Place, actor.place_id) if actor.place_id else None
    return home is not None and home.is_within(ballot.place)


@rule(_l("Only the city's legal reviewer or administrator can change adoption rules."))
def keeps_the_rules(actor: Any, _rule: Any) -> bool:
    return holds(actor, (Role.LEGAL_REVIEWER, Role.ADMIN), get_city().path)


PERMISSIONS: dict[str, Rule] = {
    "ballots.cast": signed_in & has_begun & not_over & known_well_enough & entitled,
    "ballots.change_rule": signed_in & keeps_the_rules,
}
