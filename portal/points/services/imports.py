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
from portal.core.jobs import Slow, enqueue
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


def look_at_slice(payload: dict[str, Any]) -> list[list[Any]] | None:
    """What is wrong with the next lines. Not guarded: the reading part of a job that the sending left."""
    sent = db.session.get_one(FindingImport, payload["id"])
    if sent.state is not ImportState.CHECKING:
        return None
    with speaking(payload["locale"]):
        return _problems(sent, _findings(sent, sent.checked, sent.checked + SLICE))


def note_slice(payload: dict[str, Any], problems: list[list[Any]]) -> None:
    """Write it down, and leave a job for the lines after. Not guarded: the writing part of the same job."""
    sent = db.session.get_one(FindingImport, payload["id"])
    sent.problems = sent.problems + problems
    sent.checked = min(sent.checked + SLICE, sent.total)
    if sent.checked < sent.total:
        enqueue(CHECK, payload)
    else:
        sent.state = ImportState.CHECKED


def _findings(sent: FindingImport, first: int = 0, last: int | None = None) -> list[Finding]:
    return [_finding(row) for row in sent.rows[first:last]]


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


def look_again(payload: dict[str, Any]) -> list[list[Any]] | None:
    """What has changed since the check. Not guarded: the reading part of a job; meanwhile others may write."""
    sent = db.session.get_one(FindingImport, payload["id"])
    if sent.state is not ImportState.KEEPING:
        return None
    with speaking(payload["locale"]):
        return _problems(sent, _findings(sent))


def keep_all(payload: dict[str, Any], problems: list[list[Any]]) -> None:
    """All lines in one transaction, or none: then the table waits again.

    Not guarded: the sender asked for it, and each line asks for itself; one that is refused undoes all of it.
    """
    sent = db.session.get_one(FindingImport, payload["id"])
    lines = _findings(sent)
    people = queries.people_called(one.account for one in lines)
    rules = queries.rules_numbered(one.rule for one in lines)
    with speaking(payload["locale"]):
        sent.problems = problems or _claimed_meanwhile(lines, people, rules)
        if sent.problems:
            sent.state = ImportState.CHECKED
            return
        _write(sent, lines, people, rules)
    sent.made, sent.kept_at = len(lines), clock.now()
    _empty(sent, ImportState.KEPT)


def _claimed_meanwhile(
    lines: list[Finding], people: dict[str, User], rules: dict[str, PointRule]
) -> list[list[Any]]:
    """Lines that somebody else has proposed between the look and the writing."""
    days = [one.day for one in lines]
    there = rulebook.claimed_by([person.id for person in people.values()], min(days), max(days))
    said = Bitext.of(_("Points under this rule are proposed for this person and day already.")).to_json()
    keys = ((one.line, (people[fold(one.account)].id, rules[one.rule].id, one.day)) for one in lines)
    return [[line, said] for line, key in keys if key in there] if there else []


def _write(
    sent: FindingImport, lines: list[Finding], people: dict[str, User], rules: dict[str, PointRule]
) -> None:
    actor = db.session.get_one(User, sent.sent_by)
    for one in lines:
        person, rule = people[fold(one.account)], rules[one.rule]
        made: Determination | Deduction
        if _takes(rule, one.day):
            made = deductions.find(person, rule=rule, **_found(one), actor=actor)
        else:
            made = determining.propose(person, rule=rule, deed=_deed(one), actor=actor)
        made.import_id = sent.id


def no_more(problems: list[list[Any]]) -> list[list[Any]]:
    """There is nothing to think about between looking and writing. Not guarded: it only passes on."""
    return problems


CHECKING = Slow(gather=look_at_slice, think=no_more, keep=note_slice)
KEEPING = Slow(gather=look_again, think=no_more, keep=keep_all)


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
