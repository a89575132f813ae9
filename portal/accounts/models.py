"""People, their sessions and the roles they hold for a term."""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Integer, String, TypeDecorator
from sqlalchemy.orm import relationship

from portal.accounts.states import Document, RequestState
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name
from portal.places.models import Place

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class Level(IntEnum):
    """How sure the portal is of who somebody is."""

    L0 = 0  # reads, and may register
    L1 = 1  # registered: gives opinions, supports, talks
    L2 = 2  # confirmed face to face by two people: votes, signs, redeems
    L3 = 3  # confirmed with a second factor: holds an office or a role


class LevelType(TypeDecorator[Level]):
    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Level | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Level | None:
        return None if value is None else Level(value)


class Standing(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ERASED = "erased"


class Role(StrEnum):
    """What somebody may do in a place and everything below it."""

    EDITOR = "editor"  # 拟稿
    REVIEWER = "reviewer"  # 审核
    ISSUER = "issuer"  # 签发
    LEGAL_REVIEWER = "legal_reviewer"
    COMMUNITY_WORKER = "community_worker"
    MODERATOR = "moderator"
    PARTNER_CLERK = "partner_clerk"  # body: a reward partner
    POINTS_OFFICER = "points_officer"
    AUDITOR = "auditor"  # reads everything, changes nothing
    ADMIN = "admin"  # system duty
    SECURITY_ADMIN = "security_admin"  # security duty: accounts and grants


class User(UserMixin, Model):
    """A person. `name` is what others see; the phone number is never shown to anybody.

    Erasing a person empties the row and keeps the number: ledger and signatures stay sound.
    """

    __tablename__ = "user"

    id: Mapped[pk]
    username: Mapped[str] = mapped_column(String(64))
    username_folded: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[name]
    name_folded: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    level: Mapped[Level] = mapped_column(LevelType(), default=Level.L1)
    standing: Mapped[Standing] = mapped_column(default=Standing.ACTIVE)
    is_minor: Mapped[bool] = mapped_column(default=False)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    phone: Mapped[str] = mapped_column(String(30), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    locale: Mapped[str] = mapped_column(String(10), default="zh_Hans")
    totp_secret: Mapped[str] = mapped_column(String(64), default="")
    totp_step: Mapped[int] = mapped_column(default=0)  # the last code's time step: each code works once
    joined_at: Mapped[moment]

    token = ""  # the session this request came with; set by `sessions.person_of`

    def get_id(self) -> str:
        return self.token

    @property
    def is_active(self) -> bool:
        return self.standing is Standing.ACTIVE


class SignIn(Model):
    """One session of one person on one device; ended sessions stay dead. Only the token's hash is kept."""

    __tablename__ = "account_session"

    id: Mapped[pk]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    device: Mapped[str] = mapped_column(default="")
    began_at: Mapped[moment]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Grant(Model):
    """A role in a place (and below) or for one body (a reward partner), for a term."""

    __tablename__ = "account_grant"

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    body_kind: Mapped[str] = mapped_column(String(40), default="")
    body_id: Mapped[int | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    given_at: Mapped[moment]
    reason: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    end_reason: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))


class RecoveryCode(Model):
    """For the day the phone is lost: each opens the account once. Only the hash is kept."""

    __tablename__ = "account_recovery_code"

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Suspension(Model):
    """An account that was closed for a while, why, by whom, and when it was opened again."""

    __tablename__ = "account_suspension"

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    reason: Mapped[line]
    given_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lifted_at: Mapped[datetime | None]


class LevelRequest(Model):
    """Somebody wants the identity confirmed face to face. `code` is what is read out at the counter.

    `checked_by` has seen the person and the document, `confirmed_by` is another one who agrees.
    No number of any document is kept.
    """

    __tablename__ = "account_level_request"

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    state: Mapped[RequestState] = mapped_column(default=RequestState.OPEN)
    document: Mapped[Document | None]
    is_minor: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[moment]
    expires_at: Mapped[datetime]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]


__all__ = [
    "Document",
    "Grant",
    "Level",
    "LevelRequest",
    "Place",
    "RecoveryCode",
    "RequestState",
    "Role",
    "SignIn",
    "Standing",
    "Suspension",
    "User",
]
