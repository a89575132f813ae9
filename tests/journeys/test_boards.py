"""An issue of a board, from nomination to expiry: one objection is upheld, one wrong is put right, the rest runs out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.core import clock
from tests.journeys.story import EDITOR, ISSUER, REVIEWER
from tests.journeys.story.honor import Spot, decide, propose, serve, take_a_step
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]

WRONG = Spot("渡口西侧台阶", "堆放废料", "台阶上的木料和瓷砖堆了半个月，推车过不去。", "渡口西侧", 41)
MENDED = Spot("南街公厕旁空地", "建筑垃圾无人清运", "空地上建筑垃圾约五立方米，堆放二十天。", "南街中段", 42)
LEFT = Spot("牌坊下绿地", "占用绿地停车", "绿地被电动车占用，草皮压坏约十平方米。", "牌坊下", 43)
SPOTS = (WRONG, MENDED, LEFT)


def test_boards(town: Town) -> None:
    entries = {spot: propose(town, spot) for spot in town.everybody(SPOTS)}
    for spot, entry in town.everybody(entries.items()):
        serve(town, entry, spot)
    issue = make_an_issue(town)
    town.skip(days=16)
    for spot, entry in town.everybody(entries.items()):
        decide(town, entry, spot)
    publish_the_issue(town, issue)
    uphold_an_objection(town, entries[WRONG])
    mend(town, entries[MENDED])
    reader = town.visitor(width=390)
    reader.open(issue).does_not_see(WRONG.subject).does_not_see(MENDED.subject).sees(LEFT.subject)
    reader.picture("boards-3-left")

    town.skip_clock(timedelta(days=21))  # by the clock alone: no worker has looked yet

    reader.open(entries[LEFT], status=410).does_not_see(LEFT.subject)
    reader.open(issue).sees("Nothing of this issue stands here today").does_not_see(LEFT.subject)
    reader.open("/honor/reminders").does_not_see(LEFT.subject)
    town.work()
    reader.open(f"/search?q={town.say(LEFT.subject)}").does_not_see(LEFT.facts[:8])
    editor = town.visitor(EDITOR)
    editor.open(f"{entries[LEFT]}/file")
    if editor.has("Open the file"):
        editor.fill("Why do you open this file?", "立卷归档").press("Open the file")
    editor.sees("Expired").picture("boards-4-file")


def make_an_issue(town: Town) -> str:
    """Begun by the editor while its entries are on their way."""
    editor, today = town.visitor(EDITOR), clock.today()
    editor.open("/honor/issues/new").choose("Board", "临河街道提醒榜")
    editor.fill("Title of the issue", "渡口与南街专期")
    editor.fill("First day of its time", today).fill("Last day of its time", today + timedelta(days=60))
    editor.press("Go on to its entries").sees("The issue is in preparation. Now choose its entries.")
    for spot in SPOTS:
        editor.tick(f"{town.say(spot.subject)}：{town.say(spot.behaviour)}")
    editor.press("Put them in").sees("The entries stand in this issue now.").picture("boards-1-issue")
    return editor.path.removesuffix("/prepare")


def publish_the_issue(town: Town, issue: str) -> None:
    town.visitor(ISSUER).open(f"{issue}/prepare").press_and_agree("Publish this issue")
    page = town.visitor(width=390).open(issue).picture("boards-2-published")
    for spot in SPOTS:
        page.sees(spot.subject)


def uphold_an_objection(town: Town, entry: str) -> None:
    """By anybody, without an account; marked at once, answered by somebody who neither drafted nor signed."""
    reader = town.visitor(width=390)
    reader.open(entry).press("Object to this entry").fill(
        "What is wrong, and why", "那是修台阶的工程料，有施工牌。"
    )
    reader.fill("How we can reach you", "路过的人，信箱 reader@example.org").press("Send the objection")
    reader.sees("In dispute")
    reviewer, reason = town.visitor(REVIEWER), "核对施工许可，属工程用料，提醒不当，予以撤下。"
    reviewer.open(f"{entry}/file")
    if reviewer.has("Open the file"):
        reviewer.fill("Why do you open this file?", "办理异议").press("Open the file")
    reviewer.press("Answer the objection").choose("Is the objection right?", "Yes: the entry comes down")
    reviewer.fill("Answer and reason", reason).press("Send the answer").sees(
        "The objection has been answered."
    )
    reader.open(entry, status=410).sees(reason, within="body").does_not_see(WRONG.facts)
    reader.open("/honor/corrections").sees(reason)


def mend(town: Town, entry: str) -> None:
    """Reported at the counter, looked at by somebody else, down early."""
    editor = town.visitor(EDITOR)
    editor.open(entry).press("Report it as put right").fill("What has been done", "垃圾已清走，围上护栏。")
    editor.tick("I pledge to keep it so").press("Send it").sees("Thank you. Somebody will come and look.")
    take_a_step(
        town.visitor(REVIEWER),
        entry,
        "Confirm that it was put right",
        lambda page: page.choose("Has it been put right?", "Yes").fill(
            "What you found on site", "到场看过，已清理。"
        ),
    )
    town.visitor(width=390).open(entry, status=410).does_not_see(MENDED.facts)
