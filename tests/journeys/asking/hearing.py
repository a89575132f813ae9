"""A hearing: two sides, papers a week before, a code on the screen, an order of speaking, minutes, a result."""

from __future__ import annotations

from datetime import timedelta

from portal.core import clock
from tests.journeys.asking import CITIZEN, EDITOR, ISSUER, NEIGHBOUR, draft, publish
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

TITLE = "新开路夜间货车禁行，听听两边怎么说"
SIDES = ("沿街住户", "沿街商户")
PAPER = "夜间噪声监测记录"
FORM = "%Y-%m-%dT%H:%M"


def announce(town: Town) -> str:
    brief = {
        "What is asked": "零点到五点禁止货车通行，行不行？",
        "Plain version": "夜里货车吵，可店里要进货。请两边坐下来说。",
        "Reason why a paper is missing": "监测记录随会议材料公布。",
    }
    editor = draft(town, "听证会", TITLE, brief)
    editor.press("Keep the draft and look at it")
    path = editor.path
    publish(town, path)
    return path


def seat(town: Town, path: str) -> None:
    """Two sides are named; on each somebody applies at the phone and is given the seat."""
    editor = town.visitor(EDITOR)
    editor.open(path).press("Sessions and who sits there").press("Sides and seats")
    for number, side in enumerate(SIDES):
        editor.page.locator(f"#sides-{number}-name").fill(editor.say(side))
        editor.page.locator(f"#sides-{number}-seats").fill("2")
    editor.press("Keep the sides").sees("The sides and their seats stand on the page.", within="body")
    for name, side in ((CITIZEN, SIDES[0]), (NEIGHBOUR, SIDES[1])):
        person = town.visitor(name, width=390)
        person.open(f"{path}/sessions").press("Apply for a seat")
        person.choose("For which side do you speak?", side).press("Apply")
    for _each in SIDES:
        editor.open(f"{path}/sessions").press("Give the seat")
    town.visitor("", width=390).open(f"{path}/sessions").sees("By application").picture("hearing-1-seats")


def call(town: Town, path: str) -> str:
    """Called a month ahead; its paper is on the page ten days before. Returns the meeting's page."""
    issuer, editor = town.visitor(ISSUER), town.visitor(EDITOR)
    begins = clock.local(clock.now()) + timedelta(days=20)
    begins = begins.replace(hour=14, minute=0)
    issuer.open(f"{path}/sessions").press("Call a session").choose("Kind of meeting", "Hearing")
    issuer.page.locator("#title").fill(issuer.say("货车禁行听证会"))
    issuer.page.locator("#starts_at").fill(begins.strftime(FORM))
    issuer.page.locator("#ends_at").fill((begins + timedelta(hours=2)).strftime(FORM))
    issuer.fill("Place of the meeting", "新开路16号议事角").fill("Agenda", "1. 两边陈述\n2. 互相提问")
    issuer.tick("Everybody may read the call and the agenda")
    issuer.tick("Send the notice at once to everybody who is entitled").press("Go on")
    meeting = issuer.path
    town.skip(days=10)
    editor.open(f"{path}/sessions").sees("Papers have to be there by %(when)s.").press("Add a paper")
    editor.choose("Kind of paper", "Paper for the session").fill("Title", PAPER)
    editor.fill("What it says", "零点至五点平均六十二分贝，货车占七成。")
    editor.page.locator("#meeting").select_option(index=1)
    editor.press("Add the paper").open(f"{path}/sessions").sees(PAPER)
    editor.does_not_see("These papers came late:").does_not_see("The papers are overdue.")
    reader = town.visitor("", width=390).open(f"{path}/sessions").picture("hearing-2-paper")
    assert reader.page.get_by_text(reader.say("One side is absent:")).count() == 0
    town.skip(seconds=(begins - clock.now()).total_seconds())
    return meeting


def hold(town: Town, meeting: str) -> None:
    """Signed in by the code on the screen; both sides ask for the word and get it in turn."""
    chair, others = town.visitor(ISSUER), [town.visitor(one, width=390) for one in (CITIZEN, NEIGHBOUR)]
    chair.open(meeting).press("Open the meeting").open(f"{meeting}/screen?still=1")
    code = chair.scan()
    for person in others:
        person.open(code).press("I am here")
        person.open(f"{meeting}/live?still=1").press("Ask for the word")
    chair.open(f"{meeting}/screen?still=1").picture("hearing-3-screen").open(f"{meeting}/live?still=1")
    for place, _person in enumerate(others):
        chair.press("Give the word, %(count)s min", count=3 if place == 0 else 5).sees("Speaks")
        if place == 0:
            others[0].open(f"{meeting}/live?still=1").sees("Speaks").picture("hearing-3-speaks")
            town.skip(minutes=4)
            chair.open(f"{meeting}/live?still=1").sees("Time is over")
        chair.press("Finished")
    chair.sees("Nobody has asked for the word.").open(meeting).press_and_agree("Close the meeting")


def write_down(town: Town, path: str, meeting: str) -> None:
    """Minutes confirmed by two, the result written, put on notice, decided, published."""
    chair, editor = town.visitor(ISSUER), town.visitor(EDITOR)
    chair.open(meeting).press("Draft the minutes")
    minutes = chair.path
    chair.press_and_agree("Confirm the minutes")
    editor.open(minutes).press_and_agree("Confirm the minutes").picture("hearing-4-minutes")
    chair.open(minutes).press("Publish the minutes")
    chair.choose("Who may read them", "Everybody; names are covered as the city has set")
    chair.press("Publish the minutes")
    town.skip(days=20)
    editor.open(path).press("Begin to answer").press("Go into session").press("Write the result")
    editor.open(f"{path}/outcome")
    editor.page.locator(".ProseMirror").click()
    editor.page.keyboard.insert_text(editor.say("零点到五点限行大货车，小货车慢行。"))
    editor.choose("How far people came together", "Nearly all agree").fill(
        "Differences that remain", "两家冷库要求早一小时解禁。"
    )
    editor.press("Keep the result")
    chair.open(path).press_and_agree("Put the result on public notice")
    town.skip(days=14)
    chair.open(path).press("Record the decision").fill(
        "The decision in a few sentences", "下月起试行三个月。"
    )
    chair.press("Record the decision").open(path).press_and_agree("Publish the result")
    town.work()
    reader: Visitor = town.visitor(CITIZEN, width=390)
    reader.open(path).sees("限行大货车").sees("两家冷库").sees("Decided by %(who)s on %(day)s").picture(
        "hearing-5"
    )
    town.visitor("", width=390).open(minutes).sees("两边陈述").picture("hearing-6-minutes")
