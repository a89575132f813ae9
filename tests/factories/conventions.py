"""Conventions in any state, brought there by the real services."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from types import SimpleNamespace

from portal.accounts.models import Role, User
from portal.alliances.models import Office
from portal.ballots import services as ballots
from portal.ballots.queries import ballot_about
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


def a_convention(state=State.PROPOSED, *, members=(), team=None, texts=TEXTS, agree=True, **kw):
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
    way = WAYS[state]
    agree = agree and state is not State.REJECTED
    for step in way:
        step(convention, end, agree=agree, last=step is way[-1])
    return convention


def exact_hash(convention):
    version = queries.current_version(convention)
    return queries.signed_text(version, queries.clauses_of(version))[1]


def gather(convention, end, *, last, **_):
    """Open now when it is the last step, over by now else."""
    with clock.stopped_at(end if last else end - timedelta(days=59)):
        services.open_gathering(
            convention,
            until=clock.now() + timedelta(days=20),
            seen_hash=exact_hash(convention),
            actor=convention.team.reviewer,
        )


def begin_drafting(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=38)):
        services.begin_drafting(convention, reason="大家都忙。", actor=convention.team.secretary)


def hear(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=37)):
        services.open_hearing(convention, actor=convention.team.secretary)


def hand_in(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=36)):
        services.hand_in(convention, actor=convention.team.secretary)


def approve(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=35)):
        services.approve(
            convention, seen_hash=exact_hash(convention), opinion="同意。", actor=convention.team.reviewer
        )


def turn_back(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=35)):
        services.return_text(convention, reason="第二条没有依据。", actor=convention.team.reviewer)


def meet(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=34)):
        services.call_meeting(
            convention,
            meeting_at=end - timedelta(days=22),
            meeting_place="居委会二楼",
            actor=convention.team.chair,
        )


def deliberate(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=22)):
        services.open_deliberation(convention, actor=convention.team.chair)


def call(convention, end, *, last, **_):
    first = end - timedelta(hours=1) if last else end - timedelta(days=20)
    with clock.stopped_at(min(first, end - timedelta(days=21))):
        services.open_vote(
            convention,
            opens_at=first,
            closes_at=end + timedelta(days=5) if last else end - timedelta(days=10),
            actor=convention.team.chair,
        )


def count_votes(convention, end, *, agree, **_):
    ballot = ballot_about("convention", convention.id)
    with clock.stopped_at(end - timedelta(days=15)):
        for user_id in queries.electorate(convention, ballot.adoption_rule):
            voter = db.session.get(User, user_id)
            ballots.cast(ballot, choices=["for" if agree else "against"], actor=voter)
    with clock.stopped_at(end - timedelta(days=9)):
        ballots.close(ballot)


def file(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=8)):
        services.file(
            convention,
            office="临河街道办事处",
            papers_sent="表决通过的文本、会议记录、计票单",
            actor=convention.team.chair,
        )


def number(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=6)):
        services.give_number(convention, number="临河公约备〔2026〕6号", actor=convention.team.reviewer)


def object_to(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=6)):
        services.object_to_filing(convention, reason="缺签到表。", actor=convention.team.reviewer)


def publish(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=5)):
        services.publish(convention, actor=convention.team.chair)


def signing(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=4)):
        services.open_signing(convention, until=end + timedelta(days=10), actor=convention.team.chair)


def in_force(convention, end, **_):
    with clock.stopped_at(end - timedelta(days=1)):
        services.put_in_force(convention, actor=convention.team.chair)


def appraise(convention, end, **_):
    services.open_appraisal(convention, until=end + timedelta(days=14), actor=convention.team.chair)


def order(convention, end, **_):
    services.order_correction(
        convention,
        clause_keys=[queries.clauses_of(queries.version_in_force(convention))[1].key],
        reason="第二条没有法律依据。",
        due_on=(end + timedelta(days=30)).date(),
        actor=convention.team.reviewer,
    )


def correct(convention, end, **_):
    services.correct(convention, report="第二条不再执行，公示栏已换。", actor=convention.team.chair)


def repeal(convention, end, **_):
    services.repeal(convention, reason="街道拆迁。", actor=convention.team.chair)


TO_REVIEW = (gather, begin_drafting, hand_in)
TO_VOTE = (*TO_REVIEW, approve, meet)
TO_COUNT = (*TO_VOTE, call, count_votes)
TO_FORCE = (*TO_COUNT, file, number, publish, signing, in_force)
WAYS = {
    State.PROPOSED: (),
    State.GATHERING: (gather,),
    State.DRAFTING: (gather, begin_drafting),
    State.INTERNAL_HEARING: (gather, begin_drafting, hear),
    State.UNDER_REVIEW: TO_REVIEW,
    State.RETURNED: (*TO_REVIEW, turn_back),
    State.APPROVED_FOR_VOTE: (*TO_REVIEW, approve),
    State.MEETING_CALLED: TO_VOTE,
    State.DELIBERATION: (*TO_VOTE, deliberate),
    State.VOTING: (*TO_VOTE, call),
    State.ADOPTED: TO_COUNT,
    State.REJECTED: TO_COUNT,
    State.FILED: (*TO_COUNT, file),
    State.FILING_OBJECTED: (*TO_COUNT, file, object_to),
    State.PUBLISHED: (*TO_COUNT, file, number, publish),
    State.SIGNING: TO_FORCE[:-1],
    State.IN_FORCE: TO_FORCE,
    State.APPRAISAL: (*TO_FORCE, appraise),
    State.ORDERED_TO_CORRECT: (*TO_FORCE, order),
    State.CORRECTED: (*TO_FORCE, order, correct),
    State.REPEALED: (*TO_FORCE, repeal),
}
