"""The conventions of the demo city: their days, votes and signatures agree, and their scripts are clean."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from portal.ballots.rules import preset
from portal.conventions.states import State
from portal.core.language import Glossary, Script, glossary, set_glossary, to_script, wrong_script_characters
from tests.demo.city import ALLIANCES, CONVENTIONS, active, ids, rows

pytestmark = pytest.mark.no_database

SCRIPTS = {"hans": Script.HANS, "hant": Script.HANT}

STEPS = (
    "drafted",
    "comment_from",
    "comment_until",
    "vote_from",
    "vote_until",
    "published",
    "signing_from",
    "in_force_from",
    "repealed",
)


def outcome(convention: dict[str, Any]) -> str:
    """What the named ballots decide among the members of the alliance by heads."""
    rule, ballot = preset(convention["rule"]), convention["ballot"]
    took_part = sum(len(ballot[answer]) for answer in ("for", "against", "abstain"))
    if not rule.quorum_reached(took_part, len(active(ALLIANCES[convention["alliance"]]))):
        return "quorum"
    return "passed" if rule.majority_reached(len(ballot["for"]), took_part) else "not passed"


def test_conventions_cover_all_states_and_kinds():
    states = Counter(convention["state"] for convention in CONVENTIONS.values())

    assert [convention["id"] for convention in CONVENTIONS.values()] == list(CONVENTIONS)
    assert set(states) == {str(state) for state in State}
    assert {c["kind"] for c in CONVENTIONS.values()} == {
        "merchants",
        "residents",
        "village",
        "owners",
        "micro",
    }


def test_conventions_point_at_known_alliances_places_and_people():
    places, people = ids("places", "place"), ids("people", "person", "username")

    for convention in CONVENTIONS.values():
        assert convention["alliance"] in ALLIANCES
        assert convention["place"] in places
        hands = [
            convention[key] for key in ("drafted_by", "reviewed_by", "published_by") if key in convention
        ]
        assert len(set(hands)) == len(hands)
        authors = {opinion["by"] for opinion in convention.get("opinion", [])}
        assert set(hands) | authors <= people


def test_the_days_of_a_convention_follow_one_another():
    for convention in CONVENTIONS.values():
        days = [convention["days"][step] for step in STEPS if step in convention["days"]]
        assert days == sorted(days)


def test_open_periods_are_open_today():
    for convention in CONVENTIONS.values():
        days, state = convention["days"], convention["state"]
        if state == "gathering":
            assert days["comment_from"] < 0 < days["comment_until"]
        if state == "voting":
            assert days["vote_from"] < 0 < days["vote_until"]
        if state == "signing":
            assert days["signing_from"] < 0 < days["signing_until"]


def test_clauses_are_numbered_and_say_where_they_come_from():
    sizes = {name: len(convention["clause"]) for name, convention in CONVENTIONS.items()}

    assert (sizes["xinkailu"], sizes["wangxi"], sizes["huiyuan"], sizes["fengqiao"]) == (12, 9, 40, 16)
    for convention in CONVENTIONS.values():
        assert [clause["no"] for clause in convention["clause"]] == list(
            range(1, len(convention["clause"]) + 1)
        )
        assert all(
            clause["heading"] and clause["text"] and clause["sources"] for clause in convention["clause"]
        )


def test_no_clause_threatens_a_fine():
    for convention in CONVENTIONS.values():
        for clause in convention["clause"]:
            assert "罚款" not in clause["text"].replace("不罚款", "")


def test_only_members_of_that_day_vote_and_sign():
    for convention in CONVENTIONS.values():
        members = {m["username"]: m for m in ALLIANCES[convention["alliance"]]["members"]}
        ballot = convention.get("ballot", {})
        voters = [username for answer in ballot.values() for username in answer]
        assert len(voters) == len(set(voters))
        for username in voters:
            assert members[username]["joined"] <= convention["days"]["vote_from"]
        signers = [signature["by"] for signature in convention.get("signature", [])]
        assert len(signers) == len(set(signers))
        for signature in convention.get("signature", []):
            assert members[signature["by"]]["joined"] <= signature["day"] <= 0


def test_the_votes_come_out_as_the_states_say():
    outcomes = {
        name: outcome(c) for name, c in CONVENTIONS.items() if "ballot" in c and c["state"] != "voting"
    }

    assert outcomes == {
        "donghui-plaza": "passed",
        "hemingli": "not passed",
        "hemingli-loudao": "passed",
        "hemingli-nongtang": "passed",
        "nanjin-cheng": "passed",
        "wangxi": "passed",
        "wangxi-lou3": "passed",
        "wenxing": "quorum",
        "xinkailu": "passed",
        "xinkailu-first": "passed",
        "yunpu-hebu": "passed",
        "yunpu-laojie": "passed",
        "yunpu-wangji": "passed",
    }


def test_one_vote_has_exactly_its_quorum_and_one_is_a_tie():
    exact, tie = CONVENTIONS["yunpu-laojie"], CONVENTIONS["hemingli"]

    took_part = sum(len(answer) for answer in exact["ballot"].values())

    assert (
        Fraction(took_part, len(active(ALLIANCES["yunpu-laojie"]))) == preset(exact["rule"]).quorum_fraction
    )
    assert len(tie["ballot"]["for"]) == len(tie["ballot"]["against"]) == 6


def test_opinions_are_numbered_and_answered_before_the_vote():
    for convention in CONVENTIONS.values():
        opinions, days = convention.get("opinion", []), convention["days"]
        assert [opinion["no"] for opinion in opinions] == list(range(1, len(opinions) + 1))
        for opinion in opinions:
            assert days["comment_from"] <= opinion["day"] <= days["comment_until"]
            assert 0 <= opinion["clause"] <= len(convention["clause"])
            assert ("disposition" in opinion) == (convention["state"] != "gathering")


def test_both_scripts_speak_in_one_comment_period():
    for name in ("fengqiao", "nanjin-market"):
        assert {opinion["script"] for opinion in CONVENTIONS[name]["opinion"]} == {"hans", "hant"}


def written() -> Iterator[tuple[str, Script]]:
    """Every text somebody wrote in people, shops, alliances and conventions, with the script it claims."""
    for person in rows("people", "person"):
        yield person["about"], SCRIPTS[person["script"]]
    for alliance in ALLIANCES.values():
        yield from ((alliance[key], SCRIPTS[alliance["script"]]) for key in ("section", "intro", "charter"))
    for convention in CONVENTIONS.values():
        script = SCRIPTS[convention["script"]]
        yield from ((convention[key], script) for key in ("title", "summary", "preamble"))
        yield from ((convention.get(key, ""), script) for key in ("notice", "record"))
        for clause in convention["clause"]:
            texts = [clause[key] for key in ("heading", "text", "subject")]
            yield from (
                (text, script) for text in [*texts, *(source["text"] for source in clause["sources"])]
            )
        for opinion in convention.get("opinion", []):
            yield opinion["text"], SCRIPTS[opinion["script"]]
            yield opinion.get("reply", ""), Script.HANS


@pytest.fixture
def the_citys_terms() -> Iterator[None]:
    before = glossary()
    set_glossary(Glossary([(term["hans"], term["hant"]) for term in rows("glossary", "term")]))
    yield
    set_glossary(before)


@pytest.mark.usefixtures("the_citys_terms")
def test_no_text_and_no_twin_has_a_character_of_the_other_script():
    texts = list(written())

    twins = [(to_script(text, script.other, source=script), script.other) for text, script in texts]

    assert len(texts) > 800
    assert [text for text, script in texts + twins if wrong_script_characters(text, script)] == []


@pytest.mark.usefixtures("the_citys_terms")
def test_each_term_becomes_its_other_form_inside_a_sentence():
    for term in rows("glossary", "term"):
        assert to_script(f"今天说的是{term['hans']}。", Script.HANT) == f"今天說的是{term['hant']}。"
        assert to_script(f"今天說的是{term['hant']}。", Script.HANS) == f"今天说的是{term['hans']}。"
