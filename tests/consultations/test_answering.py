import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.consultations.models import Opinion
from portal.consultations.queries import matters
from portal.consultations.services import answering, speaking
from portal.consultations.states import Channel, Disposition, Stance, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.events import now as hears
from portal.core.events import switchboard
from portal.events.consultations import ConsultationArchived, OpinionAnswered
from portal.notifications.models import InboxLine
from tests.factories import a_user, an_official
from tests.factories.consultations import REASON, a_clerk, after, an_open_one, an_opinion, answered


@pytest.fixture
def news(app):
    heard = []

    def hear(event):
        heard.append(event)

    listeners = (hears(OpinionAnswered, hear), hears(ConsultationArchived, hear))
    switchboard().connect(listeners)
    yield heard
    for listener in listeners:
        switchboard().now[listener.kind].remove(listener)


@pytest.fixture
def closed():
    """A consultation with three opinions whose time is over, and the clerk who answers them."""
    consultation = an_open_one()
    for stance in (Stance.SUPPORT, Stance.OPPOSE, Stance.NEUTRAL):
        an_opinion(consultation, stance=stance)
    with after(consultation):
        yield consultation, a_clerk(consultation)


def opinions_of(consultation):
    found = select(Opinion).where(Opinion.consultation_id == consultation.id).order_by(Opinion.number)
    return list(db.session.scalars(found))


def test_several_opinions_get_one_answer_and_each_author_is_told(closed, news):
    consultation, clerk = closed
    first, second, _third = opinions_of(consultation)

    given = answered(consultation, [first, second], clerk, title="消防净宽")

    assert (first.answer, second.answer, consultation.unanswered) == (given, given, 1)
    told = db.session.scalars(select(InboxLine.user_id).where(InboxLine.path.contains("/opinions/"))).all()
    assert sorted(told) == sorted([first.author_id, second.author_id])
    assert [event.opinion_id for event in news] == [first.id, second.id]


def test_a_later_answer_takes_the_place_of_an_earlier_one(closed):
    consultation, clerk = closed
    first = opinions_of(consultation)[0]
    answered(consultation, [first], clerk)

    answered(consultation, [first], clerk, Disposition.NOT_ADOPTED)

    assert consultation.answered_count == 1
    assert matters.disposition_counts(consultation.id) == {Disposition.NOT_ADOPTED: 1}


@pytest.mark.parametrize(
    ("disposition", "reason", "unit"),
    [
        (Disposition.NOT_ADOPTED, "没有钱。", "街道"),
        (Disposition.REFERRED, "转交。", "街道"),
        (Disposition.ADOPTED, " ", "街道"),
        (Disposition.ADOPTED, "照办。", " "),
    ],
)
def test_an_answer_says_why_and_who(closed, disposition, reason, unit):
    consultation, clerk = closed

    with pytest.raises(Refused):
        answered(consultation, opinions_of(consultation), clerk, disposition, reason, unit=unit)

    assert consultation.answered_count == 0


def test_an_answer_is_for_opinions_of_this_consultation(closed):
    consultation, clerk = closed
    other = an_open_one()
    foreign = an_opinion_of(other)

    with pytest.raises(Refused):
        answered(consultation, [foreign], clerk)
    with pytest.raises(Refused):
        answered(consultation, [], clerk)


def an_opinion_of(consultation):
    with clock.stopped_at(consultation.opens_at):
        return an_opinion(consultation)


def test_only_organisers_answer_and_only_after_the_end(closed):
    consultation, _clerk = closed
    running = an_open_one()
    editor = an_official(Role.EDITOR, place=running.place)

    with pytest.raises(Forbidden):
        answered(consultation, opinions_of(consultation), a_user())
    with clock.stopped_at(running.opens_at):
        with pytest.raises(Forbidden):
            answering.collate(running, actor=editor)
        with pytest.raises(Forbidden):
            answered(running, [], editor)


def test_the_result_waits_for_the_last_answer_and_tells_everybody(closed):
    consultation, clerk = closed
    issuer = an_official(Role.ISSUER, place=consultation.place)
    first, *rest = opinions_of(consultation)
    answered(consultation, [first], clerk)
    with pytest.raises(Refused, match="2"):
        answering.publish_result(consultation, actor=issuer)

    answered(consultation, rest, clerk, Disposition.OUT_OF_SCOPE)
    answering.publish_result(consultation, actor=issuer)

    told = db.session.scalars(select(InboxLine.user_id).where(InboxLine.path.contains("/result"))).all()
    assert consultation.state is State.ANSWERED
    assert sorted(told) == sorted(o.author_id for o in (first, *rest))
    assert [(row.numbers, row.answer.disposition) for row in matters.answers_of(consultation.id)] == [
        ([1], Disposition.ADOPTED),
        ([2, 3], Disposition.OUT_OF_SCOPE),
    ]


def test_the_clerk_does_not_publish_the_result_alone(closed):
    consultation, clerk = closed
    answered(consultation, opinions_of(consultation), clerk)

    with pytest.raises(Forbidden):
        answering.publish_result(consultation, actor=clerk)


def test_a_letter_found_late_keeps_it_out_of_the_archive(closed, news):
    consultation, clerk = closed
    answered(consultation, opinions_of(consultation), clerk)
    answering.publish_result(consultation, actor=an_official(Role.ISSUER, place=consultation.place))
    late = speaking.record(
        consultation, channel=Channel.PAPER, stance=Stance.SUPPORT, text="信箱里的信", actor=clerk
    )
    with pytest.raises(Refused, match="1"):
        answering.archive(consultation, actor=clerk)

    answered(consultation, [late], clerk, reason=REASON)
    answering.archive(consultation, actor=clerk)

    assert consultation.state is State.ARCHIVED
    assert news[-1] == ConsultationArchived(consultation_id=consultation.id)


def test_an_archived_consultation_is_closed_for_good(closed):
    consultation, clerk = closed
    answered(consultation, opinions_of(consultation), clerk)
    answering.publish_result(consultation, actor=an_official(Role.ISSUER, place=consultation.place))
    answering.archive(consultation, actor=clerk)

    with pytest.raises(Forbidden):
        answered(consultation, opinions_of(consultation), clerk)
    with pytest.raises(Forbidden):
        speaking.record(
            consultation, channel=Channel.PAPER, stance=Stance.SUPPORT, text="又一封信", actor=clerk
        )
