"""What due process asks to be written down, one table for each concern."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import relationship

from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.types import line, name
from portal.honor.models.entry import BoardEntry
from portal.honor.rules import Severity
from portal.honor.states import Method, Scope


class Evidence(Model):
    """One piece of evidence. Its files are private; an official may mark a blurred copy as public."""

    __tablename__ = "honor_evidence"

    id: Mapped[pk]
    entry_id: Mapped[int] = mapped_column(ForeignKey("honor_entry.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # photo, record, complaint, measurement
    text: Mapped[line]
    taken_on: Mapped[date | None]
    added_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[moment]


class EvidenceCheck(Model):
    """One person has looked at all of it. `no_minor` and `no_person` were asked and confirmed."""

    __tablename__ = "honor_check"
    __table_args__ = (
        Index("uq_honor_check_person", "entry_id", "checked_by", unique=True),
        CheckConstraint("no_minor", name="no_minor"),
    )

    id: Mapped[pk]
    entry_id: Mapped[int] = mapped_column(ForeignKey("honor_entry.id"))
    checked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    finding: Mapped[line]
    no_minor: Mapped[bool]
    signed_convention: Mapped[bool] = mapped_column(default=False)
    at: Mapped[moment]


class ServedNotice(Model):
    """事先告知书: what was proposed, how and when it was brought to the one it concerns.

    The decision may not go beyond what stands here: nobody is worse off for having defended themselves.
    """

    __tablename__ = "honor_served_notice"

    id: Mapped[pk]
    entry_id: Mapped[int] = mapped_column(ForeignKey("honor_entry.id"), unique=True)
    number: Mapped[name] = mapped_column(unique=True)
    method: Mapped[Method]
    service_note: Mapped[line]
    rights: Mapped[line]
    severity: Mapped[Severity]
    scope: Mapped[Scope]
    days: Mapped[int]  # proposed term
    served_on: Mapped[date]
    statement_until: Mapped[date]
    served_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]


class HeardStatement(Model):
    """What the one concerned has said, by their own account or written down by officials."""

    __tablename__ = "honor_statement"

    id: Mapped[pk]
    entry_id: Mapped[int] = mapped_column(ForeignKey("honor_entry.id"), index=True)
    text: Mapped[line]
    received_on: Mapped[date]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    typed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]

    arguments: Mapped[list[Argument]] = relationship(order_by="Argument.id", back_populates="statement")


class Argument(Model):
    """One point of a statement, and what was found about it."""

    __tablename__ = "honor_argument"

    id: Mapped[pk]
    statement_id: Mapped[int] = mapped_column(ForeignKey("honor_statement.id"), index=True)
    statement: Mapped[HeardStatement] = relationship(back_populates="arguments")
    claim: Mapped[line]
    adopted: Mapped[bool | None]
    finding: Mapped[line | None]
    found_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Decision(Model):
    """The written decision: drafted by one person, signed by another."""

    __tablename__ = "honor_decision"
    __table_args__ = (CheckConstraint("signed_by IS NULL OR signed_by <> drafted_by", name="two_people"),)

    id: Mapped[pk]
    entry_id: Mapped[int] = mapped_column(ForeignKey("honor_entry.id"), unique=True)
    entry: Mapped[BoardEntry] = relationship()
    number: Mapped[name | None] = mapped_column(unique=True)  # drawn when it is signed
    text: Mapped[line]
    penalty: Mapped[bool] = mapped_column(default=False)  # rests on a penalty decision with social effect
    severity: Mapped[Severity]
    scope: Mapped[Scope]
    days: Mapped[int]
    drafted_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    drafted_at: Mapped[moment]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_on: Mapped[date | None]
