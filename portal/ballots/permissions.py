"""Who may vote, and who may change the rules votes are held under."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Level, Role
from portal.accounts.queries import holds
from portal.ballots.models import Ballot
from portal.ballots.queries import keeps_for_its_body, stands_for, voter_of
from portal.ballots.states import ROLL_KEEPERS, ElectorateKind, Phase
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.language import dates
from portal.core.permissions import Rule, another_person_than, rule, signed_in
from portal.places.models import Place
from portal.places.queries import get_city


class Begun(Rule):
    def __init__(self) -> None:
        super().__init__(
            lambda _actor, ballot: ballot.phase is not Phase.PLANNED, _l("Voting has not begun yet.")
        )

    def why_not(self, actor: Any, thing: Ballot) -> str | None:
        if self(actor, thing):
            return None
        return str(_("Voting begins on %(moment)s.", moment=dates.datetime_(thing.opens_at)))


class NotOver(Rule):
    def __init__(self) -> None:
        super().__init__(
            lambda _actor, ballot: ballot.phase in {Phase.PLANNED, Phase.OPEN}, _l("Voting is over.")
        )

    def why_not(self, actor: Any, thing: Ballot) -> str | None:
        if self(actor, thing):
            return None
        if thing.phase is Phase.CALLED_OFF:
            return str(_("This vote was called off."))
        if thing.phase is Phase.PAUSED:
            return str(_("This vote rests. What was cast stays, and the time that is lost is given back."))
        ended = dates.datetime_(thing.closes_at)
        return str(_("Voting ended on %(moment)s. The result stands here once it is counted.", moment=ended))


has_begun, not_over = Begun(), NotOver()


@rule(_l("Your identity has to be confirmed first: visit your community's service point."))
def known_well_enough(actor: Any, ballot: Ballot) -> bool:
    if ballot.electorate is ElectorateKind.ROLL:
        return True
    return actor.level >= Level(ballot.least_level) and not actor.is_minor


@rule(
    _l(
        "You are not on the roll of this vote. If you should be, ask those who keep it; it can be corrected until voting begins."
    )
)
def entitled(actor: Any, ballot: Ballot) -> bool:
    if ballot.electorate is ElectorateKind.ROLL:
        return voter_of(ballot, actor) is not None or bool(stands_for(ballot, actor))
    if ballot.place is None:
        return True
    home = db.session.get(Place, actor.place_id) if actor.place_id else None
    return home is not None and home.is_within(ballot.place)


@rule(_l("Only the city's legal reviewer or administrator can change adoption rules."))
def keeps_the_rules(actor: Any, _rule: Any) -> bool:
    return holds(actor, (Role.LEGAL_REVIEWER, Role.ADMIN), get_city().path)


@rule(
    _l(
        "Only the community's and street's officials, or the officers of the body that votes, keep rolls and type "
        "in what comes on paper."
    )
)
def keeps_rolls(actor: Any, thing: Any) -> bool:
    """`thing` is a roll, a vote, or something that was typed in for one. Features say which officers keep the rolls
    of their own bodies (`roll_keepers` in the manifest)."""
    about = getattr(thing, "ballot", thing)
    if about.place is not None and holds(actor, ROLL_KEEPERS, about.place.path):
        return True
    kind = getattr(about, "subject_kind", about.__tablename__)
    return keeps_for_its_body(actor, kind, getattr(about, "subject_id", about.id))


@rule(_l("The roll is corrected before voting begins, not after."))
def not_begun(_actor: Any, ballot: Ballot) -> bool:
    return ballot.phase is Phase.PLANNED


PERMISSIONS: dict[str, Rule] = {
    "ballots.cast": signed_in & has_begun & not_over & known_well_enough & entitled,
    "ballots.keep_roll": signed_in & keeps_rolls,
    "ballots.correct_roll": signed_in & keeps_rolls & not_begun,
    "ballots.confirm_by_hand": signed_in & keeps_rolls & another_person_than("typed_by_id"),
    "ballots.change_rule": signed_in & keeps_the_rules,
}
