"""Names under the exact text."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.models import User
from portal.alliances.models import Membership
from portal.alliances.states import MembershipState
from portal.conventions import queries
from portal.conventions.models import ChainEntry, Convention, Signature, Version, no_text
from portal.conventions.rules.chain import START, EntryKind, entry_hash, seal
from portal.conventions.services.moving import hold
from portal.conventions.states import Method
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.catalog import CardChanged
from portal.events.conventions import ConventionSigned
from portal.papers import services as papers


@guarded("conventions.sign")
def sign(
    convention: Convention,
    *,
    text_hash: str,
    actor: User,
    consent: str = "",
    method: Method = Method.PASSWORD,
    evidence: Sequence[str] = (),
) -> Signature:
    """Put the actor's name under the text with this hash: the one that was shown. Twice is refused.

    `consent` is the sentence that was agreed to, as it was read; `evidence` the SHA-256 of drawings.
    """
    hold(convention)
    version = queries.signable_version(convention)
    if version.text_hash != text_hash:
        raise Refused(_("The text has changed since you opened the page. Please read it again."))
    if _exact(version) != text_hash:
        raise Refused(
            _("The stored text does not fit its fingerprint. Nobody can sign until this is cleared up.")
        )
    if queries.signature_of(version, actor) is not None:
        raise Refused(_("You have already signed this convention."))
    signature = Signature(
        convention=convention,
        version=version,
        user=actor,
        capacity=_capacity(convention, actor),
        alg=version.alg,
        text_hash=text_hash,
        signed_name=actor.name,
        consent=consent,
        method=method,
        evidence=list(evidence),
    )
    db.session.add(signature)
    convention.signature_count += 1
    db.session.flush()  # the chain and the event name it
    _add_to_chain(signature, EntryKind.SIGNED, seal(signature.salt, *signature.particulars))
    papers.issue(
        "convention_signature",
        object_id=signature.id,
        title=version.title,
        text_hash=text_hash,
        path=convention.path,
        issued_by=actor.id,
        alg=version.alg,
    )
    announce(ConventionSigned(convention_id=convention.id, signature_id=signature.id, user_id=actor.id))
    announce(CardChanged(kind="convention", object_id=convention.id))
    return signature


def _add_to_chain(signature: Signature, kind: EntryKind, sealed: str) -> None:
    """The next entry of the convention's chain; its row is held, so entries come one after the other."""
    convention = signature.convention
    row = ChainEntry(
        convention=convention,
        number=convention.chain_count + 1,
        kind=kind,
        signature=signature,
        at=clock.now(),
        seal=sealed,
        before_hash=convention.chain_head,
        hash="",
    )
    row.hash = entry_hash(row.link.entry, row.before_hash)
    db.session.add(row)
    convention.chain_count, convention.chain_head = row.number, row.hash


def _exact(version: Version) -> str:
    return queries.signed_text(version, queries.clauses_of(version))[1]


def _capacity(convention: Convention, actor: User) -> Bitext:
    """The shop a member signs for."""
    if convention.alliance_id is None:
        return no_text()
    mine = db.session.query(Membership).filter_by(
        alliance_id=convention.alliance_id, user_id=actor.id, state=MembershipState.ACTIVE
    )
    membership = mine.first()
    return membership.shop if membership else no_text()


@guarded("conventions.withdraw")
def withdraw(signature: Signature, *, reason: str, actor: User) -> None:
    """Take one's name back; the signature stays on record as withdrawn."""
    if signature.withdrawn_at is not None:
        raise Refused(_("This signature has been withdrawn already."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    hold(signature.convention)
    signature.withdrawn_at, signature.withdrawn_reason = clock.now(), reason.strip()
    if signature.version_id == queries.signable_version(signature.convention).id:
        signature.convention.signature_count -= 1
    sealed = seal(signature.salt, signature.withdrawn_reason) if signature.salt else START
    _add_to_chain(signature, EntryKind.WITHDRAWN, sealed)
    announce(CardChanged(kind="convention", object_id=signature.convention_id))
