"""Votes for tests."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.models import Role
from portal.ballots import queries, services
from portal.ballots.rules import Unit
from portal.ballots.services import Answer, Units
from portal.ballots.states import Channel, Method, RollKind
from portal.core import clock
from tests.factories import an_official, the_city


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
        "options": [one if isinstance(one, Answer) else Answer(one) for one in options],
        **kw,
    }
    return services.open_ballot(("convention", 7), **asked)


def counted(ballot, *, later=timedelta(days=2)):
    """The ballot after its end and its count."""
    with clock.stopped_at(clock.now() + later):
        services.close(ballot)
    return ballot


def a_roll(text="", *, kind=RollKind.OWNERS, place=None, keeper=None, subject=("convention", 7)):
    """A roll that is kept before a vote; `text` is its table."""
    place = place or the_city()
    roll = services.begin_roll(
        subject, path="/conventions/abc", title="汇园小区管理规约", place=place, kind=kind
    )
    if text:
        services.keep_lines(roll, text=text, actor=keeper or an_official(Role.COMMUNITY_WORKER, place=place))
    return roll


def units(*areas, accounts=(), names=()):
    """Lines of owners, `areas` in square metres."""
    return Units(
        kind=RollKind.OWNERS,
        lines=[
            Unit(
                name=names[n] if n < len(names) else f"业主{n + 1}",
                unit=f"1-{101 + n}",
                area=int(area * 100),
                user_id=accounts[n].id if n < len(accounts) and accounts[n] else None,
            )
            for n, area in enumerate(areas)
        ],
    )


def an_owners_vote(*areas, accounts=(), **kw):
    """A running vote of owners whose papers are counted too."""
    asked = {"rule": "owners_ordinary", "by_hand": True, "place": the_city(), **kw}
    return a_ballot(electorate=units(*areas, accounts=accounts), **asked)


def by_hand(ballot, typist, checker, *, channel=Channel.PAPER, **numbers):
    """Papers typed in and confirmed: `by_hand(ballot, a, b, for_=[1, 2], against=[3])`."""
    entries = services.type_in(
        ballot,
        channel=channel,
        received_on=clock.today(),
        numbers={choice.rstrip("_"): listed for choice, listed in numbers.items()},
        actor=typist,
    )
    return [services.confirm(entry, actor=checker) for entry in entries]


def declared(ballot, actor, *, later=timedelta(days=2), **kw):
    """The vote after its end and the declared count."""
    with clock.stopped_at(clock.now() + later):
        return services.declare(ballot, actor=actor, **kw)
