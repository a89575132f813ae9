"""Praise as papers: certificate and plate, and `/v/<token>` that says whether it holds today.

Once it is over the proof names nobody any more, and the PDFs are gone.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time
from typing import Any

from flask import render_template
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.language import dates
from portal.honor.models import BoardEntry
from portal.honor.queries.entries import visible_to
from portal.honor.queries.programmes import title_of
from portal.honor.states import EntryState
from portal.papers.kinds import PaperKind, Proof, Standing
from portal.papers.models import IssuedPaper
from portal.papers.queries import PaperView, paper_view
from portal.papers.services import issue

KIND = "honor_praise"
SIZES = {"a4": "A4", "a3": "A3"}
NAMES = {"a4": _l("Certificate of honour"), "a3": _l("Plate for the wall")}


def hash_of(entry: BoardEntry) -> str:
    """Of what it says, in both scripts, with a salt that stays here: nobody can try names against it."""
    candidacy = title_of(entry)
    title = candidacy.programme.name if candidacy else entry.board.name
    words = [
        entry.salt,
        *(text for both in (title, entry.subject, entry.facts) for text in (both.hans, both.hant)),
        candidacy.round if candidacy else 0,
        entry.decision_no.original if entry.decision_no else "",
        *(day.isoformat() if day else "" for day in (entry.publish_from, entry.publish_until)),
    ]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def issue_praise(entry: BoardEntry, actor_id: int) -> IssuedPaper:
    """Its public proof, with certificate and plate. The heading names the title or the roll only, for it stays."""
    candidacy = title_of(entry)
    return issue(
        KIND,
        object_id=entry.id,
        title=candidacy.programme.name if candidacy else entry.board.name,
        text_hash=hash_of(entry),
        path=f"/honor/{entry.code}",
        issued_by=actor_id,
    )


def paper_of(entry: BoardEntry) -> PaperView | None:
    """For the page of what stands on the roll today."""
    return paper_view(KIND, entry.id, hash_of(entry)) if entry.is_red and entry.is_shown else None


def prove(entry_id: int) -> Proof | None:
    entry = db.session.get(BoardEntry, entry_id)
    if entry is None:
        return None
    now = hash_of(entry)
    if not entry.is_shown:
        standing, day = _end_of(entry)
        since = datetime.combine(day, time(0), tzinfo=clock.CITY_ZONE) if day else None
        return Proof(hash_now=now, standing=standing, since=since)
    return Proof(
        hash_now=now,
        facts=(
            (_("Who is praised"), entry.subject),
            (_("Place"), entry.place.name),
            (_("The decision"), entry.decision_no or ""),
            (_("Shown until"), dates.date(entry.publish_until) if entry.publish_until else ""),
        ),
    )


def _end_of(entry: BoardEntry) -> tuple[Standing, date | None]:
    if entry.state in {EntryState.PUBLISHED, EntryState.EXPIRED}:
        return Standing.EXPIRED, entry.publish_until
    return Standing.WITHDRAWN, entry.ended_on


def sheet(paper: IssuedPaper, size: str) -> str:
    entry = db.session.get_one(BoardEntry, paper.object_id)
    giver = entry.alliance.name if entry.alliance else entry.board.place.name
    return render_template(
        "honor/praise_sheet.html", paper=paper, size=size, entry=entry, candidacy=title_of(entry), giver=giver
    )


def may_have(viewer: Any, entry_id: int) -> bool:
    """Certificate and plate are for those who may read the entry, on the days on which it is shown."""
    found = select(BoardEntry).where(BoardEntry.id == entry_id, visible_to(viewer))
    entry = db.session.scalar(found)
    return entry is not None and entry.is_shown


KINDS = {
    KIND: PaperKind(
        label=_l("Certificate of honour"),
        prove=prove,
        sheet=sheet,
        sizes=SIZES,
        readers=may_have,
        names=NAMES,
    )
}
