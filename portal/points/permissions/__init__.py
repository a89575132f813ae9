"""Who may keep the rule book, award, correct, keep the shelf and redeem."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.accounts.models import Role, User
from portal.accounts.permissions import adult, oneself, role_anywhere, role_here
from portal.accounts.queries import bodies, holds, holds_anywhere, roles_of
from portal.core.db import db
from portal.core.i18n import _l
from portal.core.permissions import Rule, another_person_than, rule, signed_in
from portal.places.models import Place
from portal.points.models import (
    Deduction,
    Determination,
    Entry,
    EntryNote,
    FindingImport,
    Nickname,
    Partner,
    Reward,
    Voucher,
)
from portal.points.permissions.households import HOUSEHOLDS
from portal.points.states.rulebook import Hand

AWARDING = (Role.POINTS_OFFICER, Role.COMMUNITY_WORKER)
WORKING = (Role.POINTS_OFFICER, Role.COMMUNITY_WORKER, Role.ISSUER, Role.AUDITOR)
"""Who sees deductions of the people of their place."""
CLERK_OF = "partner"


def for_the_city(actor: Any, roles: Iterable[Role]) -> bool:
    """A role given at the root of the places, whose path has one step."""
    wanted = set(roles)
    return any(
        held.role in wanted and not held.body_kind and held.place_path.count("/") == 2
        for held in roles_of(actor)
    )


def in_city(*roles: Role, because: Any) -> Rule:
    """A role for the whole city: the rule book is one for all streets."""
    return Rule(lambda actor, _thing: for_the_city(actor, roles), because)


drafts_rules = in_city(
    Role.POINTS_OFFICER,
    Role.EDITOR,
    because=_l("Only the city's points officers and editors can change the rule book."),
)
releases_rules = in_city(
    Role.POINTS_OFFICER,
    Role.ISSUER,
    because=_l("Only the city's points officers and issuing officials can release rules."),
)


def owner_of(thing: Any) -> User:
    """The person whose points it is about."""
    if isinstance(thing, User):
        return thing
    if isinstance(thing, Determination | Deduction | Nickname):
        return thing.user
    return db.session.get_one(User, thing.owner_id)


def serves(actor: Any, roles: Iterable[Role], person: User) -> bool:
    """A role where the person lives; for somebody without a home in the city, a role for the whole city."""
    home = db.session.get(Place, person.place_id) if person.place_id else None
    return holds(actor, roles, home.path) if home else for_the_city(actor, roles)


@rule(_l("Only the points officers and community workers of this person's place can do this."))
def responsible(actor: Any, thing: Any) -> bool:
    return serves(actor, AWARDING, owner_of(thing))


@rule(_l("Another person than the sender decides about the lines of a table."))
def others_table(actor: Any, sent: FindingImport) -> bool:
    return bool(actor.id != sent.sent_by)


@rule(_l("Only who sent this table can decide about it."))
def own_table(actor: Any, sent: FindingImport) -> bool:
    return bool(actor.id == sent.sent_by)


HANDS = {Hand.WORKERS: AWARDING, Hand.OFFICERS: (Role.POINTS_OFFICER,)}


@rule(_l("This rule is reviewed by the points officers of this person's place."))
def reviews(actor: Any, thing: Determination | Deduction) -> bool:
    return serves(actor, HANDS[thing.version.reviewed_by], thing.user)


@rule(_l("Only the points officers of this person's place can do this."))
def corrects(actor: Any, entry: Entry) -> bool:
    return serves(actor, (Role.POINTS_OFFICER,), owner_of(entry))


@rule(_l("Nobody decides about points of their own."))
def not_for_oneself(actor: Any, thing: Any) -> bool:
    return bool(actor.id != owner_of(thing).id)


@rule(_l("Another person has to do this: you took part in an earlier step."))
def not_who_awarded(actor: Any, entry: Entry) -> bool:
    note = db.session.get(EntryNote, entry.id)
    return note is None or actor.id not in {note.by_id, note.second_id}


@rule(_l("Your identity has to be confirmed first: visit your community's service point."))
def known_well_enough(actor: Any, reward: Reward) -> bool:
    return bool(actor.level >= reward.least_level)


@rule(_l("Only adults can do this."))
def old_enough(actor: Any, reward: Reward) -> bool:
    return not (reward.adults_only and actor.is_minor)


@rule(_l("This voucher belongs to somebody else."))
def holder(actor: Any, voucher: Voucher) -> bool:
    return bool(actor.id == voucher.user_id)


@rule(_l("Only the holder and the shop that handed it out can do this."))
def handed_it_out(actor: Any, voucher: Voucher) -> bool:
    return voucher.partner_id in bodies(actor, Role.PARTNER_CLERK, CLERK_OF)


def hands_out(actor: Any, reward: Reward) -> bool:
    """A clerk of one of its shops; without shops, the community where the reward is kept."""
    if reward.partners:
        clerk_of = bodies(actor, Role.PARTNER_CLERK, CLERK_OF)
        return any(partner.id in clerk_of and partner.active for partner in reward.partners)
    return holds(actor, AWARDING, reward.place.path) or any(
        held.role in AWARDING and not held.body_kind and held.place_path.startswith(reward.place.path)
        for held in roles_of(actor)
    )


@rule(_l("Only clerks of a partner shop and the community's own counters can do this."))
def works_at_a_counter(actor: Any, _thing: Any) -> bool:
    return bool(bodies(actor, Role.PARTNER_CLERK, CLERK_OF)) or holds_anywhere(actor, AWARDING)


@rule(_l("Your counter does not hand out this reward."))
def hands_this_out(actor: Any, voucher: Voucher) -> bool:
    return hands_out(actor, voucher.reward)


@rule(_l("Nobody redeems a voucher of their own."))
def not_own_voucher(actor: Any, voucher: Voucher) -> bool:
    return bool(actor.id != voucher.user_id)


@rule(_l("Only the shop's clerks and the points officers can see this."))
def clerk_or_officer(actor: Any, partner: Partner) -> bool:
    return partner.id in bodies(actor, Role.PARTNER_CLERK, CLERK_OF) or holds(
        actor, (Role.POINTS_OFFICER, Role.AUDITOR), partner.place.path
    )


@rule(_l("Only the shop's own clerks can do this."))
def clerk_of_it(actor: Any, partner: Partner) -> bool:
    return partner.id in bodies(actor, Role.PARTNER_CLERK, CLERK_OF)


@rule(_l("Only the points officers of this place can do this."))
def judges(actor: Any, voucher: Voucher) -> bool:
    return holds(actor, (Role.POINTS_OFFICER,), voucher.reward.place.path)


points_officer = role_here(
    Role.POINTS_OFFICER, because=_l("Only the points officers of this place can do this.")
)
looks_on = in_city(
    Role.POINTS_OFFICER,
    Role.AUDITOR,
    Role.EDITOR,
    Role.ISSUER,
    because=_l("Only the city's points officers and auditors can see this."),
)


@rule(_l("This is between the city and the person whose points they are."))
def concerned(actor: Any, deduction: Deduction) -> bool:
    return bool(actor.id == deduction.user_id)


@rule(_l("This is between the city and the person whose points they are."))
def own_matter(actor: Any, thing: Deduction | Determination) -> bool:
    """A deduction is one's own matter once its notice has come."""
    return bool(actor.id == thing.user_id and (isinstance(thing, Determination) or thing.served_on))


