"""Consultations, forums, boards and points of the demo city: complete, and pointing at something."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import opencc
import pytest

from portal.demo_data.things import THINGS

pytestmark = pytest.mark.no_database

DATA = files("portal.demo_data")
CONSULTATIONS = sorted(
    each.name for each in DATA.joinpath("consultations").iterdir() if each.name.endswith(".toml")
)
PERSON_FIELDS = ("author", "answered_by", "chair", "person", "by", "holder", "helper", "handler", "signer")
STANCES = {"support", "oppose", "neutral", "conditional"}
CHANNELS = {"web", "paper", "phone", "meeting"}
OUTCOMES = {"adopted", "partly", "not_adopted", "already", "out_of_scope", "referred"}
BRIEF = ("title", "question", "background", "limits", "plain", "use", "contact", "organiser")
MENTION = re.compile(r"\{@([a-z0-9_]+)\}")
FILLED = re.compile(r"\{(?:(?:y|md|d)[+-]\d+|@[a-z0-9_]+)\}")
SIMPLIFY = opencc.OpenCC("t2s")


def load(name: str) -> dict[str, Any]:
    return tomllib.loads(DATA.joinpath(name).read_text(encoding="utf-8"))


PLACES = {place["id"] for place in load("places.toml")["place"]}
ALLIANCES = {f"a{n:02}": alliance for n, alliance in enumerate(load("alliances.toml")["alliance"], 1)}
SHOPS = {shop["id"] for shop in load("shops.toml")["shop"]}
ACCOUNTS = {
    person["username"]: person
    for name in ("people.toml", "newcomers.toml")
    for person in load(name)["person"]
}
POOL: dict[str, str] = load("pool.toml")["pool"]
SHOPKEEPERS = {username for key, username in POOL.items() if key.startswith("m")}
PEOPLE = POOL | {username: username for username in ACCOUNTS}


def consultations() -> list[dict[str, Any]]:
    return [load(f"consultations/{name}") for name in CONSULTATIONS]


def tables(value: object) -> Iterator[dict[str, Any]]:
    """Every table inside a loaded file, at any depth."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from tables(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from tables(inner)


def texts(value: object) -> Iterator[str]:
    for table in tables(value):
        for inner in table.values():
            yield from [inner] if isinstance(inner, str) else []


def account(key: str) -> dict[str, Any]:
    return ACCOUNTS[PEOPLE[key]]


def writes_traditional(key: str) -> bool:
    return bool(account(key)["script"] == "hant")


def assert_people_and_scripts(data: dict[str, Any]) -> None:
    for table in tables(data):
        named = [table[field] for field in PERSON_FIELDS if field in table]
        assert {
            key for value in named for key in ([value] if isinstance(value, str) else value)
        } <= PEOPLE.keys()
        if "author" in table and "text" in table:
            text = FILLED.sub("", table["text"])
            assert (SIMPLIFY.convert(text) != text) == writes_traditional(table["author"]), text
    for text in texts(data):
        assert set(MENTION.findall(text)) <= PEOPLE.keys()
        assert "{" not in FILLED.sub("", text)


def test_every_key_of_the_pool_is_one_person_who_writes_in_the_right_script():
    numbered = {key: username for key, username in POOL.items() if key[1:].isdigit()}

    assert Counter(key[0] for key in numbered) == {"r": 80, "m": 60, "o": 20}
    assert len(set(numbered.values())) == len(numbered)
    assert set(POOL.values()) <= ACCOUNTS.keys()
    for key in numbered:
        assert writes_traditional(key) == (key[0] in "rm" and int(key[1:]) % 5 == 0)
        assert account(key)["level"] != "L0"


def test_newcomers_live_somewhere_and_are_not_among_the_people_already():
    newcomers = [person["username"] for person in load("newcomers.toml")["person"]]

    assert len(ACCOUNTS) == len(newcomers) + len(load("people.toml")["person"])
    assert {person["place"] for person in ACCOUNTS.values()} <= PLACES


@pytest.mark.parametrize("name", CONSULTATIONS)
def test_a_consultation_is_complete(name: str):
    data = load(f"consultations/{name}")

    assert_people_and_scripts(data)
    assert all(data[field].strip() for field in BRIEF)
    assert len(data["plain"]) <= 300
    assert data["home"] in PLACES
    assert set(data["partners"]) <= ALLIANCES.keys()
    assert all(option["cost"] and option["affected"] for option in data["options"])
    assert data["created_day"] < data["announced_day"] < data["opens_day"] < data["closes_day"]


