"""Every page of the demo city, as it stands before every kind of reader, in both scripts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests import city
from tests.pages.walker import PEOPLE, Walked, Walker

pytestmark = [pytest.mark.needs_no_database, pytest.mark.both_databases]

# how many addresses of each kind a reader looks at: citizens many, officials some
MANY, SOME, FEW = 6, 2, 1
CURIOUS = {"nobody", "resident", "chair"}
ON_SERVER = bool(os.environ.get("PORTAL_TEST_DATABASE"))
# a page asks the database the same in both scripts: on a server, two read it in the traditional one
TRADITIONAL = ("nobody", "resident_hant") if ON_SERVER else tuple(PEOPLE)
WALKS = [
    *((who, "zh-hans", MANY if who in CURIOUS else SOME) for who in PEOPLE),
    *((who, "zh-hant", MANY if who == "nobody" else FEW) for who in TRADITIONAL),
    ("nobody", "en", FEW),
    ("city_editor", "en", FEW),
]
NOBODY = next(each for each in WALKS if each[:2] == ("nobody", "zh-hant"))

FILE = "stands on a file that is opened only after saying why"
QR = "is scanned, not followed"
OWN = "needs a thing of one's own that nobody in these walks has at that moment; its feature's tests open it"
DEEP = "comes after choosing among many; its feature's tests open it"
UNLINKED = {
    "static": "what pages need, not where they lead",
    "accounts.preferences": "a form in the frame of every page; its address only leads back",
    "accounts.second_step": "comes after the password of a person with a second factor",
    "accounts.counter_request": "comes after a code that a visitor reads out",
    "points.year": "comes when a shop's first year is over",
    "points.hand_out": "comes after the number of a voucher",
    "conventions.answer_remark": DEEP,
    "meetings.private_calendar": "is read by telephones, under a secret address",
    "points_links.short": QR,
    "points_links.certified": QR,
    "points.certificate": QR,
    "points.voucher_qr": "asked for by the page of a voucher, every few minutes",
    "points.dispute_by_shop": "comes after a voucher was handed out today",
    "points.close_slot": "comes when somebody has taken the time of a service",
    "points.offline_list": "comes after a list that a counter has sent",
    "points.public_state": QR,
    **dict.fromkeys(("honor.answer", "honor.evidence", "honor.heard", "honor.step"), FILE),
    **dict.fromkeys(("honor.repair", "honor.statement"), OWN),
    **dict.fromkeys(("honor.jury", "honor.scores", "honor.spot_check"), FILE),
    "honor.call_vote": OWN,
    **dict.fromkeys(("accounts.end_role", "accounts.reset_second_factor"), DEEP),
    **dict.fromkeys(("consultations.answers", "consultations.change", "consultations.edit"), OWN),
    **dict.fromkeys(
        [f"conventions.{name}" for name in ("answer", "appraise", "campaign", "hearing", "mend", "observe")],
        OWN,
    ),
    **dict.fromkeys(
        [f"conventions.{name}" for name in ("renew", "sign_on_paper", "signed", "since_signed", "withdraw")],
        OWN,
    ),
    "conventions.override": "comes after a clause that no convention of the demo city would hold",
    **dict.fromkeys(("ballots.proxies", "ballots.roll", "ballots.roll_template"), OWN),
    **dict.fromkeys(("alliances.propose_merger", "ballots.correct_roll"), OWN),
    **dict.fromkeys(("conventions.version", "points.decline", "points.drop", "statements.file"), DEEP),
    **dict.fromkeys(("duty.decide", "duty.take_citys_items", "forums.edit", "points.helper"), OWN),
    **dict.fromkeys(("alliances.call_off_vote", "conventions.override_in_amendment"), OWN),
    **dict.fromkeys(
        [f"consultations.{name}" for name in ("answer_topic", "draft_topic", "merge", "topic")], OWN
    ),
    **dict.fromkeys(
        [f"consultations.{name}" for name in ("apply", "changes", "draw", "outcome", "revise")], OWN
    ),
    **dict.fromkeys(("consultations.draw_panel", "consultations.reopen_pool"), OWN),
    **dict.fromkeys(
        [f"consultations.{name}" for name in ("enrol_for_panel", "panel_list", "panel_pool")], DEEP
    ),
    "consultations.vacate_panel_seat": DEEP,
    **dict.fromkeys(
        [
            f"consultations.{name}"
            for name in ("answer_group", "do_promise", "group", "groups", "make_promise")
        ],
        OWN,
    ),
}


def walked(town, shared, who, prefix, bound) -> Walked:
    """One walk, done once in a run, whichever process comes first."""
    return Walked(**city.kept(*walk(town, shared, who, prefix, bound)))


def walk_ahead(town, shared) -> None:
    """All walks that nobody is at: from the last, since the tests below begin with the first; what goes by others, late."""
    for each in sorted(reversed(WALKS), key=lambda each: each[1] == "zh-hant" and each != NOBODY):
        city.prepare(*walk(town, shared, *each))


def walk(town, shared, who, prefix, bound) -> tuple[Path, Callable[[], dict[str, Any]]]:
    """Where it is kept, and how it is made."""

    def make() -> dict[str, Any]:
        walker = Walker(town, who, prefix, bound)
        if (before := again_after_sqlite(town, shared)) is not None:
            return asdict(walker.open_again(before[f"{who} {prefix}"]))
        if prefix == "zh-hant" and who != "nobody":
            return asdict(walker.open_only(in_traditional(town, shared)[who]))
        return asdict(walker.walk())

    return shared / file_of(who, prefix), make


def in_traditional(town, shared) -> dict[str, list[str]]:
    """What each reader opens in traditional script: what says anything in simplified script that none before it says,
    of whichever reader. Nobody walks through everything in both.
    """
    return dict(city.kept(shared / "in_traditional.json", lambda: unheard(town, shared)))


def unheard(town, shared) -> dict[str, list[str]]:
    opened = walked(town, shared, *NOBODY).pages
    there = {twin(address) for some in opened.values() for address in some}
    heard: set[int] = set()
    found: dict[str, list[str]] = {}
    for who, prefix, bound in WALKS:
        if prefix == "zh-hans":
            says = walked(town, shared, who, prefix, bound).says
            mine = [each for each in says if not heard.issuperset(says[each])]
            if who == "nobody":
                mine = [each for each in says if each in there]
            heard.update(*(says[each] for each in mine))
            found[who] = [twin(each) for each in mine]
    return found


def twin(address: str) -> str:
    """The same page in the other script."""
    here, there = ("/zh-hant", "/zh-hans") if address.startswith("/zh-hant") else ("/zh-hans", "/zh-hant")
    return address.replace(here, there, 1)


def file_of(who: str, prefix: str) -> str:
    return f"walk_{who}_{prefix}.json"


def again_after_sqlite(town, shared) -> dict[str, list[str]] | None:
    """What is opened on PostgreSQL of what was walked on SQLite in this run, where the same city stands: one address
    of each endpoint, and whatever asked the database anything that none before it, of whichever reader, had asked.
    """
    before = city.on_sqlite(shared)
    if before == shared or not all((before / file_of(who, prefix)).exists() for who, prefix, _bound in WALKS):
        return None
    return dict(city.kept(shared / "again.json", lambda: chosen(town, before)))


def chosen(town, before: Path) -> dict[str, list[str]]:
    asked: set[int] = set()
    opened: set[str] = set()
    again: dict[str, list[str]] = {}
    for who, prefix, bound in WALKS:
        walker, mine = Walker(town, who, prefix, bound), []
        seen = Walked(**json.loads((before / file_of(who, prefix)).read_text(encoding="utf-8")))
        for address, news in seen.asks.items():
            endpoint = walker.endpoint(address)
            if endpoint not in opened or not asked.issuperset(news):
                mine.append(address)
            opened.add(endpoint)
            asked.update(news)
        again[f"{who} {prefix}"] = mine
    return again


@pytest.mark.parametrize(("who", "prefix", "bound"), WALKS, ids=str)
def test_every_page_is_in_order(town, shared, who, prefix, bound):
    found = walked(town, shared, who, prefix, bound)

    assert found.problems == []
    assert found.again or len(found.pages) > 3


def test_every_page_is_reached_by_somebody(town, shared):
    """No page without a way to it: what no walk comes by is named above, with the reason."""
    opened = set()
    for walk in WALKS:
        opened |= set(walked(town, shared, *walk).opened)

    pages = {rule.endpoint for rule in town.url_map.iter_rules() if "GET" in (rule.methods or ())}

    missing = sorted(pages - opened - set(UNLINKED))
    assert missing == [], ", ".join(missing)
    assert sorted(set(UNLINKED) - pages) == []
