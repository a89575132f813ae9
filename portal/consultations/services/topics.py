"""Proposing a topic, standing behind one, and the answer officials owe to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import Role, User
from portal.accounts.queries import holds
from portal.alliances.models import Alliance
from portal.alliances.queries import leads
from portal.consultations.models import Consultation, TopicProposal, TopicSupport
from portal.consultations.permissions import WRITERS
from portal.consultations.states import TOPIC_LIFE, UNDECIDED, Origin, TopicState
from portal.core import clock, limits
from portal.core.db import db, insert_into
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.limits import Limit
from portal.core.masking import mask_personal_data
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.catalog import CardChanged
from portal.events.consultations import TopicAccepted, TopicProposed
from portal.events.notifications import PeopleTold
from portal.places.models import Place
from portal.places.queries import work_calendar

A_DAY = Limit(most=5, seconds=86400)


@guarded("consultations.propose_topic")
def propose(
    place: Place, *, title: str, text: str, alliance: Alliance | None = None, actor: User
) -> TopicProposal:
    """Ask for a consultation. Citizens look for supporters first; offices and alliances are looked at at once."""
    limits.check(f"topic:{actor.id}", A_DAY)
    if not title.strip() or not text.strip():
        raise Refused(_("Please say what it is about and why people should be asked."))
    if alliance is not None and not leads(actor, alliance.id):
        raise Refused(_("Only officers of the alliance propose topics in its name."))
    limits.count(f"topic:{actor.id}")
    origin = origin_of(actor, place, alliance)
    topic = TopicProposal(
        title=mask_personal_data(title.strip()),
        text=mask_personal_data(text.strip()),
        origin=origin,
        place=place,
        alliance=alliance,
        author=actor,
        needed=int(setting("consultations.topic_supporters")) if origin is Origin.CITIZEN else 0,
        until=time_for(origin),
    )
    db.session.add(topic)
    db.session.flush()  # the news names it
    _look_when_ready(topic)
    announce(TopicProposed(topic_id=topic.id, user_id=actor.id))
    announce(CardChanged(kind="consultation_topic", object_id=topic.id))
    return topic


def origin_of(person: User, place: Place, alliance: Alliance | None) -> Origin:
    """In whose name somebody speaks here. Not guarded: changes nothing."""
    if alliance is not None:
        return Origin.ALLIANCE
    if holds(person, (Role.COMMUNITY_WORKER,), place.path):
        return Origin.GRID
    return Origin.OFFICIAL if holds(person, WRITERS, place.path) else Origin.CITIZEN


def time_for(origin: Origin) -> date | None:
    """The last day on which supporters are looked for. Not guarded: only reads."""
    if origin is not Origin.CITIZEN:
        return None
    return clock.today() + timedelta(days=int(setting("consultations.topic_days")))


def _look_when_ready(topic: TopicProposal) -> None:
    """With enough supporters behind it the officials' clock begins to run."""
    if topic.state is not TopicState.GATHERING or topic.support_count < topic.needed:
        return
    TOPIC_LIFE.move(topic, "reach", actor=None)
    _begin_screening(topic)


def _begin_screening(topic: TopicProposal) -> None:
    days = int(setting("consultations.screening_days"))
    topic.screened_at = clock.now()
    topic.due_on = work_calendar().add_working_days(clock.today(), days)


@guarded("consultations.support_topic")
def support_topic(topic: TopicProposal, *, wanted: bool, actor: User) -> None:
    """Stand behind it, or step back. However often it is sent, one person counts once."""
    change: Any
    if wanted:
        line = {"topic_id": topic.id, "user_id": actor.id, "at": clock.now()}
        change = insert_into(TopicSupport).values(line).on_conflict_do_nothing()
    else:
        change = delete(TopicSupport).where(
            TopicSupport.topic_id == topic.id, TopicSupport.user_id == actor.id
        )
    if db.session.execute(change.returning(TopicSupport.user_id)).first() is None:
        return
    counted = (
        update(TopicProposal)
        .where(TopicProposal.id == topic.id)
        .values(support_count=TopicProposal.support_count + (1 if wanted else -1))
        .returning(TopicProposal.support_count)
        .execution_options(synchronize_session=False)
    )
    set_committed_value(topic, "support_count", db.session.execute(counted).scalar_one())
    _look_when_ready(topic)
    announce(CardChanged(kind="consultation_topic", object_id=topic.id))


