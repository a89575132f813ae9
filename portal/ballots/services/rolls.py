"""Writing a roll down before the vote, and correcting the called one while nobody has voted yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from portal.accounts.models import User
from portal.accounts.queries import person_called
from portal.ballots import queries
from portal.ballots.models import Ballot, Roll, RollCorrection, RollLine, Voter
from portal.ballots.rules import Unit
from portal.ballots.rules.roll import hundredths
from portal.ballots.services.opening import seal_roll
from portal.ballots.states import Phase, RollKind
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.places.models import Place


def begin_roll(
    subject: tuple[str, int], *, path: str, title: Bitext | str, place: Place, kind: RollKind
) -> Roll:
    """The roll of one subject, empty at first; the same one each time. Not guarded: who may see the subject's
    steps comes here, and only `keep_lines` writes."""
    roll = queries.roll_about(*subject)
    if roll is None:
        roll = Roll(
            subject_kind=subject[0], subject_id=subject[1], path=path, title=title, place=place, kind=kind
        )
        db.session.add(roll)
        db.session.flush()  # its address is shown at once
    if roll.kind is not kind and roll.heads == 0:
        roll.kind = kind
    return roll


@guarded("ballots.keep_roll")
def keep_lines(roll: Roll, *, text: str, actor: User) -> Roll:
    """Write the roll anew from a table: all of it or, with one line that cannot stand, nothing.

    Votes that have been called keep the lines they were called with.
    """
    hold_row(roll)
    reading = queries.read_roll(roll.kind, text)
    if reading.problems:
        raise Refused(_("The table still has lines that cannot stand, so nothing was kept."))
    return write_units(roll, units=reading.units)


def write_units(roll: Roll, *, units: Sequence[Unit]) -> Roll:
    """Write the roll anew. Not guarded: part of `keep_lines`, and of features that know who is entitled."""
    hold_row(roll)
    db.session.execute(delete(RollLine).where(RollLine.roll_id == roll.id))
    rows = [
        {
            "roll_id": roll.id,
            "number": number,
            "name": Bitext.name(unit.name),
            "unit": Bitext.of(unit.unit),
            "area": unit.area,
            "user_id": unit.user_id,
        }
        for number, unit in enumerate(units, 1)
    ]
    if rows:
        db.session.execute(insert(RollLine), rows)
    roll.heads, roll.area, roll.changed_at = len(rows), sum(unit.area for unit in units), clock.now()
    return roll


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """How a line of a called roll reads after its correction."""

    name: str
    unit: str = ""
    area: str = ""
    account: str = ""


@guarded("ballots.correct_roll")
def correct(
    ballot: Ballot, *, number: int | None, line: Corrected | None, reason: str, actor: User
) -> RollCorrection:
    """Correct one line (no `number`: add one; no `line`: strike it out), with a reason that stays, and seal anew."""
    hold_row(ballot)
    if ballot.phase is not Phase.PLANNED:
        raise Refused(_("Voting has begun: the roll can no longer be corrected."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    voter = queries.line_numbered(ballot, number) if number is not None else None
    before = as_json(voter)
    if line is None:
        strike_out(ballot, voter)
        voter = None
    else:
        voter = voter or Voter(ballot_id=ballot.id, number=next_number(ballot))
        write_line(ballot, voter, line)
        db.session.flush()  # the roll is read anew
    if (after := as_json(voter)) == before:
        raise Refused(_("Nothing was changed."))
    seal_roll(ballot)
    correction = RollCorrection(
        ballot_id=ballot.id,
        number=(before or after or {})["number"],
        before=before,
        after=after,
        reason=reason.strip(),
        roll_hash=ballot.roll_hash,
        actor_id=actor.id,
    )
    db.session.add(correction)
    db.session.flush()  # the audit names it
    return correction


def as_json(voter: Voter | None) -> dict[str, Any] | None:
    """A line as the record of its correction keeps it. Not guarded: only reads."""
    if voter is None:
        return None
    number, name, unit, area, user_id = queries.plain_line(voter)
    return {"number": number, "name": name, "unit": unit, "area": area, "user_id": user_id}


def strike_out(ballot: Ballot, voter: Voter | None) -> None:
    """Take a line away; the last one stays. Not guarded: part of `correct`."""
    if voter is None or (ballot.entitled_heads or 0) < 2:
        raise Refused(_("Nobody would be entitled to this vote any more."))
    for proxy in queries.proxies_of(ballot):
        if proxy.voter_id == voter.id:
            db.session.delete(proxy)
    db.session.flush()
    db.session.delete(voter)
    db.session.flush()


def next_number(ballot: Ballot) -> int:
    """Numbers are not given twice. Not guarded: only reads."""
    taken = [line.number or 0 for line in queries.roll_lines(ballot)]
    struck = [correction.number for correction in queries.corrections_of(ballot)]
    return max([0, *taken, *struck]) + 1


def write_line(ballot: Ballot, voter: Voter, line: Corrected) -> None:
    """Set what a line says, refused like a line of a table. Not guarded: part of `correct`."""
    weighed = bool(ballot.adoption_rule and ballot.adoption_rule.area)
    area = hundredths(line.area) if weighed else 0
    if area is None:
        raise Refused(_("Write the area in square metres with at most two decimals, such as 89.37."))
    user_id = person_called(line.account).id if line.account.strip() else None
    if not line.name.strip() and user_id is None:
        raise Refused(_("The line needs a name or an account."))
    taken = select(Voter.number).where(
        Voter.ballot_id == ballot.id, Voter.user_id == user_id, Voter.id != (voter.id or 0)
    )
    with db.session.no_autoflush:
        other = db.session.scalar(taken) if user_id else None
    if other is not None:
        raise Refused(_("This account stands on the roll already, as No. %(number)s.", number=other))
    voter.name, voter.unit = Bitext.name(line.name.strip()), Bitext.of(line.unit.strip())
    voter.area, voter.user_id = area, user_id
    db.session.add(voter)
