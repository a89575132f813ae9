"""征集民意: everybody is asked; whatever comes in, by whatever way, gets a number and later an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from portal.accounts.models import User
from portal.conventions import queries
from portal.conventions.models import Comment, Convention, no_text
from portal.conventions.services.moving import freeze, hold, moved, tell
from portal.conventions.states import LIFE, Channel, Stance
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.catalog import CardChanged
from portal.events.conventions import ConventionCommented
from portal.files.models import StoredFile
from portal.files.services import attach


@guarded("conventions.open_gathering")
def open_gathering(
    convention: Convention,
    *,
    until: datetime,
    seen_hash: str,
    actor: User,
    call_text: Bitext | str = "",
    channels: Sequence[Channel] = (Channel.WEB,),
) -> None:
    """Somebody who did not write it, and has read exactly this text, puts it to everybody until a moment."""
    version = hold(convention)
    least = int(setting("conventions.comment_days"))
    if until < clock.now() + timedelta(days=least) - timedelta(hours=1):
        raise Refused(_("People need at least %(days)s days to comment.", days=least))
    if queries.signed_text(version, queries.clauses_of(version))[1] != seen_hash:
        raise Refused(_("The text has changed since you opened the page. Please read it again."))
    LIFE.move(convention, "open_gathering", actor=actor)
    freeze(version, empty=True)  # opinions may be asked before there is a clause
    convention.reviewed_by = actor.id
    convention.comment_from, convention.comment_until = clock.now(), until
    convention.call_text = call_text or no_text()  # type: ignore[assignment]  # a str becomes a Bitext
    convention.channels = [str(c) for c in dict.fromkeys((Channel.WEB, *channels))]
    tell(convention, N_("“%(title)s” is open for comment."), "comment")
    moved(convention)


@guarded("conventions.enter_opinion")
def enter_opinion(
    convention: Convention,
    *,
    speaker: str,
    text: str,
    stance: Stance,
    channel: Channel,
    actor: User,
    clause_key: str = "",
    scan: Iterable[StoredFile] = (),
) -> Comment:
    """Type in what somebody said on paper, by telephone or at a meeting; it counts like any other."""
    if channel is Channel.WEB:
        raise Refused(_("Please say how this opinion came in."))
    if not speaker.strip():
        raise Refused(_("Please give the name of the person whose opinion it is."))
    files = list(scan)
    if channel is Channel.PAPER and not files:
        raise Refused(_("An opinion on paper needs its scan or photo."))
    hold(convention)
    if clause_key:
        queries.get_clause(queries.gathered_version(convention), clause_key)
    said = add_opinion(
        convention,
        text=text,
        stance=stance,
        clause_key=clause_key,
        channel=channel,
        actor=actor,
        speaker=speaker,
    )
    attach(files, said, public=False)
    return said


def add_opinion(
    convention: Convention,
    *,
    text: str,
    stance: Stance,
    clause_key: str,
    channel: Channel,
    actor: User,
    speaker: str = "",
) -> Comment:
    """The opinion with the next number. Not guarded: part of `comment` and `enter_opinion`."""
    convention.comment_count += 1
    said = Comment(
        convention=convention,
        version_id=queries.gathered_version(convention).id,
        number=convention.comment_count,
        clause_key=clause_key,
        user_id=actor.id,
        stance=stance,
        text=text,
        channel=channel,
        speaker=Bitext.name(speaker.strip()) if speaker.strip() else no_text(),
    )
    db.session.add(said)
    db.session.flush()  # the event names it
    if not speaker:
        announce(ConventionCommented(convention_id=convention.id, comment_id=said.id, user_id=actor.id))
    announce(CardChanged(kind="convention", object_id=convention.id))
    return said
