"""An alliance is founded: initiators, call for members, founding meeting, filing with the street."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from portal.accounts.models import User
from portal.core.db import db
from tests.journeys.story import EDITOR
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

CHARTER = "街上的商户和住户都可以加入；大事由成员大会表决；退出说一声就行。"


@dataclass(frozen=True)
class Founding:
    """Who founds what. `shops`: the sign over the door by username, for an alliance of merchants."""

    name: str
    section: str
    first_aim: str
    founder: str  # leads until the election and is elected secretary
    chair: str
    supervisor: str
    initiators: tuple[str, ...]
    latecomer: str = ""  # answers the call for members
    shops: tuple[str, ...] = ()

    @property
    def begun_by(self) -> tuple[str, ...]:
        return (self.founder, self.chair, self.supervisor, *self.initiators)

    @property
    def members(self) -> tuple[str, ...]:
        return (*self.begun_by, *filter(None, [self.latecomer]))

    def shop_of(self, username: str) -> str:
        return self.shops[self.members.index(username)] if self.shops else ""


def found(town: Town, plan: Founding) -> str:
    """Returns the alliance's address when it runs."""
    alliance = begin(town, plan)
    for name in town.everybody(plan.begun_by[1:]):
        apply(town, plan, alliance, name)
    admit(town, plan, alliance, len(plan.begun_by) - 1)
    call_members(town, plan, alliance)
    meeting = call_the_meeting(town, plan, alliance)
    hold_the_meeting(town, plan, meeting)
    file(town, plan, alliance)
    return alliance


def begin(town: Town, plan: Founding) -> str:
    founder = town.visitor(plan.founder)
    founder.open("/alliances/").follow("Found an alliance")
    founder.choose("Street or community", "桥东社区").fill("Name of the alliance", plan.name)
    founder.fill("What it looks after", plan.section)
    founder.fill("What should the alliance do first?", plan.first_aim).fill("Short charter", CHARTER)
    join_as(founder, plan.shop_of(plan.founder)).picture("founding-1-begun").press("Begin the founding")
    founder.sees(
        "This alliance is being founded. Who joins now is one of its initiators; when there are enough, members are called."
    )
    return founder.path


def join_as(person: Visitor, shop: str) -> Visitor:
    if not shop:
        return person.choose("I join as", "Resident")
    return person.choose("I join as", "Merchant").fill("Shop sign", shop)


def apply(town: Town, plan: Founding, alliance: str, name: str) -> None:
    applicant = town.visitor(name, width=390)
    applicant.open(alliance).follow("Apply to join")
    join_as(applicant, plan.shop_of(name)).fill("A word to the officers", "愿意出一份力。")
    applicant.press("Send the application").sees(
        "Your application has been sent to the officers. We will tell you when they decide."
    )


def admit(town: Town, plan: Founding, alliance: str, count: int) -> None:
    founder = town.visitor(plan.founder)
    founder.open(f"{alliance}/members")
    for _each in range(count):
        founder.press("Admit")


def call_members(town: Town, plan: Founding, alliance: str) -> None:
    founder = town.visitor(plan.founder)
    founder.open(alliance).press("Call for members").fill("Text of the call", "欢迎街上的邻居一起来。")
    founder.press("Call for members").sees("Done. The members have been told.")
    if plan.latecomer:
        late = town.visitor(plan.latecomer, width=390)
        late.open(alliance).sees("欢迎街上的邻居一起来。").picture("founding-2-call")
        apply(town, plan, alliance, plan.latecomer)
        admit(town, plan, alliance, 1)


def call_the_meeting(town: Town, plan: Founding, alliance: str) -> str:
    town.skip(days=15)
    founder = town.visitor(plan.founder)
    founder.open(alliance).press("Call the founding meeting")
    founder.choose("Who presides", name_of(town, plan.chair)).fill("Place of the meeting", "桥东社区活动室")
    founder.picture("founding-3-meeting").press("Call the founding meeting")
    return founder.follow("The founding meeting is on %(when)s.").path


def hold_the_meeting(town: Town, plan: Founding, meeting: str) -> None:
    """Everybody signs in with the code on the screen; the charter and the officers are voted on."""
    town.skip(days=15)
    secretary = town.visitor(plan.founder)
    secretary.open(meeting).press("Open the meeting")
    secretary.open(f"{meeting}/screen?still=1").picture("founding-4-screen")
    code = secretary.scan()
    people = [secretary, *(town.visitor(name, width=390) for name in town.everybody(plan.members[1:]))]
    for person in people:
        person.open(code).press("I am here")
    for _resolution in ("charter", "officers"):
        secretary.open(f"{meeting}/live?still=1").press("Put to the vote")
        for person in people:
            person.open(f"{meeting}/live?still=1").press("For", within=".hands")
        people[1].picture("founding-5-hand")
        secretary.open(f"{meeting}/live?still=1").press_and_agree("End and count")
        secretary.sees(
            "For %(for_)s, against %(against)s, abstained %(abstained)s.",
            for_=len(people),
            against=0,
            abstained=0,
        )
    secretary.open(meeting).press_and_agree("Close the meeting")


def file(town: Town, plan: Founding, alliance: str) -> None:
    founder = town.visitor(plan.founder)
    founder.open(alliance).press("File the founding with the street")
    founder.choose("Chair", name_of(town, plan.chair)).choose("Secretary", name_of(town, plan.founder))
    founder.choose("Supervisors", name_of(town, plan.supervisor))
    founder.choose("Close relative of the supervisor, or as supervisor of an officer?", "No")
    founder.picture("founding-6-elected")
    founder.press("File the founding with the street")
    official = town.visitor(EDITOR)
    official.open(alliance).press("Give the filing number").fill("Filing number", "临河联备〔2025〕7号")
    official.press("Give the filing number").sees("Done. The members have been told.", within="body")
    official.sees("Running").picture("founding-7-running")


def name_of(town: Town, username: str) -> str:
    """As it is offered in the script of this journey."""
    with town.app.app_context():
        name = db.session.scalars(select(User.name).where(User.username == username)).one()
    return str(name.hant if town.say.locale == "zh_Hant" else name.hans)
