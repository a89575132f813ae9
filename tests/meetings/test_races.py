"""Two at once: with real commits, on threads, through HTTP."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts import sessions
from portal.core import clock
from portal.core.db import db
from portal.core.work import unit_of_work
from portal.meetings import rules, services
from portal.meetings.models import HandVote, Meeting, Seat
from portal.meetings.states import MeetingKind
from tests.crowds import at_once
from tests.factories import the_city
from tests.factories.meetings import Hall, a_meeting

pytestmark = pytest.mark.real


def arranged(app, members, *, voting=False):
    """An emergency meeting about to begin; each member twice among the tokens."""
    with app.app_context(), unit_of_work():
        the_city()
        hall = Hall(members=members)
        soon = clock.now() + timedelta(minutes=20)
        meeting = a_meeting(hall, kind=MeetingKind.EMERGENCY, starts_at=soon)
        code = rules.code_at(meeting.sign_key, clock.now())
        if voting:
            for person in (hall.chair, *hall.members):
                services.sign_in(meeting, code=code, actor=person)
            services.open_meeting(meeting, actor=hall.chair)
            resolution = services.propose(meeting, text="试行一个月", actor=hall.chair)
            services.open_vote(resolution, actor=hall.chair)
        tokens = [sessions.begin(person) for person in hall.members for _ in range(2)]
        return meeting.path, code, tokens


def test_one_person_who_signs_in_twice_at_once_is_there_once(real_portal):
    path, code, tokens = arranged(real_portal, 8)

    answers = at_once(real_portal, tokens, f"{path}/sign-in", {"code": code})

    assert Counter(answer.status_code for answer in answers) == {302: 16}
    with real_portal.app_context():
        assert db.session.scalar(select(Meeting.present_count)) == 8
        here = select(func.count(Seat.id)).where(Seat.signed_at.is_not(None))
        assert db.session.scalar(here) == 8


def test_two_votes_of_one_person_at_once_are_one(real_portal):
    path, _code, tokens = arranged(real_portal, 8, voting=True)

    answers = at_once(real_portal, tokens, f"{path}/resolutions/1/vote", {"choice": "for"})

    assert Counter(answer.status_code for answer in answers) == {302: 16}
    with real_portal.app_context():
        assert db.session.scalar(select(func.count(HandVote.id))) == 8
