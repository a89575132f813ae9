"""From a topic somebody proposes at their phone to a promise that is kept and rated."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import timedelta

from PIL import Image
from sqlalchemy import select

from portal.ballots import queries as ballots
from portal.ballots import services as voting
from portal.consultations.models import TopicProposal
from portal.consultations.services import speaking, topics
from portal.consultations.states import Stance
from portal.core import clock
from portal.core.db import db
from portal.statements.models import OpinionMap, Statement
from portal.statements.services import voting as answering
from portal.statements.states import Choice
from tests.journeys.asking import CITIZEN, EDITOR, ISSUER, LAST_WORDS, consultation_at, crowd, publish
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

TITLE = "早市收摊以后，路面谁来冲？"
WAYS = ("装冲洗水栓", "添两只大垃圾桶", "划摊位线", "收摊广播")
STATEMENTS = (
    "摊主收摊前应当自己扫净摊位。",
    "路面冲洗由街道统一安排。",
    "每个摊位每天交一元保洁费。",
    "早市应当提前半小时收摊。",
    "下雨天不摆摊。",
)
OPINION = "水栓装在路口，摊主自己冲，比叫水车省钱。"
FOR, AGAINST, REST = "装水栓，摊主自己冲干净。", "不该叫摊主自己出力，街道派水车。", "早市挪到里弄去。"
REASON = "路口的水管够粗，九月前可以接好，水费由摊位保洁费承担。"
REFUSAL = "水车清早开不进早市，声音也吵到楼上住户，所以不采纳。"
PROMISE = "在早市路口装两只冲洗水栓"


def propose(town: Town) -> str:
    citizen = town.visitor(CITIZEN, width=390)
    citizen.open("/consultations/topics/new").fill("What should people be asked about?", TITLE)
    citizen.fill("Why, and whom does it concern?", "地上菜叶和鱼鳞，上班的人滑倒过两个。")
    citizen.choose("Which place does it concern?", "临河街道").press("Propose it")
    citizen.sees(
        "Your topic is public now. Tell your neighbours: supporters bring it forward.", within="body"
    )
    topic = citizen.path
    with crowd(town, 20) as people:
        found = db.session.scalars(select(TopicProposal).order_by(TopicProposal.id.desc()).limit(1)).one()
        for person in people:
            topics.support_topic(found, wanted=True, actor=person)
    citizen.open(topic).sees("An office answers by %(day)s.").picture("topic-1-supported")
    return topic


def compose(town: Town, topic: str) -> str:
    """Taken up and drafted in ten steps, with a budget to share out and an opinion map; then published."""
    editor = town.visitor(EDITOR)
    editor.open(topic).press("Take the topic up").fill("Reason", "早市保洁今年列入预算。")
    editor.press("Take the topic up").press("Draft the consultation")
    on = "Keep it and go on"
    editor.choose("Kind of consultation", "公开征求意见").press(on)
    editor.fill("What is asked", "五万元怎么用，早市才干净？")
    editor.fill("Plain version", "早市收摊后路面脏。有五万元可用，请您说说怎么用。").press(on)
    editor.fill("Reason why a paper is missing", "先问大家，再起草。").press(on).press(on)
    editor.fill("Who is affected", "摊主、住户、上班路过的人。").press(on)
    for number, way in enumerate(WAYS):
        field = editor.page.locator(f"#options-{number}-title")
        if not field.is_visible():
            editor.page.locator("#options details > summary").nth(number).click()
        field.fill(editor.say(way))
    editor.picture("topic-2-options").press(on).press(on).press(on)
    for label, words in LAST_WORDS.items():
        editor.fill(label, words)
    editor.press(on).choose("Indicative vote", "Sharing out a budget")
    editor.fill("Question of the vote", "五万元用在哪里？").fill("Budget to share out, in yuan", "50000")
    editor.fill("Costs of the options, in yuan", "28000, 12000, 9000, 6000").picture("topic-2-vote")
    editor.press("Keep the draft and look at it")
    path = editor.path
    editor.press("Begin an opinion map").fill("First statements", "\n".join(STATEMENTS)).press("Begin")
    publish(town, path)
    town.work()
    town.visitor(CITIZEN, width=390).open("/inbox/").sees(
        "The consultation on your topic “%(title)s” has been announced.", title=editor.say(TITLE)
    )
    town.skip(days=2)
    return path


def take_part(town: Town, path: str) -> None:
    """At the phone: an opinion, a thumb, a budget. Then thirty-nine others."""
    citizen = town.visitor(CITIZEN, width=390)
    citizen.open(path).press("Give your opinion").choose("Where do you stand?", "I support it")
    citizen.fill("Your opinion", OPINION).press("Hand in my opinion").sees(OPINION)
    citizen.open(path).press("Answer statements").picture("topic-3-statement").press("Agree")
    citizen.open(path).press("Vote")
    for way in WAYS[1:3]:
        citizen.page.get_by_label(citizen.say(way)).check()
    citizen.picture("topic-3-budget").press("Put it in the box").sees(
        "Together they cost %(sum)s; the budget is %(budget)s."
    )
    with crowd(town, 39) as people:
        consultation = consultation_at(path)
        opinion_map = db.session.scalars(select(OpinionMap).order_by(OpinionMap.id.desc()).limit(1)).one()
        statements = db.session.scalars(select(Statement).where(Statement.map_id == opinion_map.id)).all()
        [ballot] = ballots.ballots_about("consultation", consultation.id)
        keys = [option.key for option in ballot.options]
        for number, person in enumerate(people):
            camp = number % 2
            stance, text = (
                ((Stance.OPPOSE, AGAINST), (Stance.SUPPORT, FOR))[camp]
                if number < 37
                else (
                    Stance.NEUTRAL,
                    REST,
                )
            )
            speaking.give(consultation, stance=stance, text=f"{text}我家住{number + 1}号。", actor=person)
            for place, statement in enumerate(statements):
                agrees = (
                    place == 0 or (place + camp + (number % 9 == place)) % 2
                )  # not all of a camp agree in all
                choice = Choice.AGREE if agrees else Choice.DISAGREE
                answering.vote(opinion_map, statement=statement, choice=choice, actor=person)
            if number < 12:
                voting.cast(ballot, choices=[keys[camp], keys[2]], actor=person)


def answer(town: Town, path: str) -> None:
    """Most in two groups that stand side by side, the others by hand; then something is promised."""
    town.skip(days=33)
    citizen, editor = town.visitor(CITIZEN, width=390), town.visitor(EDITOR)
    citizen.open(path).follow("Look at the opinion map").sees("What most of us agree on").picture(
        "topic-4-map"
    )
    citizen.open(path).follow("How it was counted, with pictures and tables").sees("What the budget buys")
    citizen.picture("topic-4-budget")
    editor.open(path).press("Begin to answer").open(f"{path}/groups").sees("Opinions that look alike")
    group(editor, "For it", FOR, [1, *range(3, 39, 2)])
    group(editor, "Against it", AGAINST, range(2, 39, 2)).picture("topic-5-groups")
    for number, (what, why) in enumerate((("Taken up", REASON), ("Not taken up", REFUSAL)), 1):
        editor.open(f"{path}/groups").follow("Answer group %(number)s", number=number)
        verdict(editor, what, why).press("Answer the group")
    citizen.open("/inbox/").sees(
        "Your opinion No. %(number)s on “%(title)s” has its answer.", number=1, title=citizen.say(TITLE)
    )
    editor.open(path).press("Answer opinions").picture("topic-5-by-hand")
    for number in (39, 40):
        editor.page.locator(f"#pick-{number}").check()
    editor.fill("What they are about, in a few words", "挪到里弄")
    verdict(
        editor, "Passed on to the office in charge", "里弄归小区业主大会商量，已转业主委员会，月底前答复。"
    )
    editor.press("Answer the ticked opinions").open(path).press("Promises").press("Promise something")
    editor.fill("What is promised", PROMISE).fill("Office that does it", "临河街道办事处")
    editor.page.locator("#due_on").fill((clock.today() + timedelta(days=20)).isoformat())
    editor.page.locator("#group").select_option(index=1)
    editor.press("Promise it")


def group(editor: Visitor, leaning: str, argument: str, numbers: Iterable[int]) -> Visitor:
    for number in numbers:
        editor.page.locator(f"#pick-{number}").check()
    editor.fill("What they are about, in a few words", "谁来冲").choose("For or against", leaning)
    editor.fill("The argument in one sentence", argument)
    return editor.press("Group the ticked opinions")


def verdict(editor: Visitor, what: str, why: str) -> Visitor:
    return editor.choose("What becomes of them", what).fill("Answer and reason", why)


def publish_the_report(town: Town, path: str) -> None:
    issuer, citizen = town.visitor(ISSUER), town.visitor(CITIZEN, width=390)
    issuer.open(path).press_and_agree("Publish the result")
    town.work()
    citizen.open(path).follow("Read the result").sees(FOR).sees(AGAINST).sees(PROMISE).picture(
        "topic-6-report"
    )
    paper = citizen.download("PDF")
    assert paper.startswith(b"%PDF")


def keep_the_promise(town: Town, path: str) -> None:
    editor, citizen = town.visitor(EDITOR), town.visitor(CITIZEN, width=390)
    town.skip(days=12)
    editor.open(f"{path}/promises/1").press("Report it done").fill(
        "What was done", "两只水栓都通水了，阀门加了锁。"
    )
    held = io.BytesIO()
    Image.new("RGB", (60, 40), "#88aacc").save(held, "PNG")
    editor.page.locator("#files").set_input_files(
        {"name": "tap.png", "mimeType": "image/png", "buffer": held.getvalue()}
    )
    editor.press("Report it done")
    assert editor.page.get_by_alt_text(editor.say("Photo of what was done")).count() == 1
    citizen.open("/inbox/").press("“%(what)s” is reported done. Are you satisfied?", part=True)
    citizen.picture("topic-7-faces").press("Satisfied").sees(
        "You said: %(what)s", what=citizen.say("Satisfied")
    )
    citizen.open("/consultations/promises").sees(PROMISE).picture("topic-7-promises")
