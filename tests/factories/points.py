"""Rules, rewards, partners and points in hand, for tests."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from portal.accounts.models import Role
from portal.core import clock
from portal.places.models import Place
from portal.points.models import (
    Deduction,
    Household,
    HouseholdMember,
    Partner,
    PointRule,
    Reward,
    RuleVersion,
    Season,
    StockChange,
)
from portal.points.rules import TransferKind
from portal.points.services import ledger
from portal.points.services.ledger import Because
from portal.points.states import Bucket, RewardKind, Scheme, StockKind, VersionState
from portal.points.states.households import HouseholdState
from portal.points.states.rulebook import RuleClass
from tests.factories import a_grant, a_user, saved, the_city

numbers = count(10)


def a_deduction(*, person=None, points=5, scheme=Scheme.MERCHANT, **kw):
    """Something found at a shop, nothing served yet."""
    version = kw.pop("version", None) or a_rule(
        points=-points, scheme=scheme, title="占道堆放", clause="门前堆放商品、杂物的，每次减5分。"
    )
    return saved(
        Deduction(
            **{
                "code": f"deduct{next(numbers)}",
                "user": person or a_user(),
                "version": version,
                "points": -version.points,
                "points_asked": -version.points,
                "facts": "门前堆放商品约2平方米",
                "evidence": "照片两张，15时20分",
                "occurred_on": clock.today(),
                "found_by": a_user().id,
                **kw,
            }
        )
    )


def a_rule(*, event=None, points=5, caps=(), scheme=Scheme.HOUSEHOLD, valid_from=None, **kw):
    """A released version of a new rule."""
    n = next(numbers)
    shops = RuleClass.CITY_ORDER if points < 0 else RuleClass.PROMISE
    rule_class = shops if scheme is Scheme.MERCHANT else RuleClass.VOLUNTEERING
    rule = saved(PointRule(code=kw.pop("code", f"T{n}"), scheme=scheme, rule_class=rule_class, event=event))
    official = a_user()
    return saved(
        RuleVersion(
            **{
                "rule": rule,
                "number": 1,
                "state": VersionState.RELEASED,
                "title": "志愿服务",
                "clause": "每记录一小时加5分，一年最多120分。",
                "basis": "《三治积分管理办法》第七条",
                "points": points,
                "caps": list(caps),
                "valid_from": valid_from or clock.today().replace(month=1, day=1),
                "change_reason": "",
                "drafted_by": official.id,
                "released_by": a_user().id,
                "released_at": clock.now(),
                **kw,
            }
        )
    )


def a_partner(**kw):
    city = the_city()
    return saved(
        Partner(
            **{
                "code": f"partner{next(numbers)}",
                "name": "禾香面馆",
                "place": city,
                "address": "新开路18号",
                "agreement": "面券一张抵十元。",
                "since": clock.today(),
                **kw,
            }
        )
    )


def a_clerk(partner, **kw):
    clerk = a_user(**kw)
    place = saved(partner).place
    assert isinstance(place, Place)
    a_grant(clerk, Role.PARTNER_CLERK, place, body_kind="partner", body_id=partner.id, reason="店员")
    return clerk


def a_reward(*, stock=10, partners=(), **kw):
    reward = saved(
        Reward(
            **{
                "code": f"V{next(numbers)}",
                "name": "三治面券（面值10元）",
                "kind": RewardKind.VOUCHER,
                "points": 15,
                "stock": stock,
                "starts_on": clock.today(),
                "place": the_city(),
                "pickup": "合作面馆4家",
                "bearer": "财政和商家各半",
                "text": "吃什么面都行，不找零。",
                "partners": list(partners),
                **kw,
            }
        )
    )
    if stock:
        first = {"kind": StockKind.DELIVERY, "change": stock, "reason": "首批"}
        saved(StockChange(reward_id=reward.id, by_id=a_user().id, **first))
    return reward


def a_season(*, first=-5, last=5, name="金秋兑换季"):
    """A season that began and ends so many days from today."""
    days = {
        "starts_on": clock.today() + timedelta(days=first),
        "ends_on": clock.today() + timedelta(days=last),
    }
    return saved(Season(code=f"s{next(numbers)}", name=name, place=the_city(), **days))


def points_for(user, amount, key=None):
    """Points in hand, as if earned."""
    return ledger.post(
        TransferKind.AWARD,
        bucket=Bucket.SPENDABLE,
        owner_id=user.id,
        amount=amount,
        key=key or f"given:{user.id}:{next(numbers)}",
        because=Because(),
    )


def a_rich_user(amount=100, **kw):
    user = a_user(**kw)
    points_for(user, amount)
    return user


def a_household(*, members=0, points=0, **kw):
    """A confirmed household of a keeper and so many others, each with so many points in hand."""
    people = [a_rich_user(points) if points else a_user() for _n in range(members + 1)]
    now = clock.now()
    household = saved(
        Household(
            **{
                "number": f"T{next(numbers):05}",
                "place": the_city(),
                "keeper": people[0],
                "state": HouseholdState.CONFIRMED,
                "asked_at": now,
                "confirmed_at": now,
                **kw,
            }
        )
    )
    for person in people:
        saved(
            HouseholdMember(
                code=f"member{next(numbers)}",
                household=household,
                user=person,
                joined_at=household.confirmed_at,
            )
        )
    return household
