"""The sheets for the wall, drawn anew when they have grown old."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import or_, select

from portal.conventions.models import ChainEntry, Convention, Version
from portal.core import clock
from portal.core.db import db
from portal.papers import services as papers
from portal.papers.models import IssuedPaper, PaperPdf, PdfState


def print_anew() -> int:
    """Sheets of today's text carry the last fingerprint of the signatures: once a day, where names have come.

    Not guarded: by the clock, repeatable.
    """
    today = datetime.combine(clock.today(), time(), tzinfo=clock.CITY_ZONE)
    found = (
        select(IssuedPaper)
        .join(Version, Version.id == IssuedPaper.object_id)
        .join(Convention, Convention.id == Version.convention_id)
        .where(
            IssuedPaper.kind == "convention",
            or_(Version.number == Convention.current_no, Version.number == Convention.in_force_no),
            select(PaperPdf.id)
            .join(ChainEntry, ChainEntry.convention_id == Convention.id)
            .where(
                PaperPdf.paper_id == IssuedPaper.id,
                PaperPdf.state == PdfState.READY,
                PaperPdf.made_at < today,
                PaperPdf.made_at < ChainEntry.at,
            )
            .exists(),
        )
    )
    old = db.session.scalars(found.order_by(IssuedPaper.id)).all()
    for paper in old:
        papers.order(paper)
    return len(old)
