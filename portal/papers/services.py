"""Issuing papers, and making their PDFs."""

from __future__ import annotations

import secrets
from typing import Any, cast

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.db import db
from portal.core.i18n import speaking
from portal.core.jobs import enqueue
from portal.core.language import Bitext, Script
from portal.core.language.current import Locale
from portal.files import storage
from portal.files.models import FileKind, StoredFile
from portal.papers import queries
from portal.papers.kinds import kinds
from portal.papers.models import IssuedPaper, PaperPdf, PdfState
from portal.papers.pdf import CannotDraw, draw, printer
from portal.papers.sealing import certificate_of, sealed

LOCALES = ("zh_Hans", "zh_Hant")
JOB = "papers.pdf"
PASSING = "passing_paper"  # the files of papers whose kind has `readers`


def issue(
    kind: str,
    *,
    object_id: int,
    title: Bitext | str,
    text_hash: str,
    path: str,
    issued_by: int,
    alg: str = "sha256",
) -> IssuedPaper:
    """Give a text its public address `/v/<token>` and order its PDFs. The same text again is the same paper.

    Not guarded: the feature that issues has its own permission.
    """
    paper = queries.find_paper(kind, object_id, text_hash)
    if paper is not None:
        return paper
    paper = IssuedPaper(
        kind=kind,
        object_id=object_id,
        title=title,
        alg=alg,
        text_hash=text_hash,
        path=path,
        issued_by=issued_by,
        issued_at=clock.now(),
    )
    db.session.add(paper)
    db.session.flush()  # its PDFs name it
    if kinds()[kind].sheet is not None:
        order(paper)
    return paper


def order(paper: IssuedPaper) -> None:
    """Have the PDFs made, or made anew. Not guarded: part of issuing."""
    there = {(pdf.locale, pdf.size): pdf for pdf in queries.pdfs_of(paper)}
    for locale in LOCALES:
        for size in kinds()[paper.kind].sizes:
            pdf = there.get((locale, size)) or PaperPdf(paper=paper, locale=locale, size=size)
            pdf.state = PdfState.WAITING
            db.session.add(pdf)
            db.session.flush()  # the job names it
            enqueue(JOB, {"pdf_id": pdf.id})


def take_back(kind: str, object_id: int) -> None:
    """Its time is over: its PDFs are gone, its proof stays. Not guarded: part of the service that ends the thing."""
    theirs = (
        select(PaperPdf)
        .join(PaperPdf.paper)
        .where(IssuedPaper.kind == kind, IssuedPaper.object_id == object_id)
    )
    for pdf in db.session.scalars(theirs.options(joinedload(PaperPdf.file))).all():
        file = pdf.file
        db.session.delete(pdf)
        if file is not None:
            db.session.flush()  # nothing names it any more
            db.session.delete(file)


def make_pdf(payload: dict[str, Any]) -> None:
    """Draw one PDF and keep it as a public file. Not guarded: a job; repeatable."""
    pdf = db.session.get(PaperPdf, payload["pdf_id"])
    if pdf is None or pdf.state is PdfState.READY:
        return
    sheet = kinds()[pdf.paper.kind].sheet
    if sheet is None:
        return
    certificate = certificate_of(current_app.extensions["portal.config"])
    try:
        with speaking(cast("Locale", pdf.locale)):
            content = sealed(draw(sheet(pdf.paper, pdf.size)), certificate)
    except CannotDraw:
        pdf.state = PdfState.IMPOSSIBLE
        return
    old = pdf.file
    pdf.file, pdf.state, pdf.made_at = _kept(pdf, content), PdfState.READY, clock.now()
    if old is not None:
        db.session.flush()  # nothing names it any more
        db.session.delete(old)


def _kept(pdf: PaperPdf, content: bytes) -> StoredFile:
    script = Script.HANT if pdf.locale == "zh_Hant" else Script.HANS
    return StoredFile(
        code=secrets.token_urlsafe(12),
        sha256=storage.put(content),
        kind=FileKind.PDF,
        media_type="application/pdf",
        name=f"{pdf.paper.title.in_script(script)[:60]}-{pdf.size.upper()}.pdf",
        size=len(content),
        public=True,
        subject_kind=PASSING if kinds()[pdf.paper.kind].readers else "issued_paper",
        subject_id=pdf.paper_id,
        owner_id=pdf.paper.issued_by,
    )


def try_again() -> int:
    """Order what could not be drawn once it can be. Not guarded: run by the clock."""
    stuck = db.session.scalars(select(PaperPdf).where(PaperPdf.state == PdfState.IMPOSSIBLE)).all()
    if not stuck:
        return 0
    try:
        printer()
    except CannotDraw:
        return 0
    for pdf in stuck:
        pdf.state = PdfState.WAITING
        enqueue(JOB, {"pdf_id": pdf.id})
    return len(stuck)