@rule(_l("Only the points officers and issuing officials of this person's place can do this."))
def answers(actor: Any, deduction: Deduction) -> bool:
    return serves(actor, (Role.POINTS_OFFICER, Role.ISSUER), deduction.user)


higher_body = in_city(
    Role.POINTS_OFFICER,
    Role.ISSUER,
    because=_l("Only the city's points officers and issuing officials review this."),
)
DECIDED_BEFORE = another_person_than("found_by", "served_by", "decided_by")
UNINVOLVED = another_person_than("found_by", "served_by", "decided_by", "answered_by")

PERMISSIONS: dict[str, Rule] = {
    "points.own": signed_in,
    "points.draft_rule": signed_in & drafts_rules,
    "points.release_rule": signed_in & releases_rules & another_person_than("drafted_by"),
    "points.award": signed_in & role_anywhere(*AWARDING),
    "points.work_deductions": signed_in & role_anywhere(*WORKING),
    "points.import": signed_in & role_anywhere(*AWARDING),
    "points.keep_import": signed_in & role_anywhere(*AWARDING) & own_table,
    "points.confirm_lines": signed_in & role_anywhere(*AWARDING) & others_table,
    "points.see_ledger": signed_in & responsible,
    "points.claim": signed_in,
    "points.propose": signed_in & responsible & not_for_oneself,
    "points.confirm": signed_in
    & responsible
    & reviews
    & not_for_oneself
    & another_person_than("proposed_by"),
    "points.decline": signed_in & responsible & not_for_oneself,
    "points.issue_quarter": signed_in
    & in_city(
        Role.POINTS_OFFICER,
        Role.ISSUER,
        because=_l("Only the city's points officers and issuing officials issue it."),
    ),
    "points.find_deduction": signed_in & responsible & not_for_oneself,
    "points.show_evidence": signed_in & (own_matter | responsible),
    "points.serve_deduction": signed_in & responsible & not_for_oneself,
    "points.state_deduction": signed_in & concerned,
    "points.drop_deduction": signed_in & responsible & not_for_oneself,
    "points.post_deduction": signed_in
    & responsible
    & reviews
    & not_for_oneself
    & another_person_than("found_by", "served_by"),
    "points.object_to_deduction": signed_in & concerned,
    "points.uphold_deduction": signed_in & answers & not_for_oneself & DECIDED_BEFORE,
    "points.reject_deduction": signed_in & answers & not_for_oneself & DECIDED_BEFORE,
    "points.appeal_deduction": signed_in & concerned,
    "points.overturn_deduction": signed_in & higher_body & not_for_oneself & UNINVOLVED,
    "points.confirm_deduction": signed_in & higher_body & not_for_oneself & UNINVOLVED,
    "points.correct": signed_in & corrects & not_for_oneself & not_who_awarded,
    "points.choose_nickname": signed_in & oneself & adult,
    "points.withdraw_nickname": signed_in & oneself,
    "points.accept_nickname": signed_in & responsible & not_for_oneself,
    "points.refuse_nickname": signed_in & responsible & not_for_oneself,
    "points.wish": signed_in,
    "points.reserve": signed_in & known_well_enough & old_enough,
    "points.cancel": signed_in & holder,
    "points.name_helper": signed_in & holder,
    "points.dispute": signed_in & (holder | handed_it_out),
    "points.judge": signed_in & judges & not_own_voucher,
    "points.counter": signed_in & works_at_a_counter,
    "points.hand_in_list": signed_in & works_at_a_counter,
    "points.redeem": signed_in & works_at_a_counter & hands_this_out & not_own_voucher,
    "points.see_partner": signed_in & clerk_or_officer,
    "points.confirm_statement": signed_in & clerk_of_it,
    "points.set_pin": signed_in & (clerk_of_it | points_officer),
    "points.settle": signed_in & points_officer,
    "points.keep_rewards": signed_in & points_officer,
    "points.keep_partners": signed_in & points_officer,
    "points.look_on": signed_in & looks_on,
} | HOUSEHOLDS
