"""Alliances being founded, applications and their officials, for tests."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.models import Role
from portal.alliances import services
from portal.alliances.states import MemberKind
from portal.core import clock
from tests.factories import a_place, a_user, an_official, the_city


def a_street():
    """A street with an official who confirms and appoints: (place, official)."""
    street = a_place(the_city())
    return street, an_official(Role.ISSUER, place=street)


def a_founding(place=None, founder=None, **kw):
    words = {"name": "柳堤巷夜市自治联盟", "kind": MemberKind.MERCHANT, "shop": "柳三毛烧烤", **kw}
    return services.found(place or a_place(the_city()), actor=founder or a_user(), **words)


def an_application(alliance, user=None, **kw):
    words = {"kind": MemberKind.MERCHANT, "shop": "小龙炒粉", **kw}
    return services.apply(alliance, actor=user or a_user(), **words)


def a_section(alliance, officer, name="第一组", **kw):
    return services.add_section(alliance, name=name, actor=officer, **kw)


def a_seat(membership, user=None, actor=None, **kw):
    today = clock.today()
    words = {"starts_on": today, "ends_on": today + timedelta(days=365), "title": "店长", **kw}
    return services.give_seat(membership, user=user or a_user(), actor=actor or membership.user, **words)


def a_hearing(membership, actor, days=7, reason="多次占道，提醒无效", **kw):
    held_on = clock.today() + timedelta(days=days)
    return services.call_hearing(membership, held_on=held_on, reason=reason, actor=actor, **kw)
