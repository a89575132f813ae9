"""What the control panel shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from portal.control.models import GlossaryTerm
from portal.core.audit import AuditLine
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.jobs import Job
from portal.core.settings import Setting, SettingChange, registry


def groups() -> dict[str, list[Setting]]:
    """The settings that have a page, by group; those without a group are the portal's own."""
    found: dict[str, list[Setting]] = {}
    for one in registry().values():
        if one.group:
            found.setdefault(one.group, []).append(one)
    return found


def get_group(name: str) -> list[Setting]:
    group = groups().get(name)
    if group is None:
        raise NotFound(_("There are no such settings."))
    return group


def changes(group: Sequence[Setting]) -> Sequence[SettingChange]:
    """The last changes of one group, the newest first."""
    keys = [one.key for one in group]
    found = select(SettingChange).where(SettingChange.key.in_(keys))
    return db.session.scalars(found.order_by(SettingChange.id.desc()).limit(50)).all()


def get_change(change_id: int) -> SettingChange:
    change = db.session.get(SettingChange, change_id)
    if change is None or change.key not in registry():
        raise NotFound(_("There are no such settings."))
    return change


def terms(words: str = "") -> Select[Any]:
    found = select(GlossaryTerm)
    if words:
        found = found.where(
            or_(
                GlossaryTerm.hans.contains(words, autoescape=True),
                GlossaryTerm.hant.contains(words, autoescape=True),
            )
        )
    return found


def get_term(term_id: int) -> GlossaryTerm:
    term = db.session.get(GlossaryTerm, term_id)
    if term is None:
        raise NotFound(_("This word is not in the glossary."))
    return term


def audit_lines(action: str = "", thing: str = "", actor_id: int | None = None) -> Select[Any]:
    """Lines of the log, by the beginning of the act, by thing, by person."""
    found = select(AuditLine)
    if action:
        found = found.where(AuditLine.action.startswith(action, autoescape=True))
    if thing:
        found = found.where(AuditLine.thing == thing)
    if actor_id is not None:
        found = found.where(AuditLine.actor_id == actor_id)
    return found


def failing_jobs() -> Select[Any]:
    """What did not work the last time it was tried."""
    return select(Job).where(Job.done_at.is_(None), Job.error.is_not(None))


def get_job(job_id: int) -> Job:
    job = db.session.get(Job, job_id)
    if job is None or job.done_at is not None:
        raise NotFound(_("This job is not waiting any more."))
    return job
