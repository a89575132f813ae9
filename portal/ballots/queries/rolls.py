"""Rolls before they are called, and what a table that is sent would make of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Standing, User
from portal.accounts.rules.names import fold
from portal.ballots.models import Ballot, Roll, RollCorrection, RollLine
from portal.ballots.rules import AdoptionRule, Electorate, Problem, QuorumBasis, Reading, Trouble, Unit
from portal.ballots.rules.roll import has_headings, read
from portal.ballots.states import UNREADABLE, RollKind
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.i18n import _
from portal.core.permissions import can
from portal.core.tables import Unreadable, as_text, cells_of, lines_of

SEATED = {Electorate.MEMBERS, Electorate.VILLAGE_REPRESENTATIVES, Electorate.RESIDENT_REPRESENTATIVES}


def kind_of(rule: AdoptionRule) -> RollKind:
    """What one line of a roll is under this rule."""
    if rule.area:
        return RollKind.OWNERS
    if rule.electorate in SEATED:
        return RollKind.SEATS
    return RollKind.HOUSEHOLDS if rule.quorum_basis is QuorumBasis.HOUSEHOLDS else RollKind.HEADS


def roll_about(kind: str, subject_id: int) -> Roll | None:
    return db.session.scalar(select(Roll).where(Roll.subject_kind == kind, Roll.subject_id == subject_id))


def get_roll(code: str, viewer: Any) -> Roll:
    """Rolls hold names: only those who keep them see them."""
    roll = db.session.scalar(select(Roll).where(Roll.code == code))
    if roll is None or not can(viewer, "ballots.keep_roll", roll):
        raise NotFound(_("This roll was not found."))
    return roll


def lines_of_roll(roll: Roll) -> Sequence[RollLine]:
    found = select(RollLine).where(RollLine.roll_id == roll.id).options(joinedload(RollLine.user))
    return db.session.scalars(found.order_by(RollLine.number)).all()


def units_of_roll(roll: Roll) -> list[Unit]:
    """The lines as a vote takes them over."""
    return [
        Unit(
            name=line.name.original,
            unit=line.unit.original,
            area=line.area,
            user_id=line.user_id,
            line=line.number,
        )
        for line in lines_of_roll(roll)
    ]


def table_text(content: bytes) -> str:
    """A file that was sent, as the text that is shown and may be corrected."""
    try:
        return as_text(lines_of(content, has_headings))
    except Unreadable as why:
        raise Refused(UNREADABLE[str(why)]) from why


def read_roll(kind: RollKind, text: str) -> Reading:
    """What a table gives as a roll of this kind, accounts looked up. Nothing is kept."""
    try:
        rows = cells_of(text)
    except Unreadable as why:
        raise Refused(UNREADABLE[str(why)]) from why
    reading = read(rows, area=kind is RollKind.OWNERS, units=kind in {RollKind.HOUSEHOLDS, RollKind.SEATS})
    wanted = {fold(unit.account): unit for unit in reading.units if unit.account}
    there = select(User.username_folded, User.id).where(
        User.username_folded.in_(list(wanted)), User.standing == Standing.ACTIVE
    )
    ids = {name: user_id for name, user_id in db.session.execute(there)} if wanted else {}
    reading.problems += [
        Problem(unit.line, Trouble.ACCOUNT_UNKNOWN, unit.account)
        for name, unit in wanted.items()
        if name not in ids
    ]
    reading.problems.sort(key=lambda problem: problem.line)
    reading.units = [
        replace(unit, user_id=ids.get(fold(unit.account))) if unit.account else unit for unit in reading.units
    ]
    return reading


def corrections_of(ballot: Ballot) -> Sequence[RollCorrection]:
    found = select(RollCorrection).where(RollCorrection.ballot_id == ballot.id)
    return db.session.scalars(found.order_by(RollCorrection.id.desc())).all()
