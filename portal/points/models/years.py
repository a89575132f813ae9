"""The years of a shop's score that are over."""

from __future__ import annotations

import hashlib
import json
import secrets
from operator import attrgetter
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.points.rules.grades import Grade


class Proven:
    """A certificate whose paper leads to a page that says whether it still holds.

    The address is secret and stands on the paper alone; without `proof` there is none any more. `SAYS` names what the
    certificate says, nobody's name among it.
    """

    SAYS: ClassVar[tuple[str, ...]]

    proof: Mapped[str | None] = mapped_column(String(24), unique=True, default=lambda: secrets.token_hex(12))

    @property
    def fingerprint(self) -> str:
        said = attrgetter(*self.SAYS)(self)
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    @property
    def proof_path(self) -> str:
        """With the beginning of the fingerprint, so that an older paper is known as one."""
        return f"/k/{self.proof}?print={self.fingerprint[:16]}"


class YearClose(Proven, Model):
    """The score a shop ended a year with, and its grade: what its certificate says.

    Only a deduction that is given back later changes it, and then it says how much was given back.
    """

    SAYS = ("code", "year", "score", "grade", "given_back")
    __tablename__ = "points_year_close"
    __table_args__ = (UniqueConstraint("user_id", "year"), CheckConstraint("score >= 0", name="score"))

    id: Mapped[pk]
    code: Mapped[code]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    user: Mapped[User] = relationship()
    year: Mapped[int]
    score: Mapped[int]
    grade: Mapped[Grade]
    given_back: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[moment]
