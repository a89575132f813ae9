"""What `/v/<token>` says of a convention or a signature: what is stored now, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal.conventions import queries
from portal.conventions.models import Convention, Signature, Version
from portal.conventions.proof import hash_now
from portal.conventions.rules.chain import Link, first_break, head_of
from portal.conventions.states import LIFE, METHOD_LABELS, State
from portal.core.db import db
from portal.core.i18n import _
from portal.core.language import dates
from portal.core.masking import mask_name
from portal.papers.kinds import Proof, Standing


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


def chain_break(convention: Convention, chain: Sequence[Link]) -> int | None:
    """The number of the first entry that does not fit, or of the one that is missing at the end."""
    if found := first_break(chain):
        return found[0]
    count, head = head_of(chain)
    return None if (count, head) == (convention.chain_count, convention.chain_head) else count + 1


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
    chain = queries.chain_of(version.convention)
    broken = chain_break(version.convention, chain)
    if broken:
        standing, since = Standing.BROKEN, None
    position = next((link.entry.number for link in chain if link.entry.signature == signature.code), 0)
    return Proof(
        hash_now=hash_now(version) if signature.text_hash == version.text_hash else "",
        standing=standing,
        since=since,
        facts=(
            (_("Signed by"), mask_name(str(signature.user.name))),
            (_("Signed at"), dates.datetime_(signature.signed_at)),
            (_("How it was signed"), METHOD_LABELS[signature.method]),
            (_("Number in the chain"), _("%(number)s of %(count)s", number=position, count=len(chain))),
            (_("The chain breaks at entry"), broken or ""),
            (_("Fingerprint of its entry"), chain[position - 1].hash if position and not broken else ""),
            *facts_of(version),
        ),
    )
