"""Conventions and signatures as papers: what `/v/<token>` says of them, and the sheet that is drawn as PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template

from portal.conventions import queries
from portal.conventions.models import Convention, Signature, Version
from portal.conventions.proof import hash_now
from portal.conventions.states import LIFE, State
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.language import dates
from portal.core.masking import mask_name
from portal.papers.kinds import PaperKind, Proof, Standing
from portal.papers.models import IssuedPaper

TEXT, SIGNATURE = "convention", "convention_signature"


def standing_of(version: Version) -> tuple[Standing, datetime | None]:
    """Repealed with the convention; superseded once a newer version is in force."""
    convention = version.convention
    if convention.state is State.REPEALED:
        return Standing.REPEALED, convention.repealed_at
    if convention.in_force_no is not None and version.number < convention.in_force_no:
        return Standing.SUPERSEDED, convention.published_at
    return Standing.VALID, None


def facts_of(version: Version) -> tuple[tuple[Any, Any], ...]:
    convention = version.convention
    owner = convention.alliance.name if convention.alliance else convention.place.name
    return (
        (_("Convention of"), owner),
        (_("Version"), version.number),
        (_("State"), LIFE.label(convention.state)),
        (_("Filing number"), convention.filing_no),
        (_("Filed with"), convention.filing_office),
        (_("Signatures"), convention.signature_count or ""),
    )


def prove_text(version_id: int) -> Proof | None:
    version = db.session.get(Version, version_id)
    if version is None:
        return None
    standing, since = standing_of(version)
    return Proof(hash_now=hash_now(version), standing=standing, since=since, facts=facts_of(version))


def prove_signature(signature_id: int) -> Proof | None:
    """The hash under the name must be that of the text as it is stored now."""
    signature = db.session.get(Signature, signature_id)
    if signature is None:
        return None
    version = signature.version
    standing, since = standing_of(version)
    if signature.withdrawn_at is not None:
        standing, since = Standing.WITHDRAWN, signature.withdrawn_at
    return Proof(
        hash_now=hash_now(version) if signature.text_hash == version.text_hash else "",
        standing=standing,
        since=since,
        facts=(
            (_("Signed by"), mask_name(str(signature.user.name))),
            (_("Signed at"), dates.datetime_(signature.signed_at)),
            *facts_of(version),
        ),
    )


def sheet(paper: IssuedPaper, size: str) -> str:
    version = db.session.get_one(Version, paper.object_id)
    convention: Convention = version.convention
    return render_template(
        "conventions/paper.html",
        paper=paper,
        size=size,
        convention=convention,
        version=version,
        rows=[(queries.labelled(convention.form, c.number), c) for c in queries.clauses_of(version)],
    )


KINDS = {
    TEXT: PaperKind(label=_l("Convention"), prove=prove_text, sheet=sheet),
    SIGNATURE: PaperKind(label=_l("Signature under a convention"), prove=prove_signature),
}
