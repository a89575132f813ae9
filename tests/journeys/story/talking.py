"""A consultation is open to everybody, the forum to those who live there."""

from __future__ import annotations

from tests.journeys.story import Cast
from tests.journeys.town import Town

OPINION = "老车棚先修顶，再留一半停轮椅和婴儿车，充电的放外边。"


def take_part_in_a_consultation(town: Town, cast: Cast) -> None:
    citizen = town.visitor(cast.neighbours[0], width=390)
    citizen.open("/consultations/").follow("望溪里的老车棚空出来了，改成什么好？").picture("2-consultation")
    consultation = citizen.path
    citizen.press("Give your opinion").choose("Where do you stand?", "I support it on a condition")
    citizen.choose("What is it about?", "The whole matter").fill("Your opinion", OPINION).picture("2-give")
    citizen.press("Hand in my opinion").sees(OPINION)
    citizen.open(consultation).press("I second this · %(count)s").sees(
        "Take back my support · %(count)s"
    ).picture("2-seconded")


def talk_in_the_forum(town: Town, cast: Cast, alliance: str) -> None:
    founder, neighbour = town.visitor(cast.founder), town.visitor(cast.neighbours[1], width=390)
    founder.open(alliance).follow("To the forum").press("Begin a topic")
    founder.fill("Title", "周六打扫谁带扫帚？").fill("What do you want to say?", "我家有两把，还差三把。")
    founder.press("Publish the topic").sees("Your topic is there.")

    neighbour.open(founder.path).follow("Quote").sees("我家有两把", within="form .quoted")
    neighbour.fill("Your answer", f"@{cast.founder_name} 我带三把，再带一只簸箕。").picture("3-reply")
    neighbour.press("Send the answer").sees("再带一只簸箕").sees("我家有两把", within=".post >> nth=1")
    town.work()  # the messages come from there
    founder.open("/inbox/").sees("You were mentioned in “%(title)s”.", title=town.say("周六打扫谁带扫帚？"))
    founder.picture("3-inbox").press("You were mentioned in “%(title)s”.", part=True).sees(
        "再带一只簸箕"
    ).picture("3-topic")
