"""Consultations, forums, boards and points of the demo city: complete, and pointing at something."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import opencc
import pytest

DATA = files("portal.demo_data")
CONSULTATIONS = sorted(
    each.name for each in DATA.joinpath("consultations").iterdir() if each.name.endswith(".toml")
)
PLACES = {
    "hetang",
    "linhe",
    "nanjin",
    "heping",
    "donghui",
    "liujing",
    "yunpu",
    "qiaodong",
    "wangxi",
    "fengqiao",
}
ALLIANCES = {f"a{n:02}" for n in range(1, 13)}
ROLES = {
    "street_editor",
    "street_reviewer",
    "street_issuer",
    "community_worker",
    "chair",
    "secretary",
    "partner_clerk",
}
PEOPLE = (
    {f"r{n:03}" for n in range(1, 81)}
    | {f"m{n:03}" for n in range(1, 61)}
    | {f"o{n:02}" for n in range(1, 21)}
    | ROLES
)
PERSON_FIELDS = ("author", "answered_by", "chair", "person", "by", "holder", "helper")
STANCES = {"support", "oppose", "neutral", "conditional"}
CHANNELS = {"web", "paper", "phone", "meeting"}
OUTCOMES = {"adopted", "partly", "not_adopted", "already", "out_of_scope", "referred"}
BRIEF = ("title", "question", "background", "limits", "plain", "use", "contact", "organiser")
MENTION = re.compile(r"\{@([a-z0-9_]+)\}")
FILLED = re.compile(r"\{(?:(?:y|md|d)[+-]\d+|@[a-z0-9_]+)\}")
SIMPLIFY = opencc.OpenCC("t2s")


def load(name: str) -> dict[str, Any]:
    return tomllib.loads(DATA.joinpath(name).read_text(encoding="utf-8"))


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


def writes_traditional(author: str) -> bool:
    return re.fullmatch(r"[rm]\d+", author) is not None and int(author[1:]) % 5 == 0


def assert_people_and_scripts(data: dict[str, Any]) -> None:
    for table in tables(data):
        assert {table[field] for field in PERSON_FIELDS if field in table} <= PEOPLE
        if "author" in table and "text" in table:
            text = FILLED.sub("", table["text"])
            assert (SIMPLIFY.convert(text) != text) == writes_traditional(table["author"]), text
    for text in texts(data):
        assert set(MENTION.findall(text)) <= PEOPLE
        assert "{" not in FILLED.sub("", text)


@pytest.mark.parametrize("name", CONSULTATIONS)
def test_a_consultation_is_complete(name: str):
    data = load(f"consultations/{name}")

    assert_people_and_scripts(data)
    assert all(data[field].strip() for field in BRIEF)
    assert len(data["plain"]) <= 300
    assert data["home"] in PLACES
    assert set(data["partners"]) <= ALLIANCES
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

    assert {vote["method"] for vote in votes} == {"single", "approval"}
    for vote in votes:
        voters = [author for ballot in vote["ballots"] for author in ballot["authors"]]
        assert len(voters) == len(set(voters))
        assert set(voters) <= PEOPLE
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
