"""The beginning of every entry: proposed by one person, its evidence looked at by others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.catalog import CardChanged
from portal.files.models import FileKind, StoredFile
from portal.files.services import attach
from portal.honor import notices
from portal.honor.models import BasisUse, BoardEntry, Evidence, EvidenceCheck, HonorBoard, LegalBasis
from portal.honor.rules import Severity
from portal.honor.services.public_votes import leave_vote
from portal.honor.services.taking_down import close_claims
from portal.honor.services.wording import read_before
from portal.honor.states import (
    ANSWERABLE,
    ASKED,
    CAN_BE,
    LIVES,
    BasisKind,
    Polarity,
    Scope,
    Source,
    SubjectType,
)
from portal.notices.services import take_back
from portal.places.models import Place

Words = Bitext | str


@guarded("honor.nominate")
def nominate(
    board: HonorBoard,
    *,
    subject_type: SubjectType,
    subject: Words,
    facts: Words,
    source: Source,
    holder: User | None = None,
    place: Place | None = None,
    behaviour: Words = "",
    place_text: Words = "",
    occurred: tuple[date, date] | None = None,
    severity: Severity | None = None,
    scope: Scope = Scope.PUBLIC,
    bases: Sequence[LegalBasis] = (),
    correction: Words = "",
    remedy: Words = "",
    uscc: str = "",
    source_case: str = "",
    actor: User,
) -> BoardEntry:
    """Propose an entry. `holder` is the person behind it: asked for consent, or heard; never shown."""
    red = board.polarity is Polarity.RED
    if board.closed_on is not None:
        raise Refused(_("This board is closed."))
    if subject_type not in CAN_BE[board.polarity]:
        raise Refused(
            _(
                "A natural person is never named for something bad, only behaviour, places and shops by their sign."
            )
        )
    _ask_for_people(subject_type, holder, red=red)
    read_before(subject, behaviour, facts, place_text, correction, remedy, praise=red)
    if not red:
        _ask_for_reminder(behaviour, place_text, occurred, severity, bases, correction)
        _ask_for_scope(board, subject_type, scope, severity, bases)
    entry = BoardEntry(
        polarity=board.polarity,
        board=board,
        place=place or board.place,
        alliance_id=board.alliance_id,
        subject_type=subject_type,
        subject=subject,
        holder=holder,
        uscc=uscc,
        behaviour=behaviour,
        facts=facts,
        place_text=place_text,
        occurred_from=occurred[0] if occurred else None,
        occurred_until=occurred[1] if occurred else None,
        severity=severity,
        scope=scope,
        correction=correction,
        remedy=remedy,
        source=source,
        source_case=source_case,
        nominated_by=actor.id,
        needs_consent=red and (subject_type in ASKED or holder is not None),
    )
    entry.uses = [BasisUse(basis=basis) for basis in dict.fromkeys(bases)]
    db.session.add(entry)
    db.session.flush()  # evidence and history name it
    return entry


def _ask_for_people(subject_type: SubjectType, holder: User | None, *, red: bool) -> None:
    if holder is not None and holder.is_minor:
        raise Refused(_("Minors stand on no board."))
    if red and subject_type in ASKED and holder is None:
        raise Refused(_("Behind this stands one person: please say who, so that they can be asked first."))


def _ask_for_reminder(
    behaviour: Words,
    place_text: Words,
    occurred: tuple[date, date] | None,
    severity: Severity | None,
    bases: Sequence[LegalBasis],
    correction: Words,
) -> None:
    """Everything the notice will have to say must be known from the start."""
    if not (str(behaviour) and str(place_text) and occurred and str(correction)):
        raise Refused(_("What happened, where, when and what is asked for must all be written down."))
    if not occurred[0] <= occurred[1] <= clock.today():
        raise Refused(_("The days on which it happened must be in order and not in the future."))
    if severity is None:
        raise Refused(_("Please say how grave it is: the longest term follows from it."))
    if not bases:
        raise Refused(_("Without a ground from the register nobody is reminded of anything."))


def _ask_for_scope(
    board: HonorBoard,
    subject_type: SubjectType,
    scope: Scope,
    severity: Severity | None,
    bases: Sequence[LegalBasis],
) -> None:
    laws = [basis for basis in bases if basis.kind is BasisKind.LAW]
    if scope is Scope.ALLIANCE and board.alliance_id is None:
        raise Refused(_("Only the board of an alliance can keep an entry among its members."))
    if scope is Scope.PUBLIC and not laws:
        raise Refused(
            _("A convention binds those who signed it: for everybody to read, a law is needed as ground.")
        )
    if (severity is Severity.OWN) is bool(laws):
        raise Refused(
            _("How grave it is by law follows from a law; the own measure from a convention alone.")
        )
    if subject_type in ANSWERABLE and not laws and scope is not Scope.ALLIANCE:
        raise Refused(
            _("A breach of a convention by a shop or company stays among the members of the alliance.")
        )


@guarded("honor.add_evidence")
def add_evidence(
    entry: BoardEntry,
    *,
    kind: str,
    text: Words,
    taken_on: date | None = None,
    files: Sequence[StoredFile] = (),
    actor: User,
) -> Evidence:
    """One piece of evidence; its files stay private."""
    if not str(text).strip():
        raise Refused(_("Please say what this evidence shows."))
    read_before(text, praise=entry.is_red)
    evidence = Evidence(entry_id=entry.id, kind=kind, text=text, taken_on=taken_on, added_by=actor.id)
    db.session.add(evidence)
    db.session.flush()  # its files name it
    attach(files, evidence, public=False)
    return evidence


@guarded("honor.clear_evidence")
def clear_evidence(entry: BoardEntry, *, file: StoredFile, public: bool, actor: User) -> None:
    """Mark a picture as fit for the public (faces and plates are covered), or take that back."""
    if (
        file.subject_kind != "honor_evidence"
        or db.session.get_one(Evidence, file.subject_id).entry_id != entry.id
    ):
        raise Refused(_("This file does not belong to this entry."))
    if public and file.kind is not FileKind.IMAGE:
        raise Refused(_("Only pictures with faces and plates covered are shown."))
    if public and file.owner_id == actor.id:
        raise Refused(
            _("Another person than the one who uploaded it has to look whether anybody can be recognised.")
        )
    file.public = public
    announce(CardChanged(kind="praise" if entry.is_red else "reminder", object_id=entry.id))


@guarded("honor.check_evidence")
def check_evidence(
    entry: BoardEntry, *, finding: Words, no_minor: bool, signed_convention: bool = False, actor: User
) -> None:
    """The first of two people who look at all the evidence, each on their own."""
    note_check(
        entry, "check_evidence", finding=finding, no_minor=no_minor, signed=signed_convention, actor=actor
    )
    entry.checked_by = actor.id


@guarded("honor.check_again")
def check_again(
    entry: BoardEntry, *, finding: Words, no_minor: bool, signed_convention: bool = False, actor: User
) -> None:
    """The second one. What they find is written down beside what the first one found."""
    note_check(
        entry, "check_again", finding=finding, no_minor=no_minor, signed=signed_convention, actor=actor
    )
    entry.second_checked_by = actor.id
    entry.checked_at = clock.now()


def note_check(
    entry: BoardEntry, step: str, *, finding: Words, no_minor: bool, signed: bool, actor: Any
) -> None:
    """Keep what one person found, with the step it is. Not guarded: part of the checking services."""
    if not str(finding).strip():
        raise Refused(_("Please write down what you found."))
    if not no_minor:
        raise Refused(_("Where a minor is involved or could be recognised, nothing may stand on a board."))
    read_before(finding, praise=entry.is_red)
    if not entry.is_red:
        if not db.session.query(Evidence.id).filter_by(entry_id=entry.id).first():
            raise Refused(_("There is no evidence yet that could be checked."))
        on_convention = any(use.basis.kind is BasisKind.CONVENTION for use in entry.uses)
        if on_convention and entry.subject_type in ANSWERABLE and not signed:
            raise Refused(
                _("A convention binds its signers: please confirm that you have seen the signature.")
            )
    LIVES[entry.polarity].move(entry, step, actor=actor)
    db.session.add(
        EvidenceCheck(
            entry_id=entry.id,
            checked_by=actor.id,
            finding=finding,
            no_minor=no_minor,
            signed_convention=signed,
        )
    )


@guarded("honor.drop")
def drop(entry: BoardEntry, *, reason: str, actor: User) -> None:
    """End it before it is public. A public notice of praise disappears with it."""
    was_noticed = entry.notice_from is not None
    LIVES[entry.polarity].move(entry, "drop", actor=actor, reason=reason)
    leave_vote(entry)
    entry.ended_on = clock.today()
    entry.ended_reason = Bitext.of(reason)
    close_claims(entry)
    if was_noticed:
        take_back(entry.id, *notices.ALL)
        announce(CardChanged(kind="praise", object_id=entry.id))
