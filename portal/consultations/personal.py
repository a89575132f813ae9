from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from portal.consultations.models import (
    Attendee,
    Opinion,
    OpinionSupport,
    OpinionVersion,
    PanelCandidate,
    PromiseRating,
    TopicProposal,
    TopicSupport,
)
from portal.core.db import db
from portal.core.language import Bitext
from portal.core.types import written


def export(user_id: int) -> dict[str, Any]:
    mine = select(Opinion).where(Opinion.author_id == user_id).order_by(Opinion.id)
    seconded = select(OpinionSupport).where(OpinionSupport.user_id == user_id)
    topics = select(TopicProposal).where(TopicProposal.author_id == user_id).order_by(TopicProposal.id)
    behind = select(TopicProposal).join(TopicSupport, TopicSupport.topic_id == TopicProposal.id)
    behind = behind.where(TopicSupport.user_id == user_id).order_by(TopicProposal.id)
    seats = select(Attendee).where(Attendee.user_id == user_id).order_by(Attendee.id)
    stood = select(PanelCandidate).where(PanelCandidate.user_id == user_id).order_by(PanelCandidate.id)
    rated = select(PromiseRating).where(PromiseRating.user_id == user_id).order_by(PromiseRating.id)
    return {
        "topics": [
            {"address": t.address, "title": t.title.original, "text": t.text.source, "at": t.at.isoformat()}
            for t in db.session.scalars(topics)
        ],
        "topics_supported": [
            {"address": t.address, "title": t.title.original} for t in db.session.scalars(behind)
        ],
        "seats": [
            {"address": s.consultation.address, "note": s.note.original, "at": s.at.isoformat()}
            for s in db.session.scalars(seats.options(joinedload(Attendee.consultation)))
        ],
        "panels": [
            {
                "address": one.panel.address,
                "number": one.number,
                "traits": "、".join(one.traits),
                "at": one.at.isoformat(),
            }
            for one in db.session.scalars(stood.options(joinedload(PanelCandidate.panel)))
        ],
        "promise_ratings": [
            {
                "address": r.promise.address,
                "title": r.promise.title.original,
                "satisfaction": str(r.satisfaction),
                "note": r.note.source,
                "at": r.at.isoformat(),
            }
            for r in db.session.scalars(rated.options(joinedload(PromiseRating.promise)))
        ],
        "opinions": [
            {"address": o.address, "text": o.text.source, "stance": str(o.stance), "at": o.at.isoformat()}
            for o in db.session.scalars(mine)
        ],
        "seconded": [
            {"opinion": s.opinion_id, "at": s.at.isoformat()}
            for s in db.session.scalars(seconded.order_by(OpinionSupport.opinion_id))
        ],
    }


def forget(user_id: int) -> None:
    """Opinions and topics stay under the emptied account, because answers rest on them; earlier wordings and
    what was written with an application or beside a rating go. The rating itself still counts; a number in a published draw stays
    without a name.
    """
    unnamed = update(PanelCandidate).where(PanelCandidate.user_id == user_id).values(named=False)
    db.session.execute(unnamed.execution_options(synchronize_session="fetch"))
    mine = select(Opinion.id).where(Opinion.author_id == user_id)
    db.session.execute(delete(OpinionVersion).where(OpinionVersion.opinion_id.in_(mine)))
    words = update(Attendee).where(Attendee.user_id == user_id).values(note=Bitext.of(""))
    db.session.execute(words.execution_options(synchronize_session="fetch"))
    notes = update(PromiseRating).where(PromiseRating.user_id == user_id).values(note=written(""))
    db.session.execute(notes.execution_options(synchronize_session="fetch"))
