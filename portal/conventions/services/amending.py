"""Proposing amendments, being for them, talking about them and taking them back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.conventions import queries
from portal.conventions.models import Amendment, AmendmentSupport, Clause, Convention
from portal.conventions.rules.documents import TEXTS
from portal.conventions.services.drafting import MOST_CLAUSES, NewClause
from portal.conventions.services.moving import hold
from portal.conventions.states.amendments import AMENDING, OPEN, Action
from portal.core import limits
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.limits import Limit
from portal.core.masking import mask_personal_data
from portal.core.services import guarded
from portal.discussions import services as talk
from portal.discussions.models import Board, Post
from portal.events.catalog import CardChanged
from portal.events.conventions import AmendmentProposed
from portal.events.discussions import PostWritten, TopicOpened
from portal.events.notifications import PeopleTold

A_DAY = Limit(most=20, seconds=24 * 3600)
AN_HOUR = Limit(most=30, seconds=3600)
REASON = 2000


@guarded("conventions.amend")
def propose(
    convention: Convention,
    *,
    action: Action,
    reason: str,
    actor: User,
    key: str = "",
    after: str = "",
    new: NewClause | None = None,
    base_hash: str = "",
) -> Amendment:
    """Propose a change to one clause of the newest fixed text, a new clause, a deletion or a move.

    `base_hash` names the text the author had before their eyes; when a newer one has been fixed meanwhile they are
    asked to look at it first. The clause `key` stays empty for a new one, `after` for the top.
    """
    limits.check(f"convention-amend:{actor.id}", A_DAY)
    limits.count(f"convention-amend:{actor.id}")
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    hold(convention)
    base = queries.newest_fixed(convention)
    if base is None:
        raise Refused(_("There is no fixed text yet that could be amended."))
    if base_hash and base_hash != base.text_hash:
        raise Refused(_("The text has changed since you opened the page. Please read it again."))
    clauses = {clause.key: clause for clause in queries.clauses_of(base)}
    number = _next_number(convention)
    words = _words(action, clauses, key, after, new)
    amendment = Amendment(
        convention=convention,
        number=number,
        base_version=base,
        base_hash=base.text_hash,
        action=action,
        clause_key=key or f"a{number:05d}{convention.id % 1000:03d}",
        after_key=after,
        words=words,
        reason=mask_personal_data(reason.strip()),
        author=actor,
    )
    db.session.add(amendment)
    db.session.flush()  # the event names it
    announce(AmendmentProposed(convention_id=convention.id, amendment_id=amendment.id, user_id=actor.id))
    announce(CardChanged(kind="convention", object_id=convention.id))
    return amendment


def _next_number(convention: Convention) -> int:
    """The convention's row is held: nobody else takes the same."""
    found = select(func.max(Amendment.number)).where(Amendment.convention_id == convention.id)
    return (db.session.scalar(found) or 0) + 1


def _words(
    action: Action, clauses: dict[str, Clause], key: str, after: str, new: NewClause | None
) -> dict[str, Any]:
    """What the clause is to say. Refuses what makes no sense on this text, or no difference."""
    if action is not Action.ADD and key not in clauses:
        raise Refused(_("This clause is not in the text any more. Please choose another."))
    if action in (Action.ADD, Action.MOVE) and after and after not in clauses:
        raise Refused(_("This clause is not in the text any more. Please choose another."))
    if action is Action.MOVE and _stands_behind(list(clauses), key, after):
        raise Refused(_("The clause stands there already. Please choose another place."))
    if action in (Action.DELETE, Action.MOVE):
        return {}
    if new is None or not str(new.text).strip():
        raise Refused(_("Please write the text of the clause."))
    if action is Action.ADD and len(clauses) >= MOST_CLAUSES:
        raise Refused(_("A convention has at most %(most)s clauses.", most=MOST_CLAUSES))
    words = words_of_new(new)
    if action is Action.CHANGE:
        was = queries.words_of(clauses[key])
        if queries.wording_from(words) == queries.wording_from(was):
            raise Refused(_("You have not changed anything yet. Please change the text you want different."))
    return words


