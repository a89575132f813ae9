"""Households: who belongs to one and since when. What somebody earns stays in that person's own accounts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.places.models import Place
from portal.points.models.years import Proven
from portal.points.rules.households import Stay
from portal.points.states.households import HouseholdState


class Household(Model):
    """A household by a number without meaning; its address is nowhere.

    `checked_by` has seen the keeper and the register, `confirmed_by` is another one who agrees.
    `next_keeper_id` is the member who was asked to keep it and has not answered yet.
    """

    __tablename__ = "points_household"

    id: Mapped[pk]
    number: Mapped[str] = mapped_column(String(8), unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    keeper: Mapped[User | None] = relationship(foreign_keys=[keeper_id])
    next_keeper_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    state: Mapped[HouseholdState] = mapped_column(default=HouseholdState.ASKED, index=True)
    asked_at: Mapped[moment]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[dt.datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[dt.datetime | None]


class HouseholdMember(Model):
    """One person's time in a household. Nobody is in two at once; whoever comes back gets a new row.

    `shares`: the other members may see what this person has earned, not only the sum.
    """

    __tablename__ = "points_household_member"
    __table_args__ = (
        Index("ix_points_household_member_person", "user_id", "household_id"),
        Index("ix_points_household_member_household", "household_id", "user_id"),
        Index(
            "uq_points_household_member_now",
            "user_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    id: Mapped[pk]
    code: Mapped[code]
    household_id: Mapped[int] = mapped_column(ForeignKey("points_household.id"))
    household: Mapped[Household] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    user: Mapped[User] = relationship()
    shares: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[moment]
    left_at: Mapped[dt.datetime | None]

    @property
    def stay(self) -> Stay:
        return Stay(self.joined_at, self.left_at)


class HouseholdInvitation(Model):
    """Somebody is asked to join. It is gone as soon as it is answered or taken back."""

    __tablename__ = "points_household_invitation"
    __table_args__ = (UniqueConstraint("household_id", "user_id"),)

    id: Mapped[pk]
    code: Mapped[code]
    household_id: Mapped[int] = mapped_column(ForeignKey("points_household.id"))
    household: Mapped[Household] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    invited_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[dt.datetime]


class HouseholdYear(Proven, Model):
    """What the members have earned together in a year, as it stood when the year was closed.

    Only points given back later change it, and then it says how many.
    """

    SAYS = ("code", "household.number", "year", "score", "members", "given_back")
    __tablename__ = "points_household_year"
    __table_args__ = (
        UniqueConstraint("household_id", "year"),
        CheckConstraint("score >= 0", name="score"),
    )

    id: Mapped[pk]
    code: Mapped[code]
    household_id: Mapped[int] = mapped_column(ForeignKey("points_household.id"))
    household: Mapped[Household] = relationship()
    year: Mapped[int]
    score: Mapped[int]
    members: Mapped[int]
    given_back: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[moment]


class ResidentsYear(Model):
    """How far the residents' scores of a year are closed: up to this person; `resets` as the city had set it."""

    __tablename__ = "points_residents_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resets: Mapped[bool]
    up_to: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[dt.datetime | None]

    @property
    def id(self) -> int:
        """The year names itself."""
        return self.year
