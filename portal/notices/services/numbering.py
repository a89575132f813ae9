"""The next number of an organisation: drawn in the transaction that issues, so that a failed one leaves no hole."""

from __future__ import annotations

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, hold_row, put_once
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.notices import queries
from portal.notices.kinds import Sender, notice_kinds
from portal.notices.models import Notice, NoticeSender, NoticeSeries
from portal.notices.rules import number_of


def draw(kind: str, *, sender: Sender, object_id: int, actor_id: int, prefix: str = "") -> Notice:
    """A number for a paper that is not public. `prefix` instead of the sender's mark and the word of the kind.

    Not guarded: part of the service that issues the paper.
    """
    office = office_of(sender)
    hold_row(office)  # others who number for it wait here until this number stands or is given up
    year = clock.today().year
    series = series_of(office, prefix or office.mark + notice_kinds()[kind].word, year)
    series.last += 1
    notice = Notice(
        series_id=series.id,
        serial=series.last,
        number=Bitext.name(number_of(series.prefix, year, series.last)),
        sender=office,
        signed=office.name,
        red_head=office.red_head,
        kind=kind,
        object_id=object_id,
        place_id=sender.place.id,
        starts_on=clock.today(),
        issued_by=actor_id,
    )
    db.session.add(notice)
    db.session.flush()  # the paper of the caller names it
    return notice


def office_of(sender: Sender) -> NoticeSender:
    """The row of this organisation; its first paper makes it. Not guarded: part of numbering."""
    found = queries.find_sender(sender.kind, sender.id)
    if found is not None:
        return found
    mark = next((m for m in queries.marks_for(sender) if not queries.mark_taken(m)), None)
    if mark is None:
        raise Refused(
            _(
                "This organisation has no mark for its document numbers yet. The city's administrator gives it one."
            )
        )
    # of two first papers at once the second finds the row of the first
    put_once(
        NoticeSender,
        owner_kind=sender.kind,
        owner_id=sender.id,
        place_id=sender.place.id,
        name=sender.name,
        mark=mark,
    )
    made = queries.find_sender(sender.kind, sender.id)
    if made is None:
        raise Refused(
            _(
                "This organisation has no mark for its document numbers yet. The city's administrator gives it one."
            )
        )
    return made


def series_of(office: NoticeSender, prefix: str, year: int) -> NoticeSeries:
    """The run of numbers of this year, for the one who holds the row of the office. Not guarded: part of numbering."""
    found = db.session.scalar(
        select(NoticeSeries).where(NoticeSeries.prefix == prefix, NoticeSeries.year == year)
    )
    if found is None:
        found = NoticeSeries(sender_id=office.id, prefix=prefix, year=year, before=0, last=0)
        db.session.add(found)
        db.session.flush()  # its notices name it
    elif found.sender_id != office.id:
        raise Refused(_("Another organisation numbers its papers with “%(mark)s” already.", mark=prefix))
    return found