@guarded("consultations.screen")
def screen(topic: TopicProposal, *, actor: User) -> None:
    """Look at it before it has all its supporters."""
    TOPIC_LIFE.move(topic, "screen", actor=actor)
    _begin_screening(topic)
    announce(CardChanged(kind="consultation_topic", object_id=topic.id))


@guarded("consultations.screen")
def accept(topic: TopicProposal, *, reason: str, actor: User) -> None:
    """Promise a consultation. Everybody behind the topic is told."""
    _answer(topic, "accept", reason, actor)
    announce(TopicAccepted(topic_id=topic.id, user_id=topic.author_id))
    _tell(topic, "accepted", N_("There will be a consultation on the topic “%(title)s” that you wanted."))


@guarded("consultations.screen")
def decline(topic: TopicProposal, *, reason: str, actor: User) -> None:
    """Say no, and why. The reason stands on its page."""
    _answer(topic, "decline", reason, actor)
    _tell(topic, "declined", N_("The topic “%(title)s” was declined; the reason stands on its page."))


@guarded("consultations.screen")
def merge(topic: TopicProposal, *, into: TopicProposal, reason: str, actor: User) -> None:
    """Join a duplicate with another topic. Its supporters, and its author, stand behind that one from now on."""
    if into.id == topic.id or into.state is TopicState.MERGED:
        raise Refused(_("Please choose another topic that has not been joined itself."))
    if into.state not in UNDECIDED | {TopicState.ACCEPTED}:
        raise Refused(_("That topic is closed; nothing can be joined with it."))
    _answer(topic, "merge", reason, actor)
    topic.merged_into = into
    behind = select(TopicSupport.user_id).where(TopicSupport.topic_id == topic.id)
    already = {*db.session.scalars(select(TopicSupport.user_id).where(TopicSupport.topic_id == into.id))}
    more = {*db.session.scalars(behind), topic.author_id} - already - {into.author_id}
    db.session.add_all(TopicSupport(topic_id=into.id, user_id=one) for one in sorted(more))
    into.support_count += len(more)
    _look_when_ready(into)
    announce(CardChanged(kind="consultation_topic", object_id=into.id))
    _tell(
        topic,
        "merged",
        N_("The topic “%(title)s” was joined with another one; you stand behind that one now."),
    )


def _answer(topic: TopicProposal, step: str, reason: str, actor: User) -> None:
    TOPIC_LIFE.move(topic, step, actor=actor, reason=reason)
    topic.decided_at = clock.now()
    announce(CardChanged(kind="consultation_topic", object_id=topic.id))


@guarded("consultations.take_back_topic")
def take_back(topic: TopicProposal, *, actor: User) -> None:
    """The author no longer wants it; it stays readable."""
    TOPIC_LIFE.move(topic, "take_back", actor=actor)
    announce(CardChanged(kind="consultation_topic", object_id=topic.id))


def tell_supporters(consultation: Consultation) -> None:
    """Those whose topic it was hear that it begins. Not guarded: follows the announcement."""
    found = select(TopicProposal).where(TopicProposal.consultation_id == consultation.id)
    for topic in db.session.scalars(found):
        _tell(
            topic,
            "announced",
            N_("The consultation on your topic “%(title)s” has been announced."),
            consultation,
        )


def supporters_of(topic: TopicProposal) -> tuple[int, ...]:
    """Everybody behind it and its author. Not guarded: only reads."""
    behind = select(TopicSupport.user_id).where(TopicSupport.topic_id == topic.id)
    return tuple(sorted({*db.session.scalars(behind), topic.author_id}))


def _tell(topic: TopicProposal, what: str, message: str, matter: Consultation | None = None) -> None:
    announce(
        PeopleTold(
            user_ids=supporters_of(topic),
            message=message,
            path=matter.address if matter else topic.address,
            key=f"consultation-topic:{topic.id}:{what}",
            values={"bi_title": topic.title.to_json()},
        )
    )
