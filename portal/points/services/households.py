"""Households: formed by one person, confirmed by two workers, joined by consent, left at any time.

Nothing here moves a point: everybody's points stay in everybody's own accounts, before, during and after.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, select

from portal.accounts.models import User
from portal.core import clock, limits
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.limits import Limit
from portal.core.services import guarded
from portal.events.notifications import PeopleTold
from portal.places.models import Place
from portal.points.models import Household, HouseholdInvitation, HouseholdMember, Reward
from portal.points.queries import households as queries
from portal.points.queries.household_limits import above_household_limit
from portal.points.states.households import HOUSEHOLD_LIFE, HouseholdState

OPEN_FOR = timedelta(days=14)
MOST_INVITED = 10
INVITED = Limit(20, 24 * 3600)
LETTERS = "ACDEFHJKLMNPRTUVWXY34679"  # read out over a counter: nothing sounds or looks like another
PATH = "/points/household"


def refuse_above_limit(reward: Reward, user_id: int) -> None:
    """Asked under the lock of the books: of two members at the last one, one wins. Not guarded: a step of reserving."""
    if used_up := above_household_limit(reward, user_id):
        raise Refused(used_up)


@guarded("points.form_household")
def form(place: Place, *, actor: User) -> Household:
    """Ask for a household with the actor as its keeper; it counts once two workers of the place have confirmed it."""
    _refuse_second(actor)
    household = Household(number=_new_number(), place=place, keeper=actor)
    db.session.add(household)
    db.session.flush()  # the member names it
    _join(household, actor)
    return household


def _new_number() -> str:
    while True:
        number = "".join(secrets.choice(LETTERS) for _letter in range(6))
        if db.session.scalar(select(Household.id).where(Household.number == number)) is None:
            return number


def _refuse_second(person: User) -> None:
    hold_row(person, "level")  # of two answers at once the second finds the first
    if queries.membership(person.id) is not None:
        raise Refused(
            _("You belong to a household already. Nobody belongs to two: leave the other one first.")
        )


def _join(household: Household, person: User) -> HouseholdMember:
    member = HouseholdMember(code=secrets.token_hex(5), household=household, user=person, user_id=person.id)
    db.session.add(member)
    db.session.flush()  # the audit line names it
    return member


@guarded("points.check_household")
def check(household: Household, *, actor: User) -> None:
    """The actor has seen the keeper and the household register. Nothing of it is written down."""
    HOUSEHOLD_LIFE.move(household, "check", actor=actor)
    household.checked_by, household.checked_at = actor.id, clock.now()


@guarded("points.confirm_household")
def confirm(household: Household, *, actor: User) -> None:
    """A second worker agrees. What the keeper earned before does not count for the household."""
    HOUSEHOLD_LIFE.move(household, "confirm", actor=actor)
    now = clock.now()
    household.confirmed_by, household.confirmed_at = actor.id, now
    for member in queries.members(household):
        member.joined_at = now
    _tell(
        household, N_("Your household %(number)s is confirmed. You can invite the others now."), "confirmed"
    )


@guarded("points.refuse_household")
def refuse(household: Household, *, reason: str, actor: User) -> None:
    """It is not confirmed; the keeper can come again with a new one."""
    HOUSEHOLD_LIFE.move(household, "refuse", actor=actor, reason=reason)
    _tell(
        household,
        N_("Your household %(number)s could not be confirmed: %(reason)s"),
        "refused",
        reason=reason.strip(),
    )
    for member in queries.members(household):
        member.left_at = clock.now()


@guarded("points.invite_to_household")
def invite(household: Household, *, person: User, actor: User) -> HouseholdInvitation:
    """Ask somebody to join. Whether they belong elsewhere is theirs to know, and is not said here."""
    if household.state is not HouseholdState.CONFIRMED:
        raise Refused(_("Your household has to be confirmed first."))
    limits.take(f"household:{actor.id}", INVITED)
    if any(member.user_id == person.id for member in queries.members(household)):
        raise Refused(_("This person belongs to your household already."))
    if len(queries.invitations_of(household)) >= MOST_INVITED:
        raise Refused(_("Many invitations are open already. Take one back, or wait for the answers."))
    _drop_invitations(
        HouseholdInvitation.household_id == household.id, HouseholdInvitation.user_id == person.id
    )
    invitation = HouseholdInvitation(
        code=secrets.token_hex(5),
        household=household,
        user=person,
        invited_by=actor.id,
        expires_at=clock.now() + OPEN_FOR,
    )
    db.session.add(invitation)
    db.session.flush()  # the notice and the audit name it
    announce(
        PeopleTold(
            user_ids=(person.id,),
            message=N_("%(name)s invites you to join their household. You decide."),
            path=PATH,
            key=f"household:invitation:{invitation.code}",
            values={"bi_name": actor.name.to_json()},
        )
    )
    return invitation


@guarded("points.withdraw_invitation")
def withdraw(invitation: HouseholdInvitation, *, actor: User) -> None:
    """The keeper takes it back."""
    db.session.delete(invitation)


@guarded("points.answer_invitation")
def decline(invitation: HouseholdInvitation, *, actor: User) -> None:
    """Nobody is told: it is simply gone."""
    db.session.delete(invitation)


@guarded("points.join_household")
def accept(invitation: HouseholdInvitation, *, shares: bool, actor: User) -> HouseholdMember:
    """The consent of the one who joins. Without `shares` the others see no more than the sum."""
    household = invitation.household
    hold_row(household, "state")
    if household.state is not HouseholdState.CONFIRMED:
        raise Refused(_("This household no longer exists."))
    _refuse_second(actor)
    db.session.delete(invitation)
    others = [member.user_id for member in queries.members(household)]
    member = _join(household, actor)
    member.shares = shares
    _tell_those(others, N_("%(name)s has joined your household."), member, "joined")
    return member


@guarded("points.share_in_household")
def share(member: HouseholdMember, *, shares: bool, actor: User) -> None:
    """Whether the others see what one has earned, line by line; changed at any time."""
    member.shares = shares


@guarded("points.end_membership")
def end(member: HouseholdMember, *, actor: User) -> None:
    """Leave, or be parted from by the keeper. Each keeps their own points; nothing is divided."""
    hold_row(member.household, "state", "keeper_id", "next_keeper_id")
    if member.left_at is not None:
        raise Refused(_("This person does not belong to the household any more."))
    part(member, actor)


def part(member: HouseholdMember, actor: User | None) -> None:
    """Not guarded: a step of leaving and of closing an account. The longest member keeps the household next."""
    household = member.household
    member.left_at, member.shares = clock.now(), False
    rest = queries.members(household)
    if member.user_id in {household.keeper_id, household.next_keeper_id}:
        household.next_keeper_id = None
    if not rest:
        HOUSEHOLD_LIFE.move(household, "dissolve", actor=actor)
        household.keeper_id = None
        _drop_invitations(HouseholdInvitation.household_id == household.id)
        return
    if household.keeper_id == member.user_id:
        household.keeper_id = rest[0].user_id
    told = [one.user_id for one in rest]
    if actor is not None and actor.id != member.user_id:
        told = [one for one in told if one != actor.id] + [member.user_id]
    _tell_those(
        told, N_("%(name)s has left your household. Everybody keeps their own points."), member, "left"
    )


def leave_for_good(user_id: int) -> None:
    """Who closes the account was never in a household, as far as anybody can find. Not guarded: part of erasing."""
    mine = queries.membership(user_id)
    if mine is not None:
        part(mine, None)
        db.session.flush()  # it ends in the order in which it was begun
    _drop_invitations(HouseholdInvitation.user_id == user_id)
    db.session.execute(
        delete(HouseholdMember)
        .where(HouseholdMember.user_id == user_id)
        .execution_options(synchronize_session=False)
    )


def _drop_invitations(*which: object) -> None:
    db.session.execute(
        delete(HouseholdInvitation).where(*which).execution_options(synchronize_session="fetch")  # type: ignore[arg-type]  # conditions
    )


def _tell(household: Household, message: str, step: str, **values: str) -> None:
    announce(
        PeopleTold(
            user_ids=tuple(member.user_id for member in queries.members(household)),
            message=message,
            path=PATH,
            key=f"household:{household.id}:{step}",
            values={"number": household.number, **values},
        )
    )


def _tell_those(people: list[int], message: str, member: HouseholdMember, step: str) -> None:
    announce(
        PeopleTold(
            user_ids=tuple(people),
            message=message,
            path=PATH,
            key=f"household:member:{member.code}:{step}",
            values={"bi_name": member.user.name.to_json()},
            by_mail=False,
        )
    )
