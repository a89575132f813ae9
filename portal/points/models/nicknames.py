"""The names people want to have in public notices of points, instead of a number."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.types import name


class Nickname(Model):
    """Chosen by its owner, shown only after an official has looked at it; whoever takes it back has no row."""

    __tablename__ = "points_nickname"

    id: Mapped[pk]
    code: Mapped[code]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    nickname: Mapped[name]
    folded: Mapped[str] = mapped_column(String(64), unique=True)
    consented_at: Mapped[moment]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    accepted_at: Mapped[dt.datetime | None]
