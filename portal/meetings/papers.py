"""Minutes and attendance on paper: what is issued to the public, and the PDFs for those inside."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, cast

from flask import render_template

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _, _l, speaking
from portal.core.jobs import Handler, enqueue
from portal.core.language import Script, detect
from portal.core.language.current import Locale
from portal.files import storage
from portal.files.models import FileKind, StoredFile
from portal.files.queries import files_of
from portal.meetings import queries
from portal.meetings.drafting import figures_of
from portal.meetings.models import Meeting, Minutes
from portal.meetings.states import KIND_LABELS, SEAT_LABELS, SIGNED_LABELS, MinutesState
from portal.papers.kinds import PaperKind, Proof, Standing
from portal.papers.models import IssuedPaper
from portal.papers.pdf import CannotDraw, draw
from portal.papers.services import LOCALES, issue

KIND = "meeting_minutes"
JOB = "meetings.pdf"


def standing_of(minutes: Minutes) -> tuple[Standing, datetime | None]:
    """Superseded once a correction has been published."""
    newer = [
        m.published_at
        for m in queries.versions_of(minutes.meeting)
        if m.number > minutes.number and m.state is MinutesState.PUBLISHED
    ]
    return (Standing.SUPERSEDED, newer[-1]) if newer else (Standing.VALID, None)


def prove(minutes_id: int) -> Proof | None:
    minutes = db.session.get(Minutes, minutes_id)
    if minutes is None:
        return None
    standing, since = standing_of(minutes)
    meeting = minutes.meeting
    return Proof(
        hash_now=queries.hash_of(minutes),
        standing=standing,
        since=since,
        facts=(
            (_("Meeting of"), meeting.owner_name),
            (_("Kind of meeting"), KIND_LABELS[meeting.kind]),
            (_("Version"), minutes.number),
        ),
    )


def page(minutes: Minutes, *, masked: bool, paper: IssuedPaper | None = None, size: str = "a4") -> str:
    """The sheet for print and PDF; `masked` as the public may read it."""
    meeting = minutes.meeting
    names = queries.covered_names(meeting) if masked else []
    parts = [
        (queries.for_the_public(p.heading, names), queries.for_the_public(p.text, names))
        if masked
        else (p.heading, p.text)
        for p in queries.parts_of(minutes)
    ]
    return render_template(
        "meetings/paper_minutes.html",
        meeting=meeting,
        minutes=minutes,
        parts=parts,
        paper=paper,
        size=size,
        names=queries.signers_of(minutes),
        drawn=paper is not None,
    )


def sheet(paper: IssuedPaper, size: str) -> str:
    return page(db.session.get_one(Minutes, paper.object_id), masked=True, paper=paper, size=size)


def attendance_page(meeting: Meeting, *, drawn: bool = False) -> str:
    """The attendance sheet: empty to be signed on paper before, filled in afterwards."""
    return render_template(
        "meetings/paper_attendance.html",
        meeting=meeting,
        seats=queries.seats_of(meeting),
        present=figures_of(meeting),
        seat_labels=SEAT_LABELS,
        signed_labels=SIGNED_LABELS,
        drawn=drawn,
    )


def issue_minutes(minutes: Minutes, actor: User) -> IssuedPaper:
    """A public address under which anybody can check the text."""
    return issue(
        KIND,
        object_id=minutes.id,
        title=minutes.meeting.title,
        text_hash=minutes.text_hash,
        path=f"{minutes.meeting.path}/minutes/{minutes.number}",
        issued_by=actor.id,
    )


def order_pdfs(minutes: Minutes) -> None:
    """Have minutes and attendance drawn for those inside, in both scripts."""
    for locale in LOCALES:
        for what in ("minutes", "attendance"):
            enqueue(
                JOB,
                {"what": what, "minutes_id": minutes.id, "locale": locale},
                key=f"meetings.pdf:{minutes.id}:{what}:{locale}",
            )


def make_pdf(payload: dict[str, Any]) -> None:
    """Draw one PDF and keep it as a file of the minutes or the meeting. A job; repeatable."""
    minutes = db.session.get(Minutes, payload["minutes_id"])
    if minutes is None:
        return
    meeting, locale = minutes.meeting, str(payload["locale"])
    attendance = payload["what"] == "attendance"
    kind, subject_id = ("meeting", meeting.id) if attendance else (KIND, minutes.id)
    with speaking(cast("Locale", locale)):
        word = (
            _("Attendance sheet") if attendance else _("Minutes, version %(number)s", number=minutes.number)
        )
        title = meeting.title.in_script(Script.HANT if locale == "zh_Hant" else Script.HANS)
        name = f"{title[:50]}-{word}.pdf"
        if any(file.name == name for file in files_of(kind, subject_id)):
            return
        html = attendance_page(meeting, drawn=True) if attendance else page(minutes, masked=False)
        try:
            content = draw(html)
        except CannotDraw:
            return
    db.session.add(
        StoredFile(
            code=secrets.token_urlsafe(12),
            sha256=storage.put(content),
            kind=FileKind.PDF,
            media_type="application/pdf",
            name=name,
            size=len(content),
            public=False,
            subject_kind=kind,
            subject_id=subject_id,
            owner_id=minutes.drafted_by,
            at=clock.now(),
        )
    )


def named_files(kind: str, subject_id: int) -> list[tuple[StoredFile, Script]]:
    """The files of a meeting or of its minutes, each with the script of its name."""
    return [(file, detect(file.name)) for file in files_of(kind, subject_id)]


KINDS = {KIND: PaperKind(label=_l("Minutes of a meeting"), prove=prove, sheet=sheet)}
JOBS: dict[str, Handler] = {JOB: make_pdf}
