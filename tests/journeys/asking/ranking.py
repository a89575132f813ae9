"""A ranked vote in which leaving things as they are is one of the options."""

from __future__ import annotations

import json
from pathlib import Path

from portal.ballots import queries as ballots
from portal.ballots import services as voting
from tests.journeys.asking import CITIZEN, NEIGHBOUR, consultation_at, crowd, draft, publish
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

TITLE = "河堤路灯几点关？"
WAYS = ("二十二点半关", "隔盏留到天亮", "维持现状")
QUESTION = "三种办法您怎么排？"
PILES = (("abc", 9), ("cba", 8), ("bca", 5))  # b beats both others; a leads, and b leaves first in the runoff


def ask(town: Town) -> str:
    """Drafted and published; returns the page of the consultation."""
    brief = {"What is asked": QUESTION, "Plain version": "路灯太亮有人睡不着，太暗有人怕摔。请您排个先后。"}
    editor = draft(town, "社区协商", TITLE, brief, WAYS)
    editor.choose("Indicative vote", "Ranking").fill("Question of the vote", QUESTION)
    editor.choose("The option that leaves things as they are", "C").picture("ranked-1-draft")
    editor.press("Keep the draft and look at it").sees(TITLE)
    publish(town, editor.path)
    town.skip(days=2)
    return editor.path


def rank(person: Visitor, ranks: dict[str, int]) -> Visitor:
    for way, place in ranks.items():
        person.choose(way, person.say("Rank %(rank)s", rank=place))
    return person


def vote_and_vote_again(town: Town, path: str) -> str:
    """At the phone: a first order, then another one. Returns the receipt, which stays the same."""
    citizen = town.visitor(CITIZEN, width=390)
    citizen.open(path).press("Vote").sees("Indicative, without binding force")
    rank(citizen, {WAYS[0]: 1, WAYS[2]: 2}).picture("ranked-2-paper").press("Put it in the box")
    receipt = citizen.page.locator("strong.nums").inner_text()
    citizen.press("Change your vote")
    rank(citizen, {WAYS[0]: 2, WAYS[1]: 1, WAYS[2]: 3}).press("Change your vote")
    assert citizen.page.locator("strong.nums").inner_text() == receipt
    neighbour = town.visitor(NEIGHBOUR, width=390)
    neighbour.open(citizen.path).press("Vote")
    rank(neighbour, {WAYS[2]: 1, WAYS[1]: 2}).press("Put it in the box")
    with crowd(town, sum(size for _order, size in PILES)) as people:
        [ballot] = ballots.ballots_about("consultation", consultation_at(path).id)
        keys = dict(zip("abc", (option.key for option in ballot.options), strict=True))
        for order, size in PILES:
            for person in (people.pop() for _ in range(size)):
                voting.cast(
                    ballot,
                    choices=[f"{keys[one]}={place}" for place, one in enumerate(order, 1)],
                    actor=person,
                )
    return receipt


def read_the_result(town: Town, path: str, receipt: str) -> Visitor:
    town.skip(days=40)
    reader = town.visitor("", width=390)
    reader.open(path).sees("Preferred: %(option)s", option=reader.say(WAYS[1]))
    reader.follow("How it was counted, with pictures and tables")
    reader.sees("Compared with each other option, more people prefer this one.")
    reader.sees("Preferred to leaving things as they are: %(options)s.").sees("Each against each")
    reader.sees("This way “%(option)s” would win.").picture("ranked-3-result")
    assert reader.page.locator("svg.flow path.ribbon").count() > 0
    reader.page.get_by_label(reader.say("Receipt"), exact=True).fill(receipt)
    return reader.press("Look").sees("This ballot was counted as: %(choices)s")


def count_again(town: Town, reader: Visitor, folder: Path) -> None:
    file = folder / "ballots.json"
    file.write_bytes(reader.download(reader.say("Ballot file, to count again")))
    published = town.command("recount", file)
    assert published.exit_code == 0, published.output
    runoff = json.loads(town.command("recount", "--method", "irv", "--json", file).stdout)
    schulze = json.loads(town.command("recount", "--method", "schulze", "--json", file).stdout)
    assert schulze["winners"] != runoff["winners"]
