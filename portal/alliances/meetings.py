"""Alliances as bodies that meet: what meetings ask of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from portal.alliances import queries
from portal.alliances.models import Alliance
from portal.alliances.states import ALIVE, COUNCIL, LEADING, WITHOUT_VOTE, Office
from portal.ballots.queries import adoption_rule
from portal.ballots.rules import AdoptionRule
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import can
from portal.meetings.owners import Body, OwnerKind
from portal.meetings.states import MeetingKind

KIND = "alliance"
HALF = Fraction(1, 2)


def body(alliance: Alliance) -> Body:
    return Body(
        kind=KIND,
        id=alliance.id,
        ref=alliance.code,
        name=alliance.name,
        path=f"/alliances/{alliance.code}",
        place=alliance.place,
    )


class AllianceMeetings(OwnerKind):
    """Officers call, active members have a seat; the council is those who hold an office with a vote."""

    kinds = (
        MeetingKind.REGULAR,
        MeetingKind.GENERAL,
        MeetingKind.COUNCIL,
        MeetingKind.SPECIAL,
        MeetingKind.EMERGENCY,
    )

    def find(self, body_id: int) -> Body | None:
        alliance = db.session.get(Alliance, body_id)
        return body(alliance) if alliance else None

    def find_ref(self, ref: str, viewer: Any) -> Body | None:
        try:
            return body(queries.get_alliance(ref, viewer))
        except NotFound:
            return None

    def may_call(self, viewer: Any, body_id: int) -> bool:
        if queries.leads(viewer, body_id):
            return True
        alliance = db.session.get(Alliance, body_id)
        active = alliance is not None and alliance.state in ALIVE
        return active and can(viewer, "alliances.edit", alliance)

    def called_by(self, viewer: Any) -> frozenset[int]:
        return frozenset(held for held, office in queries.offices_of(viewer) if office in LEADING)

    def belongs(self, viewer: Any) -> frozenset[int]:
        """Officers also read what an alliance that has joined theirs has left."""
        offices = queries.offices_of(viewer)
        led = {held for held, office in offices if office in LEADING}
        before = queries.predecessors(led) if led else frozenset()
        return queries.alliances_of(viewer) | {held for held, _office in offices} | before

    def parts(self, body_id: int) -> frozenset[int]:
        return queries.predecessors([body_id])

    def heir(self, body_id: int) -> int | None:
        alliance = db.session.get(Alliance, body_id)
        return alliance.successor_id if alliance is not None else None

    def seats(self, body_id: int, kind: MeetingKind) -> list[int]:
        voters = queries.voter_ids(body_id)
        if kind is not MeetingKind.COUNCIL:
            return voters
        council = set(queries.officer_ids(body_id, COUNCIL))
        return [i for i in voters if i in council]

    def observers(self, body_id: int) -> list[int]:
        return queries.officer_ids(body_id, WITHOUT_VOTE)

    def chairs(self, body_id: int) -> list[int]:
        return self._in_order(body_id, Office.CHAIR, Office.VICE_CHAIR)

    def secretaries(self, body_id: int) -> list[int]:
        return self._in_order(body_id, Office.SECRETARY, Office.VICE_CHAIR, Office.CHAIR)

    def _in_order(self, body_id: int, *offices: Office) -> list[int]:
        return list(dict.fromkeys(i for each in offices for i in queries.officer_ids(body_id, (each,))))

    def rule(self, body_id: int, kind: MeetingKind) -> AdoptionRule:
        """The assembly decides under the rule for alliances; other meetings with more than half of both."""
        assembly = adoption_rule("merchants")
        if kind is MeetingKind.GENERAL:
            return replace(assembly, may_delegate=True)
        return replace(
            assembly,
            key="alliance_meeting",
            name_hans="联盟例会、理事会",
            name_hant="聯盟例會、理事會",
            quorum_fraction=HALF,
            quorum_strict=True,
            pass_fraction=HALF,
            pass_strict=True,
            notice_days=0,
            may_delegate=True,
            source_hans="联盟章程：过半数到会方可议事，到会过半数同意方为通过",
            source_hant="聯盟章程：過半數到會方可議事，到會過半數同意方為通過",
        )

    def least_notice(self, body_id: int, kind: MeetingKind) -> int:
        return adoption_rule("merchants").notice_days if kind is MeetingKind.GENERAL else 0
