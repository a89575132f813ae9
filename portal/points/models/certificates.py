"""What a bank may see of a person's points, and nothing else."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.types import line
from portal.points.models.rewards import Voucher
from portal.points.states import Scheme


class Certificate(Model):
    """The score of one person on one day, shown under a secret address for as long as its voucher is good.

    It lives and ends with its voucher: to cancel the voucher is to withdraw the consent.
    """

    __tablename__ = "points_certificate"

    id: Mapped[pk]
    code: Mapped[code]
    voucher_id: Mapped[int] = mapped_column(ForeignKey("points_voucher.id"), unique=True)
    voucher: Mapped[Voucher] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship()
    scheme: Mapped[Scheme]
    score: Mapped[int]
    consent: Mapped[line]
    consented_at: Mapped[moment]
