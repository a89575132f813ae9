"""The wish list: whoever waits for something that is sold out hears when it is back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.services import guarded
from portal.events.catalog import CardChanged
from portal.events.notifications import PeopleTold
from portal.points.models import Reward, Wish
from portal.points.queries import wishes as queries
from portal.points.states import RewardKind

REST = timedelta(days=1)
"""A thing that sells out and comes back all day long is told of once a day."""


@guarded("points.wish")
def wish(reward: Reward, *, actor: User) -> Wish:
    """Put it on the actor's list. Nothing is put aside: whoever comes first gets what comes back."""
    if reward.kind is RewardKind.HONOUR:
        raise Refused(_("This follows from a rating and cannot be picked from the shelf."))
    if queries.wish_for(reward, actor.id) is not None:
        raise Refused(_("This is on your wish list already."))
    made = Wish(reward=reward, user_id=actor.id)
    db.session.add(made)
    db.session.flush()  # the audit line names it
    return made


@guarded("points.wish")
def drop(reward: Reward, *, actor: User) -> None:
    """Take it off the actor's list again."""
    found = queries.wish_for(reward, actor.id)
    if found is None:
        raise Refused(_("This is not on your wish list."))
    db.session.delete(found)


def back_on_shelf(reward: Reward) -> None:
    """Something that was sold out is there again. Not guarded: whoever has put it back was asked.

    Once a day at most for each person, and not at all while it is taken off the shelf.
    """
    announce(CardChanged(kind="reward", object_id=reward.id))
    now = clock.now()
    if not reward.on_offer(clock.today()):
        return
    rested = or_(Wish.told_at.is_(None), Wish.told_at <= now - REST)
    for waiting in db.session.scalars(select(Wish).where(Wish.reward_id == reward.id, rested)).all():
        waiting.told_at = now
        announce(
            PeopleTold(
                user_ids=(waiting.user_id,),
                message=N_("“%(title)s” from your wish list is there again. Whoever comes first gets it."),
                path=f"/points/rewards/{reward.code}",
                key=f"wish:{waiting.id}:{now.isoformat()}",
                values={"bi_title": reward.name.to_json()},
                by_mail=False,
            )
        )
