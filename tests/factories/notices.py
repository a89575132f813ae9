"""Notices for tests. The kinds of the features are used as they are; what they say is asked of real things."""

from __future__ import annotations

from datetime import timedelta

from portal.core import clock
from portal.core.language import Bitext
from portal.notices.queries import find_sender, of_place
from portal.notices.services import issue_notice
from tests.factories import a_place, a_user, the_city

QUARTER = 20253  # of the points: it names nobody and asks for no row


def a_street(name="临河街道"):
    return a_place(the_city(), name=name)


def a_notice(place=None, *, days=7, **kw):
    """The public notice of a quarter, as if a street issued it: it runs from today on."""
    place = place or a_street()
    given = {
        "object_id": QUARTER,
        "title": Bitext.of("关于三季度扣减积分的公示"),
        "path": "/points/deductions",
        "until": clock.today() + timedelta(days=days),
        "actor_id": kw.pop("actor_id", None) or a_user().id,
        **kw,
    }
    return issue_notice(given.pop("kind", "points_quarter"), sender=of_place(place), **given)


def sender_of(place):
    return find_sender("place", place.id)
