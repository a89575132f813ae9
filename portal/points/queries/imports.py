"""Tables of findings: one's own, and what their lines mean here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from portal.accounts.models import Standing, User
from portal.accounts.rules.names import fold
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.places.models import Place
from portal.points.models import Deduction, Determination, FindingImport, PointRule, RuleVersion
from portal.points.queries import rulebook
from portal.points.states import DeterminationState
from portal.points.states.deductions import DeductionState
from portal.points.states.imports import ImportState

AT_ONCE = 100  # lines that are decided about in one act
MOST_TABLES = 20


def imports_of(user_id: int) -> Select[FindingImport]:
    return select(FindingImport).where(FindingImport.sent_by == user_id)


def get_import(code: str, viewer: Any) -> FindingImport:
    """Tables hold names and what people did: nobody sees them but who sent them."""
    found = select(FindingImport).where(FindingImport.code == code)
    sent = db.session.scalar(found.where(FindingImport.sent_by == getattr(viewer, "id", None)))
    if sent is None:
        raise NotFound(_("This table was not found."))
    return sent


def waiting_for(viewer: Any) -> list[tuple[FindingImport, int]]:
    """Kept tables of others with lines that this viewer is the second person for, and how many."""
    count = func.count(Determination.id)
    found = (
        _lines_for(viewer, select(FindingImport, count).join_from(Determination, FindingImport))
        .group_by(FindingImport.id)
        .order_by(FindingImport.id.desc())
    )
    return [(sent, lines) for sent, lines in db.session.execute(found.limit(MOST_TABLES))]


def lines_for(sent: FindingImport, viewer: Any) -> Sequence[Determination]:
    """The next lines of a table that this viewer may decide about, in the order of the table."""
    found = _lines_for(viewer, rulebook.determinations()).where(Determination.import_id == sent.id)
    return db.session.scalars(found.order_by(Determination.id).limit(AT_ONCE)).all()


def _lines_for(viewer: Any, found: Any) -> Any:
    of_line = RuleVersion.id == Determination.version_id
    return (
        found.join(RuleVersion, of_line)
        .join(User, User.id == Determination.user_id)
        .join(Place, Place.id == User.place_id)
        .where(rulebook.reviewed_by(viewer))
    )


def get_table_of_lines(code: str, viewer: Any) -> FindingImport:
    """A table for its second person: whoever has no line in it to decide about does not see it."""
    sent = db.session.scalar(select(FindingImport).where(FindingImport.code == code))
    if sent is None or not lines_for(sent, viewer):
        raise NotFound(_("This table was not found."))
    return sent


def known(fingerprint: str) -> FindingImport | None:
    """The same file, when it is being kept or was."""
    states = (ImportState.KEEPING, ImportState.KEPT)
    found = select(FindingImport).where(
        FindingImport.fingerprint == fingerprint, FindingImport.state.in_(states)
    )
    return db.session.scalar(found.limit(1))


def people_called(names: Iterable[str]) -> dict[str, User]:
    """Accounts by their folded names, in one query."""
    wanted = {fold(name) for name in names}
    found = select(User).where(User.username_folded.in_(wanted), User.standing == Standing.ACTIVE)
    return {user.username_folded: user for user in db.session.scalars(found)}


def rules_numbered(codes: Iterable[str]) -> dict[str, PointRule]:
    found = select(PointRule).where(PointRule.code.in_(set(codes)))
    return {rule.code: rule for rule in db.session.scalars(found)}


def still_waiting(sent: FindingImport) -> int:
    """How many lines of a kept table still wait for their second person."""
    proposed = select(func.count(Determination.id)).where(
        Determination.import_id == sent.id, Determination.state == DeterminationState.PROPOSED
    )
    found = select(func.count(Deduction.id)).where(
        Deduction.import_id == sent.id, Deduction.state == DeductionState.FOUND
    )
    return (db.session.scalar(proposed) or 0) + (db.session.scalar(found) or 0)
