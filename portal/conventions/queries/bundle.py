"""A convention with all its fixed texts and its chain of signatures, to be checked without the portal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.conventions.models import ChainEntry, Convention, Signature, Version
from portal.conventions.rules.chain import EntryKind, Link
from portal.core.db import db
from portal.files.models import StoredFile
from portal.files.queries import files_of_many

FORMAT = "yiyue-convention-bundle 1"


def entries_of(convention: Convention) -> Sequence[ChainEntry]:
    """All entries of the chain with what they name, in one query."""
    chain = select(ChainEntry).where(ChainEntry.convention_id == convention.id).order_by(ChainEntry.number)
    return db.session.scalars(
        chain.options(
            joinedload(ChainEntry.convention), joinedload(ChainEntry.signature).joinedload(Signature.version)
        )
    ).all()


def chain_of(convention: Convention) -> list[Link]:
    return [row.link for row in entries_of(convention)]


def registered(version: Version) -> list[tuple[ChainEntry, Signature, list[StoredFile]]]:
    """All signatures under one version in the order of the chain, with what each was drawn or scanned as."""
    found = (
        select(ChainEntry, Signature)
        .join(Signature, Signature.id == ChainEntry.signature_id)
        .where(Signature.version_id == version.id, ChainEntry.kind == EntryKind.SIGNED)
        .options(joinedload(ChainEntry.signature))
        .order_by(ChainEntry.number)
    )
    rows = db.session.execute(found).all()
    files = files_of_many(Signature.__tablename__, [signature.id for _entry, signature in rows])
    return [(entry, s, files.get(s.id, [])) for entry, s in rows]


def bundle_of(convention: Convention, *, with_people: bool) -> dict[str, Any]:
    """What `tools/verify_convention.py` reads; `docs/signing.md` describes it.

    Without people it may be handed to anybody: the entries name nobody. With them each seal can be opened.
    """
    fixed = select(Version).where(Version.convention_id == convention.id, Version.text_hash != "")
    versions = db.session.scalars(fixed.order_by(Version.number))
    return {
        "format": FORMAT,
        "convention": convention.code,
        "versions": [
            {"number": v.number, "alg": v.alg, "hash": v.text_hash, "canonical": v.canonical}
            for v in versions
        ],
        "entries": [_entry(row, with_people=with_people) for row in entries_of(convention)],
        "head": {"count": convention.chain_count, "hash": convention.chain_head},
    }


def _entry(row: ChainEntry, *, with_people: bool) -> dict[str, Any]:
    entry = row.link.entry
    shown: dict[str, Any] = {
        "number": entry.number,
        "kind": str(entry.kind),
        "version": entry.version,
        "text": f"{entry.alg}:{entry.text_hash}",
        "signature": entry.signature,
        "at": entry.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "method": str(entry.method),
        "seal": entry.seal,
        "before": row.before_hash,
        "hash": row.hash,
    }
    if with_people and row.signature.salt:
        withdrawn = row.kind is EntryKind.WITHDRAWN
        said = (row.signature.withdrawn_reason,) if withdrawn else row.signature.particulars
        shown["opened"] = {"salt": row.signature.salt, "particulars": list(said)}
    return shown
