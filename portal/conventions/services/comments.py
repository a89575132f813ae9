"""Numbered comments while a convention is out for comment, and what became of each."""

from __future__ import annotations

from portal.accounts.models import User
from portal.conventions import queries
from portal.conventions.models import Comment, Convention
from portal.conventions.permissions import comment_running
from portal.conventions.services.gathering import add_opinion
from portal.conventions.services.moving import hold
from portal.conventions.states import Channel, Disposition, Stance
from portal.core import clock, limits
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.limits import Limit
from portal.core.services import guarded
from portal.events.notifications import PeopleTold
from portal.files.services import attach_named

A_DAY = Limit(most=30, seconds=24 * 3600)


@guarded("conventions.comment")
def comment(
    convention: Convention,
    *,
    text: str,
    stance: Stance,
    actor: User,
    clause_key: str = "",
    channel: Channel = Channel.WEB,
) -> Comment:
    """Give a comment on the whole, or on the clause with this key. It gets the next number."""
    limits.check(f"convention-comment:{actor.id}", A_DAY)
    limits.count(f"convention-comment:{actor.id}")
    version = hold(convention)
    if no := comment_running.why_not(actor, convention):  # asked again: its row is held now
        raise Refused(no)
    if clause_key:
        queries.get_clause(version, clause_key)
    said = add_opinion(
        convention, text=text, stance=stance, clause_key=clause_key, channel=channel, actor=actor
    )
    attach_named(text, said, owner_id=actor.id)
    return said


@guarded("conventions.answer")
def answer(
    convention: Convention, *, number: int, disposition: Disposition, reply: str, actor: User
) -> Comment:
    """Say what becomes of a comment, and why. May be corrected until the text is handed in for review."""
    if not reply.strip():
        raise Refused(_("Please give a reason."))
    said = queries.get_comment(convention, number)
    said.disposition, said.reply = disposition, reply  # type: ignore[assignment]  # made a Bitext
    said.answered_by, said.answered_at = actor.id, clock.now()
    if said.speaker:
        return said  # whoever gave it on paper is not told here
    announce(
        PeopleTold(
            user_ids=(said.user_id,),
            message=N_("Your comment no. %(number)s on “%(title)s” has been answered."),
            path=f"{convention.path}/comments#comment-{number}",
            key=f"convention:{convention.id}:answer:{number}",
            values={"bi_title": convention.title.to_json(), "number": number},
        )
    )
    return said