@pytest.mark.parametrize("name", CONSULTATIONS)
def test_opinions_are_numbered_and_come_while_it_is_open(name: str):
    data = load(f"consultations/{name}")
    keys = {option["key"] for option in data["options"]}

    opinions = data["opinions"]

    assert [opinion["no"] for opinion in opinions] == list(range(1, len(opinions) + 1))
    for opinion in opinions:
        assert opinion["stance"] in STANCES
        assert opinion["channel"] in CHANNELS
        assert data["opens_day"] <= opinion["day"] <= min(data["closes_day"], -1)
        assert 0 <= opinion["supports"] <= 60
        assert opinion.get("option") in keys | {None}


@pytest.mark.parametrize("name", CONSULTATIONS)
def test_the_state_agrees_with_the_clock(name: str):
    data = load(f"consultations/{name}")

    if data["state"] == "preparing":
        assert data["announced_day"] > 0
    elif data["state"] == "open":
        assert data["opens_day"] < 0 < data["closes_day"]
    elif data["state"] == "withdrawn":
        assert data["opens_day"] < data["withdrawn"]["day"] < 0
        assert data["withdrawn"]["reason"]
    else:
        assert data["closes_day"] < 0
    if data["kind"] == "public_comment":
        assert data["closes_day"] - data["opens_day"] + 1 > 30


def test_an_answered_consultation_answers_every_opinion_once():
    answered = [data for data in consultations() if data["state"] in {"answered", "archived"}]

    assert len(answered) == 2
    for data in answered:
        replies = data["dispositions"]
        numbers = sorted(no for reply in replies for no in reply["opinions"])
        assert numbers == [opinion["no"] for opinion in data["opinions"]]
        assert {reply["outcome"] for reply in replies} <= OUTCOMES
        assert all(len(reply["reply"]) >= 20 and reply["unit"] for reply in replies)
        assert {reply["day"] for reply in replies} == {data["result_day"]}


def test_nobody_votes_twice_nor_for_what_is_not_there():
    votes = [vote for data in consultations() for vote in data.get("votes", [])]

    assert {vote["method"] for vote in votes} == {"single", "approval", "ranked", "budget"}
    for vote in votes:
        voters = [author for ballot in vote["ballots"] for author in ballot["authors"]]
        assert len(voters) == len({PEOPLE[voter] for voter in voters})
        levels = {account(voter)["level"] for voter in voters}
        assert levels <= ({"L2", "L3"} if vote["level"] == "L2" else {"L1", "L2", "L3"})
        for ballot in vote["ballots"]:
            assert set(ballot["choices"]) <= set(vote["choices"])
            limit = 1 if vote["method"] == "single" else vote.get("max_choices", 99)
            assert len(ballot["choices"]) <= limit


def test_the_consultations_show_every_state_and_the_awkward_cases():
    found = consultations()
    opinions = [opinion for data in found for opinion in data["opinions"]]
    said = Counter((opinion["author"], opinion["text"]) for opinion in opinions)

    assert {data["state"] for data in found} == {
        "preparing",
        "open",
        "closed",
        "collating",
        "answered",
        "archived",
        "withdrawn",
    }
    assert len(found) == 8
    assert len(opinions) >= 200
    assert {opinion["channel"] for opinion in opinions} == CHANNELS
    assert [times for times in said.values() if times > 1] == [2]
    assert sum("13800000000" in opinion["text"] for opinion in opinions) == 2
    assert sum("hidden" in opinion for opinion in opinions) == 3
    assert sum("restored" in opinion for opinion in opinions) == 1
    assert any(re.search(r"https://\S{100,}", opinion["text"]) for opinion in opinions)
    traditional = sum(writes_traditional(opinion["author"]) for opinion in opinions)
    assert 0.15 < traditional / len(opinions) < 0.3


def topics() -> list[tuple[str, dict[str, Any]]]:
    return [(forum["home"], topic) for forum in load("forums.toml")["forums"] for topic in forum["topics"]]


def test_forums_stand_in_eight_alliances_and_four_places():
    homes = [forum["home"] for forum in load("forums.toml")["forums"]]

    assert len(homes) == len(set(homes))
    assert sum(home in ALLIANCES for home in homes) == 8
    assert sum(home in PLACES for home in homes) == 4


