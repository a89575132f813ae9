"""The twelve alliances of the demo city, told in the order in which it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from portal.accounts.models import Role, User
from portal.accounts.queries import holders
from portal.alliances import demo_meetings, demo_standing, queries, services
from portal.alliances.models import Alliance, Membership
from portal.alliances.services.founding import STREET
from portal.alliances.states import LEADING, LIFE, LegalForm, MemberKind, Office, WithConventions
from portal.ballots.services import cast
from portal.core import clock
from portal.core.db import db
from portal.core.language import Bitext, Script

Act = Callable[[], None]
ELECTION = ("hemingli", Office.GROUP_LEAD, ("changqing", "luping"), -3, 4)

TAKEN_OVER = -870  # older alliances were entered on this day, with the dates of their registers
PAPERS = "街道留存的成立大会记录、成员名册和备案表，已与原件核对。"
CIRCLE = 3  # so many belong before the street confirms


def load(city: Any) -> None:
    """Every step through the services, at its own time, so that history, audit and points are real."""
    shops = {shop["id"]: shop for shop in city.toml("shops")["shop"]}
    acts: list[tuple[int, int, Act]] = []
    for row in city.toml("alliances")["alliance"]:
        acts += [(day, len(acts) + i, act) for i, (day, act) in enumerate(Story(city, row, shops).acts())]
    for day, _order, act in sorted(acts, key=lambda a: a[:2]):
        with clock.stopped_at(city.at(max(day, TAKEN_OVER), 10)):
            act()
    hold_election(city)
    demo_standing.load(city)
    demo_meetings.load(city)


class Story:
    """What happened to one alliance."""

    def __init__(self, city: Any, row: dict[str, Any], shops: dict[str, Any]) -> None:
        self.city, self.row, self.shops = city, row, shops
        self.memberships: dict[str, Membership] = {}

    @property
    def alliance(self) -> Alliance:
        found: Alliance = self.city.alliances[self.row["id"]]
        return found

    def acts(self) -> Iterator[tuple[int, Act]]:
        """(day, what was done), in the order of the day."""
        members = sorted(self.row["members"], key=lambda m: m["joined"])
        first = members[0]
        founded = self.row.get("founded")
        yield (self.row["started"], lambda: self.found(first))
        for number, m in enumerate(members[1:], 2):
            joined = m["joined"] if founded is None or number > CIRCLE else min(m["joined"], founded)
            applied = max(self.row["started"], joined - 2)
            yield applied, lambda m=m: self.apply(m)  # type: ignore[misc]
            if m.get("state") != "applied":
                yield max(joined, applied), lambda m=m: self.admit(m)  # type: ignore[misc]
            if m.get("state") == "left" and "dissolved" not in self.row:
                yield m["left"], lambda m=m: self.leave(m)  # type: ignore[misc]
        if founded is not None:
            yield founded, self.take_over
        if "called" in self.row:
            yield self.row["called"], self.call_members
            yield self.row["meeting_called"], self.call_meeting
        for o in self.row["officers"]:
            yield o["since"], lambda o=o: self.give(o)  # type: ignore[misc]
        if "dissolved" in self.row:
            yield self.row["dissolved"], self.dissolve

    def person(self, username: str) -> User:
        found: User = self.city.people[username]
        return found

    def official(self) -> User:
        place = self.city.places[self.row["place"]]
        ids = holders((Role.ISSUER,), place) or holders(STREET, place)
        return db.session.get_one(User, ids[0])

    def text(self, name: str) -> Bitext:
        script = Script.HANT if self.row["script"] == "hant" else Script.HANS
        return Bitext.of(self.row.get(name, ""), script)

    def sign(self, member: dict[str, Any]) -> Bitext | str:
        shop = self.shops.get(member.get("shop", ""))
        if shop is None:
            return ""
        return Bitext.name(shop["sign"], Script.HANT if shop["script"] == "hant" else Script.HANS)

    def found(self, member: dict[str, Any]) -> None:
        row, actor = self.row, self.person(member["username"])
        alliance = services.found(
            self.city.places[row["place"]],
            name=Bitext.both(row["hans"], row["hant"]),
            section=row.get("section", ""),
            intro="".join(f"<p>{part}</p>" for part in row["intro"].splitlines()),
            charter=row["charter"].replace("\n", "\n\n"),
            legal_form=LegalForm(row["legal_form"]),
            kind=MemberKind(member["kind"]),
            shop=self.sign(member),
            actor=actor,
        )
        alliance.made_at = self.city.at(row["started"], 10)
        alliance.meets, alliance.meeting_place = self.text("meets"), self.text("meeting_place")
        self.city.alliances[row["id"]] = alliance
        mine = queries.my_membership(alliance, actor)
        if mine is not None:
            mine.joined_on = self.city.on(member["joined"])

    def apply(self, member: dict[str, Any]) -> None:
        self.memberships[member["username"]] = services.apply(
            self.alliance,
            kind=MemberKind(member["kind"]),
            shop=self.sign(member),
            area=round(member.get("area", 0) * 100),
            actor=self.person(member["username"]),
        )

    def leader(self, but: str) -> User:
        """Somebody who may decide about a member that day: an officer, else the street."""
        other = self.person(but).id if but else None
        ids = [i for i in queries.officer_ids(self.alliance.id, LEADING) if i != other]
        return db.session.get_one(User, ids[0]) if ids else self.official()

    def admit(self, member: dict[str, Any]) -> None:
        membership = self.memberships[member["username"]]
        services.admit(membership, actor=self.leader(member["username"]))
        membership.joined_on = self.city.on(member["joined"])

    def leave(self, member: dict[str, Any]) -> None:
        services.leave(self.memberships[member["username"]], actor=self.person(member["username"]))

    def take_over(self) -> None:
        """Founded on paper before the portal: the street enters it from the papers."""
        row = self.row
        services.take_over(
            self.alliance, actor=self.official(), filing_no=row.get("filing_no", ""), reason=PAPERS
        )
        self.alliance.founded_on = self.city.on(row["founded"])
        for line in LIFE.history(self.alliance):
            line.at = self.city.at(row["founded"], 10)

    def call_members(self) -> None:
        services.call_members(
            self.alliance,
            text=self.row["call"],
            closes_on=self.city.on(self.row["call_until"]),
            actor=self.leader(""),
        )

    def call_meeting(self) -> None:
        founder = self.leader("")
        chair = next(i for i in queries.member_ids(self.alliance.id) if i != founder.id)
        starts = self.city.at(self.row["meeting"], 19, 30)
        services.call_meeting(
            self.alliance,
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            venue=self.text("meeting_venue"),
            chair_id=chair,
            actor=founder,
        )

    def give(self, officer: dict[str, Any]) -> None:
        services.give_office(
            self.alliance,
            user=self.person(officer["username"]),
            office=Office(officer["office"]),
            starts_on=self.city.on(officer["since"]),
            ends_on=self.city.on(officer["until"]),
            kin=False if officer["office"] == Office.SUPERVISOR else None,
        )

    def dissolve(self) -> None:
        first = queries.officer_ids(self.alliance.id, LEADING)
        asks = db.session.get_one(User, first[0]) if first else self.another_official()
        reason = self.row["reason"]
        services.ask_to_dissolve(self.alliance, conventions=WithConventions.KEPT, reason=reason, actor=asks)
        services.dissolve(self.alliance, reason=reason, actor=self.official())

    def another_official(self) -> User:
        place, first = self.city.places[self.row["place"]], self.official()
        return db.session.get_one(User, next(i for i in holders(STREET, place) if i != first.id))


def hold_election(city: Any) -> None:
    """One election is open, so that there is something to vote on."""
    key, office, names, opened, closes = ELECTION
    alliance, people = city.alliances[key], city.people
    candidates = [people[name] for name in names]
    chair = db.session.get_one(User, queries.officer_ids(alliance.id, LEADING)[0])
    with clock.stopped_at(city.at(opened, 9)):
        election = services.call_election(
            alliance,
            office=office,
            candidates=[person.id for person in candidates],
            opens_at=city.at(opened, 9),
            closes_at=city.at(closes, 18),
            months=24,
            kin=False,
            actor=chair,
        )
    voters = queries.voter_ids(alliance.id)[:5]
    for hour, voter in enumerate(voters):
        with clock.stopped_at(city.at(opened, 10) + timedelta(hours=hour)):
            choice = election.ballot.options[hour % 2].key
            cast(election.ballot, choices=[choice], actor=db.session.get_one(User, voter))
