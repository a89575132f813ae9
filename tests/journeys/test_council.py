"""A council meets: called at a desk, signed in by the code on the screen, voted on at phones, written down and confirmed
by two. And a walk down the street without a network, which is sent once."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.alliances.models import Alliance, OfficeTerm
from portal.core import clock
from portal.core.db import db
from portal.duty.models import Inspection
from portal.meetings.models import Meeting, Seat
from tests.journeys.story.founding import name_of
from tests.journeys.town import Town, in_script
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]

CHAIR = "cuizhenhai"  # of the restaurants in Wenxing Street
OPEN, SECRET = "沿街每店门口放两只分类垃圾桶。", "由秘书长代表联盟与燃气公司谈价。"
AGENDA = "1. 分类垃圾桶\n2. 燃气价格"


@in_script("zh_Hans")
def test_council(town: Town) -> None:
    meeting, absent = call(town)
    officers = present_at(town, meeting, but=absent)
    sign_in(town, meeting, officers)
    decide(town, meeting, officers, absent)
    write_down(town, meeting, officers)


@in_script("zh_Hant")
def test_walk_without_network(town: Town) -> None:
    walker = town.visitor(CHAIR, width=390)
    walker.open(alliance_of(town, CHAIR)).press("Walk down the street")
    first, second = "section.panel >> nth=0", "section.panel >> nth=1"
    walker.choose("How it looks", "All right", within=first)
    walker.choose("How it looks", "Note something", within=second)
    walker.page.locator(f"{second} >> select").select_option(index=1)
    walker.fill("What you saw", "门口有积水。", within=second)

    walker.context.set_offline(True)
    walker.page.get_by_role("button", name=walker.say("Send the walk")).click()
    walker.sees(
        "There is no network. Everything is kept on this phone; it is sent by itself as soon as the network is back. Please leave this page open."
    ).picture("walk-1-offline")
    walker.page.get_by_role("button", name=walker.say("Send the walk")).click()  # impatient
    assert walks_of(town, CHAIR) == 0
    with walker.page.expect_navigation(url="**/duty/inspections/*"):
        walker.context.set_offline(False)

    walker.sees(
        "Thank you for walking. Reminders have gone to the shops concerned, and only to them.", within="body"
    )
    walker.picture("walk-2-sent")
    assert walks_of(town, CHAIR) == 1


def alliance_of(town: Town, chair: str) -> str:
    with town.app.app_context():
        found = select(Alliance.code).join(OfficeTerm, OfficeTerm.alliance_id == Alliance.id)
        led = found.join(User, User.id == OfficeTerm.user_id).where(User.username == chair)
        return f"/alliances/{db.session.scalars(led).one()}"


def walks_of(town: Town, username: str) -> int:
    """Of today, so that the walks the demo city tells of are not among them."""
    with town.app.app_context():
        found = select(func.count(Inspection.id)).join(User, User.id == Inspection.walked_by)
        today = Inspection.at >= datetime.combine(clock.today(), datetime.min.time(), tzinfo=clock.CITY_ZONE)
        return db.session.scalar(found.where(User.username == username, today)) or 0


def call(town: Town) -> tuple[str, str]:
    """The notice goes out; one who cannot come names the chair as proxy. Returns the meeting's path and who is away."""
    chair = town.visitor(CHAIR)
    chair.open(alliance_of(town, CHAIR)).press("Call a meeting").choose("Kind of meeting", "Council meeting")
    chair.fill("Title", "文星街联盟理事会").fill("Place of the meeting", "文星茶馆二楼").fill(
        "Agenda", AGENDA
    )
    chair.tick("Send the notice at once to everybody who is entitled")
    chair.fill("Reason for a short notice", "燃气合同月底到期").picture("council-1-call").press("Go on")
    meeting = chair.path
    chair.sees("分类垃圾桶")
    for text, secret in ((OPEN, False), (SECRET, True)):
        chair.press("Add a resolution").fill("The resolution", text)
        if secret:
            chair.tick("Vote in secret, on the telephones of those present")
        chair.press("Put forward").open(meeting)
    away = next(name for name in people_of(town, meeting) if name not in (CHAIR, secretary_of(town, meeting)))
    absent = town.visitor(away, width=390)
    absent.open(meeting).press("Name a proxy").choose("Who votes for them", name_of(town, CHAIR))
    absent.press("Name a proxy").sees("%(person)s votes for you.", person=name_of(town, CHAIR))
    return meeting, away