def test_posts_follow_one_another_and_answer_what_was_said_before():
    assert_people_and_scripts(load("forums.toml"))
    for _home, topic in topics():
        moments = [(post["day"], post["hour"], post["minute"]) for post in topic["posts"]]
        assert moments == sorted(set(moments))
        assert moments[-1][0] <= -1
        for number, post in enumerate(topic["posts"], 1):
            assert 1 <= post.get("quote", 1) < max(number, 2)


def test_in_an_alliance_only_its_members_write():
    for home, topic in topics():
        if home in ALLIANCES:
            members = {member["username"] for member in ALLIANCES[home]["members"]}
            assert {post["author"] for post in topic["posts"]} <= members


def test_the_forums_show_a_long_topic_and_what_moderation_does():
    found = [topic for _home, topic in topics()]
    posts = [post for topic in found for post in topic["posts"]]

    assert len(found) == 45
    assert len(posts) >= 300
    assert max(len(topic["posts"]) for topic in found) == 45
    assert sum("pinned" in topic for topic in found) >= 2
    assert [topic["locked"]["reason"] != "" for topic in found if "locked" in topic] == [True]
    assert [post["hidden"]["reason"] != "" for post in posts if "hidden" in post] == [True]
    assert [post["flagged"]["reason"] != "" for post in posts if "flagged" in post] == [True]
    assert sum(bool(MENTION.search(post["text"])) for post in posts) >= 5


def test_red_entries_have_what_their_state_needs():
    honor = load("honor.toml")
    assert_people_and_scripts(honor)
    needs = {
        "nominated": {"nominated"},
        "checked": {"nominated", "checked"},
        "declined": {"nominated", "checked", "consent"},
        "dropped": {"nominated", "dropped"},
        "consented": {"nominated", "checked", "consent"},
        "notice": {"nominated", "checked", "consent", "notice"},
        "published": {"nominated", "checked", "notice", "decision", "published"},
        "revoked": {"nominated", "checked", "consent", "notice", "decision", "published", "revoked"},
    }

    entries = honor["red"]

    assert len(honor["issues"]) == 2
    assert len(entries) >= 14
    assert {entry["state"] for entry in entries} == needs.keys()
    for entry in entries:
        assert needs[entry["state"]] <= entry.keys()
        assert entry["home"] in PLACES
        assert entry["issue"] in {issue["id"] for issue in honor["issues"]}
        assert entry.get("shop") in SHOPS | {None}
        assert len(set(entry["checked"]["by"]) if "checked" in entry else {1, 2}) == 2
        if entry["state"] in {"consented", "notice", "published"} and entry["subject_type"] != "place":
            assert entry["consent"]["given"]
        traditional = SIMPLIFY.convert(entry["deed"]) != entry["deed"]
        assert traditional == (entry.get("script") == "hant")


def test_a_public_reminder_went_through_every_step():
    entries = load("honor.toml")["black"]
    reached = [entry for entry in entries if entry["state"] not in {"nominated", "statement"}]

    assert Counter(entry["state"] for entry in entries) == {
        "published": 2,
        "repaired": 1,
        "in_dispute": 1,
        "expired": 1,
        "withdrawn": 1,
        "statement": 1,
        "nominated": 1,
    }
    for entry in reached:
        checkers = {check["by"] for check in entry["checks"]}
        decision = entry["decision"]
        assert len(checkers) == 2
        assert decision["signer"] not in checkers | {decision["handler"]}
        assert entry["notice"]["day"] + 7 <= entry["notice"]["statement_until"] < decision["day"]
        assert decision["day"] < entry["publish_from"] < entry["publish_until"]
        assert entry["publish_until"] - entry["publish_from"] < (93 if entry["severity"] == "minor" else 366)
        assert entry["legal_basis"] and entry["evidence"] and entry["correction"] and entry["remedy"]
        for statement in entry["statements"]:
            assert all(len(argument["finding"]) >= 10 for argument in statement["argument"])


def test_reminders_name_no_person_and_agree_with_the_clock():
    entries = load("honor.toml")["black"]

    assert {entry["subject_type"] for entry in entries} == {"behaviour", "place", "shop", "company"}
    names = {person["name"] for person in ACCOUNTS.values()}
    for entry in entries:
        assert not [name for name in names if name in entry["facts"] + entry["subject"]]
        if entry["state"] in {"published", "in_dispute"}:
            assert entry["publish_from"] < 0 < entry["publish_until"]
        if entry["state"] == "expired":
            assert entry["publish_until"] < 0
    disputed = next(entry for entry in entries if entry["state"] == "in_dispute")
    assert disputed["objection"]["state"] == "open"
    repaired = next(entry for entry in entries if entry["state"] == "repaired")
    assert repaired["repair"]["checked_day"] < repaired["publish_until"]


