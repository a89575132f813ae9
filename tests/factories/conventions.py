"""Conventions in any state, brought there by the real services."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from types import SimpleNamespace

from portal.accounts.models import Role, User
from portal.alliances.models import Office
from portal.ballots import services as ballots
from portal.conventions import queries, services
from portal.conventions.services import NewClause
from portal.conventions.states import Form, Kind, State
from portal.core import clock
from portal.core.db import db
from tests.factories import a_place, a_user, an_alliance, an_official, the_city

numbers = count(1)
TEXTS = (
    "每日开门前、打烊前各清扫一次，随脏随扫。",
    "不超出门窗经营，不在店外堆放。",
    "联盟不罚款，不扣押物品。",
)


def people(*members):
    """An alliance with a secretary who drafts, a chair who publishes, and a reviewer of its place."""
    place = a_place(a_place(the_city()))
    secretary, chair = a_user(), a_user()
    with clock.stopped_at(clock.now() - timedelta(days=90)):
        alliance = an_alliance(
            members=members, officers=((secretary, Office.SECRETARY), (chair, Office.CHAIR)), place=place
        )
        reviewer = an_official(Role.REVIEWER, place=place)
    return SimpleNamespace(alliance=alliance, secretary=secretary, chair=chair, reviewer=reviewer)


def a_convention(state=State.DRAFTING, *, members=(), team=None, texts=TEXTS, agree=True, **kw):
    """`.team` holds the people. The clock is moved along and stands still afterwards where it was."""
    team = team or people(*members)
    asked = {
        "kind": Kind.MERCHANTS,
        "form": Form.ARTICLES,
        "title": f"新开路商户自治公约{next(numbers)}",
        "summary": "门前清爽、有序经营。",
        "preamble": "为维护新开路整洁、有序，订立本公约。",
        "clauses": [NewClause(heading="门前卫生", text=text) for text in texts],
        **kw,
    }
    end = clock.now()
    with clock.stopped_at(end - timedelta(days=60)):
        convention = services.draft(team.alliance, actor=team.secretary, **asked)
    convention.team = team
    way = {
        State.DRAFTING: (),
        State.COMMENT: (comment,),
        State.VOTING: (comment, call),
        State.ADOPTED: (comment, call, count_votes),
        State.REJECTED: (comment, call, count_votes),
        State.PUBLISHED: (comment, call, count_votes, publish),
        State.SIGNING: (comment, call, count_votes, publish, signing),
        State.IN_FORCE: (comment, call, count_votes, publish, signing, in_force),
    }[state]
    agree = agree and state is not State.REJECTED
    for step in way:
        step(convention, end, agree=agree, last=step is way[-1])
    return convention


def exact_hash(convention):
    version = queries.current_version(convention)
    return queries.signed_text(version, queries.clauses_of(version))[1]


def comment(convention, end, *, last, **_):
    """Open now when it is the last step, over by now else."""
    with clock.stopped_at(end if last else end - timedelta(days=59)):
        services.open_comment(
            convention,
            until=clock.now() + timedelta(days=20),
            seen_hash=exact_hash(convention),
            actor=convention.team.reviewer,
        )


def call(convention, end, *, last, **_):
    first = end - timedelta(hours=1) if last else end - timedelta(days=20)
    with clock.stopped_at(first - timedelta(days=8)):
        services.open_vote(
            convention,
            opens_at=first,
            closes_at=end + timedelta(days=5) if last else end - timedelta(days=10),
            actor=convention.team.chair,
        )


def count_votes(convention, end, *, agree, **_):
    ballot = ballots.queries.ballot_about("convention", convention.id)
    with clock.stopped_at(end - timedelta(days=15)):
        for user_id in queries.electorate(convention, ballot.adoption_rule):
            voter = db.session.get(User, user_id)
            ballots.cast(ballot, choices=["for" if agree else "against"], actor=voter)
    with clock.stopped_at(end - timedelta(days=9)):
        ballots.close(ballot)


def publish(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=5)):
        services.publish(
            convention,
            filing_no="临河公约备〔2026〕6号",
            filing_office="临河街道办事处",
            actor=convention.team.chair,
        )


def signing(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=4)):
        services.open_signing(convention, until=end + timedelta(days=10), actor=convention.team.chair)


def in_force(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=1)):
        services.put_in_force(convention, actor=convention.team.chair)
