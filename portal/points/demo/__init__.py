"""The points of the demo city: its rule book, its shelf, and everything earned and spent, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Grant, Role, User
from portal.accounts.services import grants
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _, speaking
from portal.demo_data.book import Book
from portal.demo_data.things import thing
from portal.files.services import upload
from portal.places.queries import get_city
from portal.points.demo import imports, nicknames, years
from portal.points.demo.counters import open_seasons, open_times, set_pins
from portal.points.demo.deductions import Deducted
from portal.points.demo.households import Housed
from portal.points.models import Entry, Partner, Reward, RuleVersion, Season, Voucher
from portal.points.queries import rulebook as rules
from portal.points.queries.partners import next_month
from portal.points.receivers import SOURCES, award
from portal.points.rules import Cap, Span
from portal.points.rules.grades import Grade
from portal.points.services import (
    awarding,
    determining,
    disputes,
    redemption,
    settlement,
    wishes,
)
from portal.points.services import rulebook as rule_services
from portal.points.services import shelf as shelf_services
from portal.points.services.rulebook import Wording
from portal.points.states import LimitPer, RewardKind, Scheme
from portal.points.states.rulebook import Hand, RuleClass

Act = Callable[[], Any]
BEGAN = -380  # the day the rule book began to hold
OFFICERS = ("street_reviewer", "street_issuer")
TAKEN = {"reserved", "redeemed", "settled", "disputed"}


def load(city: Book) -> None:
    with speaking("zh_Hans"):
        told = Telling(city)
        told.appoint()
        told.write_rules()
        told.open_shelf()
        acts = [
            *told.earned_by_news(),
            *told.earned_by_hand(),
            *(deducted := Deducted(told)).acts(),
            *deducted.issued(),
            *imports.acts(city),
            *years.acts(city),
            *nicknames.acts(city),
            *Housed(city).acts(),
            *told.redeemed(),
        ]
        for moment, _order, act in sorted(
            ((moment, n, act) for n, (moment, act) in enumerate(acts)), key=lambda a: a[:2]
        ):
            with clock.stopped_at(moment):
                act()
        told.settle()
        told.wish()
        set_pins(told.book, told.partners, told.clerks)
        open_times(city, told.book, told.rewards, told.first)


class Telling:
    """What is read from `points.toml`, in the order in which it happened."""

    def __init__(self, city: Book) -> None:
        self.city = city
        self.book = city.toml("points")
        self.first, self.second = (city.people[name] for name in OFFICERS)
        self.partners: dict[str, Partner] = {}
        self.clerks: dict[int, User] = {}
        self.rewards: dict[str, Reward] = {}
        self.seasons: dict[str, Season] = {}
        self.vouchers: list[tuple[Voucher, dict[str, Any]]] = []
        self.earned: dict[int, Entry] = {}

    def appoint(self) -> None:
        """Two points officers for the whole city, so that every step has its second person."""
        guard = db.session.get_one(
            User, db.session.scalars(select(Grant.user_id).where(Grant.role == Role.SECURITY_ADMIN)).first()
        )
        with clock.stopped_at(self.city.at(BEGAN - 5)):
            for officer in (self.first, self.second):
                grants.give(
                    officer,
                    role=Role.POINTS_OFFICER,
                    place=get_city(),
                    reason=_("Appointed by the office"),
                    actor=guard,
                )

    def write_rules(self) -> None:
        with clock.stopped_at(self.city.at(BEGAN)):
            for row in self.book["rules"]:
                version = rule_services.draft_rule(
                    get_city(),
                    code=row["code"],
                    scheme=Scheme(row["scheme"]),
                    rule_class=RuleClass(row["class"]),
                    event=row.get("event"),
                    wording=self.wording(row),
                    actor=self.first,
                )
                rule_services.release(version, actor=self.second)

    def wording(self, row: dict[str, Any]) -> Wording:
        return Wording(
            title=row["title"],
            clause=row["clause"],
            basis=row["basis"],
            points=row["points"],
            most=row.get("most"),
            evidence_needed=row.get("evidence", ""),
            cool_down=row.get("cool_down", 0),
            determined_by=Hand(row.get("determined_by", Hand.WORKERS)),
            reviewed_by=Hand(row.get("reviewed_by", Hand.WORKERS)),
            caps=[Cap(**{**cap, "span": Span(cap["span"])}) for cap in row["caps"]],
            valid_from=self.city.on(BEGAN),
            reason=row["basis"],
            claimable=row.get("claimable", False),
        )

    def open_shelf(self) -> None:
        shops = {shop["id"]: shop for shop in self.city.toml("shops")["shop"]}
        for row in self.book["partners"]:
            with clock.stopped_at(self.city.at(max(row["since"], BEGAN))):
                self.partners[row["id"]] = self.partner(row, shops[row["shop"]])
        self.seasons = open_seasons(self.city, self.book, self.first)
        with clock.stopped_at(self.city.at(-200)):
            for row in self.book["rewards"]:
                self.rewards[row["code"]] = self.reward(row)

    def partner(self, row: dict[str, Any], shop: dict[str, Any]) -> Partner:
        place = self.city.places[shop["place"]]
        road = self.city.places.get(shop["road"])
        partner = shelf_services.add_partner(
            place,
            columns={
                "name": shop["sign"],
                "address": f"{road.name.original if road else place.name.original}{shop['number']}",
                "agreement": row["agreement"],
                "since": self.city.on(row["since"]),
            },
            actor=self.first,
        )
        shelf_services.add_clerk(partner, person=self.city.people[row["clerk"]], actor=self.first)
        self.clerks[partner.id] = self.city.people[row["clerk"]]
        return partner

    def reward(self, row: dict[str, Any]) -> Reward:
        limit, together = row.get("limit", {}), row.get("household_limit", {})
        taken = sum(
            one["reward"] == row["code"] and one["state"] in TAKEN for one in self.book["redemptions"]
        )
        reward = shelf_services.add_reward(
            get_city(),
            code=row["code"],
            stock=row["stock"] + taken if "stock" in row else None,
            partners=[self.partners[name] for name in row["partners"]],
            columns={
                "name": row["name"],
                "kind": RewardKind(row["kind"]),
                "points": row["points"],
                "text": row["text"],
                "pickup": row["place"],
                "bearer": row["bearer"],
                "limit_times": limit.get("times"),
                "limit_span": Span(limit.get("span", "year")),
                "limit_per": LimitPer(limit.get("per", "person")),
                "household_times": together.get("times"),
                "household_span": Span(together.get("span", "year")),
                "scheme": Scheme(row["schemes"][0]) if len(row["schemes"]) == 1 else None,
                "age_from": row.get("age_from"),
                "least_grade": Grade(row["least_grade"]) if "least_grade" in row else None,
                "season": self.seasons.get(row.get("season", "")),
                "starts_on": clock.today(),
                "keep_days": 30,
            },
            actor=self.first,
        )
        picture = upload(self.first, sent=thing(row["code"]), actor=self.first)
        shelf_services.set_picture(reward, picture=picture, actor=self.first)
        return reward

    def earned_by_news(self) -> Iterator[tuple[datetime, Act]]:
        """What other features told while the city was being filled earns its points on its own day."""
        for moment, event in self.city.news:
            if type(event).__name__ in SOURCES:
                yield moment, partial(award, event)

    def earned_by_hand(self) -> Iterator[tuple[datetime, Act]]:
        for n, row in enumerate(self.book["earnings"]):
            if self.negative(row):
                continue
            yield self.at(row["day"], n), partial(self.earn, n, row)
            if "reversed" in row:
                yield self.at(row["reversed"]["day"], n), partial(self.correct, n, row)

    def earn(self, n: int, row: dict[str, Any]) -> None:
        version = self.version(row["rule"])
        first, second = (self.city.people[name] for name in row["by"])
        entry = determining.post_determined(
            self.city.people[row["person"]],
            version,
            times=row.get("times", 1),
            note=row["note"],
            by=(first, second),
        )
        if entry is not None:
            self.earned[n] = entry

    def negative(self, row: dict[str, Any]) -> bool:
        return any(rule["code"] == row["rule"] and rule["points"] < 0 for rule in self.book["rules"])

    def correct(self, n: int, row: dict[str, Any]) -> None:
        if n in self.earned:
            awarding.correct(self.earned[n], reason=row["reversed"]["note"], actor=self.second)

    def version(self, code: str) -> RuleVersion:
        version = rules.version_on(rules.get_rule(code), clock.today())
        assert version is not None  # the book began long before
        return version

    def at(self, day: int, n: int) -> datetime:
        return self.city.at(day, 8 + n % 10, n * 7 % 60)

    def redeemed(self) -> Iterator[tuple[datetime, Act]]:
        for n, row in enumerate(self.book["redemptions"]):
            yield self.at(row["day"], n) + timedelta(hours=1), partial(self.reserve, row)
            if "redeemed_day" in row:
                yield self.at(row["redeemed_day"], n) + timedelta(hours=2), partial(self.redeem, row)
            if "ended_day" in row:
                yield self.at(row["ended_day"], n) + timedelta(hours=2), partial(self.end, row)
            if row["state"] == "disputed":
                yield self.at(row["redeemed_day"] + 1, n), partial(self.dispute, row)

    def reserve(self, row: dict[str, Any]) -> None:
        person = self.city.people[row["person"]]
        voucher = redemption.reserve(self.rewards[row["reward"]], consents="consents" in row, actor=person)
        if "until" in row:
            voucher.expires_at = clock.end_of(self.city.on(row["until"]))
        if row["state"] == "expired":
            voucher.expires_at = clock.end_of(self.city.on(row["ended_day"] - 1))
        if "helper" in row:
            helper = self.city.people[row["helper"]]
            redemption.name_helper(voucher, helper=helper, reason=row["why"], actor=person)
        self.vouchers.append((voucher, row))

    def voucher(self, row: dict[str, Any]) -> Voucher:
        return next(voucher for voucher, own in self.vouchers if own is row)

    def redeem(self, row: dict[str, Any]) -> None:
        redemption.redeem(self.voucher(row), actor=self.city.people[row["by"]])

    def end(self, row: dict[str, Any]) -> None:
        if row["state"] == "expired":
            redemption.expire_vouchers()
        else:
            redemption.cancel(self.voucher(row), actor=self.city.people[row["person"]])

    def dispute(self, row: dict[str, Any]) -> None:
        person = self.city.people[row["person"]]
        disputes.dispute(self.voucher(row), reason=row["reason"], actor=person)

    def wish(self) -> None:
        for n, row in enumerate(self.book["wishes"]):
            with clock.stopped_at(self.at(row["day"], n)):
                wishes.wish(self.rewards[row["reward"]], actor=self.city.people[row["person"]])

    def settle(self) -> None:
        """On the fifth of the month after, the shop in the morning, the office in the afternoon; the months that are still open stay open."""
        months: set[tuple[int, date]] = set()
        for voucher, row in self.vouchers:
            if row["state"] == "settled" and voucher.redeemed_at and voucher.partner_id:
                months.add((voucher.partner_id, clock.local(voucher.redeemed_at).date().replace(day=1)))
        for partner_id, month in sorted(months, key=lambda one: (one[1], one[0])):
            fifth = next_month(month) + timedelta(days=4)
            if fifth <= self.city.today:
                days = (fifth - self.city.today).days
                with clock.stopped_at(self.city.at(days, 10)):
                    partner = db.session.get_one(Partner, partner_id)
                    settlement.confirm(partner, month=month, actor=self.clerks[partner_id])
                with clock.stopped_at(self.city.at(days, 15)):
                    settlement.settle(partner, month=month, actor=self.first)