def by_code(table: str, key: str = "code") -> dict[str, dict[str, Any]]:
    rows = load("points.toml")[table]
    found = {row[key]: row for row in rows}
    assert len(found) == len(rows)
    return found


def test_the_rule_book_has_at_least_thirty_rows_some_bound_to_events():
    rules = by_code("rules")

    assert len(rules) >= 30
    assert {rule["scheme"] for rule in rules.values()} == {"household", "merchant"}
    assert {rule["event"] for rule in rules.values() if "event" in rule} == {
        "ConventionSigned",
        "OpinionGiven",
        "BallotCast",
        "RedEntryPublished",
        "MemberAdmitted",
        "ConventionCommented",
    }
    for rule in rules.values():
        assert rule["points"] != 0
        assert rule["clause"] and rule["basis"]
        for cap in rule["caps"]:
            assert cap["span"] in {"day", "week", "month", "quarter", "year", "ever"}
            assert ("points" in cap) != ("times" in cap)


def test_rewards_stand_with_known_partners_and_some_are_sold_out():
    partners = by_code("partners", "id")
    rewards = by_code("rewards")

    assert len(partners) == 6
    assert {partner["shop"] for partner in partners.values()} <= SHOPS
    assert {partner["clerk"] for partner in partners.values()} <= ACCOUNTS.keys()
    assert len(rewards) == 23
    assert [code for code, reward in rewards.items() if reward.get("stock") == 0] == ["G21", "G04", "G06"]
    for reward in rewards.values():
        assert set(reward["partners"]) <= partners.keys()
        assert reward["bearer"] and reward["place"] and reward["text"]


def test_every_reward_has_its_picture():
    assert by_code("rewards").keys() - THINGS.keys() == set()


def test_points_are_earned_by_rules_that_no_event_awards_and_seen_by_two_others():
    assert_people_and_scripts(load("points.toml"))
    rules = by_code("rules")
    earnings = load("points.toml")["earnings"]

    assert len(earnings) > 250
    assert [earning["day"] for earning in earnings] == sorted(earning["day"] for earning in earnings)
    for earning in earnings:
        rule = rules[earning["rule"]]
        assert "event" not in rule
        assert rule["scheme"] == ("merchant" if PEOPLE[earning["person"]] in SHOPKEEPERS else "household")
        seen_by = {PEOPLE[key] for key in earning["by"]}
        assert len(seen_by) == 2
        assert PEOPLE[earning["person"]] not in seen_by


def test_nobody_ever_spends_more_than_was_earned_before():
    rules = by_code("rules")
    rewards = by_code("rewards")
    data = load("points.toml")
    moves = []
    for earning in data["earnings"]:
        amount = rules[earning["rule"]]["points"] * earning.get("times", 1)
        moves.append((earning["day"], 0, earning["person"], amount))
        if "reversed" in earning:
            moves.append((earning["reversed"]["day"], 0, earning["person"], -amount))
    for redemption in data["redemptions"]:
        cost = rewards[redemption["reward"]]["points"]
        moves.append((redemption["day"], 1, redemption["person"], -cost))
        if redemption["state"] in {"cancelled", "expired"}:
            moves.append((redemption["ended_day"], 0, redemption["person"], cost))

    balances: Counter[str] = Counter()
    for _day, _order, person, amount in sorted(moves):
        balances[person] += amount
        assert balances[person] >= 0, person


def test_redemptions_are_in_every_state():
    partners = by_code("partners", "id")
    rewards = by_code("rewards")
    redemptions = load("points.toml")["redemptions"]

    assert len(redemptions) >= 25
    assert {redemption["state"] for redemption in redemptions} == {
        "reserved",
        "redeemed",
        "settled",
        "cancelled",
        "expired",
        "disputed",
    }
    for redemption in redemptions:
        reward = rewards[redemption["reward"]]
        scheme = "merchant" if redemption["person"].startswith("m") else "household"
        assert scheme in reward["schemes"]
        if redemption["state"] == "reserved":
            assert redemption["until"] > 0
        elif redemption["state"] in {"cancelled", "expired"}:
            assert redemption["day"] < redemption["ended_day"] < 0
        else:
            assert redemption["day"] <= redemption["redeemed_day"] < 0
            if reward["partners"]:
                assert redemption["partner"] in reward["partners"]
                assert redemption["by"] == partners[redemption["partner"]]["clerk"]
