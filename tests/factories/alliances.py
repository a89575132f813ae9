"""Alliances being founded, applications and their officials, for tests."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.models import Role
from portal.alliances import services
from portal.alliances.states import MemberKind
from portal.ballots.rules import Choice
from portal.core import clock
from portal.meetings import queries as meeting_queries
from portal.meetings import services as meetings
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


def a_begun_founding(initiators=5, street=None, **kw):
    """A founding with so many initiators and a charter: (alliance, founder, the other initiators)."""
    place, _official = street or a_street()
    founder = a_user()
    alliance = a_founding(place, founder, charter="一人一票，三分之二同意方可修订公约。", **kw)
    others = [a_user() for _ in range(initiators - 1)]
    for person in others:
        services.admit(an_application(alliance, person), actor=founder)
    return alliance, founder, others


def a_called_founding_meeting(alliance, founder, chair, days=15):
    """Members were called; the call is over, the meeting is to come: run it with `held`."""
    services.call_members(alliance, text="一起来", closes_on=clock.today() + timedelta(days=7), actor=founder)
    with clock.stopped_at(clock.now() + timedelta(days=8)):
        starts = clock.now() + timedelta(days=days)
        services.call_meeting(
            alliance,
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            venue="议事角",
            chair_id=chair.id,
            actor=founder,
        )
    return alliance.meeting


def held(meeting, *, present=None, against=()):
    """Everybody, or so many, come and vote by hand on both resolutions; people in `against` are against."""
    no = {person.id for person in against}
    with clock.stopped_at(meeting.starts_at):
        meetings.open_meeting(meeting, actor=meeting.chair)
        seats = meeting_queries.voting_seats(meeting)[:present]
        meetings.take_down(meeting, seats=seats, actor=meeting.secretary)
        for resolution in meeting_queries.resolutions_of(meeting) if meeting.quorum_met else ():
            meetings.open_vote(resolution, actor=meeting.chair)
            hands = {s.id: Choice.AGAINST if s.user_id in no else Choice.FOR for s in seats}
            meetings.record_hands(resolution, hands=hands, actor=meeting.secretary)
            meetings.count(resolution, actor=meeting.chair)
    with clock.stopped_at(meeting.ends_at):
        meetings.close(meeting, actor=meeting.chair)
