"""A merchants' convention, from founding the alliance to signing its next version again.

Merchants are at their phones, officers and officials at a desk. Gathering, drafting, review and filing are steps a
merchants' convention must take, so a published text is not the first fixed one: its number is read off the page.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.demo_data.book import PASSWORD
from tests import city
from tests.journeys.story import REVIEWER
from tests.journeys.story.founding import Founding, found
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]

SHOPS = ("老罗小炒", "桂珍裁缝铺", "月仙豆腐坊", "建中五金", "大勇水果", "阿伟修车")
NAME, SECTION = "桥东南街商户联盟", "南街从牌坊到渡口的一段"
AIM = "先把门前和油烟两件事说清楚。"
PLANS = {
    "zh_Hans": Founding(
        NAME,
        SECTION,
        AIM,
        founder="luoyongqiang",
        chair="zhouguizhen",
        supervisor="xuyuexian",
        initiators=("lingjianzhong", "hedayong"),
        latecomer="shaowei",
        shops=SHOPS,
    ),
    "zh_Hant": Founding(
        NAME,
        SECTION,
        AIM,
        founder="linyuchen",
        chair="tsaipeishan",
        supervisor="jinchune",
        initiators=("fangzhiming", "donghui"),
        latecomer="mengxiaojun",
        shops=SHOPS,
    ),
}
CLAUSES = (
    ("门前", "各店每天开门前打扫门前三米。"),
    ("盲道", "货物和桌椅不摆上盲道，占了的当天收回。"),
    ("油烟", "饭店每月清洗一次油烟管道，记在店里的本子上。"),
)
ONCE, TWICE = "每月清洗一次", "每月清洗两次"
CONSENT = "I have read the text above and will keep to it."


def test_merchants(town: Town, tmp_path: Path) -> None:
    plan = PLANS[town.say.locale]
    alliance = found(town, plan)
    convention = draft(town, plan, alliance)
    first = adopt_and_open(town, plan, convention, "临河商约备〔2025〕3号")
    sign(town, plan, convention)
    propose_other_words(town, plan, convention)
    with town.once_more():
        second = adopt_and_open(town, plan, convention, "临河商约备〔2025〕9号")
    assert second > first
    sign_again(town, plan, convention, first, second)
    verify(town, plan, convention, tmp_path)


def draft(town: Town, plan: Founding, alliance: str) -> str:
    secretary = town.visitor(plan.founder)
    secretary.open(alliance).press("Draft a convention")
    secretary.choose("Kind of convention", "Merchants' convention").fill("Title", "南街商户公约")
    secretary.fill("In one sentence", "门前、盲道和油烟，各店怎么做。")
    secretary.fill("Preamble", "为了让南街好走、好看、好做生意，各店商量，订立本公约。").press(
        "Begin the draft"
    )
    for heading, text in CLAUSES:
        secretary.press("Add a clause").fill("Clause heading", heading).fill("Text", text).press("Save")
    secretary.picture("merchants-1-draft").press("Ask for review")
    convention = "/".join(secretary.path.split("/")[:3])
    secretary.open(f"{convention}/group")
    for username in (plan.founder, plan.initiators[0]):
        secretary.fill("User name", username).choose("As what", "Merchant").press("Add")
    secretary.sees("The group has everybody this kind of convention asks for.")
    gather(town, convention)
    return convention


def gather(town: Town, convention: str) -> None:
    reviewer = town.visitor(REVIEWER)
    reviewer.open(convention).press("Gather opinions")
    reviewer.tick("I have read this text and it can be shown to everybody.").press("Gather opinions")


def adopt_and_open(town: Town, plan: Founding, convention: str, number: str) -> int:
    """From the end of the gathering until it can be signed. Returns the number of the published version."""
    town.skip(days=16)
    secretary, chair = town.visitor(plan.founder), town.visitor(plan.chair)
    secretary.open(convention).press("Begin the drafting").press("Begin the drafting")
    secretary.press("Hand in for review").press("Hand in for review")
    reviewer = town.visitor(REVIEWER)
    reviewer.open(convention).press("Approve for the vote").fill(
        "Opinion of the street", "合法合理，同意表决。"
    )
    reviewer.tick("I have read exactly this text, clause by clause.").press("Approve for the vote")
    chair.open(convention).press("Call the meeting").fill("Place of the meeting", "桥东社区活动室")
    chair.press("Call the meeting")
    vote(town, plan, convention)
    chair.open(convention).sees("Adopted").press("File with the street")
    chair.fill("Filed with", "临河街道办事处").press("File with the street")
    reviewer.open(convention).press("Enter the filing number").fill("Filing number", number).press("Enter it")
    chair.open(convention).press("Publish").press("Publish").sees("Published")
    chair.press("Open for signing").press("Open for signing")
    town.work()  # the PDFs are made
    chair.open(convention).sees(number, within="body").picture("merchants-3-open")
    return version_to_sign(chair, convention)


def vote(town: Town, plan: Founding, convention: str) -> None:
    town.skip(days=8)
    chair = town.visitor(plan.chair)
    chair.open(convention).press("Call the vote").press("Call the vote")
    town.skip(days=1)
    for name in town.everybody(plan.members[1:]):
        voter = town.visitor(name, width=390)
        voter.open(convention).follow("To the vote").press("Vote")
        voter.choose("Your vote", "For").picture("merchants-2-vote").press("Put it in the box")
        voter.sees("Your vote is in the box. You can change it until voting ends.")
    town.skip(days=8)
    chair.open(convention).sees("Enough took part and enough agreed: adopted.")


def version_to_sign(visitor: Visitor, convention: str) -> int:
    visitor.open(f"{convention}/signatures")
    found = re.search(visitor.say("Version %(number)s. Newest first.", number=r"(\d+)"), visitor.text)
    assert found, visitor.text
    return int(found[1])


def put_name(visitor: Visitor, *, by_hand: bool) -> None:
    visitor.tick(CONSENT)
    if by_hand:
        visitor.write_name()
    else:
        visitor.fill("Your password", PASSWORD)
    visitor.picture("merchants-3-sign").press("Sign").sees("Number in the chain")


def sign(town: Town, plan: Founding, convention: str) -> None:
    for name in town.everybody(plan.members[1:], seen=[plan.latecomer]):
        merchant = town.visitor(name, width=390)
        merchant.open(convention).follow("Read and sign")
        merchant.sees("You sign for “%(party)s”.", party=town.say(plan.shop_of(name))).sees(ONCE)
        put_name(merchant, by_hand=name == plan.latecomer)
    town.visitor(plan.latecomer, width=390).sees("Written by hand on the screen").picture(
        "merchants-3-by-hand"
    )
    chair = town.visitor(plan.chair)
    assert signatories(chair, convention) == len(plan.members) - 1
    chair.open(convention).press("Put in force").press("Put in force").sees("In force")


def signatories(visitor: Visitor, convention: str) -> int:
    return visitor.open(f"{convention}/signatures").page.locator("ol.signatories li").count()


def propose_other_words(town: Town, plan: Founding, convention: str) -> None:
    """A revision begins; a merchant's amendment is taken up."""
    secretary = town.visitor(plan.founder)
    secretary.open(convention).press("Begin a revision")
    secretary.fill("Reason", "夏天油烟重，大家想再商量。").press("Begin a revision").press("Ask for review")
    with town.once_more():
        gather(town, convention)

    merchant = town.visitor(plan.initiators[0], width=390)
    merchant.open(convention).follow("Propose other words", within="section.clause >> nth=2")
    merchant.fill("Text", CLAUSES[2][1].replace(ONCE, TWICE)).fill("Why", "一个月一次不够，楼上还是闻得到。")
    merchant.picture("merchants-4-amend").press("Propose the amendment")
    amendment = merchant.path
    secretary.open(amendment).press("Accept the amendment").sees("Accepted").picture("merchants-4-accepted")
    merchant.open(amendment).sees("Accepted").open(convention).sees(ONCE).does_not_see(TWICE)


