"""Boards, the register of grounds, and who has opened which file."""

from __future__ import annotations

from datetime import date

from portal.accounts.models import User
from portal.alliances.models import Alliance
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.honor import queries
from portal.honor.models import BoardEntry, HonorBoard, LegalBasis, Look
from portal.honor.states import BasisKind, Polarity
from portal.places.models import Place


@guarded("honor.open_board")
def open_board(
    place: Place,
    *,
    polarity: Polarity,
    name: Bitext | str,
    criteria: Bitext | str = "",
    alliance: Alliance | None = None,
    actor: User,
) -> HonorBoard:
    """A board for a place, or for one alliance in it."""
    if queries.board_for(polarity, place.id, alliance.id if alliance else None):
        raise Refused(_("There is such a board already."))
    board = HonorBoard(
        polarity=polarity, name=name, criteria=criteria, place=place, alliance=alliance, opened_by=actor.id
    )
    db.session.add(board)
    db.session.flush()  # its address is shown at once
    return board


@guarded("honor.keep_register")
def add_basis(
    _city: Place,
    *,
    kind: BasisKind,
    instrument: Bitext | str,
    article: Bitext | str,
    source: str,
    as_of: date,
    text: Bitext | str = "",
    convention_code: str = "",
    actor: User,
) -> LegalBasis:
    """One ground an entry may rest on, with where it was read and when."""
    if kind is BasisKind.CONVENTION and not convention_code:
        raise Refused(_("Please give the short code of the convention."))
    basis = LegalBasis(
        kind=kind,
        instrument=instrument,
        article=article,
        text=text,
        convention_code=convention_code if kind is BasisKind.CONVENTION else "",
        source=source,
        as_of=as_of,
        kept_by=actor.id,
    )
    db.session.add(basis)
    db.session.flush()  # the audit line names it
    return basis


@guarded("honor.open_file")
def open_file(entry: BoardEntry, *, purpose: str, actor: User) -> Look:
    """Write down who looks at what is not public, and why; the file then stands open for some hours."""
    if not purpose.strip():
        raise Refused(_("Please say why you open this file."))
    look = Look(entry_id=entry.id, user_id=actor.id, purpose=purpose.strip())
    db.session.add(look)
    db.session.flush()  # the audit line names it
    return look


READING = Bitext.both("阅读仅部分人可见的条目", "閱讀僅部分人可見的條目")


@guarded("honor.look")
def look_at(entry: BoardEntry, *, actor: User) -> Look:
    """Write down who reads an entry that is for some only; it then stands open for some hours."""
    look = Look(entry_id=entry.id, user_id=actor.id, purpose=READING, of_file=False)
    db.session.add(look)
    db.session.flush()  # the audit line names it
    return look
