"""What happens at once when an entry is public no more, whichever way it ended."""

from __future__ import annotations

from sqlalchemy import select, update

from portal.core import clock
from portal.core.db import db
from portal.core.events import announce
from portal.events.catalog import CardChanged
from portal.events.honor import EntryTakenDown
from portal.files.models import StoredFile
from portal.honor import notices, papers
from portal.honor.models import BoardEntry, Evidence
from portal.notices.services import take_back as take_notices_back
from portal.papers.services import take_back


def take_down(entry: BoardEntry) -> None:
    """Its pictures, PDFs and notices go with it. Not guarded: part of the services that end an entry."""
    entry.ended_on = clock.today()
    pieces = select(Evidence.id).where(Evidence.entry_id == entry.id)
    shown = update(StoredFile).where(
        StoredFile.subject_kind == "honor_evidence", StoredFile.subject_id.in_(pieces)
    )
    db.session.execute(shown.values(public=False), execution_options={"synchronize_session": "fetch"})
    take_back(papers.KIND, entry.id)
    take_notices_back(entry.id, *notices.ALL)
    announce(EntryTakenDown(entry_id=entry.id))
    announce(CardChanged(kind="praise" if entry.is_red else "reminder", object_id=entry.id))
