"""What conventions hold about one person. Signatures stay, under the erased person's number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import joinedload

from portal.conventions.models import (
    Amendment,
    AppraisalAnswer,
    Comment,
    Convention,
    GroupMember,
    Observation,
    Signature,
    no_text,
)
from portal.core.db import db
from portal.files.models import StoredFile


def export(user_id: int) -> dict[str, Any]:
    signed = select(Signature).where(Signature.user_id == user_id).options(joinedload(Signature.convention))
    said = select(Comment).where(Comment.user_id == user_id).options(joinedload(Comment.convention))
    seen = (
        select(Observation).where(Observation.user_id == user_id).options(joinedload(Observation.convention))
    )
    appraised = (
        select(AppraisalAnswer)
        .where(AppraisalAnswer.user_id == user_id)
        .options(joinedload(AppraisalAnswer.appraisal))
    )
    wanted = select(Amendment).where(Amendment.author_id == user_id).options(joinedload(Amendment.convention))
    return {
        "amendments": [
            {
                "convention": a.convention.title.original,
                "number": a.number,
                "at": a.at.isoformat(),
                "action": str(a.action),
                "words": a.words,
                "reason": a.reason.source,
            }
            for a in db.session.scalars(wanted.order_by(Amendment.id))
        ],
        "signatures": [
            {
                "convention": s.convention.title.original,
                "at": s.signed_at.isoformat(),
                "for": s.capacity.original,
                "method": str(s.method),
                "consent": s.consent,
                "text_hash": s.text_hash,
                "withdrawn_at": s.withdrawn_at.isoformat() if s.withdrawn_at else None,
            }
            for s in db.session.scalars(signed.order_by(Signature.id))
        ],
        "comments": [
            {
                "convention": c.convention.title.original,
                "number": c.number,
                "at": c.at.isoformat(),
                "text": c.text.source,
            }
            for c in db.session.scalars(said.order_by(Comment.id))
        ],
        "drafting_groups": [
            {"convention": title.original, "capacity": str(capacity)}
            for title, capacity in db.session.execute(
                select(Convention.title, GroupMember.capacity)
                .join(Convention, Convention.id == GroupMember.convention_id)
                .where(GroupMember.user_id == user_id)
                .order_by(GroupMember.id)
            )
        ],
        "observations": [
            {"convention": o.convention.title.original, "at": o.at.isoformat(), "text": o.text.source}
            for o in db.session.scalars(seen.order_by(Observation.id))
        ],
        "appraisals": [
            {"year": a.appraisal.year, "scores": a.scores, "helps": a.helps, "proposal": a.proposal.source}
            for a in db.session.scalars(appraised.order_by(AppraisalAnswer.id))
        ],
    }


def forget(user_id: int) -> None:
    """Signatures, numbered comments and amendments are the record and name only a number; what a seal covers is let go."""
    for signature in db.session.scalars(select(Signature).where(Signature.user_id == user_id)):
        signature.signed_name = signature.capacity = no_text()
        signature.salt, signature.consent, signature.evidence, signature.witnesses = "", "", [], []
        signature.withdrawn_reason, signature.party = "", f"erased:{signature.id}"
        db.session.execute(delete(StoredFile).where(*drawn_or_scanned(signature)))


def drawn_or_scanned(signature: Signature) -> tuple[ColumnElement[bool], ...]:
    return StoredFile.subject_kind == Signature.__tablename__, StoredFile.subject_id == signature.id
