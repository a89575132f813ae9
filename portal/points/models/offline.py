"""What a counter handed out without a network, and what came of each line afterwards."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import relationship

from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.points.models.rewards import Voucher
from portal.points.states.vouchers import Outcome


class OfflineList(Model):
    """The numbers of one clerk, sent in when the network was back."""

    __tablename__ = "points_offline_list"

    id: Mapped[pk]
    code: Mapped[code]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[moment]
    lines: Mapped[list[OfflineLine]] = relationship(
        order_by="OfflineLine.id", cascade="all, delete-orphan", back_populates="list"
    )


class OfflineLine(Model):
    """One line of it. The time is what the clerk has noted; the books know only when it arrived."""

    __tablename__ = "points_offline_line"
    __table_args__ = (Index("ix_points_offline_line_list", "list_id", "id"),)

    id: Mapped[pk]
    list_id: Mapped[int] = mapped_column(ForeignKey("points_offline_list.id"))
    list: Mapped[OfflineList] = relationship(back_populates="lines")
    typed: Mapped[str] = mapped_column(String(24))
    noted_at: Mapped[dt.time | None]
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("points_voucher.id"))
    voucher: Mapped[Voucher | None] = relationship()
    outcome: Mapped[Outcome]
