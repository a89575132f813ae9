"""Places, people and shops of the demo city: keys are unique and point at something."""

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

from portal.accounts.models import Role
from portal.alliances.models import MemberKind, Office
from portal.alliances.states import MembershipState
from portal.ballots.rules import preset
from portal.core.language import Glossary
from portal.demo_data.reading import fill, names, read
from portal.places.models import PlaceKind

TODAY = date(2026, 11, 22)

DEMO_ROLES = {
    "resident",
    "resident_hant",
    "merchant",
    "chair",
    "secretary",
    "community_worker",
    "street_editor",
    "street_reviewer",
    "street_issuer",
    "partner_clerk",
    "auditor",
    "city_admin",
}


def rows(name: str, table: str) -> list[dict[str, Any]]:
    return read(name, TODAY)[table]


def ids(name: str, table: str, key: str = "id") -> set[str]:
    found = [row[key] for row in rows(name, table)]
    assert len(found) == len(set(found))
    return set(found)


def test_a_moving_date_is_written_as_people_write_it():
    text = "（{y-437}年修订）{d-40}至{md+3}"

    filled = fill(text, TODAY)

    assert filled == "（2025年修订）2026年10月13日至11月25日"


def test_every_place_stands_below_one_that_came_before():
    seen = {""}
    for place in rows("places", "place"):
        assert place["parent"] in seen
        assert place["id"] not in seen
        assert place["hans"] and place["hant"]
        seen.add(place["id"])


def test_the_city_has_its_streets_towns_communities_and_grids():
    kinds = Counter(place["kind"] for place in rows("places", "place"))

    assert kinds == {"city": 1, "street": 6, "community": 18, "grid": 25, "road": 13}
    assert {PlaceKind(kind) for kind in kinds} == set(PlaceKind)
    assert Counter(place.get("called") for place in rows("places", "place")) == {
        None: 57,
        "town": 2,
        "village": 4,
    }


def test_people_live_and_hold_roles_in_known_places():
    places = ids("places", "place")

    people = rows("people", "person")

    assert len(ids("people", "person", "username")) == len(people) >= 160
    assert {person["place"] for person in people} <= places
    assert len({person["name"] for person in people}) == len(people)
    grants = [grant for person in people for grant in person.get("grants", [])]
    assert {grant["place"] for grant in grants} <= places
    assert {Role(grant["role"]) for grant in grants} >= {Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}
    assert {grant["shop"] for grant in grants if grant["role"] == "partner_clerk"} <= ids("shops", "shop")
    assert {person["level"] for person in people} == {"L1", "L2", "L3"}
    assert {person["script"] for person in people} == {"hans", "hant"}


def test_one_account_for_each_role_is_shown_to_the_visitor():
    shown = [person for person in rows("people", "person") if person.get("demo_account")]

    assert {person["demo_role"] for person in shown} == DEMO_ROLES
    assert len(shown) == len(DEMO_ROLES)


def test_each_street_has_three_different_hands_for_drafting_checking_and_issuing():
    streets = [place["id"] for place in rows("places", "place") if place["kind"] == "street"]
    hands = {
        (grant["place"], grant["role"]): person["username"]
        for person in rows("people", "person")
        for grant in person.get("grants", [])
    }

    for street in streets:
        assert len({hands[street, role] for role in ("editor", "reviewer", "issuer")}) == 3


def test_120_shops_have_known_roads_and_holders():
    shops = rows("shops", "shop")

    assert len(ids("shops", "shop")) == len(shops) == 120
    assert {shop["road"] for shop in shops} | {shop["place"] for shop in shops} <= ids("places", "place")
    assert {shop["holder"] for shop in shops if "holder" in shop} <= ids("people", "person", "username")


def test_one_licence_may_serve_two_shops_and_one_sign_needs_a_rare_character():
    shops = rows("shops", "shop")

    codes = Counter(shop["code"] for shop in shops if "code" in shop)

    assert [n for n in codes.values() if n > 1] == [2]
    assert [shop["id"] for shop in shops if "𠮷" in shop["sign"]] == ["xinkailu-13"]


ALLIANCES = {alliance["id"]: alliance for alliance in rows("alliances", "alliance")}


def active(alliance: dict[str, Any]) -> list[str]:
    return [m["username"] for m in alliance["members"] if m.get("state", "active") == "active"]


