"""What is on record about entries: for their pages, the boards and the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.settings import setting
from portal.core.workflow import HistoryRow
from portal.files.models import FileKind, StoredFile
from portal.files.queries import files_of_many
from portal.honor.models import (
    Argument,
    BasisUse,
    BoardEntry,
    Decision,
    Evidence,
    EvidenceCheck,
    HeardStatement,
    LegalBasis,
    Look,
    Objection,
    Repair,
    ServedNotice,
)
from portal.honor.queries.entries import shown_now, visible_to
from portal.honor.states import LIVES, ClaimState, EntryState, Polarity, Scope
from portal.places.models import Place

E = BoardEntry


@dataclass(frozen=True)
class Record:
    """Everything on record about one entry."""

    entry: BoardEntry
    bases: Sequence[LegalBasis]
    evidence: Sequence[Evidence]
    files: dict[int, list[StoredFile]]
    checks: Sequence[EvidenceCheck]
    notice: ServedNotice | None
    statements: Sequence[HeardStatement]
    decision: Decision | None
    objections: Sequence[Objection]
    repairs: Sequence[Repair]

    @property
    def in_dispute(self) -> bool:
        return any(o.state is ClaimState.OPEN for o in self.objections)

    @property
    def open_repair(self) -> Repair | None:
        return next((r for r in self.repairs if r.state is ClaimState.OPEN), None)

    @property
    def arguments(self) -> list[Argument]:
        return [argument for statement in self.statements for argument in statement.arguments]

    @property
    def pictures(self) -> list[StoredFile]:
        return [file for files in self.files.values() for file in files if file.kind is FileKind.IMAGE]

    @property
    def public_files(self) -> list[StoredFile]:
        return [picture for picture in self.pictures if picture.public]


def _of(kind: Any, entry: BoardEntry) -> Select[Any]:
    return select(kind).where(kind.entry_id == entry.id).order_by(kind.id)


def record_of(entry: BoardEntry) -> Record:
    evidence = db.session.scalars(_of(Evidence, entry)).all()
    uses = select(LegalBasis).join(BasisUse, BasisUse.basis_id == LegalBasis.id)
    return Record(
        entry=entry,
        bases=db.session.scalars(uses.where(BasisUse.entry_id == entry.id).order_by(LegalBasis.id)).all(),
        evidence=evidence,
        files=files_of_many("honor_evidence", [piece.id for piece in evidence]),
        checks=db.session.scalars(_of(EvidenceCheck, entry)).all(),
        notice=db.session.scalar(_of(ServedNotice, entry)),
        statements=db.session.scalars(
            _of(HeardStatement, entry).options(selectinload(HeardStatement.arguments))
        ).all(),
        decision=db.session.scalar(_of(Decision, entry)),
        objections=db.session.scalars(_of(Objection, entry)).all(),
        repairs=db.session.scalars(_of(Repair, entry)).all(),
    )


def unanswered(entry: BoardEntry) -> list[Argument]:
    """Arguments of the statement that have no finding yet."""
    found = select(Argument).join(HeardStatement, HeardStatement.id == Argument.statement_id)
    wanted = found.where(HeardStatement.entry_id == entry.id, Argument.finding.is_(None))
    return list(db.session.scalars(wanted.order_by(Argument.id)))


def open_repair(entry_id: int) -> Repair | None:
    found = select(Repair).where(Repair.entry_id == entry_id, Repair.state == ClaimState.OPEN)
    return db.session.scalar(found)


def history(entry: BoardEntry) -> list[HistoryRow]:
    return LIVES[entry.polarity].history(entry)


def board_rows(
    polarity: Polarity, viewer: Any, *, place: Place | None = None, alliance_id: int | None = None
) -> Select[Any]:
    """The entries of a board page; `place` takes in everything below it."""
    found = select(E).where(E.polarity == polarity, visible_to(viewer)).options(joinedload(E.place))
    if place is not None:
        found = found.join(Place, Place.id == E.place_id).where(Place.path.startswith(place.path))
    if alliance_id is not None:
        found = found.where(E.alliance_id == alliance_id)
    return found


def corrections() -> Sequence[BoardEntry]:
    """Reminders withdrawn lately: the public reason is shown, the facts are not."""
    since = clock.today() - timedelta(days=int(setting("honor.correction_days")))
    found = select(E).where(
        E.polarity == Polarity.BLACK,
        E.state == EntryState.WITHDRAWN,
        E.scope == Scope.PUBLIC,
        E.ended_on >= since,
    )
    return db.session.scalars(found.options(joinedload(E.place)).order_by(E.ended_on.desc(), E.id)).all()


def of_person(user_id: int) -> Sequence[BoardEntry]:
    """Entries one is concerned by or has nominated, newest first."""
    mine = (E.holder_id == user_id) | (E.nominated_by == user_id)
    return db.session.scalars(
        select(E).where(mine).options(joinedload(E.place)).order_by(E.id.desc()).limit(100)
    ).all()


def held_by(user_id: int) -> Sequence[BoardEntry]:
    """The praise of one person that is shown today, newest first."""
    mine = select(E).where(E.holder_id == user_id, E.polarity == Polarity.RED, shown_now())
    return db.session.scalars(
        mine.options(joinedload(E.place), joinedload(E.board)).order_by(E.id.desc()).limit(5)
    ).all()


def objections_of(user_id: int) -> Sequence[Objection]:
    """What one has objected to, newest first."""
    found = select(Objection).where(Objection.user_id == user_id).options(joinedload(Objection.entry))
    return db.session.scalars(found.order_by(Objection.id.desc()).limit(100)).all()


def get_objection(entry: BoardEntry, number: int) -> Objection:
    """One objection of this entry."""
    objection = db.session.get(Objection, number)
    if objection is None or objection.entry_id != entry.id:
        raise NotFound(_("This objection was not found."))
    return objection


def looks_at(entry: BoardEntry) -> Sequence[Look]:
    """Who has opened this file, or read what is for some only; newest first."""
    found = select(Look).where(Look.entry_id == entry.id).order_by(Look.id.desc()).limit(20)
    return db.session.scalars(found).all()


def register() -> Sequence[LegalBasis]:
    """The grounds that hold today, by the instrument's name as written."""
    today = clock.today()
    holds = LegalBasis.effective_until.is_(None) | (LegalBasis.effective_until >= today)
    return db.session.scalars(
        select(LegalBasis).where(holds).order_by(LegalBasis.kind.desc(), LegalBasis.id)
    ).all()


def basis_title(basis: LegalBasis) -> Bitext:
    """《…》第…条, in both scripts."""
    name, article = basis.instrument, basis.article
    return Bitext.both(f"《{name.hans}》{article.hans}", f"《{name.hant}》{article.hant}", name.script)
