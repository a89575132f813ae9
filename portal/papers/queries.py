from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.audit import Damage
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.papers.kinds import Proof, Standing, kinds
from portal.papers.models import IssuedPaper, PaperPdf, PdfState


def may_have(viewer: Any, paper_id: int) -> bool:
    """Whether the PDFs of a paper are for this reader today."""
    paper = db.session.get(IssuedPaper, paper_id)
    kind = kinds().get(paper.kind) if paper else None
    if paper is None or kind is None:
        return False
    return kind.readers is None or kind.readers(viewer, paper.object_id)


@dataclass(frozen=True)
class PaperView:
    """A paper with its PDFs, for the page of the thing (`papers/_paper.html`)."""

    paper: IssuedPaper
    pdfs: Sequence[PaperPdf]

    def says(self, pdf: PaperPdf) -> str:
        return kinds()[self.paper.kind].says(pdf.locale, pdf.size)

    @property
    def ready(self) -> list[PaperPdf]:
        """Those that can be had; one that is being drawn anew stays until the new one is there."""
        return [pdf for pdf in self.pdfs if pdf.file is not None]

    @property
    def waiting(self) -> bool:
        return any(pdf.state is PdfState.WAITING and pdf.file is None for pdf in self.pdfs)

    @property
    def impossible(self) -> bool:
        return bool(self.pdfs) and all(pdf.state is PdfState.IMPOSSIBLE for pdf in self.pdfs)


def get_paper(token: str) -> IssuedPaper:
    paper = db.session.scalar(select(IssuedPaper).where(IssuedPaper.token == token))
    if paper is None:
        raise NotFound(_("Nothing was issued under this code. Please compare it with the paper."))
    return paper


def find_paper(kind: str, object_id: int, text_hash: str) -> IssuedPaper | None:
    found = select(IssuedPaper).where(
        IssuedPaper.kind == kind, IssuedPaper.object_id == object_id, IssuedPaper.text_hash == text_hash
    )
    return db.session.scalar(found)


def pdfs_of(paper: IssuedPaper) -> Sequence[PaperPdf]:
    found = select(PaperPdf).where(PaperPdf.paper_id == paper.id).options(joinedload(PaperPdf.file))
    return db.session.scalars(found.order_by(PaperPdf.id)).all()


def paper_view(kind: str, object_id: int, text_hash: str) -> PaperView | None:
    paper = find_paper(kind, object_id, text_hash)
    return PaperView(paper, pdfs_of(paper)) if paper else None


def proof_of(paper: IssuedPaper) -> tuple[Proof | None, Standing]:
    """What is stored now and how it compares; a thing that is gone, or has another hash, is CHANGED."""
    kind = kinds().get(paper.kind)
    proof = kind.prove(paper.object_id) if kind else None
    if proof is None or proof.hash_now != paper.text_hash:
        return proof, Standing.CHANGED
    return proof, proof.standing


def damaged() -> Iterator[Damage]:
    """Papers whose text is no longer what was issued, for `portal verify`."""
    for paper in db.session.scalars(select(IssuedPaper).order_by(IssuedPaper.id)):
        if proof_of(paper)[1] is Standing.CHANGED:
            yield Damage(
                "issued_paper", paper.id, "what is stored now does not give the hash that was issued"
            )