def test_twelve_alliances_stand_in_known_places_and_roads():
    places = ids("places", "place")

    assert len(ids("alliances", "alliance")) == 12
    assert {alliance["place"] for alliance in ALLIANCES.values()} <= places
    assert {road for alliance in ALLIANCES.values() for road in alliance["roads"]} <= places
    assert Counter(a["state"] for a in ALLIANCES.values()) == {"running": 10, "founding": 1, "dissolved": 1}


def test_members_are_people_and_their_shops_are_their_own():
    people = ids("people", "person", "username")
    holders = {shop["id"]: shop.get("holder") for shop in rows("shops", "shop")}

    for alliance in ALLIANCES.values():
        usernames = [member["username"] for member in alliance["members"]]
        assert len(usernames) == len(set(usernames))
        assert set(usernames) <= people
        for member in alliance["members"]:
            assert MemberKind(member["kind"])
            assert MembershipState(member.get("state", "active"))
            assert "shop" not in member or holders[member["shop"]] == member["username"]


def test_officers_are_members_whose_terms_began_before_they_end():
    for alliance in ALLIANCES.values():
        usernames = {member["username"] for member in alliance["members"]}
        for officer in alliance["officers"]:
            assert (officer["username"] in usernames) == (Office(officer["office"]) is not Office.OBSERVER)
            assert officer["since"] < officer["until"]


def test_each_running_alliance_has_one_chair_today_and_other_hands_for_other_offices():
    for alliance in ALLIANCES.values():
        if alliance["state"] == "running":
            serving = [o for o in alliance["officers"] if o["since"] <= 0 < o["until"]]
            assert [o["office"] for o in serving].count("chair") == 1
            assert len({o["username"] for o in serving}) == len(serving)


def test_somebody_is_in_two_alliances_and_five_of_one_name_are_in_one():
    names = {person["username"]: person["name"] for person in rows("people", "person")}

    seats = Counter(username for alliance in ALLIANCES.values() for username in active(alliance))
    families = Counter(names[username][0] for username in active(ALLIANCES["xinkailu"]))

    assert [username for username, seat in seats.items() if seat == 2] == ["yujinhua"]
    assert families["沈"] == 5


CONVENTIONS = {name.removeprefix("conventions/"): read(name, TODAY) for name in names("conventions")}

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


def test_twelve_conventions_cover_all_states_and_kinds():
    states = Counter(convention["state"] for convention in CONVENTIONS.values())

    assert [convention["id"] for convention in CONVENTIONS.values()] == list(CONVENTIONS)
    assert states == {
        "drafting": 1,
        "comment": 2,
        "voting": 1,
        "adopted": 1,
        "signing": 1,
        "in_force": 3,
        "rejected": 2,
        "repealed": 1,
    }
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
        if state == "comment":
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
        "wangxi": "passed",
        "wangxi-lou3": "passed",
        "wenxing": "quorum",
        "xinkailu": "passed",
        "xinkailu-first": "passed",
        "yunpu-laojie": "passed",
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
            assert ("disposition" in opinion) == (convention["state"] != "comment")


def test_both_scripts_speak_in_one_comment_period():
    for name in ("fengqiao", "nanjin-market"):
        assert {opinion["script"] for opinion in CONVENTIONS[name]["opinion"]} == {"hans", "hant"}


def test_a_glossary_term_has_one_form_in_each_script():
    terms = rows("glossary", "term")

    pairs = Glossary([(term["hans"], term["hant"]) for term in terms]).pairs

    assert len(pairs) == len(terms) >= 150
    assert len({term["hans"] for term in terms}) == len({term["hant"] for term in terms}) == len(terms)
    assert {term["kind"] for term in terms} == {"civic", "place", "shop", "person", "trap"}


def test_signs_and_names_in_the_glossary_are_those_of_the_city():
    signs = {shop["sign"] for shop in rows("shops", "shop")}
    names_of_people = {person["name"] for person in rows("people", "person")}

    for term in rows("glossary", "term"):
        if term["kind"] == "shop":
            assert signs & {term["hans"], term["hant"]}
        if term["kind"] == "person":
            assert names_of_people & {term["hans"], term["hant"]}


def test_the_city_introduces_itself_in_both_scripts():
    city = read("news-intro", TODAY)

    texts = [city["city"], city["contact"], *city["about"], *city["door"]]

    for text in texts:
        for key in text:
            if key.endswith("_hans"):
                assert text[key] and text[key.removesuffix("_hans") + "_hant"]
    assert [door["id"] for door in city["door"] if door["main"]] == [
        "conventions",
        "consultations",
        "honor",
        "points",
    ]