def _stands_behind(keys: list[str], key: str, after: str) -> bool:
    at = keys.index(key)
    return after == key or (keys[at - 1] if at else "") == after


def words_of_new(new: NewClause) -> dict[str, Any]:
    """A clause as an amendment keeps it. Not guarded: only a form of words."""
    texts = {name: getattr(new, name) for name in TEXTS}
    kept = {
        name: (Bitext.of(text) if isinstance(text, str) else text).to_json() for name, text in texts.items()
    }
    return {**kept, "modality": str(new.modality), "sources": list(new.sources)}


@guarded("conventions.support_amendment")
def support(amendment: Amendment, *, wanted: bool, actor: User) -> None:
    """Be for it, or no longer. Asking twice changes nothing."""
    hold_row(amendment, "support_count", "state")
    if amendment.state not in OPEN:
        raise Refused(_("This amendment has been decided already."))
    mine = db.session.get(AmendmentSupport, (amendment.id, actor.id))
    if wanted and mine is None:
        db.session.add(AmendmentSupport(amendment_id=amendment.id, user_id=actor.id))
        amendment.support_count += 1
    elif not wanted and mine is not None:
        db.session.delete(mine)
        amendment.support_count -= 1


@guarded("conventions.withdraw_amendment")
def withdraw_amendment(amendment: Amendment, *, actor: User) -> None:
    """Take one's own amendment back before it is decided."""
    AMENDING.move(amendment, "withdraw", actor=actor)


@guarded("conventions.discuss_amendment")
def discuss(amendment: Amendment, *, text: str, actor: User) -> Post:
    """Say something about it, in the forum of the alliance or place. The first remark opens the topic there."""
    limits.check(f"convention-discuss:{actor.id}", AN_HOUR)
    limits.count(f"convention-discuss:{actor.id}")
    if not text.strip():
        raise Refused(_("Please write something."))
    hold_row(amendment, "topic_id")
    if amendment.topic is None:
        title = f"修正案第{amendment.number}号 · {{}}"
        names = amendment.convention.title
        topic, post = talk.begin(_board(amendment.convention), title="", text=text, author=actor)
        topic.title = Bitext.both(
            title.format(names.hans), title.replace("号", "號").format(names.hant), names.script
        )
        amendment.topic = topic
        db.session.flush()  # search looks at the topic under its name
        announce(TopicOpened(topic_id=topic.id, user_id=actor.id))
    else:
        topic = amendment.topic
        post = talk.add(topic, text=text, author=actor)
        announce(CardChanged(kind="post", object_id=post.id))
        announce(PostWritten(post_id=post.id, topic_id=topic.id, user_id=actor.id))
    announce(CardChanged(kind="topic", object_id=topic.id))
    if actor.id != amendment.author_id:
        tell_author(
            amendment,
            N_("There is a remark on your amendment no. %(number)s to “%(title)s”."),
            f"post:{post.id}",
        )
    return post


def _board(convention: Convention) -> Board:
    alliance, place = convention.alliance, convention.place
    if alliance is not None:
        return talk.open_board(
            "alliance", alliance.id, name=alliance.name, place_id=place.id, code=f"a-{alliance.code}"
        )
    return talk.open_board("place", place.id, name=place.name, place_id=place.id, code=f"p-{place.slug}"[:24])


def tell_author(amendment: Amendment, message: str, topic: str) -> None:
    """A line to who proposed it. Not guarded: part of the verbs."""
    announce(
        PeopleTold(
            user_ids=(amendment.author_id,),
            message=message,
            path=amendment.path,
            key=f"amendment:{amendment.id}:{topic}",
            values={"bi_title": amendment.convention.title.to_json(), "number": amendment.number},
        )
    )
