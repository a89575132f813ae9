"""Public services by appointment: a time for so many people, given back, remembered, missed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.notifications.models import InboxLine
from portal.points.models import Voucher
from portal.points.queries import shelf, slots
from portal.points.queries.balances import purse
from portal.points.services import redemption
from portal.points.services import slots as services
from portal.points.states import RewardKind
from portal.points.states.vouchers import VoucherState
from tests.factories import a_user, an_official, the_city
from tests.factories.points import a_clerk, a_partner, a_reward, a_rich_user


def a_service(*, capacity=1, times=1, **kw):
    """A service with times a week apart; the first is in two days."""
    reward = a_reward(kind=RewardKind.SERVICE, name="家电清洗", points=40, **kw)
    officer = an_official(Role.POINTS_OFFICER)
    first = clock.now() + timedelta(days=2)
    made = services.open_slots(reward, first=first, minutes=60, capacity=capacity, weeks=times, actor=officer)
    db.session.flush()
    return reward, list(made)


def test_a_time_is_taken_by_as_many_as_there_are_places():
    reward, [slot] = a_service(capacity=2)

    first, second = (redemption.reserve(reward, slot=slot, actor=a_rich_user()) for _n in range(2))
    with pytest.raises(Refused):
        redemption.reserve(reward, slot=slot, actor=a_rich_user())

    assert (slot.taken, first.slot_id, second.expires_at) == (2, slot.id, slot.ends_at)
    assert slots.free_slots(reward) == []


def test_a_time_must_be_chosen_and_still_lie_ahead():
    reward, [slot] = a_service()
    _other, [elsewhere] = a_service()
    person = a_rich_user()

    for wrong in (None, elsewhere):
        with pytest.raises(Refused):
            redemption.reserve(reward, slot=wrong, actor=person)
    with clock.stopped_at(slot.starts_at), pytest.raises(Refused):
        redemption.reserve(reward, slot=slot, actor=person)

    assert purse(person.id).spendable == 100


def test_who_cancels_in_time_gives_the_time_back_and_later_nobody_can():
    reward, [slot] = a_service()
    person = a_rich_user()
    redemption.cancel(redemption.reserve(reward, slot=slot, actor=person), actor=person)
    again = redemption.reserve(reward, slot=slot, actor=person)

    with clock.stopped_at(slot.starts_at), pytest.raises(Refused):
        redemption.cancel(again, actor=person)

    assert (slot.taken, again.state) == (1, VoucherState.RESERVED)


def test_the_day_before_comes_a_word_and_only_one():
    reward, [slot] = a_service()
    voucher = redemption.reserve(reward, slot=slot, actor=a_rich_user())
    assert services.remind_of_appointments() == 0

    with clock.stopped_at(slot.starts_at - timedelta(hours=20)):
        counts = [services.remind_of_appointments() for _n in range(3)]

    told = select(InboxLine.values).where(InboxLine.key == f"voucher:{voucher.id}:soon")
    assert counts == [1, 0, 0]
    assert db.session.scalar(told)["when"] == clock.local(slot.starts_at).strftime("%m-%d %H:%M")


def test_who_does_not_come_twice_waits_for_a_month():
    reward, times = a_service(times=10)
    person = a_rich_user(200)
    for slot in times[:2]:
        voucher = redemption.reserve(reward, slot=slot, actor=person)
        with clock.stopped_at(slot.ends_at):
            assert voucher.state_at(clock.now()) is VoucherState.MISSED
            assert redemption.expire_vouchers() == 1
            assert redemption.expire_vouchers() == 0
    until = times[1].ends_at + timedelta(days=30)

    with clock.stopped_at(until - timedelta(minutes=1)), pytest.raises(Refused):
        redemption.reserve(reward, slot=times[8], actor=person)
    with clock.stopped_at(until):
        redemption.reserve(reward, slot=times[8], actor=person)

    states = sorted(db.session.scalars(select(Voucher.state)))
    assert states == [VoucherState.MISSED, VoucherState.MISSED, VoucherState.RESERVED]
    assert purse(person.id).spendable == 160
    assert all(account.difference == 0 for account in shelf.reconciliation())


def test_times_are_opened_for_services_ahead_and_once():
    reward, [slot] = a_service()
    officer = an_official(Role.POINTS_OFFICER)
    good = {"first": slot.starts_at + timedelta(days=1), "minutes": 30, "capacity": 1, "actor": officer}

    for wrong in ({"first": slot.starts_at}, {"first": clock.now()}, {"weeks": 27}):
        with pytest.raises(Refused):
            services.open_slots(reward, **good | wrong)
    with pytest.raises(Refused):
        services.open_slots(a_reward(), **good)
    with pytest.raises(Forbidden):
        services.open_slots(reward, **good | {"actor": a_user()})


def test_a_time_that_somebody_has_taken_is_called_off_with_a_reason_and_all_of_it_goes_back():
    reward, [first, second, begun] = a_service(times=3, capacity=2)
    officer, person, other = an_official(Role.POINTS_OFFICER), a_rich_user(), a_rich_user()
    mine = redemption.reserve(reward, slot=first, actor=person)
    redemption.cancel(redemption.reserve(reward, slot=second, actor=other), actor=other)

    with pytest.raises(Forbidden):
        services.close_slot(reward, slot=second, actor=a_user())
    with pytest.raises(Refused):
        services.close_slot(reward, slot=first, reason=" ", actor=officer)
    with clock.stopped_at(begun.starts_at), pytest.raises(Refused):
        services.close_slot(reward, slot=begun, actor=officer)
    counts = [
        services.close_slot(reward, slot=slot, reason="师傅病了。", actor=officer) for slot in (first, second)
    ]
    with pytest.raises(Refused):
        services.close_slot(reward, slot=first, reason="师傅病了。", actor=officer)
    with pytest.raises(Refused):
        redemption.reserve(reward, slot=second, actor=other)

    told = select(InboxLine.values).where(InboxLine.key == f"voucher:{mine.id}:called_off")
    assert (counts, mine.state, first.taken) == ([1, 0], VoucherState.CANCELLED, 0)
    assert "师傅病了" in db.session.scalar(told)["bi_reason"]
    assert (purse(person.id).spendable, slots.free_slots(reward)) == (100, [begun])
    assert all(account.difference == 0 for account in shelf.reconciliation())
    again = services.open_slots(reward, first=first.starts_at, minutes=60, capacity=1, actor=officer)
    assert [slot.starts_at for slot in again] == [first.starts_at]


def test_an_officer_opens_times_and_a_resident_takes_one(client):
    the_city()
    shop = a_partner()
    reward = a_reward(kind=RewardKind.SERVICE, points=40, partners=[shop])
    path = f"/points/control/rewards/{reward.code}/slots"
    day = (clock.today() + timedelta(days=3)).isoformat()
    form = {"day": day, "begins": "09:00", "minutes": "90", "capacity": "2", "weeks": "2"}
    client.sign_in(an_official(Role.POINTS_OFFICER))
    assert client.get(path).status_code == 200
    assert client.post(path, data=form | {"minutes": "0"}).status_code == 422
    assert client.post(path, data=form).status_code == 302
    assert client.post(path, data=form).status_code == 422
    first, second = slots.free_slots(reward)
    assert client.post(f"{path}/{second.code}/close").status_code == 302
    assert client.post(f"{path}/nothing/close").status_code == 404

    client.sign_in(a_rich_user())
    reserving = f"/points/rewards/{reward.code}/reserve"
    assert "日 09:00–10:30" in client.get(reserving).text
    assert client.post(reserving, data={"agreed": "y"}).status_code == 422
    answer = client.post(reserving, data={"agreed": "y", "slot": first.code})

    assert "09:00" in client.get(answer.location).text
    code = answer.location.rpartition("/")[2]
    assert "09:00" in client.sign_in(a_clerk(shop)).get(f"/points/counter/{code}").text

    client.sign_in(an_official(Role.POINTS_OFFICER))
    closing = f"{path}/{first.code}/close"
    assert closing in client.get(path).text
    assert "日 09:00–10:30 已有 1 人预约" in client.get(closing).text
    assert client.post(closing).status_code == 422
    assert client.post(closing, data={"reason": "师傅病了"}).status_code == 302
    assert client.post(closing, data={"reason": "师傅病了"}).status_code == 422
