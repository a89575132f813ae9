"""A bank sees what its holder has agreed to, for as long as it is agreed to, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Gone, NotFound, Refused
from portal.core.i18n import speaking
from portal.points import personal
from portal.points.models import Certificate, Voucher
from portal.points.queries import certificates as queries
from portal.points.queries.eligibility import not_meant_for
from portal.points.rules import TransferKind
from portal.points.rules.grades import Grade
from portal.points.services import ledger, redemption
from portal.points.services.ledger import Because
from portal.points.states import Bucket, RewardKind, Scheme
from tests.factories import a_user, an_official
from tests.factories.points import a_reward


def a_shop(score=60, **kw):
    shop = a_user(**kw)
    ledger.post(
        TransferKind.AWARD,
        bucket=Bucket.MERCHANT_SCORE,
        owner_id=shop.id,
        amount=score,
        key=f"shop:{shop.id}",
        because=Because(),
    )
    return shop


def a_referral(**kw):
    return a_reward(
        **{"kind": RewardKind.CREDIT_REFERRAL, "points": 0, "stock": None, "scheme": Scheme.MERCHANT, **kw}
    )


def test_without_consent_there_is_no_certificate():
    with pytest.raises(Refused):
        redemption.reserve(a_referral(), actor=a_shop())

    assert db.session.scalar(select(Certificate.id)) is None


def test_the_score_of_that_moment_is_certified_with_the_sentence_agreed_to():
    shop = a_shop(60)

    voucher = redemption.reserve(a_referral(), consents=True, actor=shop)

    made = queries.certificate_of(voucher)
    assert (made.scheme, made.score, made.user_id) == (Scheme.MERCHANT, 60, shop.id)
    assert "随时" in made.consent.hans and "隨時" in made.consent.hant
    assert queries.shown_certificate(made.code) is made


def test_withdrawn_or_over_it_is_gone_and_a_guess_finds_nothing():
    shop = a_shop()
    withdrawn = redemption.reserve(a_referral(), consents=True, actor=shop)
    late = redemption.reserve(a_referral(keep_days=30), consents=True, actor=shop)

    redemption.cancel(withdrawn, actor=shop)

    with pytest.raises(Gone):
        queries.shown_certificate(queries.certificate_of(withdrawn).code)
    with clock.stopped_at(clock.now() + timedelta(days=31)), pytest.raises(Gone):
        queries.shown_certificate(queries.certificate_of(late).code)
    with pytest.raises(NotFound):
        queries.shown_certificate("0" * 24)


def test_no_counter_hands_a_certificate_out():
    voucher = redemption.reserve(a_referral(), consents=True, actor=a_shop())

    with pytest.raises(Refused):
        redemption.redeem(voucher, actor=an_official(Role.COMMUNITY_WORKER))


@pytest.mark.parametrize(
    ("columns", "score", "meant"),
    [
        ({"scheme": None}, 0, True),
        ({"scheme": Scheme.MERCHANT}, 0, False),
        ({"scheme": Scheme.MERCHANT}, 1, True),
        ({"scheme": Scheme.MERCHANT, "least_score": 850}, 849, False),
        ({"scheme": Scheme.MERCHANT, "least_score": 850}, 850, True),
        ({"scheme": None, "least_score": 10}, 900, False),
    ],
)
def test_a_reward_is_for_whom_it_is_meant(columns, score, meant):
    shop, reward = a_shop(score) if score else a_user(), a_reward(points=0, **columns)

    if meant:
        assert redemption.reserve(reward, actor=shop).user_id == shop.id
    else:
        with pytest.raises(Refused):
            redemption.reserve(reward, actor=shop)
        assert reward.stock == 10


def test_the_bank_follows_the_code_and_sees_name_score_and_day_only(client):
    shop, referral = a_shop(77, name="凌建中", phone="13800000000"), a_referral()
    client.sign_in(shop)
    path = f"/points/rewards/{referral.code}/reserve"

    asked = client.get(path).get_data(as_text=True)
    client.post(path, data={"agreed": "y"})
    voucher = db.session.scalar(select(Voucher))
    own_code, code = voucher.code, queries.certificate_of(voucher).code
    own = client.get(f"/points/vouchers/{own_code}").get_data(as_text=True)
    bank = client.application.test_client()
    led = bank.get(f"/k/{code}", follow_redirects=True)
    page = led.get_data(as_text=True)

    assert "77" in asked and "凌建中" in asked
    assert f"/points/certificates/{code}" in own
    assert "凌建中" in page and "77" in page and "13800000000" not in page
    assert (led.headers["Cache-Control"], led.headers["X-Robots-Tag"]) == (
        "private, no-store",
        "noindex, noarchive",
    )
    client.post(f"/points/vouchers/{own_code}/cancel")
    assert bank.get(f"/points/certificates/{code}").status_code == 410


def test_who_is_not_meant_is_told_before_asking(client):
    referral = a_referral()
    client.sign_in(a_user())

    assert "信用积分" in client.get(f"/points/rewards/{referral.code}").get_data(as_text=True)


def test_certificates_are_handed_out_and_forgotten():
    shop = a_shop(60)
    redemption.reserve(a_referral(), consents=True, actor=shop)

    [told] = personal.export(shop.id)["certificates"]
    personal.forget(shop.id)

    assert (told["score"], told["scheme"]) == (60, "merchant")
    assert personal.export(shop.id)["certificates"] == []


@pytest.mark.parametrize(("score", "said"), [(960, None), (860, None), (849, "Yours is C"), (None, "shops")])
def test_a_grade_is_asked_of_shops_as_the_city_has_set_it(score, said):
    reward = a_reward(least_grade=Grade.B)
    person = a_shop(score) if score else a_user()

    with speaking("en"):
        no = not_meant_for(reward, person.id)

    assert no is None if said is None else said in no
