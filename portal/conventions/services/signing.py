"""Names under the exact text."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from portal.accounts.models import User
from portal.accounts.rules import names
from portal.conventions import queries
from portal.conventions.models import ChainEntry, Convention, Signature, Version
from portal.conventions.queries import Party
from portal.conventions.rules.chain import START, EntryKind, entry_hash, seal
from portal.conventions.rules.drawing import Unfit, redrawn
from portal.conventions.services.moving import hold
from portal.conventions.states import Method
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import dates
from portal.core.services import guarded
from portal.events.catalog import CardChanged
from portal.events.conventions import ConventionSigned
from portal.events.notifications import PeopleTold
from portal.files import storage
from portal.files.models import FileKind, StoredFile
from portal.files.services import attach
from portal.papers import services as papers


@guarded("conventions.sign")
def sign(
    convention: Convention,
    *,
    text_hash: str,
    actor: User,
    party: str = "",
    household: str = "",
    consent: str = "",
    drawing: str = "",
) -> Signature:
    """Put the actor's name under the text with this hash, for one party. Twice for the same is refused.

    `party` is one of `queries.parties_of`; left empty it is the first that has not signed. `household` is for
    conventions of a place. `consent` is the sentence that was agreed to, as it was read; `drawing` the name
    written by hand (a PNG as a data address), else the password has been asked for.
    """
    hold(convention)
    version = _signable(convention, text_hash)
    chosen = _party(convention, version, actor, party, household)
    strokes = _drawn(drawing) if drawing else None
    evidence = [strokes] if strokes else []
    return _add(
        Signature(
            convention=convention,
            version=version,
            user=actor,
            party=chosen.key,
            capacity=chosen.capacity,
            alg=version.alg,
            text_hash=text_hash,
            signed_name=actor.name,
            consent=consent,
            method=Method.DRAWN if strokes else Method.PASSWORD,
            evidence=[file.sha256 for file in evidence],
        ),
        evidence,
    )


@guarded("conventions.sign_on_paper")
def sign_on_paper(
    convention: Convention,
    *,
    text_hash: str,
    party: Party,
    witnesses: Sequence[str],
    scan: Sequence[StoredFile],
    actor: User,
    consent: object = "",
) -> Signature:
    """Enter what somebody signed on paper before two witnesses, with the scan. The signatory is told."""
    hold(convention)
    version = _signable(convention, text_hash)
    signer = db.session.get_one(User, party.user_id)
    _refuse_doubtful_paper(signer, witnesses, scan, actor)
    if party.key not in {p.key for p in queries.parties_of(convention, signer)}:
        raise Refused(_("This person does not sign for that member of the convention."))
    _refuse_second(version, party)
    signature = _add(
        Signature(
            convention=convention,
            version=version,
            user=signer,
            party=party.key,
            capacity=party.capacity,
            alg=version.alg,
            text_hash=text_hash,
            signed_name=signer.name,
            consent=str(consent),
            method=Method.PAPER,
            evidence=[file.sha256 for file in scan],
            witnesses=[each.strip() for each in witnesses],
            entered_by=actor.id,
        ),
        scan,
    )
    announce(
        PeopleTold(
            user_ids=(signer.id,),
            message=N_("Your signature on paper under “%(title)s” has been entered. Please check it."),
            path=f"{convention.path}/signed",
            key=f"signature:{signature.id}:paper",
            values={"bi_title": convention.title.to_json()},
        )
    )
    return signature


def _refuse_doubtful_paper(
    signer: User, witnesses: Sequence[str], scan: Sequence[StoredFile], actor: User
) -> None:
    if signer.id == actor.id:
        raise Refused(_("Nobody enters their own signature on paper. Please ask another officer."))
    if signer.is_minor:
        raise Refused(_("People under 18 cannot sign."))
    folded = [names.fold(each) for each in witnesses if each.strip()]
    if len(set(folded)) < 2:
        raise Refused(_("Two different witnesses are needed."))
    if {names.fold(signer.name.original), names.fold(actor.name.original)} & set(folded):
        raise Refused(_("Neither the signatory nor the officer who enters it can be a witness."))
    if not scan:
        raise Refused(_("Please add the scan of the signed paper."))


def _signable(convention: Convention, text_hash: str) -> Version:
    version = queries.signable_version(convention)
    if version.text_hash != text_hash:
        raise Refused(_("The text has changed since you opened the page. Please read it again."))
    if queries.signed_text(version, queries.clauses_of(version))[1] != text_hash:
        raise Refused(
            _("The stored text does not fit its fingerprint. Nobody can sign until this is cleared up.")
        )
    return version


def _party(convention: Convention, version: Version, actor: User, key: str, household: str) -> Party:
    mine = queries.parties_of(convention, actor)
    if household.strip() and convention.alliance_id is None:
        mine = [queries.household_party(actor.id, household, convention)]
        key = ""
    if not mine:
        raise Refused(_("You have no shop or seat in this alliance to sign for."))
    signed = queries.signed_parties(version, mine)
    open_ones = [party for party in mine if party.key not in signed]
    chosen = [party for party in mine if party.key == key] if key else (open_ones or mine)[:1]
    if not chosen:
        raise Refused(_("This is not one of those you can sign for."))
    _refuse_second(version, chosen[0])
    return chosen[0]


def _refuse_second(version: Version, party: Party) -> None:
    signed = queries.signed_parties(version, [party]).get(party.key)
    if signed is None:
        return
    if signed.withdrawn_at is not None:
        raise Refused(_("This signature was withdrawn; the same version cannot be signed a second time."))
    if party.capacity:
        raise Refused(
            _(
                "For “%(party)s” this version was signed on %(day)s already. Each signs a version once.",
                party=party.capacity,
                day=dates.date(clock.local(signed.signed_at).date()),
            )
        )
    raise Refused(_("You have already signed this version. Your receipt stands on the page “My signature”."))


def why_unfit(why: str) -> str:
    """The sentence about a drawing that cannot be taken. Not guarded: only words."""
    sentences = {
        "empty": _("Please write your name in the field with a finger, a pen or the mouse."),
        "too_large": _("The drawing is too large. Please clear the field and write again."),
    }
    return str(
        sentences.get(why) or _("The drawing could not be read. Please clear the field and write again.")
    )


def _drawn(sent: str) -> StoredFile:
    try:
        drawing = redrawn(sent)
    except Unfit as unfit:
        raise Refused(why_unfit(unfit.why)) from unfit
    return StoredFile(
        code=secrets.token_urlsafe(12),
        sha256=storage.put(drawing.content),
        kind=FileKind.IMAGE,
        media_type="image/png",
        name="signature.png",
        size=len(drawing.content),
        width=drawing.width,
        height=drawing.height,
    )


def _add(signature: Signature, evidence: Sequence[StoredFile]) -> Signature:
    """The signature with all that follows from it: evidence, count, chain, paper, news."""
    convention, version = signature.convention, signature.version
    db.session.add(signature)
    convention.signature_count += 1
    db.session.flush()  # the chain, the evidence and the event name it
    for file in evidence:
        file.owner_id = file.owner_id or signature.user_id
        db.session.add(file)
    attach(evidence, signature, public=False)
    _add_to_chain(signature, EntryKind.SIGNED, seal(signature.salt, *signature.particulars))
    papers.issue(
        "convention_signature",
        object_id=signature.id,
        title=version.title,
        text_hash=signature.text_hash,
        path=convention.path,
        issued_by=signature.user_id,
        alg=version.alg,
    )
    announce(
        ConventionSigned(convention_id=convention.id, signature_id=signature.id, user_id=signature.user_id)
    )
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


@guarded("conventions.withdraw")
def withdraw(signature: Signature, *, reason: str, actor: User) -> None:
    """Take one's name back; the signature stays on record as withdrawn."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    hold(signature.convention)
    db.session.refresh(signature)
    if signature.withdrawn_at is not None:
        raise Refused(_("This signature has been withdrawn already."))
    signature.withdrawn_at, signature.withdrawn_reason = clock.now(), reason.strip()
    if signature.version_id == queries.signable_version(signature.convention).id:
        signature.convention.signature_count -= 1
    sealed = seal(signature.salt, signature.withdrawn_reason) if signature.salt else START
    _add_to_chain(signature, EntryKind.WITHDRAWN, sealed)
    announce(CardChanged(kind="convention", object_id=signature.convention_id))
