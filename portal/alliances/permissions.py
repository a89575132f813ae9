"""Rules about belonging to an alliance; `thing` is an alliance or has an `alliance_id`."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Level, Role
from portal.accounts.permissions import adult, at_least, role_here
from portal.alliances.models import Membership
from portal.alliances.queries import LEADING, is_member, leads, mine_in, officer_ids
from portal.alliances.states import (
    BELONGING,
    ON_THE_LIST,
    OPEN_TO_MEMBERS,
    AllianceState,
    MemberKind,
    MembershipState,
    Office,
)
from portal.core.i18n import _l
from portal.core.permissions import Rule, another_person_than, rule, signed_in


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


STREET_SENTENCE = _l("Only officials of the street can do this.")
street = role_here(Role.EDITOR, Role.REVIEWER, Role.ISSUER, because=STREET_SENTENCE)
worker = role_here(Role.COMMUNITY_WORKER, because=_l("Only the community worker of this place can do this."))


@rule(_l("The alliance has officers who do this."))
def nobody_leads(_actor: Any, thing: Any) -> bool:
    return not officer_ids(alliance_id_of(thing), LEADING)


@rule(_l("This alliance takes no members at the moment."))
def takes_members(_actor: Any, alliance: Any) -> bool:
    return alliance.state in OPEN_TO_MEMBERS


@rule(_l("This is not possible while the alliance is not running."))
def running(_actor: Any, alliance: Any) -> bool:
    return alliance.state is AllianceState.RUNNING


@rule(_l("You belong to this alliance already, or your application is waiting."))
def newcomer(actor: Any, alliance: Any) -> bool:
    """Or a merchant with another shop."""
    return all(m.kind is MemberKind.MERCHANT and m.state in BELONGING for m in mine_in(alliance, actor))


@rule(_l("You can only do this for yourself."))
def own(actor: Any, thing: Any) -> bool:
    return bool(actor.id == thing.user_id)


@rule(_l("This person has to be confirmed face to face at the community's service point first."))
def applicant_confirmed(_actor: Any, membership: Membership) -> bool:
    return membership.user.level >= Level.L2


@rule(_l("This person is not a member."))
def still_member(_actor: Any, membership: Membership) -> bool:
    return membership.state in ON_THE_LIST


@rule(_l("You have to be admitted first."))
def admitted(_actor: Any, membership: Membership) -> bool:
    return membership.state is MembershipState.ADMITTED


@rule(_l("Only who answers for this member can do this."))
def answers(actor: Any, membership: Membership) -> bool:
    return bool(actor.id == membership.user_id)


@rule(_l("Only who answers for this member can do this."))
def answers_for_seat(actor: Any, seat: Any) -> bool:
    return bool(actor.id == seat.membership.user_id)


def handover(thing: Any) -> Any:
    return getattr(thing, "handover", thing)


@rule(_l("Only who leaves the office can do this."))
def hands_over(actor: Any, thing: Any) -> bool:
    return bool(actor.id == handover(thing).term.user_id)


@rule(_l("Only who follows in the office can do this."))
def follows(actor: Any, thing: Any) -> bool:
    return bool(actor.id == handover(thing).successor_id)


@rule(_l("Only the officers of the alliance that is to be joined can do this."))
def leads_successor(actor: Any, thing: Any) -> bool:
    return leads(actor, thing.into_id)


# whoever looks after the alliance's daily business: its officers, and the street while it has none
caretaker = officer | (nobody_leads & (street | worker))

PERMISSIONS: dict[str, Rule] = {
    "alliances.see_own": signed_in,
    "alliances.found": signed_in & adult & (at_least(Level.L2) | worker),
    "alliances.confirm": signed_in & street & another_person_than("founded_by"),
    "alliances.carry_on": signed_in & caretaker,
    "alliances.ask_to_dissolve": signed_in & (street | officer),
    "alliances.propose_merger": signed_in & officer & running,
    "alliances.ask_about_merger": signed_in & leads_successor,
    "alliances.drop_merger": signed_in & (leads_successor | officer | street),
    "alliances.merge": signed_in & street & another_person_than("proposed_by", "agreed_by"),
    "alliances.dissolve": signed_in & street & another_person_than("ending_asked_by"),
    "alliances.edit": signed_in & caretaker,
    "alliances.apply": signed_in & adult & newcomer & takes_members,
    "alliances.leave": signed_in & own,
    "alliances.see_applications": signed_in & caretaker,
    "alliances.admit": signed_in & caretaker & another_person_than("user_id") & applicant_confirmed,
    "alliances.decline": signed_in & caretaker & another_person_than("user_id"),
    "alliances.accept": signed_in & own & admitted,
    "alliances.place": signed_in & caretaker,
    "alliances.warn": signed_in & caretaker & another_person_than("user_id") & still_member,
    "alliances.call_hearing": signed_in & caretaker & another_person_than("user_id"),
    "alliances.state_own_case": signed_in & own,
    "alliances.decide_hearing": signed_in & caretaker & another_person_than("user_id", "called_by"),
    "alliances.see_standing": signed_in & (own | caretaker | street),
    "alliances.give_seat": signed_in & (answers | caretaker) & still_member,
    "alliances.end_seat": signed_in & (own | answers_for_seat | caretaker),
    "alliances.appoint": signed_in & street & running,
    "alliances.end_office": signed_in & (own | street),
    "alliances.name_officer": signed_in & caretaker & running,
    "alliances.hand_over": signed_in & (own | caretaker | street),
    "alliances.see_handover": signed_in & (hands_over | follows | caretaker | street),
    "alliances.give_item": signed_in & hands_over,
    "alliances.take_item": signed_in & follows,
    "alliances.call_vote": signed_in & officer & running,
    "alliances.call_election": signed_in & (caretaker | street) & running,
}
