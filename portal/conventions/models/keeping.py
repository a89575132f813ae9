"""The records of keeping a convention: what was seen, how it was appraised, what the street ordered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.conventions.models.convention import Convention
from portal.conventions.models.making import nothing_said
from portal.conventions.models.words import new_code, no_text
from portal.conventions.states import Finding
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.types import line, plain


class Observation(Model):
    """履: a check, a good example or a friendly reminder under one clause, with photos as its files.

    Never a punishment: it moves no points and goes on no board. Examples are public; checks and reminders are
    seen by those concerned.
    """

    __tablename__ = "convention_observation"
    __table_args__ = (Index("ix_convention_observation_of", "convention_id", "id"),)

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=new_code)
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    convention: Mapped[Convention] = relationship()
    version_no: Mapped[int]
    clause_key: Mapped[str] = mapped_column(String(12))
    finding: Mapped[Finding]
    kept: Mapped[bool] = mapped_column(default=True)
    text: Mapped[plain]
    spot: Mapped[line] = mapped_column(default=no_text)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[moment]
    mend_by: Mapped[date | None]
    mended_at: Mapped[datetime | None]
    mended: Mapped[plain] = mapped_column(default=nothing_said)


class Appraisal(Model):
    """评: one year's appraisal of the version in force. `result` is written when it closes."""

    __tablename__ = "convention_appraisal"
    __table_args__ = (UniqueConstraint("convention_id", "year"),)

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    convention: Mapped[Convention] = relationship()
    year: Mapped[int]
    version_no: Mapped[int]
    opened_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[moment]
    until: Mapped[datetime]
    answer_count: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]
    conclusion: Mapped[line] = mapped_column(default=no_text)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class AppraisalAnswer(Model):
    """What one person says of the year: a score from 1 to 5 for clauses by key, the survey, what should change."""

    __tablename__ = "convention_appraisal_answer"
    __table_args__ = (UniqueConstraint("appraisal_id", "user_id"),)

    id: Mapped[pk]
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("convention_appraisal.id"))
    appraisal: Mapped[Appraisal] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    scores: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    knows: Mapped[bool] = mapped_column(default=True)
    helps: Mapped[int]
    proposal_key: Mapped[str] = mapped_column(String(12), default="")
    proposal: Mapped[plain] = mapped_column(default=nothing_said)
    at: Mapped[moment]


class CorrectionOrder(Model):
    """责令改正: the street names clauses of the version in force that break the law. They no longer apply."""

    __tablename__ = "convention_correction_order"

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    version_no: Mapped[int]
    clause_keys: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[line]
    due_on: Mapped[date]
    ordered_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    ordered_at: Mapped[moment]
    report: Mapped[line] = mapped_column(default=no_text)
    reported_at: Mapped[datetime | None]
    reported_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]
