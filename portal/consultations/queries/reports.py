"""What a feedback report says: numbers, channels, groups, answers, changes of the draft, what happens next."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.consultations.models import Consultation, FeedbackReport, Promise
from portal.consultations.queries import collation, matters
from portal.consultations.rules import text_hash
from portal.core.db import db
from portal.core.language import Bitext


def content_of(consultation: Consultation) -> dict[str, Any]:
    """Everything as it stands now, texts in both scripts. No names of people: opinions are numbers."""
    kept = select(Promise).where(Promise.consultation_id == consultation.id).order_by(Promise.number)
    return {
        "opinions": consultation.opinion_count,
        "channels": {str(k): n for k, n in matters.channel_counts(consultation.id).items()},
        "stances": {str(k): n for k, n in matters.stance_counts(consultation.id).items()},
        "dispositions": {str(k): n for k, n in matters.disposition_counts(consultation.id).items()},
        "themes": [
            {
                "title": theme.title.to_json(),
                "sides": [
                    {
                        "leaning": str(leaning),
                        "groups": [
                            {
                                "text": view.cluster.text.to_json(),
                                "opinions": len(view.numbers),
                                "voices": view.voices,
                                "disposition": str(view.cluster.answer.disposition)
                                if view.cluster.answer
                                else "",
                            }
                            for view in held
                        ],
                    }
                    for leaning, held in theme.sides
                ],
            }
            for theme in collation.themes_of(consultation.id)
        ],
        "answers": [
            {
                "disposition": str(row.answer.disposition),
                "title": row.answer.title.to_json(),
                "reason": Bitext.of(row.answer.reason.source).to_json(),
                "unit": row.answer.unit.to_json(),
                "numbers": list(row.numbers),
            }
            for row in matters.answers_of(consultation.id)
        ],
        "text_version": consultation.texts[-1].number if consultation.texts else 0,
        "promises": [
            {"title": p.title.to_json(), "owner": p.owner.to_json(), "due_on": p.due_on.isoformat()}
            for p in db.session.scalars(kept)
        ],
    }


def hash_of(content: dict[str, Any]) -> str:
    return text_hash([json.dumps(content, ensure_ascii=False, sort_keys=True)])


def reports_of(consultation_id: int) -> Sequence[FeedbackReport]:
    """All versions, the newest first."""
    found = select(FeedbackReport).where(FeedbackReport.consultation_id == consultation_id)
    return db.session.scalars(found.order_by(FeedbackReport.number.desc())).all()


def last_report(consultation_id: int) -> FeedbackReport | None:
    found = select(FeedbackReport).where(FeedbackReport.consultation_id == consultation_id)
    return db.session.scalar(found.order_by(FeedbackReport.number.desc()).limit(1))


def readable(frozen: Any) -> Any:
    """Frozen content with its texts in the script of whoever reads it."""
    if isinstance(frozen, dict):
        return {
            key: Bitext.from_json(value)
            if key in {"title", "text", "reason", "unit", "owner"}
            else readable(value)
            for key, value in frozen.items()
        }
    return [readable(one) for one in frozen] if isinstance(frozen, list) else frozen
