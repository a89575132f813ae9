"""A month is confirmed by the shop and settled by the office, over the same vouchers, once."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.accounts.models import Role
from portal.core import clock
from portal.core.errors import Forbidden, Refused
from portal.points.queries import partners as queries
from portal.points.rules import shown_voucher_code
from portal.points.services import disputes, redemption, settlement
from portal.points.states.vouchers import VoucherState
from tests.factories import a_grant, an_official, the_city
from tests.factories.points import a_clerk, a_partner, a_reward, a_rich_user


class Month:
    """A shop that has handed out one voucher in the month that is now running."""

    def __init__(self):
        self.partner = a_partner()
        self.clerk, self.officer = a_clerk(self.partner), an_official(Role.POINTS_OFFICER)
        self.holder = a_rich_user(100)
        self.reward = a_reward(partners=[self.partner])
        self.first = clock.today().replace(day=1)
        self.over = queries.next_month(self.first) - clock.today() + timedelta(days=1)
        self.voucher = self.handed_out()

    def handed_out(self):
        voucher = redemption.reserve(self.reward, actor=self.holder)
        redemption.redeem(voucher, actor=self.clerk)
        return voucher

    def confirm(self, actor=None):
        return settlement.confirm(self.partner, month=self.first, actor=actor or self.clerk)

    def settle(self, actor=None):
        return settlement.settle(self.partner, month=self.first, actor=actor or self.officer)


def test_both_agree_when_the_month_is_over():
    month = Month()
    for step in (month.confirm, month.settle):
        with pytest.raises(Refused):
            step()

    with clock.stopped_at(clock.now() + month.over):
        with pytest.raises(Refused):
            month.settle()  # the shop comes first
        with pytest.raises(Forbidden):
            month.confirm(month.officer)
        month.confirm()
        with pytest.raises(Refused):
            month.confirm()
        with pytest.raises(Forbidden):
            month.settle(month.clerk)
        assert [partner for partner, _statement in queries.to_settle()] == [month.partner]
        statement = month.settle()
        for step in (month.confirm, month.settle):
            with pytest.raises(Refused):
                step()

    assert (statement.vouchers, statement.points) == (1, 15)
    assert (statement.confirmed_by, statement.settled_by) == (month.clerk.id, month.officer.id)
    assert month.voucher.state is VoucherState.SETTLED
    assert queries.to_settle() == []


def test_what_changes_after_the_confirmation_has_to_be_confirmed_again():
    month = Month()
    other = month.handed_out()

    with clock.stopped_at(clock.now() + month.over):
        month.confirm()
        disputes.dispute(other, reason="没有拿到", actor=month.holder)
        with pytest.raises(Refused):
            month.settle()
        disputes.refund(other, reason="店里没给", actor=month.officer)
        with pytest.raises(Refused):
            month.settle()
        month.confirm()
        statement = month.settle()

    assert (statement.vouchers, statement.points, other.state) == (1, 15, VoucherState.REFUNDED)


def test_nobody_agrees_with_themselves():
    month = Month()
    both = a_clerk(month.partner)
    both.__dict__.pop("_roles", None)
    an_officer_too(both)

    with clock.stopped_at(clock.now() + month.over):
        month.confirm(both)
        with pytest.raises(Refused):
            month.settle(both)


def an_officer_too(user):
    a_grant(user, Role.POINTS_OFFICER, the_city(), reason="兼任")
    user.__dict__.pop("_roles", None)


def test_an_empty_month_needs_no_agreement():
    month = Month()

    with clock.stopped_at(clock.now() + month.over), pytest.raises(Refused):
        settlement.confirm(month.partner, month=queries.month_before(month.first), actor=month.clerk)


def test_the_statement_on_paper_lists_what_stands_with_masked_names(app):
    month = Month()
    other = month.handed_out()
    disputes.dispute(other, reason="没有拿到", actor=month.holder)
    disputes.refund(other, reason="店里没给", actor=month.officer)

    with app.test_request_context():
        drawn = settlement.take_statement(month.partner, month=month.first, actor=month.clerk)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(drawn)).pages)

    assert shown_voucher_code(month.voucher.number) in text
    assert shown_voucher_code(other.number) not in text
    assert str(month.holder.name) not in text
    with pytest.raises(Forbidden):
        settlement.take_statement(month.partner, month=month.first, actor=month.holder)


def test_a_clerk_takes_the_statement_along(client):
    month = Month()
    client.sign_in(month.clerk)
    path = f"/points/partners/{month.partner.code}"

    assert f"{path}/statement.pdf" in client.get(path).get_data(as_text=True)
    answer = client.post(f"{path}/statement.pdf", data={"month": f"{month.first:%Y-%m}"})

    assert (answer.mimetype, answer.get_data()[:5]) == ("application/pdf", b"%PDF-")
