"""Bringing in a table of findings: every line is checked as if it were typed, then all are kept or none."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from portal.accounts.models import User
from portal.accounts.rules.names import fold
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.i18n import _, speaking
from portal.core.jobs import enqueue
from portal.core.language import Bitext
from portal.core.permissions import require
from portal.core.services import guarded
from portal.core.tables import Unreadable, lines_of
from portal.points.models import Deduction, Determination, FindingImport, PointRule
from portal.points.queries import imports as queries
from portal.points.queries import rulebook
from portal.points.rules.findings import (
    MOST_LINES,
    NEEDED,
    Column,
    Finding,
    Problem,
    Trouble,
    columns_of,
    has_headings,
    read,
)
from portal.points.services import deductions, determining
from portal.points.services.determining import Deed
from portal.points.states.imports import COLUMN_LABELS, TROUBLES, UNREADABLE, ImportState

CHECK, KEEP = "points.check_import", "points.keep_import"
SLICE = 100  # lines that one job checks; the bar moves on after each
KEPT_DAYS = 7  # a table that nobody kept goes after them
KEPT_STATES = (ImportState.KEPT, ImportState.DROPPED)


@guarded("points.import")
def send(sender: User, *, name: str, content: bytes, actor: User) -> FindingImport:
    """Read a file. Its lines are checked by the worker; nothing of it counts before it is kept."""
    fingerprint = hashlib.sha256(content).hexdigest()
    before = queries.known(fingerprint)
    if before is not None:
        raise Refused(_("This file has been kept already. Please send only new lines."))
    findings, problems = _read(content)
    sent = FindingImport(
        code=secrets.token_hex(4),
        file_name=name[:120],
        fingerprint=fingerprint,
        rows=[{**asdict(one), "day": one.day.isoformat()} for one in findings],
        problems=[[one.line, _sentence(one).to_json()] for one in problems],
        total=len(findings),
        sent_by=sender.id,
    )
    db.session.add(sent)
    db.session.flush()  # the job names it
    enqueue(CHECK, {"id": sent.id, "locale": sender.locale})
    return sent


def _read(content: bytes) -> tuple[list[Finding], list[Problem]]:
    try:
        rows = lines_of(content, has_headings, plain=True)
    except Unreadable as why:
        raise Refused(UNREADABLE[str(why)]) from why
    if not rows or not set(NEEDED) <= set(columns_of(rows[0])):
        raise Refused(UNREADABLE["headings"])
    if len(rows) > MOST_LINES + 1:
        raise Refused(UNREADABLE["too_large"])
    findings, problems = read(rows)
    if not findings and not problems:
        raise Refused(_("There is no line below the headings."))
    return findings, problems


def _sentence(one: Problem) -> Bitext:
    value = str(COLUMN_LABELS[Column(one.value)]) if one.trouble is Trouble.MISSING else one.value
    return Bitext.of(str(TROUBLES[one.trouble]) % {"value": value})


def check_slice(payload: dict[str, Any]) -> None:
    """Check the next lines. Not guarded: a job that the sending left; it writes nothing but what is wrong."""
    sent = db.session.get_one(FindingImport, payload["id"])
    if sent.state is not ImportState.CHECKING:
        return
    lines = [_finding(row) for row in sent.rows[sent.checked : sent.checked + SLICE]]
    with speaking(payload["locale"]):
        sent.problems = sent.problems + _problems(sent, lines)
    sent.checked += len(lines)
    if sent.checked < sent.total:
        enqueue(CHECK, payload)
    else:
        sent.state = ImportState.CHECKED


def _finding(row: dict[str, Any]) -> Finding:
    return Finding(**{**row, "day": date.fromisoformat(row["day"])})


def _problems(sent: FindingImport, lines: list[Finding]) -> list[list[Any]]:
    actor = db.session.get_one(User, sent.sent_by)
    people = queries.people_called(one.account for one in lines)
    rules = queries.rules_numbered(one.rule for one in lines)
    wrong: list[list[Any]] = []
    for one in lines:
        try:
            _check(one, people.get(fold(one.account)), rules.get(one.rule), actor)
        except (Refused, Forbidden) as no:
            wrong.append([one.line, Bitext.of(str(no)).to_json()])
    return wrong


def _check(one: Finding, person: User | None, rule: PointRule | None, actor: User) -> None:
    if person is None:
        raise Refused(_("Nobody has the account “%(name)s”.", name=one.account))
    if rule is None:
        raise Refused(_("There is no rule %(code)s.", code=one.rule))
    if _takes(rule, one.day):
        require(actor, "points.find_deduction", person)
        deductions.check(person, rule, **_found(one), actor=actor)
        return
    require(actor, "points.propose", person)
    determining.check(person, rule, _deed(one), actor)
    if rulebook.claimed(person.id, rule.id, one.day):
        raise Refused(_("Points under this rule are proposed for this person and day already."))


def _takes(rule: PointRule, day: date) -> bool:
    version = rulebook.version_on(rule, day)
    return version is not None and version.negative


def _deed(one: Finding) -> Deed:
    return Deed(
        note=one.note,
        occurred_on=one.day,
        times=one.times,
        evidence=one.evidence,
        points=one.points,
        weighing=one.weighing,
    )


def _found(one: Finding) -> dict[str, Any]:
    return {
        "facts": one.note,
        "evidence": one.evidence,
        "occurred_on": one.day,
        "points": one.points,
        "weighing": one.weighing,
    }


@guarded("points.keep_import")
def keep(sent: FindingImport, *, actor: User) -> None:
    """Keep every line. They wait for their second person like what is typed one by one."""
    _refuse_unready(sent)
    if sent.problems:
        raise Refused(_("Some lines cannot stand as they are. Please mend the table and send it again."))
    if queries.known(sent.fingerprint) is not None:
        raise Refused(_("This file has been kept already. Please send only new lines."))
    sent.state = ImportState.KEEPING
    enqueue(KEEP, {"id": sent.id, "locale": actor.locale}, key=f"{KEEP}:{sent.id}")


@guarded("points.keep_import")
def drop(sent: FindingImport, *, actor: User) -> None:
    """Nothing of it is kept."""
    _refuse_unready(sent)
    _empty(sent, ImportState.DROPPED)


def _refuse_unready(sent: FindingImport) -> None:
    if sent.state is not ImportState.CHECKED:
        raise Refused(_("This table is not waiting for a decision."))


def keep_all(payload: dict[str, Any]) -> None:
    """All lines in one transaction. Not guarded: the sender asked for it, and each line asks for itself.

    What has changed since the check is looked for before the first line is written; then the table waits again.
    """
    sent = db.session.get_one(FindingImport, payload["id"])
    if sent.state is not ImportState.KEEPING:
        return
    lines = [_finding(row) for row in sent.rows]
    with speaking(payload["locale"]):
        sent.problems = _problems(sent, lines)
        if sent.problems:
            sent.state = ImportState.CHECKED
            return
        _write(sent, lines)
    sent.made, sent.kept_at = len(lines), clock.now()
    _empty(sent, ImportState.KEPT)


def _write(sent: FindingImport, lines: list[Finding]) -> None:
    actor = db.session.get_one(User, sent.sent_by)
    people = queries.people_called(one.account for one in lines)
    rules = queries.rules_numbered(one.rule for one in lines)
    for one in lines:
        person, rule = people[fold(one.account)], rules[one.rule]
        made: Determination | Deduction
        if _takes(rule, one.day):
            made = deductions.find(person, rule=rule, **_found(one), actor=actor)
        else:
            made = determining.propose(person, rule=rule, deed=_deed(one), actor=actor)
        made.import_id = sent.id


def _empty(sent: FindingImport, state: ImportState) -> None:
    sent.state, sent.rows, sent.problems = state, [], []


def drop_old_imports() -> int:
    """Tables that were sent and never kept hold names: they are emptied. Not guarded: done by the calendar."""
    old = clock.now() - timedelta(days=KEPT_DAYS)
    gone = (
        update(FindingImport)
        .where(FindingImport.sent_at < old, FindingImport.state == ImportState.CHECKED)
        .values(state=ImportState.DROPPED, rows=[], problems=[])
        .returning(FindingImport.id)
    )
    return len(db.session.scalars(gone.execution_options(synchronize_session=False)).all())
