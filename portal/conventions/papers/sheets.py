"""The sheets of a convention as HTML, in the language that is being spoken; `portal/papers` draws them."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template

from portal.conventions import queries
from portal.conventions.models import Convention, Signature, Version
from portal.conventions.rules.layout import largest_size
from portal.conventions.states import LIFE, METHOD_LABELS, Method
from portal.core import clock
from portal.core.db import db
from portal.files import storage
from portal.files.models import FileKind, StoredFile
from portal.papers.models import IssuedPaper
from portal.papers.pdf import INSIDE
from portal.papers.queries import find_paper
from portal.papers.sealing import certificate_of, holder_of


@dataclass(frozen=True)
class Item:
    """One line of a volume's table of contents."""

    title: Any
    by: Any
    day: Any
    pages: int
    name: str
    sha256: str


def seal_holder() -> str:
    """Whose electronic seal the PDF will bear; empty for none."""
    certificate = certificate_of(current_app.extensions["portal.config"])
    return holder_of(certificate) if certificate else ""


def wall_sheet(paper: IssuedPaper, size: str) -> str:
    version = db.session.get_one(Version, paper.object_id)
    convention: Convention = version.convention
    rows = [(queries.labelled(convention.form, c.number), c) for c in queries.clauses_of(version)]
    return render_template(
        "conventions/paper.html",
        paper=paper,
        size=size,
        convention=convention,
        version=version,
        now=clock.now(),
        seal=seal_holder(),
        rows=rows,
        point=largest_size([len(paragraph) for paragraph in paragraphs_of(version, rows)]),
    )


def paragraphs_of(version: Version, rows: Any) -> Iterator[str]:
    """What is printed, paragraph by paragraph, to measure it."""
    yield from str(version.preamble).split("\n")
    chapter = ""
    for label, clause in rows:
        if str(clause.chapter) != chapter:
            chapter = str(clause.chapter)
            yield chapter
        first, *others = str(clause.text).split("\n")
        yield f"{label}{clause.heading}{first}"
        yield from others


def paper_of(version: Version) -> IssuedPaper | None:
    return find_paper("convention", version.id, version.text_hash)


def inside(file: StoredFile | None) -> str:
    """A picture as part of the page itself: a paper fetches nothing."""
    if file is None or file.media_type != "image/png":
        return ""
    return INSIDE + base64.b64encode(storage.get(file.sha256)).decode()


def receipt(signature: Signature, paper: IssuedPaper | None, files: Sequence[StoredFile]) -> str:
    """What the signatory keeps."""
    drawn = (
        next((f for f in files if f.kind is FileKind.IMAGE), None)
        if signature.method is Method.DRAWN
        else None
    )
    return render_template(
        "conventions/receipt_sheet.html",
        signature=signature,
        convention=signature.convention,
        version=signature.version,
        entry=queries.entry_of(signature),
        now=clock.now(),
        method=METHOD_LABELS[signature.method],
        drawn=inside(drawn),
        paper=paper,
        seal=seal_holder(),
    )


def register(convention: Convention, version: Version, paper: IssuedPaper | None) -> str:
    """Everybody who signed the version, in the order of the chain."""
    rows = queries.registered(version)
    return render_template(
        "conventions/register_sheet.html",
        convention=convention,
        version=version,
        rows=rows,
        pictures={s.id: inside(files[0]) for _entry, s, files in rows if files and s.method is Method.DRAWN},
        methods=METHOD_LABELS,
        standing=sum(s.withdrawn_at is None for _entry, s, _files in rows),
        paper=paper,
        now=clock.now(),
        seal=seal_holder(),
    )


def steps(convention: Convention, names: Any) -> str:
    """What has happened, step by step, with the reviews and the filing."""
    return render_template(
        "conventions/steps_sheet.html",
        convention=convention,
        history=LIFE.history(convention),
        life=LIFE,
        names=names,
        reviews=queries.reviews_of(convention),
        filings=queries.filings_of(convention),
        seal=seal_holder(),
    )


def contents(convention: Convention, version: Version, items: Sequence[Item]) -> str:
    return render_template(
        "conventions/contents_sheet.html",
        convention=convention,
        version=version,
        items=items,
        now=clock.now(),
        seal=seal_holder(),
    )
