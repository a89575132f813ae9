"""Sections of about twenty shops, and who belongs to which."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update

from portal.accounts.models import User
from portal.alliances import queries
from portal.alliances.models import Alliance, AllianceSection, Membership, OfficeTerm
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.alliances import SectionDropped

MOST_SECTIONS = 40


@guarded("alliances.edit")
def add_section(
    alliance: Alliance, *, name: Bitext | str, extent: Bitext | str = "", actor: User
) -> AllianceSection:
    """One more section; its leader is given the office of this section."""
    known = queries.sections_of(alliance.id)
    if len(known) >= MOST_SECTIONS:
        raise Refused(_("An alliance has at most %(most)s sections.", most=MOST_SECTIONS))
    _refuse_twice(known, name)
    section = AllianceSection(alliance=alliance, name=name, extent=extent)
    db.session.add(section)
    db.session.flush()  # memberships name it
    return section


def _refuse_twice(known: Iterable[AllianceSection], name: Bitext | str) -> None:
    wanted = name if isinstance(name, Bitext) else Bitext.name(name)
    if any(s.name.hans == wanted.hans for s in known):
        raise Refused(_("There is a section of this name already."))


@guarded("alliances.edit")
def rename_section(
    section: AllianceSection, *, name: Bitext | str, extent: Bitext | str, actor: User
) -> AllianceSection:
    _refuse_twice((s for s in queries.sections_of(section.alliance_id) if s is not section), name)
    section.name, section.extent = name, extent  # type: ignore[assignment]
    return section


@guarded("alliances.edit")
def drop_section(section: AllianceSection, *, actor: User) -> AllianceSection:
    """Its members are in no section then; one with a leader in office stays."""
    led = select(OfficeTerm.id).where(
        OfficeTerm.section_id == section.id,
        OfficeTerm.ended_at.is_(None),
        OfficeTerm.ends_on >= clock.today(),
    )
    if db.session.scalar(led.limit(1)) is not None:
        raise Refused(_("This section has a leader in office. End the office first."))
    announce(SectionDropped(alliance_id=section.alliance_id, section_id=section.id))
    for table in (Membership, OfficeTerm):
        db.session.execute(update(table).where(table.section_id == section.id).values(section_id=None))
    db.session.delete(section)
    return section


@guarded("alliances.place")
def place_in(membership: Membership, *, section: AllianceSection | None, actor: User) -> Membership:
    """Which section a member belongs to."""
    if section is not None and section.alliance_id != membership.alliance_id:
        raise Refused(_("This section is another alliance's."))
    membership.section_id = section.id if section else None
    return membership
