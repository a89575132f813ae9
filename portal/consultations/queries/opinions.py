"""Opinions as pages show them: filtered, paged, with authors, files and what the reader may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import joinedload

from portal.consultations.models import (
    Consultation,
    ConsultationRecord,
    Opinion,
    OpinionSupport,
    OpinionVersion,
)
from portal.consultations.permissions import moderates, replied_to, shown
from portal.consultations.queries.matters import visible_to
from portal.consultations.queries.results import pictures_of
from portal.consultations.states import Channel, Stance
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.masking import mask_name
from portal.core.paging import Page, newest_first
from portal.core.settings import setting
from portal.discussions.queries import posts_from
from portal.files.models import FileKind, StoredFile
from portal.files.queries import files_of_many

PAGE = 16
RANK = 1_000_000  # more than the opinions of any consultation
SIDE = 3
SHOWN_REPLIES = 20
MOST_POINTS = 200


@dataclass(frozen=True)
class OpinionView:
    """One opinion for one reader. `readable` is False for a hidden one, except for its author and moderators."""

    opinion: Opinion
    name: Bitext | str
    files: Sequence[StoredFile]
    is_mine: bool
    seconded: bool
    readable: bool


def shown_name(opinion: Opinion) -> Bitext | str:
    """The author as the city's policy shows authors; people without an account are always masked."""
    if opinion.author is not None:
        if setting("consultations.names") == "full":
            return opinion.author.name
        return mask_name(str(opinion.author.name))
    return mask_name(str(opinion.spoken_by)) or _("A resident")


def views_of(opinions: Sequence[Opinion], viewer: Any) -> list[OpinionView]:
    """The same number of queries for one opinion and for twenty."""
    ids = [opinion.id for opinion in opinions]
    reader = getattr(viewer, "id", None)
    files = files_of_many("consultation_opinion", ids)
    seconded: set[int] = set()
    if reader:
        mine = select(OpinionSupport.opinion_id).where(
            OpinionSupport.user_id == reader, OpinionSupport.opinion_id.in_(ids)
        )
        seconded = set(db.session.scalars(mine))
    return [
        OpinionView(
            opinion=opinion,
            name=shown_name(opinion),
            files=files.get(opinion.id, ()),
            is_mine=reader is not None and opinion.author_id == reader,
            seconded=opinion.id in seconded,
            readable=may_read(viewer, opinion),
        )
        for opinion in opinions
    ]


def may_read(viewer: Any, opinion: Opinion) -> bool:
    if not opinion.is_hidden:
        return True
    reader = getattr(viewer, "id", None)
    return reader is not None and (opinion.author_id == reader or moderates(viewer, opinion))


def complete(*columns: Any) -> Select[Any]:
    return select(Opinion, *columns).options(
        joinedload(Opinion.author),
        joinedload(Opinion.option),
        joinedload(Opinion.answer),
        joinedload(Opinion.cluster),
        joinedload(Opinion.picture),
        joinedload(Opinion.consultation).joinedload(Consultation.place),
    )


@dataclass(frozen=True)
class Wanted:
    """Which opinions a reader asked for."""

    stance: Stance | None = None
    option: str = ""
    clause: int | None = None
    answered: bool | None = None
    channel: Channel | None = None
    most_supported: bool = False

    def where(self, consultation: Consultation) -> list[ColumnElement[bool]]:
        rules = [Opinion.consultation_id == consultation.id]
        if self.stance:
            rules.append(Opinion.stance == self.stance)
        if self.channel:
            rules.append(Opinion.channel == self.channel)
        if self.option:
            ids = [option.id for option in consultation.options if option.key == self.option]
            rules.append(Opinion.option_id.in_(ids))
        if self.clause is not None:
            rules.append(Opinion.clause == self.clause)
        if self.answered is not None:
            rules.append(Opinion.answer_id.is_not(None) if self.answered else Opinion.answer_id.is_(None))
        return rules


def page_of(
    consultation: Consultation, wanted: Wanted, viewer: Any, *, size: int = PAGE
) -> Page[OpinionView]:
    """One page of opinions, the newest or the most supported first."""
    key = Opinion.support_count * RANK + Opinion.number if wanted.most_supported else Opinion.number + 0
    found = complete(key.label("id")).where(*wanted.where(consultation))
    page = newest_first(found, key, size, entities=False)
    return Page(views_of([row.Opinion for row in page.rows], viewer), older=page.older, newer=page.newer)


