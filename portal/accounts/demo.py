"""The people of the demo city, and who holds which role."""

from __future__ import annotations

from itertools import product
from typing import Any

from sqlalchemy import insert, select

from portal.accounts.models import Level, Role, Standing, User
from portal.accounts.rules import names, passwords
from portal.accounts.services import grants
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _, speaking
from portal.core.language import Bitext, Script
from portal.demo_data.book import PASSWORD, Book

CROWD = 200  # people for each further size of the city
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "安柏晨丹恩芳耕禾季佳可岚敏宁鹏琪仁舒婷薇欣妍泽志"


def load(city: Book) -> None:
    secret = passwords.hashed(PASSWORD)  # one for all: the demo city keeps no secrets
    rows = [*city.toml("people")["person"], *city.toml("newcomers")["person"]]
    for number, row in enumerate(rows):
        city.people[row["username"]] = a_person(city, row, secret, number)
    db.session.flush()  # grants need the people's ids
    for row in rows:
        if role := row.get("demo_role"):
            city.people[role] = city.people[row["username"]]
    for key, username in city.toml("pool")["pool"].items():
        city.people[key] = city.people[username]
    hand_out_roles(city, rows)
    if city.scale > 1:
        gather_a_crowd(city, secret)


def a_person(city: Book, row: dict[str, Any], secret: str, number: int) -> User:
    script = Script.HANT if row["script"] == "hant" else Script.HANS
    person = User(
        username=row["username"],
        username_folded=names.fold(row["username"]),
        name=Bitext.name(row["name"], script),
        name_folded=names.fold(row["name"]),
        password_hash=secret,
        level=Level[row["level"]],
        place_id=city.places[row["place"]].id,
        locale="zh_Hant" if script is Script.HANT else "zh_Hans",
        joined_at=city.at(-900 + number * 3, 8 + number % 12, number % 60),
    )
    db.session.add(person)
    return person


def hand_out_roles(city: Book, rows: list[dict[str, Any]]) -> None:
    """Roles for one shop only are given with the rewards, where that shop becomes a partner."""
    wanted = [
        (row["username"], grant) for row in rows for grant in row.get("grants", ()) if "shop" not in grant
    ]
    first = [one for one in wanted if one[1]["role"] == Role.SECURITY_ADMIN]
    with clock.stopped_at(city.at(-880)), speaking("zh_Hans"):
        for username, grant in first:
            place = city.places[grant["place"]]
            grants.appoint(
                city.people[username],
                role=Role.SECURITY_ADMIN,
                place=place,
                reason=_("Set-up of the portal"),
            )
        guard = city.people[first[0][0]]
        for username, grant in wanted:
            if (username, grant) not in first:
                grants.give(
                    city.people[username],
                    role=Role(grant["role"]),
                    place=city.places[grant["place"]],
                    reason=_("Appointed by the office"),
                    actor=guard,
                )


def gather_a_crowd(city: Book, secret: str) -> None:
    """Residents without a story, for benchmarks: written in one go."""
    wanted = CROWD * (city.scale - 1)
    communities = [place for place in city.places.values() if place.kind == "community"]
    triples = product(SURNAMES, GIVEN, GIVEN)
    rows = []
    for number in range(wanted):
        called = "".join(next(triples, ("居", "民", ""))) + (str(number) if number >= 18000 else "")
        home = communities[number % len(communities)]
        name = f"{called}（{home.name.hans[:2]}）"
        rows.append(
            {
                "username": f"crowd{number:06}",
                "username_folded": f"crowd{number:06}",
                "name": Bitext.name(name, Script.HANS),
                "name_folded": f"crowd{number:06}",
                "password_hash": secret,
                "level": Level.L2,
                "standing": Standing.ACTIVE,
                "place_id": home.id,
                "joined_at": city.at(-600 + number % 500),
            }
        )
    db.session.execute(insert(User), rows)
    crowd = select(User.id).where(User.username.startswith("crowd")).order_by(User.id)
    city.crowd = list(db.session.scalars(crowd))
