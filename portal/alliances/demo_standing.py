"""Sections, seats and standing in the demo city's alliances."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from portal.accounts.models import User
from portal.alliances import queries, services
from portal.alliances.models import Alliance, Membership, OfficeTerm
from portal.alliances.states import LEADING, Office
from portal.ballots.services import cast, close
from portal.ballots.states import Method
from portal.core import clock
from portal.core.db import db


def load(city: Any) -> None:
    shops = {shop["id"]: shop for shop in city.toml("shops")["shop"]}
    rows = city.toml("standing")
    for row in rows["section"]:
        lay_out(city, row, shops)
    for row in rows["seat"]:
        seat(city, row)
    for row in rows["warning"]:
        warn(city, row)
    for row in rows["hearing"]:
        hear(city, row)
    for row in rows["handover"]:
        hand_over(city, row)
    for row in rows["vote"]:
        ask(city, row)
    for row in rows["merger"]:
        with clock.stopped_at(city.at(row["day"], 20)):
            services.propose_merger(
                city.alliances[row["alliance"]],
                into=city.alliances[row["into"]],
                reason=row["reason"],
                actor=city.people[row["by"]],
            )


def ask(city: Any, row: dict[str, Any]) -> None:
    """A vote of the alliance; half of those with an account have voted."""
    alliance = city.alliances[row["alliance"]]
    names = ("text", "options", "days", "by_roll", "on_paper")
    question = services.Question(method=Method(row["method"]), **{name: row[name] for name in names})
    with clock.stopped_at(city.at(row["day"], 9)):
        if question.by_roll:
            services.write_members_down(alliance, actor=officer(alliance))
        ballot = services.call_vote(alliance, question=question, actor=officer(alliance))
    keys = [option.key for option in ballot.options] or ["for", "for", "for", "against", "abstain"]
    voters = queries.told_of(ballot)
    for number, user_id in enumerate(voters[: -len(voters) // 4 or None]):
        with clock.stopped_at(city.at(row["day"], 10, number % 60)):
            cast(ballot, choices=[keys[number % len(keys)]], actor=db.session.get_one(User, user_id))
    if row["day"] + row["days"] < 0:
        with clock.stopped_at(city.at(row["day"] + row["days"], 9, 1)):
            close(ballot)


def officer(alliance: Alliance) -> User:
    return db.session.get_one(User, queries.officer_ids(alliance.id, LEADING)[0])


def membership_of(city: Any, row: dict[str, Any]) -> Membership:
    mine = queries.my_membership(city.alliances[row["alliance"]], city.people[row["member"]])
    assert mine is not None
    return mine


def lay_out(city: Any, row: dict[str, Any], shops: dict[str, Any]) -> None:
    """A section, its leader, and the shops between two house numbers."""
    alliance = city.alliances[row["alliance"]]
    first, last = row["doors"]
    actor = officer(alliance)
    section = services.add_section(alliance, name=row["name"], extent=row["extent"], actor=actor)
    story = next(a for a in city.toml("alliances")["alliance"] if a["id"] == row["alliance"])
    for member in story["members"]:
        number = re.search(r"-(\d+)$", member.get("shop", ""))
        mine = queries.my_membership(alliance, city.people[member["username"]])
        if mine is not None and number is not None and first <= int(number[1]) <= last:
            services.place_in(mine, section=section, actor=actor)
    if "leader" in row:
        led = select(OfficeTerm).where(
            OfficeTerm.alliance_id == alliance.id,
            OfficeTerm.user_id == city.people[row["leader"]].id,
            OfficeTerm.office == Office.GROUP_LEAD,
        )
        db.session.scalars(led).one().section_id = section.id


def seat(city: Any, row: dict[str, Any]) -> None:
    membership = membership_of(city, row)
    with clock.stopped_at(city.at(row["since"], 11)):
        given = services.give_seat(
            membership,
            user=city.people[row["person"]],
            title=row["title"],
            may_sign=row["may_sign"],
            may_vote=row["may_vote"],
            starts_on=city.on(row["since"]),
            ends_on=city.on(row["until"]),
            actor=membership.user,
        )
    if "ended" in row:
        with clock.stopped_at(city.at(row["ended"], 11)):
            services.end_seat(given, reason=row["reason"], actor=membership.user)


def warn(city: Any, row: dict[str, Any]) -> None:
    membership, actor = membership_of(city, row), city.people[row["by"]]
    with clock.stopped_at(city.at(row["day"], 16)):
        services.warn(membership, reason=row["reason"], actor=actor)
    if "restored" in row:
        with clock.stopped_at(city.at(row["restored"], 16)):
            services.restore(membership, reason=row["because"], actor=actor)


def hear(city: Any, row: dict[str, Any]) -> None:
    membership = membership_of(city, row)
    with clock.stopped_at(city.at(row["day"], 9)):
        hearing = services.call_hearing(
            membership,
            held_on=city.on(row["day"] + row["in_days"]),
            reason=row["reason"],
            actor=city.people[row["by"]],
        )
    if "statement" in row:
        with clock.stopped_at(city.at(row["day"], 20)):
            services.state_case(hearing, statement=row["statement"], actor=membership.user)


def hand_over(city: Any, row: dict[str, Any]) -> None:
    """Who leaves and who follows tick off the list, as far as they have come."""
    alliance, holder, successor = (
        city.alliances[row["alliance"]],
        city.people[row["holder"]],
        city.people[row["successor"]],
    )
    term = next(
        t for t in queries.terms(alliance) if t.user_id == holder.id and t.office is Office(row["office"])
    )
    with clock.stopped_at(city.at(row["day"], 18)):
        handover = services.start_handover(term, successor=successor, more=row.get("more", ""), actor=holder)
        items = queries.items_of(handover)
        for item in items[: row.get("given", len(items))]:
            services.give_item(item, actor=holder)
        for item in items[: row["taken"]]:
            services.take_item(item, actor=successor)
