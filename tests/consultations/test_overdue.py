"""By when answers are published, and what is shown when they are not."""

from portal.accounts.models import Role
from portal.consultations.queries import overdue
from portal.consultations.services import answering, pausing
from portal.core import clock
from portal.places.queries import work_calendar
from tests.clients import queries_of
from tests.factories import an_official
from tests.factories.consultations import DAY, a_clerk, after, an_open_one, an_opinion, answered


def fifteenth_working_day(consultation):
    return work_calendar().add_working_days(clock.local(consultation.closes_at).date(), 15)


def test_the_kind_sets_the_day_and_the_organiser_may_only_promise_an_earlier_one():
    plain = an_open_one()
    early = an_open_one(result_on=clock.local(plain.closes_at).date() + DAY)
    late = an_open_one(result_on=clock.today() + 90 * DAY)

    assert plain.due_on == late.due_on == fifteenth_working_day(plain)
    assert early.due_on == early.result_on


def test_the_day_moves_with_the_end_and_stands_still_during_a_rest():
    consultation = an_open_one()
    issuer = an_official(Role.ISSUER, place=consultation.place)

    pausing.extend(consultation, closes_at=consultation.closes_at + 9 * DAY, reason="再听听。", actor=issuer)
    assert consultation.due_on == fifteenth_working_day(consultation)
    with clock.stopped_at(clock.now() + DAY):
        pausing.suspend(consultation, reason="台风。", actor=issuer)
    with clock.stopped_at(clock.now() + 8 * DAY):
        pausing.resume(consultation, reason="台风过了。", actor=issuer)
    assert consultation.due_on == fifteenth_working_day(consultation)

    with after(consultation):
        a_clerk(consultation)
        before = consultation.due_on
        pausing.suspend(consultation, reason="台风。", actor=issuer)
        assert overdue.days_left(consultation) is None
        with clock.stopped_at(clock.now() + 30 * DAY):
            pausing.resume(consultation, reason="台风过了。", actor=issuer)
    assert consultation.due_on >= before + 30 * DAY
    assert work_calendar().is_working_day(consultation.due_on)


def test_late_answers_are_on_a_public_list_until_they_are_published(client):
    consultation = an_open_one(title="夜里怎么停车？")
    opinion = an_opinion(consultation)
    with after(consultation):
        clerk = a_clerk(consultation)
        left = overdue.days_left(consultation)
    waiting = clock.now() + (consultation.due_on - clock.today()) + 3 * DAY

    with clock.stopped_at(waiting):
        days = overdue.days_left(consultation)
        found = [one.consultation for one in overdue.overdue(consultation.place)]
        answered(consultation, [opinion], clerk)
        paths = (consultation.address, "/consultations/overdue", "/", f"/places/{consultation.place.slug}")
        pages = [client.get(path).get_data(as_text=True) for path in paths]

    assert (left, found) == (15, [consultation])
    assert days < 0
    assert [page.count(f"超期{-days}个工作日") for page in pages] == [1, 1, 1, 1]


def test_published_answers_are_late_no_more():
    consultation = an_open_one()
    with after(consultation):
        a_clerk(consultation)
        issuer = an_official(Role.ISSUER, place=consultation.place)
    with clock.stopped_at(clock.now() + 60 * DAY):
        assert [one.consultation for one in overdue.overdue()] == [consultation]
        answering.publish_result(consultation, actor=issuer)

        assert overdue.overdue() == []
        assert overdue.days_left(consultation) is None


def test_the_list_needs_as_many_queries_for_one_as_for_three(client):
    an_open_one()
    counted = []
    for _ in range(2):
        with clock.stopped_at(clock.now() + 60 * DAY):
            client.get("/consultations/overdue")
            counted.append(queries_of(client, "/consultations/overdue"))
        an_open_one()
        an_open_one()

    assert counted[0] == counted[1]
