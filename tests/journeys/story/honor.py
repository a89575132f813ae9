"""Praise with consent and public notice; a reminder with everything the law asks before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from portal.core import clock
from tests.journeys.story import EDITOR, ISSUER, REVIEWER, WORKER, Cast
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

NO_MINOR = "I have made sure: no minor is involved, and nobody can be recognised"
YEAR = clock.today().year


def praise_a_neighbour(town: Town, cast: Cast) -> None:
    neighbour, praised = town.visitor(cast.neighbours[0]), town.visitor(cast.drafter, width=390)
    neighbour.open("/honor/").press("Praise somebody").choose("Board", "临河街道红榜")
    neighbour.choose("Who or what is it about?", "A person").fill("As the public shall read it", "后巷执笔人")
    neighbour.fill("Person behind it", cast.drafter).choose("How it became known", "A citizen")
    neighbour.fill("What happened", "连着十个晚上挨家问意见，把后巷的公约一条一条写清楚。")
    neighbour.picture("4-praise").press("Nominate").sees("Thank you. Please add the evidence now.")
    entry = neighbour.path.removesuffix("/evidence")
    neighbour.choose("What kind", "Written record").fill("What it shows", "意见登记本，二十六户签到。")
    neighbour.press("Keep it").sees("The evidence has been kept.")

    take_a_step(
        town.visitor(REVIEWER),
        entry,
        "Check the deed",
        lambda page: page.fill("What you found", "看过登记本，问过三户，属实。").tick(NO_MINOR),
    )
    praised.open("/honor/mine").follow("Look and answer").picture("4-consent")
    praised.choose("May this stand on the honour roll?", "Yes, I agree to this text").press("Send my answer")
    praised.sees("Thank you. Before it is published there is a public notice.")
    take_a_step(
        town.visitor(REVIEWER),
        entry,
        "Open the public notice",
        lambda page: page.fill("Where and how one can object", "临河街道文明实践站，电话 0000-1231001"),
    )
    town.visitor().open(entry).sees("Public notice").picture("4-notice")

    town.skip(days=16)
    take_a_step(town.visitor(ISSUER), entry, "Publish", lambda page: page)
    town.visitor().open("/honor/").sees("后巷执笔人").open(entry).sees("Published on").picture("4-red")
    town.visitor().follow("Impact assessment %(number)s").sees("How they are protected")


@dataclass(frozen=True)
class Spot:
    """A place that needs tidying, and its paper numbers."""

    subject: str
    behaviour: str
    facts: str
    where: str
    number: int


KERB = Spot(
    "新开路北段人行道",
    "占用盲道",
    "连续三天早市收摊后，筐和推车停在盲道上，两次提醒后仍未挪开。",
    "新开路北段",
    31,
)
READ = "I have read everything on record"


def remind_of_a_place(town: Town) -> None:
    entry = propose(town, KERB)
    serve(town, entry, KERB)
    editor = town.visitor(EDITOR)
    editor.press("Write down a statement").fill("Your statement", "收摊那半小时没有别的地方放筐。")
    editor.press("Keep it").sees("The statement has been written down.")
    town.skip(days=16)
    decide(
        town,
        entry,
        KERB,
        lambda page: page.choose("“%(claim)s”: do you adopt it?", "Point adopted").fill(
            "Reason for this finding", "说得在理，已在路口划出临时堆放处。"
        ),
    )
    object_and_outlive(town, entry)


def propose(town: Town, spot: Spot) -> str:
    """By a community worker, with evidence that two others look at. Returns the entry's address."""
    worker = town.visitor(WORKER)
    yesterday = clock.today() - timedelta(days=1)
    worker.open("/honor/nominate/black").choose("Board", "临河街道提醒榜")
    worker.choose("Who or what is it about?", "A spot or street section")
    worker.fill("As the public shall read it", spot.subject).fill("In a few words", spot.behaviour)
    worker.fill("What happened", spot.facts)
    worker.choose("How it became known", "Inspection").fill("Where", spot.where)
    worker.fill("First day", yesterday).fill("Last day", yesterday)
    worker.choose("How grave", "Minor by law (3 months at most)").choose("Who may read it", "Everybody")
    worker.choose("Grounds from the register", "《禾塘市市容和环境卫生管理条例》第十五条")
    worker.fill("What has to be done, and until when", "十日内清空，收摊后不留物品。")
    worker.fill("Where to object", "可向临河街道司法所提出，五个工作日内答复。")
    worker.picture("4-nominate").press("Nominate").sees("Thank you. Please add the evidence now.")
    entry = worker.path.removesuffix("/evidence")
    worker.choose("What kind", "Written record").fill("What it shows", "三天巡查记录，照片无人像。")
    worker.fill("Which day", yesterday).press("Keep it").sees("The evidence has been kept.")

    for official, step in ((EDITOR, "Check the evidence"), (REVIEWER, "Check the evidence as second person")):
        take_a_step(
            town.visitor(official),
            entry,
            step,
            lambda page: page.fill("What you found", "到场看过，记录属实，没有能认出人的内容。").tick(
                NO_MINOR
            ),
        )
    return entry


def serve(town: Town, entry: str, spot: Spot) -> None:
    take_a_step(
        town.visitor(EDITOR),
        entry,
        "Serve the notice",
        lambda page: (
            page.choose("How it was served", "Posted up on site")
            .fill("Proof of service", "张贴于路口公示栏，已拍照。")
            .fill("Rights that were explained", "五个工作日内可以陈述、申辩，不因申辩加重。")
            .fill("Proposed term in days", 30)
            .picture("4-serve")
        ),
    )


def decide(town: Town, entry: str, spot: Spot, answer=lambda page: page) -> None:
    """Once the statement period is over: arguments answered, drafted by one, signed by another, published."""
    editor = town.visitor(EDITOR)
    take_a_step(editor, entry, "Answer every argument", answer)
    take_a_step(
        editor,
        entry,
        "Draft the decision",
        lambda page: page.fill(
            "The decision and its reasons", "予以公布提醒，不指向任何人；堆放处启用后仍占用的，再行处理。"
        ).fill("Term in days", 20),
    )
    take_a_step(town.visitor(ISSUER), entry, "Sign the decision", lambda page: page.tick(READ))
    take_a_step(town.visitor(REVIEWER), entry, "Publish", lambda page: page.tick(READ))


def object_and_outlive(town: Town, entry: str) -> None:
    """Anybody may object, and the mark is there at once; after its term the entry is gone."""
    reader = town.visitor(width=390)
    found = f"/search?q={town.say('新开路北段')}"
    reader.open(entry).sees("新开路北段人行道").picture("4-black")
    reader.press("Object to this entry").fill("What is wrong, and why", "第三天下雨没有早市，记录写错了。")
    reader.fill("How we can reach you", "路过的人，信箱 reader@example.org").press("Send the objection")
    reader.sees("In dispute").picture("4-disputed").open("/honor/reminders").sees("In dispute")
    reader.open(found).sees("新开路北段人行道")
    town.skip(days=21)
    reader.open(entry, status=410).does_not_see("新开路北段人行道").picture("4-gone")
    reader.open(found).does_not_see("新开路北段人行道").open("/honor/reminders").does_not_see(
        "新开路北段人行道"
    )


def take_a_step(official: Visitor, entry: str, step: str, fill_in) -> None:
    """Open the file, saying why; fill in what the step asks; do it."""
    official.open(f"{entry}/file")
    if official.has("Open the file"):
        official.fill("Why do you open this file?", "办理本条目").press("Open the file")
    fill_in(official.press(step)).press(step).sees("Done: %(step)s", step=official.say(step))
