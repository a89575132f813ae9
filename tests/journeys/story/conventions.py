"""An alliance that was founded on paper is entered (test_merchants founds one here); a text becomes its convention, voted on, published and signed."""

from __future__ import annotations

import io

from pypdf import PdfReader

from portal.demo_data.book import PASSWORD
from tests.journeys.story import EDITOR, REVIEWER, Cast
from tests.journeys.town import Town

PASTED = """
      后(hòu)巷晾晒公约
（2025年11月 群里讨论稿，转发）

为了让后巷干净、好走，经街坊们商量，订立本公约。

第一条  晾(liàng)晒衣物不占人行道，晚上八点前收回。
第二条   不在电线、树木上拉绳子。
第三条雨天帮(bāng)邻居收一收，收下的衣物放在门卫室。
第 五 条 大家轮流打扫后巷，每周六上午九点开始。
"""


def make_a_convention(town: Town, cast: Cast, alliance: str) -> str:
    convention = draft_from_pasted_text(town, cast, alliance)
    comment_and_answer(town, cast, convention)
    vote(town, cast, convention)
    publish_and_sign(town, cast, convention)
    return convention


def found_an_alliance(town: Town, cast: Cast) -> str:
    founder = town.visitor(cast.founder)
    founder.open("/alliances/").follow("Found an alliance")
    founder.choose("Street or community", "桥东社区").fill("Name of the alliance", "桥东后巷街坊联盟")
    founder.fill("What it looks after", "后巷从菜场到桥头的一段")
    founder.fill("What should the alliance do first?", "先把晾晒和打扫的事情说清楚。")
    founder.choose("I join as", "Resident").picture("1-found").press("Begin the founding")
    founder.sees(
        "This alliance is being founded. Who joins now is one of its initiators; when there are enough, members are called."
    )
    alliance = founder.path

    for name in town.everybody((cast.drafter, *cast.neighbours)):
        applicant = town.visitor(name, width=390)
        applicant.open(alliance).follow("Apply to join")
        applicant.choose("I join as", "Resident").fill("A word to the officers", "我住在后巷，愿意轮值。")
        applicant.press("Send the application").sees(
            "Your application has been sent to the officers. We will tell you when they decide."
        )
    founder.open(f"{alliance}/members").picture("1-admit")
    for _name in (cast.drafter, *cast.neighbours):
        founder.press("Admit", within="main")

    official = town.visitor(EDITOR)
    official.open(alliance).press("Enter an alliance that was founded on paper")
    official.fill("Filing number", "临河联备〔2025〕7号").fill(
        "Which papers prove the founding", "2023年成立会记录和签到表。"
    )
    official.press("Enter an alliance that was founded on paper").sees("Done. The members have been told.")
    official.sees("Running")
    official.picture("1-alliance")
    return alliance


def draft_from_pasted_text(town: Town, cast: Cast, alliance: str) -> str:
    drafter = town.visitor(cast.drafter)
    drafter.open(alliance).follow("Import a text").fill("Paste the text here", PASTED).press("Read the text")
    drafter.sees("%(count)s clauses were recognised.", count=4).picture("1-correct")
    drafter.choose("Kind of convention", "Small convention").fill(
        "In one sentence", "后巷怎么晾晒、怎么打扫。"
    )
    drafter.fill("Preamble", "为了让后巷干净、好走，经街坊们商量，订立本公约。")
    drafter.fill(
        "Text", "雨天帮邻居收一收，收下的衣物放在门卫室，当天还给邻居。", within="fieldset.imported >> nth=2"
    )
    drafter.press("Save the draft").sees("The draft has been saved. Please read both scripts through once.")
    drafter.sees("当天还给邻居").does_not_see("讨论稿").sees("晾晒衣物不占人行道").does_not_see(
        "liàng"
    ).does_not_see("bāng").picture("1-edit")
    drafter.press("Ask for review").sees("The reviewers have been told.")
    return drafter.path


def comment_and_answer(town: Town, cast: Cast, convention: str) -> None:
    reviewer = town.visitor(REVIEWER)
    reviewer.open(convention).press("Gather opinions")
    reviewer.tick("I have read this text and it can be shown to everybody.").press("Gather opinions")

    member = town.visitor(cast.neighbours[0], width=390)
    member.open(convention).follow("Read and write comments (%(count)s)", count=0)
    member.choose("Your view", "In favour, with conditions").fill(
        "Your comment", "冬天天黑得早，七点收更稳当。"
    )
    member.press("Send the comment").sees("Thank you. Your comment has no. %(number)s.", number=1)
    member.picture("1-comment")

    drafter = town.visitor(cast.drafter)
    drafter.open(f"{convention}/comments").follow("Answer it", within=".comments")
    drafter.choose("What becomes of it", "Partly taken up").fill("Reason", "夏天仍按八点，冬天另行提醒。")
    drafter.press("Save the answer").sees("夏天仍按八点").sees("Partly taken up").picture("1-answer")


def vote(town: Town, cast: Cast, convention: str) -> None:
    town.skip(days=16)
    chair = town.visitor(cast.founder)
    chair.open(convention).press("Call the vote").picture("1-call").press("Call the vote")
    town.skip(days=4)
    for name in town.everybody(cast.members):
        voter = town.visitor(name, width=390)
        voter.open(convention).follow("To the vote").press("Vote")
        voter.choose("Your vote", "For").picture("1-vote").press("Put it in the box")
        voter.sees("Your vote is in the box. You can change it until voting ends.")
    town.skip(days=8)
    chair.open(convention).sees("Adopted").sees("Enough took part and enough agreed: adopted.")
    chair.picture("1-adopted")


def publish_and_sign(town: Town, cast: Cast, convention: str) -> None:
    chair, member = town.visitor(cast.founder), town.visitor(cast.neighbours[0], width=390)
    chair.open(convention).press("Publish").fill("Filing number", "桥东联约备〔2025〕1号")
    chair.fill("Filed with", "桥东社区居委会").press("Publish").sees("Published")
    chair.press("Open for signing").press("Open for signing")
    town.work()  # the PDFs are made
    script = {"zh_Hans": "Simplified script", "zh_Hant": "Traditional script"}[town.say.locale]
    own = town.say(
        "%(paper)s, %(script)s, %(size)s (PDF)",
        paper=town.say("Convention"),
        script=town.say(script),
        size="A4",
    )
    chair.open(convention).sees("On paper, and verified").picture("1-signing")
    paper = PdfReader(io.BytesIO(chair.download(own)))
    assert town.say("晾晒衣物不占人行道") in "".join(page.extract_text() for page in paper.pages)

    member.open(convention).follow("Read and sign").picture("1-sign")
    member.tick("I have read the text above and will keep to it.").fill("Your password", PASSWORD).press(
        "Sign"
    )
    member.sees("Proof of this signature").picture("1-signed")
    by_hand = town.visitor(cast.neighbours[1], width=390)
    by_hand.open(convention).follow("Read and sign")
    by_hand.tick("I have read the text above and will keep to it.").write_name().picture("1-by-hand")
    by_hand.press("Sign").sees("Written by hand on the screen").sees("Number in the chain")
    anybody = town.visitor(width=390)
    for address in (member.scan(), chair.scan(".paper .qr svg")):
        anybody.open(address).sees("Still exactly as it was signed or issued.")
    anybody.picture("1-verified")
