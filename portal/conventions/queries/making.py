"""The records of making: who drafted, who was heard, what the street said, how it was filed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.conventions.models import Convention, Filing, GroupMember, HearingRemark, Remark, Review, Version
from portal.conventions.states import Force
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.meetings.models import Meeting
from portal.meetings.states import MeetingKind, MeetingState


def group_of(convention: Convention) -> Sequence[GroupMember]:
    found = select(GroupMember).where(GroupMember.convention_id == convention.id)
    return db.session.scalars(found.order_by(GroupMember.id)).all()


def get_group_member(convention: Convention, member_id: int) -> GroupMember:
    member = db.session.get(GroupMember, member_id)
    if member is None or member.convention_id != convention.id:
        raise NotFound(_("This person is not in the group."))
    return member


def hearing_of(convention: Convention) -> Sequence[HearingRemark]:
    """Everybody who was heard since the text in force was made, oldest first."""
    found = (
        select(HearingRemark)
        .join(Version, Version.id == HearingRemark.version_id)
        .where(HearingRemark.convention_id == convention.id, Version.number > before_this_round(convention))
    )
    return db.session.scalars(
        found.options(joinedload(HearingRemark.version)).order_by(HearingRemark.id)
    ).all()


def before_this_round(convention: Convention) -> int:
    """The number of the version this round of making began from; 0 for the first."""
    held = convention.in_force_no or 0
    return held if held != convention.current_no else 0


def reviews_of(convention: Convention) -> Sequence[Review]:
    """All opinions of the street, newest first."""
    found = select(Review).where(Review.convention_id == convention.id).options(joinedload(Review.version))
    return db.session.scalars(found.order_by(Review.id.desc())).all()


def is_approved(convention: Convention, text_hash: str) -> bool:
    """Whether the last word of the street on exactly this text is yes."""
    found = select(Review.approved).where(
        Review.convention_id == convention.id, Review.text_hash == text_hash
    )
    return bool(db.session.scalar(found.order_by(Review.id.desc()).limit(1)))


def remarks_of(convention: Convention) -> Sequence[Remark]:
    found = select(Remark).where(Remark.convention_id == convention.id)
    found = found.options(joinedload(Remark.version), joinedload(Remark.convention))
    return db.session.scalars(found.order_by(Remark.settled_at.is_not(None), Remark.id)).all()


def get_remark(convention: Convention, remark_id: int) -> Remark:
    remark = db.session.get(Remark, remark_id)
    if remark is None or remark.convention_id != convention.id:
        raise NotFound(_("This remark was not found."))
    return remark


def open_musts(convention: Convention) -> int:
    """How many remarks block the vote."""
    found = select(func.count(Remark.id)).where(
        Remark.convention_id == convention.id, Remark.force == Force.MUST, Remark.settled_at.is_(None)
    )
    return db.session.scalar(found) or 0


def assemblies_ahead(convention: Convention) -> Sequence[Meeting]:
    """General meetings of the alliance that have been called and lie ahead: the text can be put before one."""
    if convention.alliance_id is None:
        return []
    found = select(Meeting).where(
        Meeting.owner_kind == "alliance",
        Meeting.owner_id == convention.alliance_id,
        Meeting.state == MeetingState.CALLED,
        Meeting.kind.in_((MeetingKind.GENERAL, MeetingKind.SPECIAL)),
        Meeting.starts_at > clock.now(),
    )
    return db.session.scalars(found.order_by(Meeting.starts_at)).all()


def filings_of(convention: Convention) -> Sequence[Filing]:
    found = select(Filing).where(Filing.convention_id == convention.id)
    return db.session.scalars(found.order_by(Filing.id.desc())).all()


def filing_of(version: Version) -> Filing | None:
    """The last sending of this version's papers."""
    found = select(Filing).where(Filing.version_id == version.id).order_by(Filing.id.desc())
    return db.session.scalar(found.limit(1))


def get_open_filing(version: Version) -> Filing:
    filing = filing_of(version)
    if filing is None or filing.decided_at is not None:
        raise NotFound(_("No papers wait for a number."))
    return filing
