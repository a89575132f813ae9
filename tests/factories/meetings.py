"""Meetings of an alliance with a chair, a secretary and members, for tests."""

from __future__ import annotations

from datetime import timedelta

from portal.alliances.meetings import body
from portal.alliances.states import Office
from portal.core import clock
from portal.meetings import services
from portal.meetings.states import MeetingKind
from tests.factories import a_user, an_alliance


class Hall:
    """An alliance that can meet: `chair`, `secretary`, `members` (with a vote, officers not among them)."""

    def __init__(self, members=3, **kw):
        self.chair, self.secretary = a_user(), a_user()
        self.members = [a_user() for _ in range(members)]
        officers = ((self.chair, Office.CHAIR), (self.secretary, Office.SECRETARY), *kw.pop("officers", ()))
        self.alliance = an_alliance(members=self.members, officers=officers, **kw)
        self.body = body(self.alliance)


def words(**kw):
    starts = kw.pop("starts_at", None) or clock.now() + timedelta(days=kw.pop("days", 10))
    return {
        "kind": MeetingKind.REGULAR,
        "title": "十月例会",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "venue": "新开路16号议事角",
        **kw,
    }


def a_draft(hall=None, **kw):
    hall = hall or Hall()
    return services.prepare(hall.body, actor=hall.chair, **words(**kw))


def a_meeting(hall=None, **kw):
    """Called, ten days ahead."""
    hall = hall or Hall()
    return services.call(hall.body, actor=hall.chair, short_notice=kw.pop("short_notice", ""), **words(**kw))
