"""One function for each thing a test may need. Everything has a default; `saved` flushes, so ids are there.

One file for each feature (`tests/factories/conventions.py`: `a_convention`); this one has people and places.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from portal.accounts.models import Grant, Level, Role, User
from portal.alliances.models import Alliance, MemberKind, Membership, Office, OfficeTerm
from portal.alliances.states import MembershipState
from portal.core import clock
from portal.core.db import db
from portal.core.language import Bitext
from portal.places.models import Place, PlaceKind, lay_out

numbers = count(1)


def saved(thing):
    db.session.add(thing)
    db.session.flush()
    return thing


def a_place(parent=None, **kw):
    n = next(numbers)
    kind = kw.pop("kind", PlaceKind.STREET if parent is None else PlaceKind.COMMUNITY)
    return lay_out(parent, **{"kind": kind, "slug": f"place-{n}", "name": f"第{n}街道", **kw})


def the_city():
    """禾塘市 with one street and one community; the same one whenever a test asks again."""
    city = db.session.query(Place).filter_by(kind=PlaceKind.CITY).first()
    return city or lay_out(None, kind=PlaceKind.CITY, slug="hetang", name=Bitext.both("禾塘市", "禾塘市"))


def a_user(**kw):
    n = next(numbers)
    name = str(kw.pop("name", f"居民{n}"))
    return saved(
        User(
            **{
                "username": f"user{n}",
                "username_folded": f"user{n}",
                "name": name,
                "name_folded": name,
                "password_hash": "!",
                "level": Level.L2,
                **kw,
            }
        )
    )


def a_grant(user, role, place, **kw):
    user.__dict__.pop("_roles", None)
    return saved(Grant(user_id=user.id, role=role, place_id=place.id, starts_on=clock.today(), **kw))


def an_official(*roles, place=None, **kw):
    user = a_user(**{"level": Level.L3, **kw})
    for role in roles or (Role.EDITOR,):
        a_grant(user, role, place or the_city())
    return user


def an_alliance(*, members=(), officers=(), place=None, **kw):
    """`members` are people, `officers` pairs of (person, Office); officers are members too."""
    n = next(numbers)
    alliance = saved(
        Alliance(
            **{
                "code": f"alliance{n}",
                "name": f"新开路商家自治联盟{n}",
                "place": place or a_place(the_city()),
                **kw,
            }
        )
    )
    for user in (*members, *(person for person, _office in officers)):
        a_member(alliance, user)
    for user, office in officers:
        an_office(alliance, user, office)
    return alliance


def a_member(alliance, user, **kw):
    user.__dict__.pop("_alliances", None)
    alliance.member_count = (alliance.member_count or 0) + 1
    return saved(
        Membership(
            **{
                "alliance_id": alliance.id,
                "user_id": user.id,
                "kind": MemberKind.MERCHANT,
                "state": MembershipState.ACTIVE,
                "joined_on": clock.today(),
                **kw,
            }
        )
    )


def an_office(alliance, user, office=Office.CHAIR, **kw):
    user.__dict__.pop("_offices", None)
    today = clock.today()
    return saved(
        OfficeTerm(
            **{
                "alliance_id": alliance.id,
                "user_id": user.id,
                "office": office,
                "starts_on": today - timedelta(days=30),
                "ends_on": today + timedelta(days=365),
                **kw,
            }
        )
    )
