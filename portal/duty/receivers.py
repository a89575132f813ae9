from __future__ import annotations

from portal.core.events import now
from portal.duty.services.groups import name_the_people
from portal.events.alliances import SectionDropped


def keep_weeks(event: SectionDropped) -> None:
    name_the_people(event.section_id)


LISTENERS = (now(SectionDropped, keep_weeks),)
