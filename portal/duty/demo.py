"""Rotas, walks and notes of the demo city, through the services and in the order of their days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from portal.accounts.models import Role, User
from portal.accounts.queries import holders
from portal.alliances.models import Alliance, Membership
from portal.alliances.queries import LEADING, officer_ids
from portal.alliances.states import Office
from portal.core import clock
from portal.core.db import db
from portal.duty import queries, rules, services
from portal.duty.models import Finding, Rota
from portal.duty.permissions import WALKERS

BEFORE = timedelta(days=4)  # a rota is made so long before it begins


def load(city: Any) -> None:
    book = city.toml("duty")
    acts: list[tuple[datetime, Callable[[], None]]] = []
    for row in book["rota"]:
        monday = rules.monday_of(city.today) + rules.A_WEEK * row["first"]
        made = city.at((monday - city.today - BEFORE).days, 10)
        acts.append((made, lambda row=row, monday=monday: plan(city, row, monday)))  # type: ignore[misc]
    acts += [(city.at(row["day"], 20), partial(look_at, city, row)) for row in book["item"]]
    for row in book["walk"]:
        at = city.at(row["day"], row["hour"], row["minute"])
        acts.append((at, lambda row=row: go(city, row)))  # type: ignore[misc]
    for at, act in sorted(acts, key=lambda each: each[0]):
        with clock.stopped_at(min(at, clock.now())):
            act()


def somebody(ids: list[int], *but: int | None) -> User:
    return db.session.get_one(User, next(i for i in ids if i not in but))


def look_at(city: Any, row: dict[str, Any]) -> None:
    alliance = city.alliances[row["alliance"]]
    words = services.ItemWords(
        **{name: row[name] for name in ("aspect", "text", "standard", "time", "severity")}
    )
    officer = somebody(officer_ids(alliance.id))
    services.add_item(alliance, words=words, reason=row["reason"], actor=officer)


def plan(city: Any, row: dict[str, Any], monday: Any) -> None:
    alliance = city.alliances[row["alliance"]]
    secretary = somebody(officer_ids(alliance.id, (Office.SECRETARY,)) or officer_ids(alliance.id))
    rota = services.propose(
        alliance,
        first_on=monday,
        weeks=row["weeks"],
        each=row["each"],
        by_section=row.get("by_section", False),
        actor=secretary,
    )
    groups = {str(section.name): section for section in queries.sections_in_turn(alliance)}
    given = row.get("sections", {})
    for number, text in row.get("remarks", {}).items():
        week = queries.get_week(rota, int(number))
        members = [turn.membership for turn in queries.on_duty(week)]
        group = groups.get(given.get(number, ""))
        services.set_week(week, members=members, section=group, note=text, actor=secretary)
    if row["state"] == "draft":
        return
    services.publish(rota, actor=secretary)
    if row["state"] == "withdrawn":
        services.withdraw(rota, actor=secretary)
    elif "swap" in row:
        swap(rota, row["swap"])


def swap(rota: Rota, outcome: str) -> None:
    weeks, turns = queries.weeks_of(rota), queries.turns_of(rota)
    mine = turns[weeks[-2].id][0]
    other = next(each for each in queries.to_swap_with(mine) if each.week_id == weeks[-1].id)
    asker, asked = mine.membership.user, other.membership.user
    question = services.ask_swap(mine, other=other, message="那周要去外地进货，能不能换一下？", actor=asker)
    if outcome == "agreed":
        services.agree(question, actor=asked)
    elif outcome == "declined":
        services.decline(question, actor=asked)


def go(city: Any, row: dict[str, Any]) -> None:
    """One walk with what followed. Shops without a note were all right."""
    alliance, walker = city.alliances[row["alliance"]], city.people[row["by"]]
    shops = {shop.user_id: shop for shop in queries.shops_of(alliance) if shop.user_id != walker.id}
    marks, then = [], {}
    for note in row["note"]:
        shop = shops.pop(city.people[note["shop"]].id)
        marks.append(services.Mark(shop=shop, basis=basis_of(alliance, note), text=note["text"]))
        then[shop.id] = note.get("then", ())
    marks += [services.Mark(shop=shop) for shop in shops.values()]
    walk = services.walk(alliance, marks=marks, actor=walker)
    for finding in queries.findings_on(walk, walker):
        for step in then[finding.membership_id]:
            with clock.stopped_at(finding.found_at + timedelta(hours=step["hours"])):
                take(finding, step["do"], step.get("text", ""))


def basis_of(alliance: Alliance, note: dict[str, Any]) -> str:
    if "item" in note:
        return f"item:{note['item']}"
    _items, clauses = queries.bases_for(alliance)
    return next(f"clause:{clause.key}" for clause in clauses if clause.number == note["clause"])


def take(finding: Finding, step: str, text: str) -> None:
    shop = db.session.get_one(Membership, finding.membership_id).user
    leading = officer_ids(finding.alliance_id, LEADING)
    if step == "corrected":
        services.say_corrected(finding, text=text, actor=shop)
    elif step == "answer":
        services.answer(finding, text=text, actor=shop)
    elif step in {"right", "wrong"}:
        walkers = officer_ids(finding.alliance_id, WALKERS)
        other = somebody(walkers, finding.found_by, finding.shop_id)
        services.recheck(finding, right=step == "right", reminders=finding.reminders, note=text, actor=other)
    elif step == "refer":
        services.refer(finding, reason=text, actor=somebody(leading, finding.shop_id))
    elif step == "settle":
        worker = somebody(holders((Role.COMMUNITY_WORKER,), finding.place))
        services.settle(finding, note=text, actor=worker)
    else:
        object_or_decide(finding, step, text, shop)


def object_or_decide(finding: Finding, step: str, text: str, shop: User) -> None:
    if step == "object":
        services.object_to(finding, text=text, actor=shop)
        return
    objection = queries.objection_of(finding)
    if objection is not None:
        supervisor = somebody(officer_ids(finding.alliance_id, (Office.SUPERVISOR,)))
        services.decide(objection, upheld=step == "uphold", reason=text, actor=supervisor)
