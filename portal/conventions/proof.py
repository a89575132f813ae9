"""Is every text still the one that was fixed, and every signature under it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from portal.conventions import queries
from portal.conventions.models import Clause, Signature, Version
from portal.core.audit import Damage
from portal.core.db import db


def hash_now(version: Version, clauses: Sequence[Clause] | None = None) -> str:
    """The hash of the stored clauses; empty when they cannot be read as one text any more.

    `clauses`: those just read, for who shows them as well.
    """
    try:
        return queries.signed_text(version, queries.clauses_of(version) if clauses is None else clauses)[1]
    except ValueError:
        return ""


def damaged() -> Iterator[Damage]:
    """Fixed versions and signatures that do not fit, for `portal verify`."""
    sound: dict[int, str] = {}
    fixed = select(Version).where(Version.text_hash != "").order_by(Version.id)
    for version in db.session.scalars(fixed):
        if hash_now(version) != version.text_hash:
            yield Damage("convention_version", version.id, "its clauses no longer give its hash")
        else:
            sound[version.id] = version.text_hash
    for signature in db.session.scalars(select(Signature).order_by(Signature.id)):
        expected = sound.get(signature.version_id)
        if expected is not None and signature.text_hash != expected:
            yield Damage("convention_signature", signature.id, "it is not under the text of its version")
