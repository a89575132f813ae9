"""What becomes of an amendment: the drafting group takes it up, takes it up with other words, or does not."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import User
from portal.conventions import queries
from portal.conventions.models import Amendment, Clause, Convention, Version, no_text
from portal.conventions.queries import linting
from portal.conventions.queries.amendments import Desk, Trial, digest
from portal.conventions.queries.linting import Worded
from portal.conventions.rules.documents import (
    FIELDS,
    TEXTS,
    Document,
    Wording,
    added,
    changed,
    moved,
    removed,
)
from portal.conventions.services.amending import tell_author, words_of_new
from portal.conventions.services.drafting import MOST_CLAUSES, EditConflict, NewClause, worded
from portal.conventions.services.linting import stopped
from portal.conventions.services.moving import freeze, hold, working_version
from portal.conventions.states import EDITABLE, Modality
from portal.conventions.states.amendments import AMENDING, OPEN, Action, AmendmentState
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.catalog import CardChanged
from portal.events.conventions import AmendmentDecided


class Collision(Refused):
    """The amendment and the present text change the same words; nothing was overwritten."""


def hold_for_decision(amendment: Amendment) -> Version:
    """Nobody else changes the text or decides while we do. Not guarded: part of the verbs."""
    version = hold(amendment.convention)
    db.session.refresh(amendment)
    if amendment.state not in OPEN:
        raise Refused(_("This amendment has been decided already."))
    return version


@guarded("conventions.decide_amendment")
def accept(amendment: Amendment, *, seen: str, actor: User) -> None:
    """Take it up as it was proposed, brought together with what the text says now.

    `seen` names the outcome that was shown (`Trial.seen`): when another one would come of it now, it is refused.
    """
    version = hold_for_decision(amendment)
    trial = Desk(amendment.convention, version, [amendment]).trial(amendment)
    if trial.merged.conflicts:
        raise Collision(
            _(
                "The text has been changed in the same place meanwhile. Both texts stand below: bring them together by hand."
            )
        )
    if trial.is_overtaken:
        raise Refused(_("The text says so already."))
    if trial.seen != seen:
        raise EditConflict(_("The text has changed since you opened the page. Please read it again."))
    if stops := stopped(amendment.convention, linting.outcome_of(trial, _now(version, amendment))):
        raise Refused(
            _(
                "It cannot be accepted as it reads: %(reason)s. Take it up with other words, or a reviewer sets the finding aside with a reason.",
                reason=stops.title,
            )
        )
    AMENDING.move(amendment, "accept", actor=actor)
    fresh = _write(amendment.convention, version, trial.merged.document, trial, actor)
    _decided(amendment, fresh, actor, no_text())


@guarded("conventions.decide_amendment")
def merge_by_hand(
    amendment: Amendment,
    *,
    seen: str,
    reason: str,
    actor: User,
    new: NewClause | None = None,
    after: str | None = None,
) -> None:
    """Take it up with other words, or bring colliding texts together: `new` is what the clause says from now on.

    Without `new` a deletion strikes the clause out as it reads now, and a move puts it behind `after`. `seen` is
    the digest of the clause as it was shown: what somebody else has written since is not overwritten.
    """
    version = hold_for_decision(amendment)
    trial = Desk(amendment.convention, version, [amendment]).trial(amendment)
    if digest(trial.ours.get(amendment.clause_key)) != seen:
        raise EditConflict(
            _(
                "Somebody else has changed this clause meanwhile. Both texts stand below: take over what you need and save again."
            )
        )
    words = words_of_new(new) if new is not None else {}
    outcome = _by_hand(amendment, trial.ours, words, after)
    if len(outcome) > MOST_CLAUSES:
        raise Refused(_("A convention has at most %(most)s clauses.", most=MOST_CLAUSES))
    if list(outcome.items()) == list(trial.ours.items()):
        raise Refused(_("The text says so already."))
    if stops := stopped(amendment.convention, _new_words(amendment, trial, new)):
        raise Refused(
            _(
                "The clause cannot say this: %(reason)s. Please find other words. Where the finding is wrong, propose these words as an amendment of their own: a reviewer can set the finding aside there.",
                reason=stops.title,
            )
        )
    AMENDING.move(amendment, "merge", actor=actor, reason=reason)
    fresh = _write(amendment.convention, version, outcome, trial, actor, words)
    _decided(amendment, fresh, actor, Bitext.of(reason.strip()))


def _now(version: Version, amendment: Amendment) -> Clause | None:
    return queries.find_clause(version, amendment.clause_key)


def _new_words(amendment: Amendment, trial: Trial, new: NewClause | None) -> Worded | None:
    """What somebody has written by hand; None where the clause says so already."""
    if new is None:
        return None
    said = worded(new, amendment.clause_key)
    ours = trial.ours.get(said.key)
    return None if ours and queries.pair(said.text) == ours.text else said


def _by_hand(amendment: Amendment, ours: Document, words: dict[str, Any], after: str | None) -> Document:
    key = amendment.clause_key
    if not words:
        if key not in ours:
            raise Refused(_("This clause is not in the text any more. Please choose another."))
        if amendment.action is Action.DELETE:
            return removed(ours, key)
        if after is None or after == key:
            raise Refused(_("Please choose where the clause is to stand."))
        return moved(ours, key, after)
    wanted = queries.wording_from(words)
    if not wanted.text.hans.strip():
        raise Refused(_("Please write the text of the clause."))
    if key not in ours:
        return added(ours, key, wanted, after if after is not None else amendment.after_key)
    return changed(ours if after in (None, key) else moved(ours, key, after or ""), key, wanted)


@guarded("conventions.decide_amendment")
def reject(amendment: Amendment, *, reason: str, actor: User) -> None:
    """Do not take it up, and say why. The text stays as it is."""
    hold_for_decision(amendment)
    AMENDING.move(amendment, "reject", actor=actor, reason=reason)
    _decided(amendment, None, actor, Bitext.of(reason.strip()))


def _decided(amendment: Amendment, version: Version | None, actor: User, reason: Bitext) -> None:
    amendment.decided_by, amendment.decided_at, amendment.decision = actor.id, clock.now(), reason
    amendment.result_version_id = version.id if version else None
    db.session.flush()  # others are tried against the new text
    announce(
        AmendmentDecided(
            convention_id=amendment.convention_id,
            amendment_id=amendment.id,
            user_id=actor.id,
            outcome=str(amendment.state),
        )
    )
    message = {
        AmendmentState.ACCEPTED: N_("Your amendment no. %(number)s to “%(title)s” has been accepted."),
        AmendmentState.MERGED: N_(
            "Your amendment no. %(number)s to “%(title)s” was taken up with other words."
        ),
        AmendmentState.REJECTED: N_("Your amendment no. %(number)s to “%(title)s” was not accepted."),
    }[amendment.state]
    tell_author(amendment, message, "decided")
    if version is not None:
        recheck(amendment.convention, version)
        announce(CardChanged(kind="convention", object_id=amendment.convention_id))


def recheck(convention: Convention, version: Version) -> None:
    """The text has changed: which undecided amendments collide with it, fit again or are overtaken?

    Not guarded: follows every change of the text.
    """
    waiting = queries.open_amendments(convention)
    if not waiting:
        return
    desk = Desk(convention, version, waiting)
    for amendment in waiting:
        trial = desk.trial(amendment)
        if trial.merged.conflicts:
            if amendment.state is AmendmentState.PROPOSED:
                AMENDING.move(amendment, "collide", actor=None)
                tell_author(
                    amendment,
                    N_(
                        "The text of “%(title)s” has changed where your amendment no. %(number)s wants to change it."
                    ),
                    f"collide:{version.number}",
                )
        elif trial.is_overtaken:
            AMENDING.move(amendment, "overtake", actor=None)
        elif amendment.state is AmendmentState.CONFLICTED:
            AMENDING.move(amendment, "fit", actor=None)


def _write(
    convention: Convention,
    version: Version,
    document: Document,
    trial: Trial,
    actor: User,
    words: dict[str, Any] | None = None,
) -> Version:
    """Bring the stored clauses to what the document says.

    A fixed text is never touched: a copy becomes the next version, and is fixed as well while the drafters may not
    write freely. A working text is changed clause by clause; each changed one gets a new revision.
    """
    fixed = bool(version.text_hash)
    fresh = working_version(convention, actor=actor)
    sources = {trial.amendment.clause_key: words or trial.amendment.words}
    rows = {clause.key: clause for clause in queries.clauses_of(fresh)}
    for key, row in rows.items():
        if key not in document:
            db.session.delete(row)
    for number, (key, wording) in enumerate(document.items(), 1):
        clause = rows.get(key)
        if clause is None:
            clause = Clause(version_id=fresh.id, key=key, number=number)
            db.session.add(clause)
            _say(clause, None, wording, sources.get(key, {}))
        else:
            _say(clause, queries.wording_of(clause), wording, sources.get(key, {}))
        clause.number = number
    db.session.flush()
    if fixed and convention.state not in EDITABLE:
        freeze(fresh)
    return fresh


def _say(clause: Clause, was: Wording | None, wording: Wording, words: dict[str, Any]) -> None:
    differing = [name for name in FIELDS if was is None or getattr(was, name) != getattr(wording, name)]
    for name in differing:
        value = getattr(wording, name)
        if name in TEXTS:
            before = [getattr(clause, name)] if was else []
            written = [Bitext.from_json(words[name])] if name in words else []
            setattr(clause, name, queries.bitext_of(value, *before, *written))
        elif name == "modality":
            clause.modality = Modality(value)
        else:
            clause.sources = [queries.source_from(source) for source in value]
    if differing and was is not None:
        clause.revision += 1