def sign_again(town: Town, plan: Founding, convention: str, first: int, second: int) -> None:
    """Nobody's name passes on: whoever signed sees what has changed since, and signs the new text or does not."""
    chair = town.visitor(plan.chair)
    assert signatories(chair, convention) == 0
    for name in (plan.initiators[0], plan.latecomer):
        merchant = town.visitor(name, width=390)
        merchant.open(convention).sees(ONCE).sees("You signed an earlier version.")
        merchant.follow("What has changed since I signed")
        merchant.sees(
            "You signed version %(old)s on %(day)s; the text is version %(new)s now.",
            old=first,
            new=second,
            day="%(day)s",  # whichever it was
        )
        marked = merchant.page.locator("p.diff-inline:visible").first
        assert "一" in marked.locator("del").inner_text()
        assert merchant.say("两") in marked.locator("ins").inner_text()
        merchant.picture("merchants-5-changed").press("Read and sign").sees(TWICE)
        merchant.sees(
            "Your name does not pass on by itself: it stands under the new version only when you sign again."
        )
        put_name(merchant, by_hand=name == plan.latecomer)
        merchant.open(convention).sees("You signed this text on %(day)s.")
    assert signatories(chair, convention) == 2
    chair.picture("merchants-6-signatories").open(convention).press("Put in force").press("Put in force")
    merchant.open(convention).sees(TWICE).sees("You signed this text on %(day)s.")
    silent = town.visitor(plan.initiators[1], width=390)
    silent.open(convention).sees("You signed an earlier version.").picture("merchants-6-silent")


def verify(town: Town, plan: Founding, convention: str, folder: Path) -> None:
    """Without the portal: the file anybody can download gives the fingerprint on the page; one other character does not."""
    anybody = town.visitor(width=390)
    anybody.open(f"{convention}/signatures").picture("merchants-7-chain")
    head = anybody.page.locator("section[aria-labelledby=chain] .fingerprint").inner_text()
    file = folder / "chain.json"
    file.write_bytes(anybody.download(town.say("Texts and signatures without names (JSON)")))

    sound = checked(file, head)
    assert sound.returncode == 0, sound.stdout + sound.stderr
    assert "".join(head.split()) in sound.stdout

    file.write_text(file.read_text("utf-8").replace("盲道", "肓道", 1), "utf-8")
    damaged = checked(file, head)
    assert damaged.returncode == 1
    assert "its text no longer gives its fingerprint" in damaged.stderr


def checked(file: Path, head: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-I", "tools/verify_convention.py", file, "--head", head]
    return subprocess.run(program, cwd=city.ROOT, text=True, capture_output=True)
