"""The books: accounts with their balances, and the lines that are never changed and never deleted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, event, text

from portal.core.db import Mapped, Model, mapped_column, pk
from portal.core.language import Bitext
from portal.core.types import line
from portal.points import ddl
from portal.points.rules import AccountKind, TransferKind
from portal.points.states import Bucket

EARNED = text("bucket = 'spendable' AND kind = 'award'")
"""What counts in a league; other lines need no place in its index."""
BY_RULE = text("rule_id IS NOT NULL")
REVERSING = text("reverses_id IS NOT NULL")


class BookAccount(Model):
    """One account of one bucket and what it holds. Only the issuer goes below zero.

    `balance` is written by conditional UPDATEs in the transaction of its lines, never through this class.
    """

    __tablename__ = "points_account"
    __table_args__ = (
        CheckConstraint("balance >= 0 OR kind = 'issuer'", name="balance"),
        CheckConstraint("balance <= 0 OR kind <> 'issuer'", name="issuer"),
    )

    id: Mapped[pk]
    bucket: Mapped[Bucket]
    kind: Mapped[AccountKind]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    balance: Mapped[int] = mapped_column(default=0)


class Entry(Model):
    """One transfer: `amount` points from one account to another, so every line sums to zero by itself.

    `id` counts without a gap and is the order of the chain. A correction is a new line that names the old one.
    """

    __tablename__ = "points_entry"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("source_id <> target_id", name="legs"),
        CheckConstraint("(kind = 'reverse') = (reverses_id IS NOT NULL)", name="reverses"),
        Index("ix_points_entry_owner", "owner_id", "bucket", "id"),
        Index("ix_points_entry_rule", "rule_id", "owner_id", sqlite_where=BY_RULE, postgresql_where=BY_RULE),
        Index(
            "ix_points_entry_reverses",
            "reverses_id",
            unique=True,
            sqlite_where=REVERSING,
            postgresql_where=REVERSING,
        ),
        Index("ix_points_entry_earned", "at", sqlite_where=EARNED, postgresql_where=EARNED),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    bucket: Mapped[Bucket]
    kind: Mapped[TransferKind]
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    source_id: Mapped[int] = mapped_column(ForeignKey("points_account.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("points_account.id"))
    amount: Mapped[int]
    key: Mapped[str] = mapped_column(String(160), unique=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("points_entry.id"))
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("points_rule.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("points_rule_version.id"))
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("points_voucher.id"))
    before_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class EntryNote(Model):
    """What a line was for, in words. Not in the chain, so that a person can be forgotten and the proof stays."""

    __tablename__ = "points_entry_note"

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("points_entry.id"), primary_key=True, autoincrement=False
    )
    title: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    path: Mapped[str] = mapped_column(default="")
    note: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    evidence: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    occurred_on: Mapped[date | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    second_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class LedgerHead(Model):
    """The one row that says how long the chain is and where it ends; its lock puts lines one after another."""

    __tablename__ = "points_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime | None]


event.listen(Entry.__table__, "after_create", ddl.protect_entries)
event.listen(BookAccount.__table__, "after_create", ddl.protect_accounts)
event.listen(LedgerHead.__table__, "after_create", ddl.begin_chain)
