"""Notices on paper: plain, or laid out as GB/T 9704 says where the sender is entitled to its red head.

The proof of one that is over names nobody, and its PDFs are gone.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time
from typing import Any

from flask import render_template

from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.language import Bitext, dates
from portal.notices.kinds import NoticeText, notice_kinds
from portal.notices.models import Notice
from portal.papers.kinds import PaperKind, Proof, Standing
from portal.papers.models import IssuedPaper
from portal.papers.queries import PaperView, paper_view
from portal.papers.services import issue

KIND = "notice"


def text_of(notice: Notice) -> NoticeText | None:
    """What it says, in the language being spoken; None when it is only a number or no longer speaks of anything."""
    kind = notice_kinds().get(notice.kind)
    return kind.text(notice) if kind and kind.text else None


def hash_of(notice: Notice) -> str:
    """Of number, title, days and facts as they were written, with a salt: nobody can try names against it."""
    text = text_of(notice)
    words = [
        notice.salt,
        notice.number.original,
        notice.title.original,
        notice.office.original,
        *(_plain(day) for day in (notice.starts_on, notice.until_on)),
        *(_plain(value) for _label, value in (text.facts if text else ())),
    ]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, Bitext):
        return value.original
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def issue_paper(notice: Notice) -> IssuedPaper:
    """Its public proof, whose heading is the number: it stays when the notice is gone."""
    return issue(
        KIND,
        object_id=notice.id,
        title=notice.number,
        text_hash=notice.text_hash,
        path=notice.address,
        issued_by=notice.issued_by,
    )


def paper_of(notice: Notice) -> PaperView | None:
    return paper_view(KIND, notice.id, notice.text_hash) if notice.is_shown else None


def prove(notice_id: int) -> Proof | None:
    """While it is shown it is compared word by word. What is over may be forgotten: then its own print is all there is."""
    notice = db.session.get(Notice, notice_id)
    if notice is None:
        return None
    if not notice.is_shown:
        taken = notice.gone_on is not None and not _ran_out(notice)
        day = notice.gone_on if taken else notice.shown_until
        return Proof(
            hash_now=notice.text_hash,
            standing=Standing.WITHDRAWN if taken else Standing.EXPIRED,
            since=datetime.combine(day, time(0), tzinfo=clock.CITY_ZONE) if day else None,
            facts=((_("Document number"), notice.number), (_("Issued by"), notice.signed)),
        )
    return Proof(
        hash_now=hash_of(notice),
        facts=(
            (_("Document number"), notice.number),
            (_("Issued by"), notice.signed),
            (_("Last day to object"), dates.date(notice.until_on) if notice.until_on else ""),
        ),
    )


def _ran_out(notice: Notice) -> bool:
    return (
        notice.shown_until is not None and notice.gone_on is not None and notice.gone_on > notice.shown_until
    )


def sheet(paper: IssuedPaper, _size: str) -> str:
    notice = db.session.get_one(Notice, paper.object_id)
    return sheet_of(notice, paper)


def sheet_of(notice: Notice, paper: IssuedPaper) -> str:
    return render_template(
        "notices/sheet.html",
        notice=notice,
        paper=paper,
        text=text_of(notice),
        label=notice_kinds()[notice.kind].label,
    )


def may_have(_viewer: Any, notice_id: int) -> bool:
    """For everybody, on the days on which the register shows it."""
    notice = db.session.get(Notice, notice_id)
    return notice is not None and notice.is_shown


KINDS = {
    KIND: PaperKind(label=_l("Notice"), prove=prove, sheet=sheet, sizes={"a4": _l("A4")}, readers=may_have)
}
