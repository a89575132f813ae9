"""With a PIN a phone left on the counter redeems nothing, and guessing it is slow."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.points.models import Voucher
from portal.points.rules.offline import Noted
from portal.points.services import pins, redemption
from portal.points.services.offline import hand_in
from portal.points.states.vouchers import VoucherState
from tests.factories import a_user, an_official
from tests.factories.points import a_clerk, a_partner, a_reward, a_rich_user

PIN = "402817"


def a_shop(pin=PIN):
    partner = a_partner()
    clerk = a_clerk(partner)
    pins.set_pin(partner, pin=pin, actor=clerk)
    return partner, clerk


def test_nothing_is_redeemed_without_it():
    partner, clerk = a_shop()
    voucher = redemption.reserve(a_reward(partners=[partner]), actor=a_rich_user())

    for wrong in ("", "402818"):
        with pytest.raises(Refused):
            redemption.redeem(voucher, pin=wrong, actor=clerk)
        with pytest.raises(Refused):
            hand_in([Noted(voucher.number, voucher.number)], pin=wrong, actor=clerk)
    assert voucher.state is VoucherState.RESERVED
    redemption.redeem(voucher, pin=PIN, actor=clerk)

    assert voucher.state is VoucherState.REDEEMED
    assert PIN not in partner.pin


@pytest.mark.parametrize("easy", ["12345", "1234567", "abcdef", "123456", "987654", "112211"])
def test_what_is_easy_to_guess_is_no_pin(easy):
    with pytest.raises(Refused):
        a_shop(easy)


def test_it_is_set_by_the_shop_or_the_office_and_ended_again():
    partner, clerk = a_shop()

    with pytest.raises(Forbidden):
        pins.set_pin(partner, pin=PIN, actor=a_user())
    pins.set_pin(partner, pin="", actor=an_official(Role.POINTS_OFFICER))

    assert not pins.needs_pin(clerk)


def test_the_counter_asks_for_it_and_slows_guessing_down(client):
    partner, clerk = a_shop()
    voucher = redemption.reserve(a_reward(partners=[partner]), actor=a_rich_user())
    path, number = f"/points/counter/{voucher.code}", voucher.id
    client.sign_in(clerk)

    assert 'name="password"' in client.get(path).get_data(as_text=True)
    assert 'name="password"' in client.get("/points/counter/list").get_data(as_text=True)
    assert client.post(path, data={"password": "402818"}).status_code == 409
    assert client.post(path, data={"password": PIN}).status_code == 302
    assert db.session.get(Voucher, number).state is VoucherState.REDEEMED
    for _time in range(redemption.GUESSES.most):
        assert client.post(path, data={"password": "402818"}).status_code == 409
    assert client.post(path, data={"password": PIN}).status_code == 429


def test_a_clerk_sets_it_on_a_page_of_the_shop(client):
    partner = a_partner()
    shop, path = f"/points/partners/{partner.code}", f"/points/partners/{partner.code}/pin"
    client.sign_in(a_clerk(partner))

    assert path in client.get(shop).get_data(as_text=True)
    assert client.get(path).status_code == 200
    assert client.post(path, data={"password": "1"}).status_code == 422
    assert client.post(path, data={"password": PIN}).status_code == 302


def test_what_cannot_be_a_pin_is_answered_with_a_sentence(client):
    partner = a_partner()
    pins.set_pin(partner, pin="275816", actor=a_clerk(partner))
    voucher = redemption.reserve(a_reward(partners=[partner]), actor=a_rich_user())
    client.sign_in(a_clerk(partner))

    for path, form in ((f"/points/counter/{voucher.code}", {}), ("/points/counter/list", {"numbers": "1"})):
        answer = client.post(path, data={**form, "password": "2758161"})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
