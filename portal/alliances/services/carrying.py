"""What goes along when an alliance becomes a part of another: its sections and who leads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.accounts.models import User
from portal.alliances import queries
from portal.alliances.models import Alliance, AllianceSection, OfficeTerm
from portal.alliances.services.offices import give_office
from portal.alliances.states import How
from portal.core import clock
from portal.core.db import db

Sections = Mapping[int | None, AllianceSection | None]


def carry_sections(alliance: Alliance, into: Alliance) -> Sections:
    """The same sections in the other alliance, by the id of the old one. Not guarded: part of merging."""
    carried: dict[int | None, AllianceSection | None] = {None: None}
    for old, name in queries.names_after_merger(alliance, into):
        carried[old.id] = AllianceSection(alliance=into, name=name, extent=old.extent)
    db.session.add_all(new for new in carried.values() if new is not None)
    db.session.flush()  # memberships and offices name them
    return carried


def carry_leaders(terms: Sequence[OfficeTerm], into: Alliance, sections: Sections, actor: User) -> None:
    """Who led a section leads it on, to the end of the same term. Not guarded: part of merging."""
    belonging = set(queries.member_ids(into.id))
    for term in terms:
        if term.user_id in belonging:
            give_office(
                into,
                user=term.user,
                office=term.office,
                starts_on=clock.today(),
                ends_on=term.ends_on,
                how=How.DELEGATED,
                given_by=actor.id,
                section=sections[term.section_id],
            )
