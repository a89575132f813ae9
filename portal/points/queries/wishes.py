"""Who waits for what."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.points.models import Reward, Wish


def wish_for(reward: Reward, user_id: int | None) -> Wish | None:
    return db.session.scalar(select(Wish).where(Wish.reward_id == reward.id, Wish.user_id == user_id))


def wishes_of(user_id: int) -> Sequence[Wish]:
    """A person's list, newest first."""
    found = select(Wish).where(Wish.user_id == user_id).options(joinedload(Wish.reward))
    return db.session.scalars(found.order_by(Wish.id.desc()).limit(100)).all()


def waiting_for(reward: Reward) -> int:
    """How many people wait for it: what an officer orders by."""
    return db.session.scalar(select(func.count(Wish.id)).where(Wish.reward_id == reward.id)) or 0
