"""Mergers of alliances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.alliances.models import (
    Alliance,
    AllianceMerger,
    AllianceSection,
    Membership,
    OfficeTerm,
)
from portal.alliances.queries.belonging import sections_of
from portal.alliances.queries.membership import seats_of, waiting_applications
from portal.alliances.queries.offices import officers, running_elections
from portal.alliances.queries.votes import running_votes
from portal.alliances.states import ON_THE_LIST, AllianceState, Office
from portal.ballots.models import Ballot
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.meetings.models import Meeting
from portal.meetings.queries import called_of, number_of_open_tasks

KIND = "alliance"


def mergers(alliance: Alliance) -> Sequence[AllianceMerger]:
    """Those it takes part in, on either side, the newest first."""
    found = select(AllianceMerger).where(
        or_(AllianceMerger.alliance_id == alliance.id, AllianceMerger.into_id == alliance.id)
    )
    eager = found.options(joinedload(AllianceMerger.alliance), joinedload(AllianceMerger.into))
    return db.session.scalars(eager.order_by(AllianceMerger.id.desc())).all()


def get_merger(alliance: Alliance, merger_id: int) -> AllianceMerger:
    merger = db.session.get(AllianceMerger, merger_id)
    if merger is None or alliance.id not in (merger.alliance_id, merger.into_id):
        raise NotFound(_("This merger was not found."))
    return merger


def merger_path(merger: AllianceMerger) -> str:
    return f"/alliances/{merger.alliance.code}/mergers/{merger.id}"


def others_running(alliance: Alliance) -> Sequence[Alliance]:
    """Alliances one could merge with."""
    found = select(Alliance).where(Alliance.state == AllianceState.RUNNING, Alliance.id != alliance.id)
    return db.session.scalars(found.order_by(Alliance.id)).all()


def on_the_list(alliance: Alliance) -> Sequence[Membership]:
    found = select(Membership).where(Membership.alliance_id == alliance.id, Membership.state.in_(ON_THE_LIST))
    return db.session.scalars(found.order_by(Membership.id)).all()


def joined(alliance: Alliance) -> Sequence[Alliance]:
    """The alliances that have become a part of this one."""
    found = select(Alliance).where(Alliance.successor_id == alliance.id)
    return db.session.scalars(found.order_by(Alliance.dissolved_on, Alliance.id)).all()


def predecessors(alliance_ids: Iterable[int]) -> frozenset[int]:
    """The ids of those that have become a part of one of these."""
    found = select(Alliance.id).where(Alliance.successor_id.in_(list(alliance_ids)))
    return frozenset(db.session.scalars(found))


def names_after_merger(alliance: Alliance, into: Alliance) -> list[tuple[AllianceSection, Bitext]]:
    """What the sections will be called in the other alliance: of two with one name the new one says where from."""
    taken = {section.name.hans for section in sections_of(into.id)}
    return [
        (section, from_where(section, alliance) if section.name.hans in taken else section.name)
        for section in sections_of(alliance.id)
    ]


def from_where(section: AllianceSection, alliance: Alliance) -> Bitext:
    one, other = section.name, alliance.name
    return Bitext.both(f"{one.hans}（原{other.hans}）", f"{one.hant}（原{other.hant}）")


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What a merger takes along from the alliance that joins, and what ends with it."""

    members: int
    there_already: int
    seats: int
    sections: list[tuple[AllianceSection, Bitext]]
    leaders: list[OfficeTerm]
    tasks: int
    offices: list[OfficeTerm]
    applications: int
    meetings: list[Meeting]
    votes: list[Ballot]


def carried(merger: AllianceMerger) -> Carried:
    """To be read before anybody decides: counted as of now."""
    alliance, into = merger.alliance, merger.into
    moving = on_the_list(alliance)
    there = {(m.user_id, m.shop.hans) for m in on_the_list(into)}
    held = officers(alliance)
    return Carried(
        members=len(moving),
        there_already=sum((m.user_id, m.shop.hans) in there for m in moving),
        seats=sum(len(seats) for seats in seats_of(m.id for m in moving).values()),
        sections=names_after_merger(alliance, into),
        leaders=[term for term in held if term.office is Office.GROUP_LEAD],
        tasks=number_of_open_tasks(KIND, alliance.id),
        offices=[term for term in held if term.office is not Office.GROUP_LEAD],
        applications=waiting_applications([alliance.id]).get(alliance.id, 0),
        meetings=list(called_of(KIND, alliance.id)),
        votes=[*(e.ballot for e in running_elections(alliance)), *running_votes(alliance)],
    )
