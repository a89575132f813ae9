"""Places, people, shops, alliances and words of the demo city: keys are unique and point at something."""

from collections import Counter

import pytest

from portal.accounts.models import Role
from portal.alliances.models import MemberKind, Office
from portal.alliances.states import MembershipState
from portal.core.language import Glossary
from portal.demo_data.reading import fill, read
from portal.places.models import PlaceKind
from tests.demo.city import ALLIANCES, TODAY, accounts, active, ids, rows

pytestmark = pytest.mark.no_database

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
    assert {shop["holder"] for shop in shops} <= accounts()


def test_every_shop_belongs_or_belonged_to_an_alliance_or_has_applied():
    kept = [m["shop"] for a in ALLIANCES.values() for m in a["members"] if "shop" in m]

    assert set(kept) == ids("shops", "shop")


def test_one_licence_may_serve_two_shops_and_one_sign_needs_a_rare_character():
    shops = rows("shops", "shop")

    codes = Counter(shop["code"] for shop in shops if "code" in shop)

    assert [n for n in codes.values() if n > 1] == [2]
    assert [shop["id"] for shop in shops if "𠮷" in shop["sign"]] == ["xinkailu-13"]


def test_twelve_alliances_stand_in_known_places_and_roads():
    places = ids("places", "place")

    assert len(ids("alliances", "alliance")) == 12
    assert {alliance["place"] for alliance in ALLIANCES.values()} <= places
    assert {road for alliance in ALLIANCES.values() for road in alliance["roads"]} <= places
    assert Counter(a["state"] for a in ALLIANCES.values()) == {"running": 10, "founding": 1, "dissolved": 1}


def test_members_are_people_and_their_shops_are_their_own():
    people = accounts()
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
