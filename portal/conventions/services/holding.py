"""履: from the day a text comes into force until it is revised, corrected or repealed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal.accounts.models import User
from portal.conventions import queries
from portal.conventions.models import Convention, CorrectionOrder
from portal.conventions.rules.ways import way_of
from portal.conventions.services.campaigns import ask_again
from portal.conventions.services.moving import copy_of, hold, moved, tell
from portal.conventions.states import LIFE, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.conventions import ConventionInForce


@guarded("conventions.put_in_force")
def put_in_force(convention: Convention, *, actor: User) -> None:
    """From today on it holds; the one it supersedes ends."""
    hold(convention)
    rival = rival_of(convention)
    if rival is not None:
        raise Refused(
            _(
                "“%(title)s”, of the same kind, is in force here. Revise or repeal that one first.",
                title=rival.title,
            )
        )
    _in_force(convention, actor)


def come_into_force() -> int:
    """Conventions whose day has come. Not guarded: run by the clock, repeatable."""
    due = select(Convention).where(
        Convention.state.in_((State.PUBLISHED, State.SIGNING)), Convention.in_force_on <= clock.today()
    )
    found: Sequence[Convention] = db.session.scalars(due.order_by(Convention.id)).all()
    ready = [convention for convention in found if rival_of(convention) is None]
    for convention in ready:
        _in_force(convention, None)
    return len(ready)


def key_of(convention: Convention) -> str:
    """Unique among what is in force. Not guarded: asks only."""
    if not way_of(convention.kind).alone:
        return f"convention:{convention.id}"
    owner = f"alliance:{convention.alliance_id}" if convention.alliance_id else f"place:{convention.place_id}"
    return f"{owner}:{convention.kind}"


def rival_of(convention: Convention) -> Convention | None:
    """Another convention that holds in its place and is not superseded by it. Not guarded: asks only."""
    found = select(Convention).where(
        Convention.in_force_key == key_of(convention),
        Convention.id.not_in((convention.id, convention.supersedes_id or 0)),
    )
    return db.session.scalar(found)


def _in_force(convention: Convention, actor: User | None) -> None:
    LIFE.move(convention, "put_in_force", actor=actor)
    convention.in_force_on = clock.today()
    convention.in_force_no = convention.current_no
    older = db.session.get(Convention, convention.supersedes_id) if convention.supersedes_id else None
    if older is not None and older.in_force_key is not None:
        _end(older, actor, f"→ {convention.title.original}")
    convention.in_force_key = key_of(convention)
    if convention.expires_on is not None and convention.expires_on <= clock.today():
        convention.expires_on = None  # the new text has a term of its own
    if convention.signing_from is not None:
        ask_again(convention)
    for order in queries.open_orders(convention):
        order.closed_at = clock.now()
    announce(ConventionInForce(convention_id=convention.id))
    tell(convention, N_("“%(title)s” is in force now."), "in_force")
    moved(convention)


@guarded("conventions.begin_revision")
def begin_revision(convention: Convention, *, reason: str, actor: User) -> None:
    """A working copy beside the version in force, which holds until another has been voted and published."""
    hold(convention)
    held = queries.version_in_force(convention)
    LIFE.move(convention, "begin_revision", actor=actor, reason=reason)
    copy_of(convention, held, actor=actor)
    convention.drafted_by = actor.id
    convention.submitted_at = convention.handed_in_at = None
    convention.comment_from = convention.comment_until = None
    convention.notice_sent_at = convention.meeting_at = convention.meeting_id = convention.called_rule = None
    convention.ballot_id = convention.filing_due_on = None
    tell(convention, N_("A revision of “%(title)s” has begun."), "revision")
    moved(convention)


@guarded("conventions.drop_revision")
def drop_revision(convention: Convention, *, reason: str, actor: User) -> None:
    """The version in force stays as it is; what was worked on remains on record."""
    hold(convention)
    LIFE.move(convention, "drop_revision", actor=actor, reason=reason)
    held = queries.version_in_force(convention)
    convention.current_no, convention.title = held.number, held.title
    tell(convention, N_("The revision of “%(title)s” has been dropped."), "dropped")
    moved(convention)


@guarded("conventions.order_correction")
def order_correction(
    convention: Convention, *, clause_keys: Sequence[str], reason: str, due_on: date, actor: User
) -> CorrectionOrder:
    """责令改正: the named clauses of the text in force break the law and no longer apply, from now on."""
    hold(convention)
    held = queries.version_in_force(convention)
    known = {clause.key for clause in queries.clauses_of(held)}
    keys = [key for key in dict.fromkeys(clause_keys) if key in known]
    if not keys:
        raise Refused(_("Please name the clauses that have to be corrected."))
    if due_on <= clock.today():
        raise Refused(_("The end must lie in the future."))
    LIFE.move(convention, "order_correction", actor=actor, reason=reason)
    order = CorrectionOrder(
        convention_id=convention.id,
        version_no=held.number,
        clause_keys=keys,
        reason=reason,
        due_on=due_on,
        ordered_by=actor.id,
    )
    db.session.add(order)
    moved(convention, actor=actor)
    return order


@guarded("conventions.correct")
def correct(convention: Convention, *, report: str, actor: User) -> None:
    """Report that the named clauses have been taken out of use everywhere: boards, leaflets, practice.

    The wording itself is changed by a revision, with its vote.
    """
    hold(convention)
    if not report.strip():
        raise Refused(_("Please say what has been done about it."))
    order = queries.open_orders(convention)[-1]
    LIFE.move(convention, "correct", actor=actor, reason=report)
    order.report, order.reported_at, order.reported_by = Bitext.of(report.strip()), clock.now(), actor.id
    moved(convention, actor=actor)


@guarded("conventions.confirm_correction")
def confirm_correction(convention: Convention, *, actor: User) -> None:
    """The street is content; the rest of the text holds as before, the named clauses stay out."""
    hold(convention)
    LIFE.move(convention, "confirm_correction", actor=actor)
    for order in queries.open_orders(convention):
        order.closed_at = clock.now()
    tell(convention, N_("The correction of “%(title)s” has been confirmed."), "confirmed")
    moved(convention)


@guarded("conventions.repeal")
def repeal(convention: Convention, *, reason: str, actor: User) -> None:
    """It holds no longer; text and signatures stay on record."""
    hold(convention)
    _end(convention, actor, reason)
    tell(convention, N_("“%(title)s” has been repealed."), "repealed")


def lapse(convention: Convention) -> int:
    """Its term is over. A text whose revision is on its way goes on. Not guarded: by the clock."""
    if convention.is_revised:
        return 0
    _end(convention, None, str(_("The term is over.")))
    tell(convention, N_("“%(title)s” no longer holds: its term is over."), "lapsed")
    return 1


def end_with_alliance(alliance_id: int, actor_id: int) -> None:
    """Those that hold are repealed. Not guarded: follows the dissolution that two people decided."""
    held = select(Convention).where(
        Convention.alliance_id == alliance_id,
        Convention.in_force_no.is_not(None),
        Convention.state != State.REPEALED,
    )
    for convention in db.session.scalars(held.order_by(Convention.id)).all():
        hold(convention)
        _end(convention, db.session.get(User, actor_id), str(_("The alliance has been dissolved.")))
        tell(convention, N_("“%(title)s” has been repealed."), "repealed")


def _end(convention: Convention, actor: User | None, reason: str) -> None:
    if convention.state in {State.APPRAISAL} or convention.is_revised:
        convention.state = State.IN_FORCE  # what was begun beside it ends with it
    LIFE.move(convention, "repeal", actor=actor, reason=reason)
    convention.repealed_at, convention.in_force_key = clock.now(), None
    moved(convention)
