"""Who may form, confirm, join and leave a household."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Level, Role
from portal.accounts.permissions import adult, at_least, role_anywhere, role_here
from portal.core.i18n import _l
from portal.core.permissions import Rule, another_person_than, rule, signed_in
from portal.points.models import Household, HouseholdInvitation, HouseholdMember


@rule(_l("Only who keeps the household can do this."))
def keeps_household(actor: Any, household: Household) -> bool:
    return bool(actor.id == household.keeper_id)


@rule(_l("Only who keeps the household can do this."))
def invited_for_it(actor: Any, invitation: HouseholdInvitation) -> bool:
    return bool(actor.id == invitation.household.keeper_id)


@rule(_l("This invitation is meant for somebody else."))
def invited(actor: Any, invitation: HouseholdInvitation) -> bool:
    return bool(actor.id == invitation.user_id)


@rule(_l("You can only do this for yourself."))
def own_membership(actor: Any, member: HouseholdMember) -> bool:
    return bool(actor.id == member.user_id)


@rule(_l("Only who keeps the household can do this."))
def keeps_it(actor: Any, member: HouseholdMember) -> bool:
    return bool(actor.id == member.household.keeper_id)


@rule(_l("Nobody decides about a household of their own."))
def not_own_household(actor: Any, household: Household) -> bool:
    return bool(actor.id != household.keeper_id)  # before it is confirmed nobody else belongs to it


@rule(_l("Only who is asked to keep the household can do this."))
def asked_to_keep(actor: Any, household: Household) -> bool:
    return bool(actor.id == household.next_keeper_id)


CONFIRMING = (Role.COMMUNITY_WORKER, Role.POINTS_OFFICER)
"""A small community has one worker: the second person may come from the office that keeps the points."""

confirms_households = role_here(
    *CONFIRMING, because=_l("Only the community workers and points officers of this place can do this.")
)

HOUSEHOLDS: dict[str, Rule] = {
    "points.form_household": signed_in & at_least(Level.L2) & adult,
    "points.see_households": signed_in & role_anywhere(*CONFIRMING),
    "points.check_household": signed_in & confirms_households & not_own_household,
    "points.confirm_household": signed_in
    & confirms_households
    & not_own_household
    & another_person_than("checked_by"),
    "points.refuse_household": signed_in & confirms_households & not_own_household,
    "points.invite_to_household": signed_in & keeps_household,
    "points.withdraw_invitation": signed_in & invited_for_it,
    "points.answer_invitation": signed_in & invited,
    "points.join_household": signed_in & invited & at_least(Level.L2) & adult,
    "points.share_in_household": signed_in & own_membership,
    "points.offer_keeping": signed_in & keeps_it,
    "points.take_keeping": signed_in & asked_to_keep,
    "points.end_offer_of_keeping": signed_in & (keeps_household | asked_to_keep),
    "points.end_membership": signed_in & (own_membership | keeps_it),
}
