"""Writing the text: clauses come, change, move and go while the convention is being drafted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete

from portal.accounts.models import Role, User
from portal.accounts.queries import holders
from portal.alliances.models import Alliance
from portal.conventions import queries
from portal.conventions.models import Clause, Convention, VerseLine, Version, no_text
from portal.conventions.permissions import REVIEWERS
from portal.conventions.queries.linting import Worded
from portal.conventions.services.linting import require_lawful
from portal.conventions.services.moving import hold, working_version
from portal.conventions.states import RULES_OF_KINDS, Form, Kind, Modality, SourceKind, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.conventions import TextChanged
from portal.events.notifications import PeopleTold
from portal.places.models import Place

MOST_CLAUSES = 300


class EditConflict(Refused):
    """Somebody else has saved the same piece meanwhile; nothing was overwritten."""


@dataclass(frozen=True, kw_only=True)
class NewClause:
    """What a clause says. `str` texts get their twin made; a `Bitext` holds a hand-corrected one."""

    text: Bitext | str
    heading: Bitext | str = ""
    chapter: Bitext | str = ""
    explanation: Bitext | str = ""
    modality: Modality = Modality.AGREE
    subject: Bitext | str = ""
    sources: Sequence[dict[str, Any]] = field(default_factory=list)
    links: Sequence[dict[str, Any]] = field(default_factory=list)


def worded(new: NewClause, key: str = "") -> Worded:
    """The new words as the lint reads them. Not guarded: only a form of words."""
    text, subject = (
        said if isinstance(said, Bitext) else Bitext.of(said) for said in (new.text, new.subject)
    )
    return Worded(key, text, str(new.modality), subject, new.sources)


@guarded("conventions.draft")
def draft(
    owner: Alliance | Place,
    *,
    kind: Kind,
    form: Form,
    title: Bitext | str,
    actor: User,
    summary: Bitext | str = "",
    preamble: Bitext | str = "",
    clauses: Sequence[NewClause] = (),
    rule_key: str = "",
    supersedes: Convention | None = None,
) -> Convention:
    """Begin a convention of an alliance, or of a place that has none. Seen by those concerned only."""
    alliance = owner if isinstance(owner, Alliance) else None
    convention = Convention(
        alliance_id=alliance.id if alliance else None,
        alliance=alliance,
        place=alliance.place if alliance else owner,
        kind=kind,
        form=form,
        rule_key=rule_key or RULES_OF_KINDS[kind],
        title=title,
        summary=summary or no_text(),
        drafted_by=actor.id,
        supersedes_id=supersedes.id if supersedes else None,
    )
    db.session.add(convention)
    db.session.flush()  # its version names it
    version = Version(
        convention=convention, number=1, title=title, preamble=preamble or no_text(), made_by=actor.id
    )
    db.session.add(version)
    db.session.flush()  # its clauses name it
    _room_for(version, len(clauses))
    db.session.add_all(_clause(version, new, number) for number, new in enumerate(clauses, 1))
    return convention


def _hold_draft(convention: Convention, *, actor: User) -> Version:
    """The text to be changed. What is amended while it is deliberated on becomes a version of its own."""
    version = hold(convention)
    if convention.state is State.DELIBERATION:
        version = working_version(convention, actor=actor)
    if version.text_hash:
        raise Refused(_("The text is fixed now; it can only be changed while it is being drafted."))
    convention.submitted_at = None  # a reviewer must not open what nobody has read
    return version


def _room_for(version: Version, more: int) -> None:
    if more > MOST_CLAUSES:
        raise Refused(_("A convention has at most %(most)s clauses.", most=MOST_CLAUSES))


def _opinions_known(convention: Convention, new: NewClause) -> None:
    for source in new.sources:
        number = source.get("number", 0)
        if source["kind"] == SourceKind.OPINION and not 1 <= number <= convention.comment_count:
            raise Refused(
                _(
                    "There is no comment with this number. So far there are %(count)s.",
                    count=convention.comment_count,
                )
            )


def _clause(version: Version, new: NewClause, number: int) -> Clause:
    return Clause(
        version_id=version.id,
        number=number,
        chapter=new.chapter or no_text(),
        heading=new.heading or no_text(),
        text=new.text,
        explanation=new.explanation or no_text(),
        modality=new.modality,
        subject=new.subject or no_text(),
        sources=list(new.sources),
        links=list(new.links),
    )


@guarded("conventions.edit")
def change_frame(
    convention: Convention,
    *,
    title: Bitext | str,
    summary: Bitext | str,
    preamble: Bitext | str,
    form: Form,
    revision: int,
    actor: User,
) -> None:
    """Change title, summary, preamble and form, unless somebody else has done so since `revision`."""
    version = _hold_draft(convention, actor=actor)
    if version.revision != revision:
        raise EditConflict(
            _(
                "Somebody else has changed this meanwhile. Both texts stand below: take over what you need and save again."
            )
        )
    version.title, version.preamble = title, preamble or no_text()  # type: ignore[assignment]  # made a Bitext
    version.revision += 1
    convention.title, convention.summary = title, summary or no_text()  # type: ignore[assignment]
    convention.form = form


@guarded("conventions.edit")
def add_clause(convention: Convention, *, new: NewClause, actor: User, after: str = "") -> Clause:
    """Put a clause behind the one with this key, or at the end."""
    version = _hold_draft(convention, actor=actor)
    _opinions_known(convention, new)
    clauses = list(queries.clauses_of(version))
    _room_for(version, len(clauses) + 1)
    keys = [clause.key for clause in clauses]
    place = keys.index(after) + 1 if after in keys else len(clauses)
    clause = _clause(version, new, place + 1)
    db.session.add(clause)
    clauses.insert(place, clause)
    _number(clauses)
    db.session.flush()  # whoever reads the clauses next finds it
    announce(TextChanged(convention_id=convention.id))
    return clause


def _number(clauses: Sequence[Clause]) -> None:
    for number, clause in enumerate(clauses, 1):
        clause.number = number


@guarded("conventions.edit")
def change_clause(convention: Convention, *, key: str, new: NewClause, revision: int, actor: User) -> Clause:
    """Change one clause, unless somebody else has done so since `revision`: then nothing is overwritten."""
    version = _hold_draft(convention, actor=actor)
    _opinions_known(convention, new)
    clause = queries.get_clause(version, key)
    db.session.refresh(clause)
    if clause.revision != revision:
        raise EditConflict(
            _(
                "Somebody else has changed this clause meanwhile. Both texts stand below: take over what you need and save again."
            )
        )
    fresh = _clause(version, new, clause.number)
    for name in ("chapter", "heading", "text", "explanation", "modality", "subject", "sources", "links"):
        setattr(clause, name, getattr(fresh, name))
    clause.revision += 1
    announce(TextChanged(convention_id=convention.id))
    return clause


@guarded("conventions.edit")
def move_clause(convention: Convention, *, key: str, up: bool, actor: User) -> Clause:
    """One place up or down; at the ends it stays."""
    version = _hold_draft(convention, actor=actor)
    clause = queries.get_clause(version, key)
    clauses = list(queries.clauses_of(version))
    at = clauses.index(clause)
    to = max(0, min(len(clauses) - 1, at - 1 if up else at + 1))
    clauses.insert(to, clauses.pop(at))
    _number(clauses)
    announce(TextChanged(convention_id=convention.id))
    return clause


@guarded("conventions.edit")
def delete_clause(convention: Convention, *, key: str, actor: User) -> None:
    version = _hold_draft(convention, actor=actor)
    clause = queries.get_clause(version, key)
    _number([c for c in queries.clauses_of(version) if c is not clause])
    db.session.delete(clause)
    announce(TextChanged(convention_id=convention.id))


@guarded("conventions.submit")
def submit(convention: Convention, *, actor: User) -> None:
    """Ask the place's reviewers to look at the text and open it for comment."""
    version = _hold_draft(convention, actor=actor)
    require_lawful(convention, version)
    convention.submitted_at = clock.now()
    reviewers = holders((*REVIEWERS, Role.EDITOR), convention.place)
    announce(
        PeopleTold(
            user_ids=tuple(user_id for user_id in reviewers if user_id != actor.id),
            message=N_("“%(title)s” is ready for review."),
            path=convention.path,
            key=f"convention:{convention.id}:review:{version.number}:{version.revision}",
            values={"bi_title": convention.title.to_json()},
        )
    )


@guarded("conventions.edit")
def write_verse(
    convention: Convention, *, lines: Sequence[tuple[Bitext | str, Sequence[str]]], actor: User
) -> None:
    """The verse edition beside the articles: each line with the keys of the clauses it sings of."""
    version = _hold_draft(convention, actor=actor)
    if convention.form is Form.RHYME:
        raise Refused(_("This convention is written in verse itself."))
    keys = {clause.key for clause in queries.clauses_of(version)}
    if any(not set(sung) <= keys for _text, sung in lines):
        raise Refused(_("This clause was not found. Perhaps somebody has deleted it."))
    if any(not sung for _text, sung in lines):
        raise Refused(_("Every line of the verse needs a clause it stands for."))
    db.session.execute(delete(VerseLine).where(VerseLine.version_id == version.id))
    db.session.add_all(
        VerseLine(version_id=version.id, number=number, text=text, clause_keys=list(sung))
        for number, (text, sung) in enumerate(lines, 1)
    )
    db.session.flush()  # whoever reads the verse next finds it
