"""What happens at once when an entry is public no more, whichever way it ended."""

from __future__ import annotations

from sqlalchemy import select, update

from portal.core import clock
from portal.core.db import db
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import dates
from portal.events.catalog import CardChanged
from portal.events.honor import EntryTakenDown
from portal.events.notifications import PeopleTold
from portal.files.models import StoredFile
from portal.honor import notices, papers
from portal.honor.models import BoardEntry, Evidence, Objection, Repair
from portal.honor.states import STATES, ClaimState
from portal.notices.kinds import in_both
from portal.notices.services import take_back as take_notices_back
from portal.papers.services import take_back


def take_down(entry: BoardEntry) -> None:
    """Its pictures, PDFs and notices go with it. Not guarded: part of the services that end an entry."""
    entry.ended_on = clock.today()
    close_claims(entry)
    pieces = select(Evidence.id).where(Evidence.entry_id == entry.id)
    shown = update(StoredFile).where(
        StoredFile.subject_kind == "honor_evidence", StoredFile.subject_id.in_(pieces)
    )
    db.session.execute(shown.values(public=False), execution_options={"synchronize_session": "fetch"})
    take_back(papers.KIND, entry.id)
    take_notices_back(entry.id, *notices.ALL)
    announce(EntryTakenDown(entry_id=entry.id))
    announce(CardChanged(kind="praise" if entry.is_red else "reminder", object_id=entry.id))


def close_claims(entry: BoardEntry) -> None:
    """What nobody has answered when an entry ends is closed with it, and those who asked are told.

    Not guarded: part of the services that end an entry. They hold its row, as whoever objects does: an objection
    is either there to be closed, or made afterwards and refused.
    """
    waiting = select(Objection).where(Objection.entry_id == entry.id, Objection.state == ClaimState.OPEN)
    for objection in db.session.scalars(waiting.order_by(Objection.id)).all():
        objection.state, objection.answered_on = ClaimState.CLOSED, entry.ended_on
        objection.answer = in_both(lambda: why_closed(entry))
        if objection.user_id is not None:
            announce(
                PeopleTold(
                    user_ids=(objection.user_id,),
                    message=N_("“%(title)s” is no longer public. Your objection to it is closed."),
                    path="/honor/mine",
                    key=f"honor:objection:{objection.id}:closed",
                    values={"bi_title": entry.title.to_json()},
                )
            )
    asked = select(Repair).where(Repair.entry_id == entry.id, Repair.state == ClaimState.OPEN)
    for repair in db.session.scalars(asked).all():
        repair.state, repair.checked_on = ClaimState.CLOSED, entry.ended_on
        repair.finding = in_both(lambda: why_closed(entry))


def why_closed(entry: BoardEntry) -> str:
    """Not guarded: only words."""
    return _(
        "The entry came down on %(day)s (%(state)s) before an answer was given. It is no longer public, so this is closed.",
        day=dates.date(entry.ended_on or clock.today()),
        state=STATES[entry.state],
    )
