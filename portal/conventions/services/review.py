"""提请审核: the street reads exactly this text, clause by clause, and approves or returns it."""

from __future__ import annotations

from portal.accounts.models import User
from portal.conventions import queries
from portal.conventions.models import Convention, Remark, Review, Version
from portal.conventions.services.group import unheard
from portal.conventions.services.moving import copy_of, freeze, hold, moved, tell
from portal.conventions.states import CAPACITY_LABELS, LIFE, Force
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.types import written


@guarded("conventions.hand_in")
def hand_in(convention: Convention, *, actor: User) -> None:
    """Fix the text and put it before the street. Every opinion must have an answer by now."""
    version = hold(convention)
    left = queries.unanswered(convention)
    if left:
        raise Refused(
            _("%(count)s comments have no answer yet. Each needs one before the review.", count=left)
        )
    missing = unheard(convention)
    if missing:
        who = _(", ").join(str(CAPACITY_LABELS[capacity]) for capacity in missing)
        raise Refused(_("Not heard yet: %(who)s. This kind of convention asks for it.", who=who))
    LIFE.move(convention, "hand_in", actor=actor)
    freeze(version)
    convention.handed_in_at = clock.now()
    moved(convention, actor=actor)


@guarded("conventions.remark")
def remark(convention: Convention, *, text: str, force: Force, actor: User, clause_key: str = "") -> Remark:
    """A remark on one clause or on the whole. "Must be changed" blocks the vote until it is settled."""
    if not text.strip():
        raise Refused(_("Please say what should be changed, and why."))
    version = hold(convention)
    if clause_key:
        queries.get_clause(version, clause_key)
    made = Remark(
        convention=convention,
        version=version,
        clause_key=clause_key,
        force=force,
        text=text,
        reviewer_id=actor.id,
    )
    db.session.add(made)
    if force is Force.MUST:
        db.session.flush()  # the message is of this remark
        tell(
            convention,
            N_("The street asks for a change in “%(title)s”. No vote can be called before it is settled."),
            f"remark:{made.id}",
            "/review",
            (convention.drafted_by,),
        )
    return made


@guarded("conventions.answer_remark")
def answer_remark(remark: Remark, *, text: str, actor: User) -> None:
    """What the drafters have done about it."""
    if not text.strip():
        raise Refused(_("Please say what has been done about it."))
    if remark.settled_at is not None:
        raise Refused(_("This remark has been settled already."))
    remark.answer, remark.answered_by = written(text), actor.id


@guarded("conventions.settle_remark")
def settle_remark(remark: Remark, *, actor: User) -> None:
    """A reviewer has looked and finds that the text is in order now."""
    if remark.settled_at is not None:
        raise Refused(_("This remark has been settled already."))
    remark.settled_at, remark.settled_by = clock.now(), actor.id


@guarded("conventions.approve")
def approve(convention: Convention, *, seen_hash: str, opinion: Bitext | str, actor: User) -> Review:
    """The street approves the text with this hash, and no other, for the vote."""
    version = hold(convention)
    if queries.signed_text(version, queries.clauses_of(version))[1] != seen_hash:
        raise Refused(_("The text has changed since you opened the page. Please read it again."))
    blocking = queries.open_musts(convention)
    if blocking:
        raise Refused(
            _(
                "%(count)s remarks that must be changed are not settled. Settle them, or return the text.",
                count=blocking,
            )
        )
    LIFE.move(convention, "approve", actor=actor)
    convention.reviewed_by = actor.id
    review = _review(convention, version, approved=True, opinion=opinion, actor=actor)
    moved(convention, actor=actor)
    return review


@guarded("conventions.return_text")
def return_text(convention: Convention, *, reason: str, actor: User) -> Review:
    """Back to the drafters with the remarks; they change a copy, the text that was read stays as it is."""
    version = hold(convention)
    LIFE.move(convention, "return_text", actor=actor, reason=reason)
    convention.reviewed_by = actor.id
    review = _review(convention, version, approved=False, opinion=reason, actor=actor)
    copy_of(convention, version, actor=actor)
    moved(convention, actor=actor)
    return review


def _review(
    convention: Convention, version: Version, *, approved: bool, opinion: Bitext | str, actor: User
) -> Review:
    review = Review(
        convention_id=convention.id,
        version=version,
        text_hash=version.text_hash,
        approved=approved,
        opinion=opinion,
        reviewer_id=actor.id,
    )
    db.session.add(review)
    return review
