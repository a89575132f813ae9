"""Who keeps a household: passed on by the keeper to another member who agrees."""

from __future__ import annotations

from portal.accounts.models import User
from portal.core.db import hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.services import guarded
from portal.events.notifications import PeopleTold
from portal.points.models import Household, HouseholdMember
from portal.points.queries import households as queries
from portal.points.states.households import HouseholdState

PATH = "/points/household"


@guarded("points.offer_keeping")
def offer(member: HouseholdMember, *, actor: User) -> None:
    """Ask a member to keep the household from now on; one at a time. Until the answer nothing changes."""
    household = member.household
    hold_row(household, "keeper_id", "next_keeper_id")
    hold_row(member, "left_at")
    if household.state is not HouseholdState.CONFIRMED:
        raise Refused(_("Your household has to be confirmed first."))
    if member.left_at is not None:
        raise Refused(_("This person does not belong to the household any more."))
    if member.user_id == household.keeper_id:
        raise Refused(_("You keep the household already."))
    if household.next_keeper_id is not None:
        raise Refused(_("Somebody is asked already. Take that back first, or wait for the answer."))
    household.next_keeper_id = member.user_id
    announce(
        PeopleTold(
            user_ids=(member.user_id,),
            message=N_("%(name)s asks you to keep your household. You decide."),
            path=PATH,
            key=f"household:{household.id}:keeper:{actor.id}:{member.code}",
            values={"bi_name": actor.name.to_json()},
        )
    )


@guarded("points.take_keeping")
def take(household: Household, *, actor: User) -> None:
    """The consent of the one who was asked. The keeper before stays a member."""
    hold_row(household, "next_keeper_id")  # the offer may have been taken back in this moment
    if household.next_keeper_id != actor.id:
        raise Refused(_("You are not asked any more to keep the household."))
    household.keeper_id, household.next_keeper_id = actor.id, None
    members = queries.members(household)
    mine = next(member for member in members if member.user_id == actor.id)
    announce(
        PeopleTold(
            user_ids=tuple(member.user_id for member in members if member.user_id != actor.id),
            message=N_("%(name)s keeps your household from now on."),
            path=PATH,
            key=f"household:{household.id}:kept:{mine.code}",
            values={"bi_name": actor.name.to_json()},
            by_mail=False,
        )
    )


@guarded("points.end_offer_of_keeping")
def end_offer(household: Household, *, actor: User) -> None:
    """Taken back by the keeper, or declined. Everything stays as it is."""
    household.next_keeper_id = None
