"""Amendments, proposed by the real service."""

from __future__ import annotations

from portal.conventions import queries, services
from portal.conventions.services import NewClause
from portal.conventions.states.amendments import Action
from portal.core.db import db
from tests.factories import a_member, a_user


def an_amendment(
    convention, *, action=Action.CHANGE, at=1, after=None, author=None, reason="更清楚。", **words
):
    """A change to clause no. `at` of the fixed text; `after` is a clause number, 0 the top. `text` is what it says."""
    clauses = queries.clauses_of(queries.newest_fixed(convention))
    clause = clauses[at - 1]
    key_of = {0: "", **{c.number: c.key for c in clauses}}
    new = None
    if action is Action.CHANGE:
        said = {name: getattr(clause, name) for name in ("chapter", "heading", "explanation", "subject")}
        new = NewClause(
            **{"text": clause.text, "modality": clause.modality, "sources": clause.sources, **said, **words}
        )
    elif action is Action.ADD:
        new = NewClause(**{"text": "垃圾分类投放，大件垃圾预约清运。", "heading": "垃圾分类", **words})
    return services.propose(
        convention,
        action=action,
        key="" if action is Action.ADD else clause.key,
        after=key_of[after] if after is not None else "",
        new=new,
        reason=reason,
        actor=author or a_new_member(convention),
    )


def a_new_member(convention):
    person = a_user()
    a_member(convention.alliance, person)
    return person


def accepted(amendment, actor=None):
    trial = trial_of(amendment)
    services.accept(amendment, seen=trial.seen, actor=actor or amendment.convention.team.secretary)
    db.session.flush()


def trial_of(amendment):
    convention = amendment.convention
    return queries.Desk(convention, queries.current_version(convention), [amendment]).trial(amendment)