def code_of(meeting: str) -> str:
    return meeting.rsplit("/", 1)[1]


def people_of(town: Town, meeting: str) -> list[str]:
    with town.app.app_context():
        found = select(User.username).join(Seat, Seat.user_id == User.id).join(Seat.meeting)
        called = found.where(Meeting.code == code_of(meeting), Seat.kind == "voting")
        return list(db.session.scalars(called.order_by(Seat.id)))


def secretary_of(town: Town, meeting: str) -> str:
    with town.app.app_context():
        found = select(User.username).join(Meeting, Meeting.secretary_id == User.id)
        return db.session.scalars(found.where(Meeting.code == code_of(meeting))).one()


def present_at(town: Town, meeting: str, *, but: str) -> list[Visitor]:
    """The chair at the desk, the others at their phones, at the hour of the meeting."""
    with town.app.app_context():
        starts_at = db.session.scalars(
            select(Meeting.starts_at).where(Meeting.code == code_of(meeting))
        ).one()
    town.skip(seconds=(starts_at - clock.now()).total_seconds())
    others = [name for name in people_of(town, meeting) if name not in (CHAIR, but)]
    return [town.visitor(CHAIR), *(town.visitor(name, width=390) for name in town.everybody(others))]


def sign_in(town: Town, meeting: str, officers: list[Visitor]) -> None:
    chair, late = officers[0], officers[-1]
    chair.open(meeting).press("Open the meeting").open(f"{meeting}/screen?still=1").sees("No quorum yet")
    old = chair.scan()
    town.skip(minutes=11)
    chair.open(f"{meeting}/screen?still=1")
    code = chair.scan()
    late.open(old).press("I am here", status=422)
    late.sees("This code has run out or is mistyped. Take the one that is on the screen now.")
    for person in officers:
        person.open(code).press("I am here")
    late.picture("council-2-signed-in")
    chair.open(f"{meeting}/screen?still=1").sees("Quorum reached").picture("council-2-screen")


def decide(town: Town, meeting: str, officers: list[Visitor], absent: str) -> None:
    chair, live = officers[0], f"{meeting}/live?still=1"
    chair.open(live).press("Put to the vote")
    for person in officers:
        person.open(live).press("For", within=".hands")
    chair.press("Against", within=".hands >> nth=1").sees("For myself").picture("council-3-hands")
    chair.open(live).press_and_agree("End and count").sees(
        "For %(for_)s, against %(against)s, abstained %(abstained)s.",
        for_=len(officers),
        against=1,
        abstained=0,
    )
    chair.open(live).press("Put to the vote")
    for person in officers:
        vote_in_secret(person.open(live).press("To the secret ballot"), "赞成")
    proxied = chair.press("Vote for %(person)s, who has made you proxy", person=name_of(town, absent))
    vote_in_secret(proxied.picture("council-3-secret"), "反对")
    town.visitor(absent, width=390).open(meeting).sees(
        "%(person)s votes for you.", person=name_of(town, CHAIR)
    )
    chair.open(live).press_and_agree("End and count")
    chair.open(meeting).press_and_agree("Close the meeting")


def vote_in_secret(person: Visitor, answer: str) -> None:
    person.choose("Your vote", answer).press("Put it in the box")


def write_down(town: Town, meeting: str, officers: list[Visitor]) -> None:
    chair = officers[0]
    chair.open(meeting).press("Draft the minutes").sees("分类垃圾桶").sees("代表联盟与燃气公司谈价")
    minutes = chair.path
    chair.press_and_agree("Confirm the minutes").sees("Not confirmed yet")
    second = town.visitor(secretary_of(town, meeting), width=390)
    second.open(minutes).press_and_agree("Confirm the minutes")
    second.sees("Both officers have confirmed the minutes.", within="body").picture("council-4-minutes")
    chair.open(minutes).press("Print version").sees("垃圾桶").sees("燃气").picture("council-5-paper")
