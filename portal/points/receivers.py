"""What earns points: news of the other features, looked up in the rule book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app

from portal.ballots.models import Ballot
from portal.core.cards import card_of
from portal.core.db import db
from portal.core.events import Event, later, now
from portal.core.i18n import _l
from portal.events.alliances import MemberAdmitted
from portal.events.ballots import BallotCast
from portal.events.consultations import OpinionGiven
from portal.events.conventions import ConventionCommented, ConventionSigned
from portal.events.discussions import PostWritten, TopicOpened
from portal.events.honor import RedEntryPublished
from portal.points.services.awarding import Occasion, award_for


@dataclass(frozen=True)
class Source:
    """One kind of news a rule can be bound to."""

    kind: type[Event]
    label: Any
    occasion: Callable[[Any], Occasion]
    often: bool = False
    """Whether it happens so often that its points wait for the worker, and the person for nothing."""


def about(card_kind: str, object_id: int, done: str, user_id: int) -> Occasion:
    """The thing by the name and address its card gives; without a public card by its number alone."""
    key = f"{card_kind}:{object_id}:{done}:{user_id}"
    card = card_of(card_kind, object_id) if card_kind in current_app.extensions["portal.cards"] else None
    if card is None:
        return Occasion(user_id=user_id, key=key)
    return Occasion(user_id=user_id, key=key, title=card.title, path=card.path)


def about_ballot(event: BallotCast) -> Occasion:
    ballot = db.session.get_one(Ballot, event.ballot_id)
    key = f"ballot:{ballot.id}:cast:{event.user_id}"
    return Occasion(user_id=event.user_id, key=key, title=ballot.title, path=ballot.path)


SOURCES = {
    source.kind.__name__: source
    for source in (
        Source(
            ConventionSigned,
            _l("Signing a convention"),
            lambda e: about("convention", e.convention_id, "signed", e.user_id),
        ),
        Source(
            ConventionCommented,
            _l("Giving an opinion on a draft convention"),
            lambda e: about("convention", e.convention_id, "commented", e.user_id),
        ),
        Source(
            OpinionGiven,
            _l("Giving an opinion in a consultation"),
            lambda e: about("consultation", e.consultation_id, "opinion", e.user_id),
        ),
        Source(BallotCast, _l("Taking part in a vote"), about_ballot),
        Source(
            MemberAdmitted,
            _l("Becoming a member of an alliance"),
            lambda e: about("alliance", e.alliance_id, "member", e.user_id),
        ),
        Source(
            RedEntryPublished,
            _l("Being named on the red board"),
            lambda e: about("praise", e.entry_id, "red", e.user_id),
        ),
        Source(
            TopicOpened,
            _l("Opening a topic in a forum"),
            lambda e: about("topic", e.topic_id, "opened", e.user_id),
        ),
        Source(
            PostWritten,
            _l("Replying in a forum"),
            lambda e: about("topic", e.topic_id, "replied", e.user_id),
            often=True,
        ),
    )
}


def award(event: Any) -> None:
    """What is undone earns nothing, for the news, or the job that brings it, is undone with it.

    News about nobody in particular earns nothing either.
    """
    if event.user_id is None:
        return
    name = type(event).__name__
    award_for(name, SOURCES[name].occasion(event))


LISTENERS = tuple((later if source.often else now)(source.kind, award) for source in SOURCES.values())
