"""Topics that find too few supporters lapse on a day that is told beforehand; anybody may open them again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from portal.accounts.models import User
from portal.consultations.models import TopicProposal, TopicSupport
from portal.consultations.services.topics import A_DAY, supporters_of, time_for
from portal.consultations.states import TOPIC_LIFE, TopicState
from portal.core import clock, limits
from portal.core.db import db
from portal.core.events import announce
from portal.core.i18n import N_
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.catalog import CardChanged
from portal.events.notifications import PeopleTold


def lapse_topics() -> int:
    """End the time of topics whose day has passed, and tell of those whose day comes near.

    Not guarded: run by the clock; repeatable.
    """
    return _end_those_whose_day_has_passed() + _tell_of_those_whose_day_comes()


def _end_those_whose_day_has_passed() -> int:
    gathering = select(TopicProposal).where(TopicProposal.state == TopicState.GATHERING)
    over = db.session.scalars(gathering.where(TopicProposal.until < clock.today()).order_by(TopicProposal.id))
    count = 0
    for topic in over.all():
        TOPIC_LIFE.move(topic, "lapse", actor=None, reason=f"{topic.support_count} / {topic.needed}")
        announce(CardChanged(kind="consultation_topic", object_id=topic.id))
        _tell(
            topic,
            "lapsed",
            N_(
                "The time of the topic “%(title)s” is over; it found too few supporters. It can be opened again."
            ),
        )
        count += 1
    return count


def _tell_of_those_whose_day_comes() -> int:
    near = clock.today() + timedelta(days=int(setting("consultations.topic_warning_days")))
    gathering = select(TopicProposal).where(
        TopicProposal.state == TopicState.GATHERING,
        TopicProposal.until <= near,
        TopicProposal.warned_on.is_(None),
    )
    topics = db.session.scalars(gathering.order_by(TopicProposal.id)).all()
    for topic in topics:
        topic.warned_on = clock.today()
        _tell(
            topic,
            "lapses-soon",
            N_(
                "The topic “%(title)s” still looks for supporters; its time is over soon. Tell your neighbours."
            ),
        )
    return len(topics)


@guarded("consultations.reopen_topic")
def reopen(topic: TopicProposal, *, actor: User) -> None:
    """Look for supporters once more, from the beginning: who still wants it says so again. All are told.

    The threshold and the time are those of the day. Who opens it again stands behind it.
    """
    limits.check(f"topic:{actor.id}", A_DAY)
    limits.count(f"topic:{actor.id}")
    TOPIC_LIFE.move(topic, "reopen", actor=actor)
    _tell(
        topic,
        "reopened",
        N_("The topic “%(title)s” looks for supporters again. If you still want it, say so once more."),
    )
    db.session.execute(delete(TopicSupport).where(TopicSupport.topic_id == topic.id))
    topic.support_count, topic.warned_on = 0, None
    topic.needed = int(setting("consultations.topic_supporters"))
    topic.until = time_for(topic.origin)
    if actor.id != topic.author_id:
        db.session.add(TopicSupport(topic_id=topic.id, user_id=actor.id))
        topic.support_count = 1
    announce(CardChanged(kind="consultation_topic", object_id=topic.id))


def _tell(topic: TopicProposal, what: str, message: str) -> None:
    announce(
        PeopleTold(
            user_ids=supporters_of(topic),
            message=message,
            path=topic.address,
            key=f"consultation-topic:{topic.id}:{what}:{topic.until}",
            values={"bi_title": topic.title.to_json()},
        )
    )
