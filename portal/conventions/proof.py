"""Is every text still the one that was fixed, and every signature under it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.conventions import queries
from portal.conventions.models import ChainEntry, Clause, Convention, Signature, Version
from portal.conventions.rules.chain import Link, first_break, head_of
from portal.core.audit import Damage
from portal.core.db import db

HEADS = select(Convention.code, Convention.chain_count, Convention.chain_head).order_by(Convention.id)
ENTRIES = (
    select(ChainEntry)
    .options(
        joinedload(ChainEntry.convention), joinedload(ChainEntry.signature).joinedload(Signature.version)
    )
    .order_by(ChainEntry.convention_id, ChainEntry.number)
)


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
    yield from broken_chains()


def broken_chains() -> Iterator[Damage]:
    """The first entry of each convention's chain that does not fit, seals that do not open, tails cut off."""
    heads = {code: (count, head) for code, count, head in db.session.execute(HEADS)}
    links: dict[str, list[Link]] = {}
    for row in db.session.scalars(ENTRIES):
        links.setdefault(row.convention.code, []).append(row.link)
        if row.seal_now not in {None, row.seal}:
            yield Damage("convention_signature", row.signature_id, "its particulars no longer open its seal")
    for code, (count, head) in heads.items():
        chain = links.get(code, [])
        if broken := first_break(chain):
            yield Damage("convention_chain_entry", broken[0], f"convention {code}: {broken[1]}")
        elif head_of(chain) != (count, head):
            yield Damage(
                "convention_chain_entry", count, f"convention {code}: the end of the chain is missing"
            )
