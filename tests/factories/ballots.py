"""Votes for tests."""

from __future__ import annotations

from datetime import timedelta

from portal.ballots import queries, services
from portal.ballots.services import Answer
from portal.ballots.states import Method
from portal.core import clock


def a_ballot(*voters, rule="merchants", method=Method.FORMAL, options=(), opened_for=1, **kw):
    """A vote that opened a minute ago and ends in a day; `voters` are the people on its roll."""
    now = clock.now()
    asked = {
        "path": "/conventions/abc",
        "title": "新开路公约第三版",
        "method": method,
        "opens_at": now - timedelta(minutes=opened_for),
        "closes_at": now + timedelta(days=1),
        "electorate": [voter.id for voter in voters],
        "rule": queries.adoption_rule(rule) if method is Method.FORMAL and rule else None,
        "options": [Answer(text) for text in options],
        **kw,
    }
    return services.open_ballot(("convention", 7), **asked)


def counted(ballot, *, later=timedelta(days=2)):
    """The ballot after its end and its count."""
    with clock.stopped_at(clock.now() + later):
        services.close(ballot)
    return ballot
