"""Who issues papers, how far its numbers have come, and every notice under its number."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.core import clock
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name
from portal.places.models import Place


class NoticeSender(Model):
    """发文单位: an organisation that issues papers, for a place or a body in it (`owner`). `mark` is its 机关代字.

    With `red_head` it is entitled to its red head: its notices are laid out as GB/T 9704 says.
    """

    __tablename__ = "notice_sender"
    __table_args__ = (UniqueConstraint("owner_kind", "owner_id"),)

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    owner_kind: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[int]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    name: Mapped[name]
    mark: Mapped[str] = mapped_column(String(12), unique=True)
    red_head: Mapped[bool] = mapped_column(default=False)


class RedHeadGrant(Model):
    """That an organisation was given its red head or lost it: by whose paper, and who wrote it down. Never changed."""

    __tablename__ = "notice_red_head"

    id: Mapped[pk]
    sender_id: Mapped[int] = mapped_column(ForeignKey("notice_sender.id"), index=True)
    granted: Mapped[bool]
    basis: Mapped[line]
    set_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]


class NoticeSeries(Model):
    """One run of numbers of a year. `last` grows in the transaction that issues, so none is ever missing.

    `before` is how many were given by hand before the portal counted.
    """

    __tablename__ = "notice_series"
    __table_args__ = (
        UniqueConstraint("prefix", "year"),
        CheckConstraint("before >= 0 AND last >= before", name="counts_up"),
    )

    id: Mapped[pk]
    sender_id: Mapped[int] = mapped_column(ForeignKey("notice_sender.id"), index=True)
    prefix: Mapped[str] = mapped_column(String(24))
    year: Mapped[int]
    before: Mapped[int] = mapped_column(default=0)
    last: Mapped[int] = mapped_column(default=0)


class Notice(Model):
    """One number that was given. With `public` the register shows it, from `starts_on` through `shown_until`.

    `until_on` is its last day to object, where there is one. One that `names_somebody` is gone with its last day,
    and its title goes with it. `kind` and `object_id` say what it speaks of; what it says is asked there.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("series_id", "serial"),
        Index("ix_notice_about", "kind", "object_id"),
        Index("ix_notice_shown", "public", "gone_on", "until_on"),
        Index("ix_notice_issued", "issued_at", "id"),
        CheckConstraint(
            "NOT names_somebody OR until_on IS NULL OR shown_until IS NOT NULL",
            name="what_names_somebody_ends",
        ),
    )

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    series_id: Mapped[int] = mapped_column(ForeignKey("notice_series.id"))
    serial: Mapped[int]
    number: Mapped[name] = mapped_column(unique=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("notice_sender.id"), index=True)
    sender: Mapped[NoticeSender] = relationship()
    signed: Mapped[name]  # the sender's name on that day
    red_head: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    public: Mapped[bool] = mapped_column(default=False)
    names_somebody: Mapped[bool] = mapped_column(default=False)
    title: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    office: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    path: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[str] = mapped_column(Text, default="")  # what the search of the register compares, folded
    starts_on: Mapped[date]
    until_on: Mapped[date | None]
    shown_until: Mapped[date | None] = mapped_column(index=True)
    gone_on: Mapped[date | None]
    salt: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))
    text_hash: Mapped[str] = mapped_column(String(64), default="")
    issued_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[moment]

    @property
    def address(self) -> str:
        return f"/notices/{self.code}"

    @property
    def is_shown(self) -> bool:
        """The register has it today."""
        over = self.shown_until is not None and clock.today() > self.shown_until
        return self.public and self.gone_on is None and not over

    @property
    def is_running(self) -> bool:
        """Today one can still object to it."""
        return self.is_shown and self.until_on is not None and clock.today() <= self.until_on


class NoticeObjection(Model):
    """What somebody says against a notice that has no way of its own. Words and contact are never published."""

    __tablename__ = "notice_objection"

    id: Mapped[pk]
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    notice: Mapped[Notice] = relationship()
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    text: Mapped[line]
    contact: Mapped[str] = mapped_column(String(120), default="")
    due_on: Mapped[date]
    answer: Mapped[line | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]
    at: Mapped[moment]

    @property
    def place(self) -> Place:
        return self.notice.place
