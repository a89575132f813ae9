"""From the shelf to the counter, and back when it is cancelled, late or wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Level, Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused, TooMany
from portal.points.models import Reward, Voucher
from portal.points.queries import partners, shelf
from portal.points.queries.balances import Purse, purse
from portal.points.queries.proof import verify
from portal.points.rules import Span
from portal.points.services import disputes, redemption
from portal.points.services import shelf as services
from portal.points.states import RewardKind
from portal.points.states.vouchers import VoucherState
from tests.factories import a_user, an_official, the_city
from tests.factories.points import a_clerk, a_partner, a_reward, a_rich_user


def sound():
    return not list(verify()) and all(account.difference == 0 for account in shelf.reconciliation())


def reserved(stock=10, **kw):
    partner = a_partner()
    reward = a_reward(stock=stock, partners=[partner], **kw)
    holder = a_rich_user(100)
    return redemption.reserve(reward, actor=holder), holder, a_clerk(partner)


def test_reserving_puts_points_and_a_piece_aside():
    voucher, holder, _clerk = reserved()

    assert purse(holder.id) == Purse(spendable=85, held=15)
    assert (voucher.reward.stock, voucher.state, len(voucher.number)) == (9, VoucherState.RESERVED, 8)
    assert sound()


def test_redeeming_spends_them_once():
    voucher, holder, clerk = reserved()

    redemption.redeem(voucher, actor=clerk)

    assert purse(holder.id) == Purse(spendable=85)
    assert (voucher.state, voucher.partner) == (VoucherState.REDEEMED, voucher.reward.partners[0])
    assert sound()
    with pytest.raises(Refused):
        redemption.redeem(voucher, actor=clerk)
    with pytest.raises(Refused):
        redemption.cancel(voucher, actor=holder)


def test_cancelling_gives_points_and_piece_back():
    voucher, holder, clerk = reserved()

    redemption.cancel(voucher, actor=holder)

    assert purse(holder.id) == Purse(spendable=100)
    assert (voucher.reward.stock, voucher.state) == (10, VoucherState.CANCELLED)
    assert sound()
    with pytest.raises(Refused):
        redemption.redeem(voucher, actor=clerk)


def test_the_clock_gives_back_what_nobody_collects():
    voucher, holder, clerk = reserved(keep_days=30)
    later = clock.now() + timedelta(days=31)

    with clock.stopped_at(later):
        assert voucher.state_at(clock.now()) is VoucherState.EXPIRED
        with pytest.raises(Refused):
            redemption.redeem(voucher, actor=clerk)
        counts = [redemption.expire_vouchers(), redemption.expire_vouchers()]

    assert counts == [1, 0]
    assert purse(holder.id) == Purse(spendable=100)
    assert (voucher.reward.stock, voucher.state) == (10, VoucherState.EXPIRED)
    assert sound()


def test_a_voucher_is_good_until_the_end_of_its_last_day():
    noon = clock.local(clock.now()).replace(hour=12)
    with clock.stopped_at(noon):
        (first, _holder, clerk), (second, _other, _clerk) = reserved(keep_days=3), reserved(keep_days=3)
    midnight = clock.end_of(noon.date() + timedelta(days=3))

    with clock.stopped_at(midnight - timedelta(seconds=1)):
        swept_before = redemption.expire_vouchers()
        redemption.redeem(first, actor=clerk)
    with clock.stopped_at(midnight):
        states = first.state_at(midnight), second.state_at(midnight)
        swept = redemption.expire_vouchers()

    assert states == (VoucherState.REDEEMED, VoucherState.EXPIRED)
    assert (swept_before, swept) == (0, 1)
    assert clock.local(midnight - timedelta(seconds=1)).date() == noon.date() + timedelta(days=3)


def test_the_last_piece_is_the_last():
    voucher, _holder, _clerk = reserved(stock=1)

    with pytest.raises(Refused):
        redemption.reserve(voucher.reward, actor=a_rich_user())

    assert voucher.reward.stock == 0


def test_without_enough_points_nothing_is_put_aside():
    with pytest.raises(Refused):
        redemption.reserve(a_reward(points=15), actor=a_rich_user(14))


def test_the_limit_of_a_span_holds_and_frees_itself():
    reward, holder = a_reward(limit_times=1, limit_span=Span.MONTH), a_rich_user(100)
    redemption.reserve(reward, actor=holder)

    with pytest.raises(Refused):
        redemption.reserve(reward, actor=holder)
    with clock.stopped_at(clock.now() + timedelta(days=32)):
        redemption.reserve(reward, actor=holder)

    assert shelf.taken(holder.id, reward) == 2 or clock.today().day == 1


def test_a_cancelled_voucher_does_not_count_towards_the_limit():
    reward, holder = a_reward(limit_times=1), a_rich_user(100)
    redemption.cancel(redemption.reserve(reward, actor=holder), actor=holder)

    assert redemption.reserve(reward, actor=holder).state is VoucherState.RESERVED


def test_a_reward_without_stock_and_points_leaves_the_books_alone():
    reward, holder = a_reward(stock=None, points=0), a_rich_user(10)

    voucher = redemption.reserve(reward, actor=holder)
    redemption.cancel(voucher, actor=holder)

    assert (reward.stock, purse(holder.id).spendable) == (None, 10)
    assert sound()


@pytest.mark.parametrize(
    "columns",
    [
        {"offered": False},
        {"kind": RewardKind.HONOUR},
        {"starts_on": clock.today() + timedelta(days=2)},
        {"ends_on": clock.today() - timedelta(days=2), "starts_on": clock.today() - timedelta(days=5)},
    ],
)
def test_what_is_not_on_the_shelf_cannot_be_taken(columns):
    with pytest.raises(Refused):
        redemption.reserve(a_reward(**columns), actor=a_rich_user())


def test_the_identity_level_of_a_reward_is_asked():
    with pytest.raises(Forbidden):
        redemption.reserve(a_reward(), actor=a_rich_user(level=Level.L1))
    with pytest.raises(Forbidden):
        redemption.reserve(a_reward(adults_only=True), actor=a_rich_user(is_minor=True))


def test_only_the_shops_own_clerks_redeem_and_never_for_themselves():
    voucher, holder, clerk = reserved()
    stranger = a_clerk(a_partner(name="别家"))

    for actor in (holder, stranger, an_official(Role.POINTS_OFFICER)):
        with pytest.raises(Forbidden):
            redemption.redeem(voucher, actor=actor)
    own = redemption.reserve(voucher.reward, actor=points_of(clerk))
    with pytest.raises(Forbidden):
        redemption.redeem(own, actor=clerk)


def points_of(user):
    from tests.factories.points import points_for

    points_for(user, 50)
    return user


def test_a_clerk_who_has_lost_the_role_redeems_no_more():
    voucher, _holder, clerk = reserved()
    officer = an_official(Role.POINTS_OFFICER)
    partner = voucher.reward.partners[0]
    [(grant, _user)] = partners.clerks_of(partner)

    services.end_clerk(partner, grant=grant, actor=officer)

    with pytest.raises(Forbidden):
        redemption.redeem(voucher, actor=clerk)
    with pytest.raises(Refused):
        services.end_clerk(partner, grant=grant, actor=officer)


def test_the_community_hands_out_what_has_no_shop():
    voucher = redemption.reserve(a_reward(), actor=a_rich_user())

    redemption.redeem(voucher, actor=an_official(Role.COMMUNITY_WORKER))

    assert (voucher.state, voucher.partner) == (VoucherState.REDEEMED, None)


def test_a_helper_is_named_by_the_holder_alone():
    voucher, holder, clerk = reserved()
    helper = a_user()

    with pytest.raises(Forbidden):
        redemption.name_helper(voucher, helper=helper, reason="腿脚不便", actor=clerk)
    with pytest.raises(Refused):
        redemption.name_helper(voucher, helper=holder, reason="腿脚不便", actor=holder)
    redemption.name_helper(voucher, helper=helper, reason="腿脚不便", actor=holder)

    assert (voucher.helper_id, str(voucher.helper_reason)) == (helper.id, "腿脚不便")
    redemption.redeem(voucher, actor=clerk)
    with pytest.raises(Refused):
        redemption.name_helper(voucher, helper=helper, reason="太晚了", actor=holder)


def test_an_objection_is_decided_by_an_officer():
    voucher, holder, clerk = reserved()
    redemption.redeem(voucher, actor=clerk)
    officer = an_official(Role.POINTS_OFFICER)

    with pytest.raises(Forbidden):
        disputes.dispute(voucher, reason="没有拿到", actor=a_user())
    disputes.dispute(voucher, reason="没有拿到", actor=holder)
    with pytest.raises(Forbidden):
        disputes.refund(voucher, reason="店里没给", actor=holder)
    disputes.refund(voucher, reason="店里没给", actor=officer)

    assert (voucher.state, voucher.reward.stock) == (VoucherState.REFUNDED, 10)
    assert purse(holder.id) == Purse(spendable=100)
    assert sound()


def test_an_objection_that_is_not_upheld_changes_nothing():
    voucher, holder, clerk = reserved()
    redemption.redeem(voucher, actor=clerk)
    disputes.dispute(voucher, reason="没有拿到", actor=holder)

    disputes.uphold(voucher, reason="监控里看到拿走了", actor=an_official(Role.POINTS_OFFICER))

    assert voucher.state is VoucherState.REDEEMED
    assert purse(holder.id).spendable == 85


def test_a_delivery_comes_with_its_paper_and_is_counted_apart_from_corrections():
    reward, officer = a_reward(stock=10), an_official(Role.POINTS_OFFICER)

    services.deliver(reward, count=20, paper="送货单 0087", actor=officer)
    services.correct_stock(reward, change=-3, reason="受潮", actor=officer)

    [account] = shelf.reconciliation()
    assert (account.delivered, account.corrected, account.issued, reward.stock) == (30, -3, 27, 27)
    assert sound()
    for count, paper in ((0, "送货单 0088"), (-2, "送货单 0088"), (5, " ")):
        with pytest.raises(Refused):
            services.deliver(reward, count=count, paper=paper, actor=officer)
    with pytest.raises(Forbidden):
        services.deliver(reward, count=5, paper="送货单 0088", actor=a_user())


def test_stock_is_corrected_with_a_reason_and_never_below_zero():
    reward, officer = a_reward(stock=10), an_official(Role.POINTS_OFFICER)

    services.correct_stock(reward, change=-3, reason="受潮", actor=officer)

    assert reward.stock == 7
    assert sound()
    for change, reason in ((-8, "再少八个"), (0, "没变"), (5, " ")):
        with pytest.raises(Refused):
            services.correct_stock(reward, change=change, reason=reason, actor=officer)
    with pytest.raises(Refused):
        services.correct_stock(a_reward(stock=None), change=5, reason="到货", actor=officer)
    with pytest.raises(Forbidden):
        services.correct_stock(reward, change=5, reason="到货", actor=a_user())


def test_the_database_refuses_stock_below_zero():
    reward = a_reward(stock=1)

    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(Reward).where(Reward.id == reward.id).values(stock=-1))


def test_missing_stock_shows_in_the_report():
    reward = a_reward(stock=10)
    db.session.execute(update(Reward).where(Reward.id == reward.id).values(stock=7))
    db.session.refresh(reward)

    assert [account.difference for account in shelf.reconciliation()] == [3]


def test_a_reward_and_its_number_stand_on_the_shelf_once():
    reward, officer = a_reward(code="V99"), an_official(Role.POINTS_OFFICER)
    columns = {
        name: getattr(reward, name)
        for name in ("name", "kind", "points", "text", "pickup", "bearer", "starts_on", "keep_days")
    }

    with pytest.raises(Refused):
        services.add_reward(the_city(), code="V99", stock=1, partners=[], columns=columns, actor=officer)
    with pytest.raises(Refused):
        services.add_reward(
            the_city(),
            code="V98",
            stock=1,
            partners=[],
            columns={**columns, "ends_on": clock.today() - timedelta(days=1)},
            actor=officer,
        )


def test_nobody_is_clerk_of_a_shop_twice():
    partner, officer = a_partner(), an_official(Role.POINTS_OFFICER)
    clerk = a_clerk(partner)

    with pytest.raises(Refused):
        services.add_clerk(partner, person=clerk, actor=officer)


def test_guessing_numbers_is_slowed_down():
    clerk = a_clerk(a_partner())
    for _time in range(redemption.GUESSES.most):
        redemption.count_guess(clerk)

    with pytest.raises(TooMany):
        redemption.count_guess(clerk)


def test_numbers_are_never_given_twice():
    reward = a_reward(stock=None, points=0)

    numbers = [redemption.reserve(reward, actor=a_user()).number for _time in range(30)]

    assert len(set(numbers)) == 30
    assert db.session.query(Voucher).count() == 30