@dataclass(frozen=True)
class Sides:
    """The best supported opinions for and against, to be read side by side."""

    support: Sequence[OpinionView]
    oppose: Sequence[OpinionView]


def sides_of(consultation: Consultation, viewer: Any) -> Sides | None:
    """None unless both sides have spoken. Two queries for the opinions."""
    chosen = {}
    for stance in (Stance.SUPPORT, Stance.OPPOSE):
        best = complete().where(
            Opinion.consultation_id == consultation.id,
            Opinion.stance == stance,
            Opinion.hidden_at.is_(None),
        )
        best = best.order_by(Opinion.support_count.desc(), Opinion.number).limit(SIDE)
        chosen[stance] = db.session.scalars(best).all()
    views = views_of([*chosen[Stance.SUPPORT], *chosen[Stance.OPPOSE]], viewer)
    if not all(chosen.values()):
        return None
    cut = len(chosen[Stance.SUPPORT])
    return Sides(views[:cut], views[cut:])


def get_opinion(consultation: Consultation, number: int) -> Opinion:
    found = complete().where(Opinion.consultation_id == consultation.id, Opinion.number == number)
    opinion: Opinion | None = db.session.scalar(found)
    if opinion is None:
        raise NotFound(_("This opinion was not found."))
    return opinion


def numbered(consultation: Consultation, numbers: Sequence[int]) -> Sequence[Opinion]:
    found = complete().where(Opinion.consultation_id == consultation.id, Opinion.number.in_(numbers))
    return db.session.scalars(found.order_by(Opinion.number)).all()


def versions_of(opinion: Opinion) -> Sequence[OpinionVersion]:
    """What it said before, the newest first."""
    found = select(OpinionVersion).where(OpinionVersion.opinion_id == opinion.id)
    return db.session.scalars(found.order_by(OpinionVersion.id.desc())).all()


def replies_to(opinion: Opinion) -> Sequence[Row[Any]]:
    """The newest replies, the oldest of them first; none while the moderators hide the conversation."""
    topic = opinion.thread
    if topic is None or topic.hidden_at is not None:
        return ()
    return posts_from(topic.id, max(1, topic.post_count - SHOWN_REPLIES + 1))


def why_no_reply(opinion_id: int) -> str | None:
    """Why nobody replies to it now, in the forum either: its phase, or that it is hidden."""
    opinion = db.session.get(Opinion, opinion_id)
    if opinion is None:
        return None
    return (replied_to & shown).why_not(None, opinion)


def clause_counts(consultation: Consultation) -> dict[int, int]:
    """How many opinions each clause of the text has."""
    found = (
        select(Opinion.clause, func.count(Opinion.id))
        .where(Opinion.consultation_id == consultation.id, Opinion.clause.is_not(None))
        .group_by(Opinion.clause)
    )
    return {clause: number for clause, number in db.session.execute(found) if clause}


@dataclass(frozen=True)
class PictureView:
    """A map or photo with the points people speak about."""

    record: ConsultationRecord
    file: StoredFile
    points: Sequence[Opinion]


def pictures(consultation: Consultation, viewer: Any) -> list[PictureView]:
    """Pictures one can point on. Three queries, one while there are none."""
    records = pictures_of(consultation.id)
    if not records:
        return []
    files = files_of_many("consultation_record", [record.id for record in records])
    pointed = select(Opinion).where(
        Opinion.consultation_id == consultation.id,
        Opinion.picture_id.is_not(None),
        Opinion.hidden_at.is_(None),
    )
    points = db.session.scalars(pointed.order_by(Opinion.number).limit(MOST_POINTS)).all()
    found = []
    for record in records:
        file = next((one for one in files.get(record.id, ()) if one.kind is FileKind.IMAGE), None)
        if file is not None:
            found.append(PictureView(record, file, [one for one in points if one.picture_id == record.id]))
    return found


def may_see_record_files(viewer: Any, record_id: int) -> bool:
    """Papers are read by whoever reads their consultation."""
    found = (
        select(ConsultationRecord.id)
        .join(Consultation, Consultation.id == ConsultationRecord.consultation_id)
        .where(ConsultationRecord.id == record_id, visible_to(viewer))
    )
    return db.session.scalar(found) is not None


def may_see_files(viewer: Any, opinion_id: int) -> bool:
    """Pictures follow their opinion: public with it, hidden with it."""
    found = complete().join(Opinion.consultation).where(Opinion.id == opinion_id, visible_to(viewer))
    opinion: Opinion | None = db.session.scalar(found)
    return opinion is not None and may_read(viewer, opinion)
