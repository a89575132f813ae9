"""What every step of a convention's life does besides its own work: fix the text, tell people, show it anew."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.accounts.queries import holders
from portal.alliances.queries import member_ids, officer_ids
from portal.ballots.queries import adoption_rule
from portal.ballots.services.opening import units_of
from portal.conventions import queries
from portal.conventions.models import Clause, Convention, GroupMember, VerseLine, Version
from portal.conventions.permissions import OFFICERS, STAFF, STREET
from portal.conventions.services.linting import require_lawful
from portal.conventions.states import LIFE, ON_TURN, Party, State
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _, speaking
from portal.events.catalog import CardChanged
from portal.events.notifications import PeopleTold

COPIED = (
    "key",
    "number",
    "chapter",
    "heading",
    "text",
    "explanation",
    "modality",
    "subject",
    "sources",
    "links",
    "revision",
)
YOUR_TURN = {
    State.DRAFTING: N_("“%(title)s” is in your hands now: write the text and answer the comments."),
    State.UNDER_REVIEW: N_("“%(title)s” waits for your review."),
    State.RETURNED: N_("“%(title)s” has been returned with remarks. Please change the text."),
    State.APPROVED_FOR_VOTE: N_("The street has approved “%(title)s”. The meeting can be called now."),
    State.ADOPTED: N_("“%(title)s” has to be filed with the street."),
    State.FILED: N_("“%(title)s” has been filed and waits for its number."),
    State.FILING_OBJECTED: N_("The street objects to the filing of “%(title)s”."),
    State.APPRAISAL: N_("“%(title)s” is being appraised: say how well each clause is kept."),
    State.ORDERED_TO_CORRECT: N_("The street has ordered a correction of “%(title)s”."),
    State.CORRECTED: N_("The correction of “%(title)s” waits to be confirmed."),
}


def hold(convention: Convention) -> Version:
    """Take the convention's row for this transaction and read it anew; returns its current version.

    Not guarded: called by the services.
    """
    hold_row(convention)
    return queries.current_version(convention)


def concerned_by(convention: Convention) -> tuple[int, ...]:
    """Everybody it binds or will bind. Not guarded: part of the steps."""
    if convention.alliance_id is not None:
        return tuple(member_ids(convention.alliance_id))
    entitled = units_of(queries.electorate(convention, adoption_rule(convention.rule_key)))
    return tuple(unit.user_id for unit in entitled if unit.user_id is not None)


def on_turn(convention: Convention) -> tuple[int, ...]:
    """The people who have to do something now. Not guarded: part of the steps."""
    party = ON_TURN[convention.state]
    if party is Party.STREET:
        return tuple(holders(STREET, convention.place))
    if party is Party.OFFICERS:
        if convention.alliance_id is not None:
            return tuple(officer_ids(convention.alliance_id, OFFICERS))
        return tuple(holders(STAFF, convention.place))
    if party is Party.DRAFTERS:
        group = select(GroupMember.user_id).where(
            GroupMember.convention_id == convention.id, GroupMember.user_id.is_not(None)
        )
        members = (member for member in db.session.scalars(group) if member is not None)
        return tuple(dict.fromkeys((convention.drafted_by, *members)))
    return concerned_by(convention)


def tell(
    convention: Convention, message: str, topic: str, path: str = "", people: tuple[int, ...] = ()
) -> None:
    """A line to these people, or to everybody concerned. Not guarded: part of the steps."""
    announce(
        PeopleTold(
            user_ids=people or concerned_by(convention),
            message=message,
            path=convention.path + path,
            key=f"convention:{convention.id}:{topic}:{convention.current_no}",
            values={"bi_title": convention.title.to_json()},
        )
    )


def noted(convention: Convention, name: str, said: Callable[[], str], *, actor: User | None) -> None:
    """A line of the timeline beside the steps; in the city's own script, whatever the actor reads.

    Not guarded: part of the verbs.
    """
    with speaking("zh_Hans"):
        reason = said()
    LIFE.note(convention, name, actor=actor, reason=reason)


def moved(convention: Convention, *, actor: User | None = None) -> None:
    """After each step: whoever is on turn is told, lists and search see it anew. Not guarded: part of the steps."""
    db.session.flush()  # the card is made from the rows
    message = YOUR_TURN.get(convention.state)
    people = tuple(p for p in on_turn(convention) if actor is None or p != actor.id) if message else ()
    if message and people:
        tell(convention, message, f"turn:{convention.state}:{clock.now():%j%H%M}", people=people)
    announce(CardChanged(kind="convention", object_id=convention.id))


def freeze(version: Version, *, empty: bool = False) -> str:
    """Fix the text by its hash; returns the hash. A fixed one stays as it is, an unlawful one is refused.

    Not guarded: part of the steps.
    """
    clauses = queries.clauses_of(version)
    if not clauses and not empty:
        raise Refused(_("There is no clause yet."))
    if not version.text_hash:
        require_lawful(version.convention, version)
        version.canonical, version.text_hash = queries.signed_text(version, clauses)
        version.frozen_at = clock.now()
    return version.text_hash


def working_version(convention: Convention, *, actor: User) -> Version:
    """The text that can be changed: the current one, or a copy of it once it is fixed.

    Not guarded: called by steps and by whatever changes the text.
    """
    version = queries.current_version(convention)
    return copy_of(convention, version, actor=actor) if version.text_hash else version


def copy_of(convention: Convention, version: Version, *, actor: User) -> Version:
    """A new version with the same clauses under the same keys becomes current. Not guarded: part of the steps."""
    last = db.session.scalar(select(func.max(Version.number)).where(Version.convention_id == convention.id))
    convention.current_no = (last or 0) + 1
    fresh = Version(
        convention=convention,
        number=convention.current_no,
        title=version.title,
        preamble=version.preamble,
        alg=version.alg,
        made_by=actor.id,
    )
    db.session.add(fresh)
    db.session.flush()  # its clauses name it
    for clause in queries.clauses_of(version):
        db.session.add(Clause(version_id=fresh.id, **{name: getattr(clause, name) for name in COPIED}))
    for verse in queries.verse_of(version):
        db.session.add(
            VerseLine(
                version_id=fresh.id, number=verse.number, text=verse.text, clause_keys=verse.clause_keys
            )
        )
    db.session.flush()  # whoever reads the clauses next finds them
    return fresh
