"""Keep unlawful clauses from going on; set a wrong finding aside, visibly."""

from __future__ import annotations

from portal.accounts.models import User
from portal.conventions import queries
from portal.conventions.models import Amendment, Clause, Convention, LintOverride, Version
from portal.conventions.queries import linting
from portal.conventions.queries.linting import Checked, Worded
from portal.conventions.rules.lint import Code
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import NotFound, Refused
from portal.core.i18n import _
from portal.core.services import guarded

LEAST_REASON = 10


def require_lawful(convention: Convention, version: Version) -> None:
    """Refuse a text in which something of level E stands that nobody has set aside.

    Not guarded: called by the services that hand a text on.
    """
    clauses = queries.clauses_of(version)
    found = linting.findings_of(convention.id, clauses)
    for clause in clauses:
        for checked in found.get(clause.key, ()):
            if checked.blocks:
                label = queries.labelled(convention.form, clause.number)
                raise Refused(
                    _(
                        "%(clause)s cannot stay as it is: %(reason)s. Change it, or have a reviewer set the finding aside with a reason.",
                        clause=label or clause.number,
                        reason=checked.title,
                    )
                )


def stopped(convention: Convention, said: Worded | None) -> Checked | None:
    """What of level E stands in words that somebody wants to take up, and that nobody has set aside.

    Not guarded: called by the services that decide on amendments.
    """
    found = linting.findings_of(convention.id, [said] if said else [])
    return next((checked for rows in found.values() for checked in rows if checked.blocks), None)


@guarded("conventions.override_lint")
def override(convention: Convention, *, key: str, code: Code, reason: str, actor: User) -> LintOverride:
    """Set one finding aside for the text as it stands. The reason stays where everybody reads the clause."""
    hold_row(convention)
    clause = queries.get_clause(queries.current_version(convention), key)
    return _set_aside(convention, clause, code, reason, actor)


@guarded("conventions.override_amendment_lint")
def override_in_amendment(amendment: Amendment, *, code: Code, reason: str, actor: User) -> LintOverride:
    """Set one finding aside for the words that accepting the amendment would bring into the text."""
    hold_row(amendment.convention)
    return _set_aside(amendment.convention, outcome_of(amendment), code, reason, actor)


def outcome_of(amendment: Amendment) -> Worded:
    """The words it would bring. Not guarded: part of the verbs."""
    version = queries.current_version(amendment.convention)
    trial = queries.Desk(amendment.convention, version, [amendment]).trial(amendment)
    if trial.merged.conflicts:
        raise Refused(_("The texts collide. Bring them together first: what comes of it is looked at then."))
    said = linting.outcome_of(trial, queries.find_clause(version, amendment.clause_key))
    if said is None:
        raise NotFound(_("Nothing of this kind is found in the clause any more."))
    return said


def _set_aside(
    convention: Convention, clause: Clause | Worded, code: Code, reason: str, actor: User
) -> LintOverride:
    checked = linting.get_finding(convention.id, clause, code)
    if not checked.finding.code.blocks:
        raise Refused(_("This is advice only; nothing has to be set aside."))
    if checked.override:
        raise Refused(_("This has been set aside already."))
    if len(reason.strip()) < LEAST_REASON:
        raise Refused(
            _("Please say in at least %(least)s characters why this is allowed.", least=LEAST_REASON)
        )
    row = LintOverride(
        convention_id=convention.id,
        clause_key=clause.key,
        code=code,
        text_mark=linting.mark_of(clause),
        reason=reason,
        by_id=actor.id,
    )
    db.session.add(row)
    db.session.flush()  # the audit names it
    return row


@guarded("conventions.override_lint")
def take_back_override(convention: Convention, *, key: str, code: Code, actor: User) -> None:
    """Let the finding count again, while the text can still be changed."""
    hold_row(convention)
    _let_count(convention, queries.get_clause(queries.current_version(convention), key), code)


@guarded("conventions.override_amendment_lint")
def take_back_override_in_amendment(amendment: Amendment, *, code: Code, actor: User) -> None:
    """Let the finding count again, while nobody has decided yet."""
    hold_row(amendment.convention)
    _let_count(amendment.convention, outcome_of(amendment), code)


def _let_count(convention: Convention, clause: Clause | Worded, code: Code) -> None:
    checked = linting.get_finding(convention.id, clause, code)
    if checked.override is None:
        raise Refused(_("Nothing has been set aside here."))
    checked.override.taken_back_at = clock.now()
