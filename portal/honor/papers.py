"""Titles as papers: `/v/<token>` says whether a title is held today. Once it is over it names nobody any more."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time

from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.language import dates
from portal.honor.models import BoardEntry, Candidacy
from portal.honor.states import EntryState
from portal.papers.kinds import PaperKind, Proof, Standing
from portal.papers.models import IssuedPaper
from portal.papers.queries import PaperView, paper_view
from portal.papers.services import issue

KIND = "honor_title"


def hash_of(candidacy: Candidacy) -> str:
    """Of what the title says, in both scripts, with a salt that stays here: nobody can try names against it."""
    entry, name = candidacy.entry, candidacy.programme.name
    words = [
        candidacy.salt,
        *(text for both in (name, entry.subject, entry.facts) for text in (both.hans, both.hant)),
        candidacy.round,
        entry.decision_no.original if entry.decision_no else "",
        *(day.isoformat() if day else "" for day in (entry.publish_from, entry.publish_until)),
    ]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def issue_title(candidacy: Candidacy, actor_id: int) -> IssuedPaper:
    """The public address of its proof. Its heading names the title only, for it stays when the title is over."""
    return issue(
        KIND,
        object_id=candidacy.id,
        title=candidacy.programme.name,
        text_hash=hash_of(candidacy),
        path=f"/honor/{candidacy.entry.code}",
        issued_by=actor_id,
    )


def paper_of(candidacy: Candidacy) -> PaperView | None:
    return paper_view(KIND, candidacy.id, hash_of(candidacy))


def prove(candidacy_id: int) -> Proof | None:
    candidacy = db.session.get(Candidacy, candidacy_id)
    if candidacy is None:
        return None
    entry, now = candidacy.entry, hash_of(candidacy)
    if not entry.is_shown:
        standing, day = _end_of(entry)
        since = datetime.combine(day, time(0), tzinfo=clock.CITY_ZONE) if day else None
        return Proof(hash_now=now, standing=standing, since=since)
    return Proof(
        hash_now=now,
        facts=(
            (_("Holder of the title"), entry.subject),
            (_("Place"), entry.place.name),
            (_("The decision"), entry.decision_no or ""),
            (_("Shown until"), dates.date(entry.publish_until) if entry.publish_until else ""),
        ),
    )


def _end_of(entry: BoardEntry) -> tuple[Standing, date | None]:
    if entry.state in {EntryState.PUBLISHED, EntryState.EXPIRED}:
        return Standing.EXPIRED, entry.publish_until
    return Standing.WITHDRAWN, entry.ended_on


KINDS = {KIND: PaperKind(label=_l("Title of an honour roll"), prove=prove)}
