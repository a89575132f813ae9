"""Consultations as bodies that meet: what meetings ask of their sessions and hearings."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from portal.accounts.queries import holders
from portal.ballots.queries import adoption_rule
from portal.ballots.rules import AdoptionRule
from portal.consultations.models import Attendee, Consultation
from portal.consultations.permissions import ISSUERS, WRITERS, issues, organises
from portal.consultations.queries.matters import get_consultation
from portal.consultations.states import ENDED, PUBLIC, SeatRole, SeatState
from portal.core.db import db
from portal.core.errors import NotFound
from portal.meetings.owners import Body, OwnerKind
from portal.meetings.states import MeetingKind

KIND = "consultation"
HALF = Fraction(1, 2)
WITH_VOTE = (SeatRole.REPRESENTATIVE, SeatRole.PANEL)


def body(consultation: Consultation) -> Body:
    return Body(
        kind=KIND,
        id=consultation.id,
        ref=consultation.code,
        name=consultation.title,
        path=f"{consultation.address}/sessions",
        place=consultation.place,
    )


class ConsultationMeetings(OwnerKind):
    """Organisers call; those who speak for a side have a seat, presenters, experts and observers sit in."""

    kinds = (MeetingKind.SESSION, MeetingKind.HEARING)

    def find(self, body_id: int) -> Body | None:
        consultation = db.session.get(Consultation, body_id)
        return body(consultation) if consultation else None

    def find_ref(self, ref: str, viewer: Any) -> Body | None:
        try:
            return body(get_consultation(ref, viewer))
        except NotFound:
            return None

    def may_call(self, viewer: Any, body_id: int) -> bool:
        consultation = db.session.get(Consultation, body_id)
        if (
            consultation is None
            or consultation.state in ENDED
            or not getattr(viewer, "is_authenticated", False)
        ):
            return False
        may = organises(viewer, consultation) or issues(viewer, consultation)
        return may and consultation.state in PUBLIC and bool(consultation.rule.sessions)

    def belongs(self, viewer: Any) -> frozenset[int]:
        reader = getattr(viewer, "id", None)
        if reader is None:
            return frozenset()
        seated = select(Attendee.consultation_id).where(
            Attendee.user_id == reader, Attendee.state == SeatState.CHOSEN
        )
        return frozenset(db.session.scalars(seated))

    def seats(self, body_id: int, kind: MeetingKind) -> list[int]:
        return self._seated(body_id, speaks=True)

    def observers(self, body_id: int) -> list[int]:
        return self._seated(body_id, speaks=False)

    def _seated(self, body_id: int, *, speaks: bool) -> list[int]:
        with_vote = Attendee.role.in_(WITH_VOTE)
        found = select(Attendee.user_id).where(
            Attendee.consultation_id == body_id,
            Attendee.state == SeatState.CHOSEN,
            Attendee.user_id.is_not(None),
            with_vote if speaks else ~with_vote,
        )
        return [one for one in db.session.scalars(found.order_by(Attendee.id)) if one is not None]

    def chairs(self, body_id: int) -> list[int]:
        """Whoever published it stands first."""
        consultation = db.session.get(Consultation, body_id)
        if consultation is None:
            return []
        there = holders(ISSUERS, consultation.place)
        first = [one for one in there if one == consultation.published_by]
        return list(dict.fromkeys([*first, *there]))

    def secretaries(self, body_id: int) -> list[int]:
        consultation = db.session.get(Consultation, body_id)
        if consultation is None:
            return []
        return list(dict.fromkeys([consultation.drafted_by, *holders(WRITERS, consultation.place)]))

    def rule(self, body_id: int, kind: MeetingKind) -> AdoptionRule:
        """A session only advises: more than half of both, and nothing it says binds anybody."""
        return replace(
            adoption_rule("merchants"),
            key="consultation_session",
            name_hans="商议会议（意向性）",
            name_hant="商議會議（意向性）",
            quorum_fraction=HALF,
            quorum_strict=True,
            pass_fraction=HALF,
            pass_strict=True,
            notice_days=0,
            may_delegate=False,
            source_hans="会议表决只反映到会者意向，没有约束力",
            source_hant="會議表決只反映到會者意向，沒有約束力",
        )

    def least_notice(self, body_id: int, kind: MeetingKind) -> int:
        """Papers have to be there so many days before; nobody can be called later than that to a hearing."""
        consultation = db.session.get(Consultation, body_id)
        return consultation.rule.papers_days if consultation and kind is MeetingKind.HEARING else 0
