"""The rule book and what it gives: once, within its caps, never back in time, by two people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role, Standing
from portal.ballots.models import Ballot
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.events import announce
from portal.core.jobs import run_due_jobs
from portal.events.ballots import BallotCast
from portal.events.consultations import OpinionGiven
from portal.events.conventions import ConventionSigned
from portal.events.discussions import PostWritten
from portal.events.honor import RedEntryPublished
from portal.notifications.models import InboxLine
from portal.points.models import Entry, EntryNote
from portal.points.queries import rulebook
from portal.points.queries.balances import Purse, purse
from portal.points.queries.proof import verify
from portal.points.rules import Cap, Span
from portal.points.services import awarding, determining
from portal.points.services import rulebook as services
from portal.points.services.determining import Deed
from portal.points.services.rulebook import Wording
from portal.points.states import DeterminationState, Scheme, VersionState
from portal.points.states.rulebook import RuleClass
from tests.factories import a_user, an_official, the_city
from tests.factories.ballots import a_ballot
from tests.factories.points import a_rule, points_for


def signed(user, convention=5, signature=1):
    announce(ConventionSigned(convention_id=convention, signature_id=signature, user_id=user.id))


def wording(**kw):
    return Wording(
        **{
            "title": "参加商议",
            "clause": "提出有编号的意见，加2分。",
            "basis": "办法第六条",
            "points": 2,
            "valid_from": clock.today(),
            "reason": "新办法",
            **kw,
        }
    )


def test_a_reply_is_awarded_by_the_worker_and_once_for_a_topic():
    user = a_user()
    a_rule(event="PostWritten", points=1)
    for post_id in (1, 2):
        announce(PostWritten(post_id=post_id, topic_id=7, user_id=user.id))
    before = purse(user.id)

    run_due_jobs()

    assert (before, purse(user.id)) == (Purse(), Purse(spendable=1, score_household=1))


def test_what_happens_is_awarded_by_its_rule():
    user = a_user()
    a_rule(event="ConventionSigned", points=5)

    signed(user)

    assert purse(user.id) == Purse(spendable=5, score_household=5)
    assert list(verify()) == []


def test_a_shops_rule_counts_in_its_own_score():
    user = a_user()
    a_rule(event="ConventionSigned", points=5, scheme=Scheme.MERCHANT)

    signed(user)

    assert purse(user.id) == Purse(spendable=5, score_merchant=1005)


def test_the_same_thing_earns_once():
    user = a_user()
    a_rule(event="ConventionSigned", points=5, code="J01")

    signed(user)
    signed(user, signature=2)

    assert purse(user.id).spendable == 5
    keys = db.session.scalars(select(Entry.key).where(Entry.owner_id == user.id).order_by(Entry.id)).all()
    assert keys == [f"convention:5:signed:{user.id}:J01", f"convention:5:signed:{user.id}:J01.score"]


def test_the_person_is_told():
    user = a_user()
    a_rule(event="ConventionSigned", points=5)

    signed(user)

    line = db.session.scalar(select(InboxLine).where(InboxLine.user_id == user.id))
    assert line.values["points"] == 5


def test_caps_hold():
    user = a_user()
    a_rule(event="ConventionSigned", points=5, caps=[{"span": "year", "times": 2}])

    for convention in (1, 2, 3):
        signed(user, convention)

    assert purse(user.id).spendable == 10


def test_a_cap_of_points_cuts_the_last_award():
    user = a_user()
    a_rule(event="OpinionGiven", points=4, caps=[{"span": "month", "points": 10}])

    for number in range(4):
        announce(OpinionGiven(consultation_id=number, opinion_id=number, user_id=user.id))

    assert purse(user.id).spendable == 10


def test_taking_part_earns_the_same_however_one_votes():
    voters = [a_user(), a_user()]
    ballot = a_ballot(*voters)
    a_rule(event="BallotCast", points=3)

    for voter in voters:
        announce(BallotCast(ballot_id=ballot.id, user_id=voter.id))

    assert [purse(voter.id).spendable for voter in voters] == [3, 3]
    note = db.session.scalars(select(EntryNote).where(EntryNote.path == "/conventions/abc")).first()
    assert str(note.title) == str(db.session.get(Ballot, ballot.id).title)


def test_news_about_nobody_in_particular_earns_nothing():
    a_rule(event="RedEntryPublished", points=30)

    announce(RedEntryPublished(entry_id=1, user_id=None))

    assert db.session.scalars(select(Entry.id)).all() == []


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.ERASED])
def test_closed_accounts_earn_nothing(standing):
    user = a_user(standing=standing)
    a_rule(event="ConventionSigned")

    signed(user)

    assert purse(user.id).spendable == 0


def test_a_negative_or_suspended_rule_gives_nothing():
    user = a_user()
    a_rule(event="ConventionSigned", points=-5)
    a_rule(event="ConventionSigned", points=5, gives=False)

    signed(user)

    assert purse(user.id) == Purse()


def test_a_rule_needs_two_people():
    drafter, releaser = an_official(Role.POINTS_OFFICER), an_official(Role.POINTS_OFFICER)
    version = services.draft_rule(
        the_city(),
        code="J02",
        scheme=Scheme.HOUSEHOLD,
        rule_class=RuleClass.AFFAIRS,
        event=None,
        wording=wording(),
        actor=drafter,
    )

    with pytest.raises(Forbidden):
        services.release(version, actor=drafter)
    services.release(version, actor=releaser)

    assert version.state is VersionState.RELEASED
    assert rulebook.rule_book() == [version]


def test_strangers_do_not_touch_the_rule_book():
    with pytest.raises(Forbidden):
        services.draft_rule(
            the_city(),
            code="J02",
            scheme=Scheme.HOUSEHOLD,
            rule_class=RuleClass.AFFAIRS,
            event=None,
            wording=wording(),
            actor=a_user(),
        )


def test_a_change_is_never_retroactive():
    user, other = a_user(), a_user()
    drafter, releaser = an_official(Role.POINTS_OFFICER), an_official(Role.POINTS_OFFICER)
    first = a_rule(event="ConventionSigned", points=5)
    signed(user)
    tomorrow = clock.today() + timedelta(days=1)
    second = services.draft_version(first.rule, wording=wording(points=8, valid_from=tomorrow), actor=drafter)
    services.release(second, actor=releaser)

    signed(other)
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        signed(other, convention=6)

    assert (purse(user.id).spendable, purse(other.id).spendable) == (5, 13)
    assert [v.number for v in rulebook.versions_of(first.rule, drafts=False)] == [2, 1]


@pytest.mark.parametrize("change", [{"valid_from": date(2020, 1, 1)}, {"points": 0}])
def test_impossible_versions_are_refused(change):
    with pytest.raises(Refused):
        services.draft_version(
            a_rule().rule, wording=wording(**change), actor=an_official(Role.POINTS_OFFICER)
        )


def test_a_number_stands_in_the_book_once():
    a_rule(code="J07")

    with pytest.raises(Refused):
        services.draft_rule(
            the_city(),
            code="J07",
            scheme=Scheme.HOUSEHOLD,
            rule_class=RuleClass.AFFAIRS,
            event=None,
            wording=wording(caps=(Cap(span=Span.YEAR, times=1),)),
            actor=an_official(Role.POINTS_OFFICER),
        )


def test_a_draft_whose_day_has_passed_is_not_released():
    drafter, releaser = an_official(Role.POINTS_OFFICER), an_official(Role.POINTS_OFFICER)
    version = services.draft_version(a_rule().rule, wording=wording(), actor=drafter)

    with clock.stopped_at(clock.now() + timedelta(days=2)), pytest.raises(Refused):
        services.release(version, actor=releaser)


def test_a_dropped_draft_needs_a_reason_and_stays():
    drafter = an_official(Role.POINTS_OFFICER)
    version = services.draft_version(a_rule().rule, wording=wording(), actor=drafter)

    with pytest.raises(Refused):
        services.drop(version, reason=" ", actor=drafter)
    services.drop(version, reason="写重了", actor=drafter)

    assert version.state is VersionState.DROPPED


def proposed(person, version=None, **kw):
    version = version or a_rule(points=5)
    asked = {"times": 2, "note": "晨扫，三条路四个楼道", "occurred_on": clock.today(), **kw}
    actor = asked.pop("actor", None) or an_official(Role.POINTS_OFFICER)
    return determining.propose(person, rule=version.rule, deed=Deed(**asked), actor=actor)


def test_points_by_hand_need_two_people_and_not_the_one_concerned():
    person, second = a_user(), an_official(Role.POINTS_OFFICER)
    determination = proposed(person)
    proposer = db.session.get(type(person), determination.proposed_by)

    with pytest.raises(Forbidden):
        determining.confirm(determination, actor=proposer)
    with pytest.raises(Forbidden):
        determining.confirm(determination, actor=a_user())
    entry = determining.confirm(determination, actor=second)

    assert (determination.state, entry.amount) == (DeterminationState.POSTED, 10)
    assert purse(person.id) == Purse(spendable=10, score_household=10)


def test_nobody_decides_about_points_of_their_own():
    officer = an_official(Role.POINTS_OFFICER)

    with pytest.raises(Forbidden):
        proposed(officer, actor=officer)


@pytest.mark.parametrize(
    "change",
    [
        {"times": 0},
        {"times": 25},
        {"note": "  "},
        {"occurred_on": date(2099, 1, 1)},
        {"occurred_on": date(2020, 1, 1)},
    ],
)
def test_impossible_proposals_are_refused(change):
    with pytest.raises(Refused):
        proposed(a_user(), **change)


def test_rules_of_the_portal_and_deductions_are_not_given_by_hand():
    for version in (a_rule(event="ConventionSigned"), a_rule(points=-5), a_rule(gives=False)):
        with pytest.raises(Refused):
            proposed(a_user(), version)


def test_hours_count_towards_a_cap_of_times():
    person = a_user()
    version = a_rule(points=2, caps=[{"span": "day", "times": 3}])
    determining.confirm(proposed(person, version, times=2), actor=an_official(Role.POINTS_OFFICER))

    determining.confirm(proposed(person, version, times=2), actor=an_official(Role.POINTS_OFFICER))

    assert purse(person.id).spendable == 6
    with pytest.raises(Refused):
        determining.confirm(proposed(person, version), actor=an_official(Role.POINTS_OFFICER))


def test_a_declined_proposal_posts_nothing():
    person, officer = a_user(), an_official(Role.POINTS_OFFICER)
    determination = proposed(person)

    determining.decline(determination, reason="没有证明", actor=officer)

    assert determination.state is DeterminationState.DECLINED
    assert purse(person.id).spendable == 0
    with pytest.raises(Refused):
        determining.confirm(determination, actor=officer)


def test_a_correction_takes_score_and_purse_back_once():
    person = a_user()
    a_rule(event="ConventionSigned", points=5)
    signed(person)
    entry = db.session.scalars(select(Entry).where(Entry.owner_id == person.id).order_by(Entry.id)).first()
    officer = an_official(Role.POINTS_OFFICER)

    awarding.correct(entry, reason="重复登记", actor=officer)

    assert purse(person.id) == Purse()
    assert list(verify()) == []
    with pytest.raises(Refused):
        awarding.correct(entry, reason="再来一次", actor=officer)


def test_a_correction_frees_the_cap():
    person = a_user()
    a_rule(event="ConventionSigned", points=5, caps=[{"span": "year", "times": 1}])
    signed(person, 1)
    entry = db.session.scalars(select(Entry).where(Entry.owner_id == person.id).order_by(Entry.id)).first()
    awarding.correct(entry, reason="登记错人", actor=an_official(Role.POINTS_OFFICER))

    signed(person, 2)

    assert purse(person.id).spendable == 5


def test_corrections_are_refused_without_reason_for_other_lines_and_to_those_who_awarded():
    person, proposer, second = a_user(), an_official(Role.POINTS_OFFICER), an_official(Role.POINTS_OFFICER)
    entry = determining.confirm(proposed(person, actor=proposer), actor=second)

    for actor in (proposer, second, a_user()):
        with pytest.raises(Forbidden):
            awarding.correct(entry, reason="错了", actor=actor)
    with pytest.raises(Refused):
        awarding.correct(entry, reason=" ", actor=an_official(Role.POINTS_OFFICER))
    back = awarding.correct(entry, reason="错了", actor=an_official(Role.POINTS_OFFICER))
    with pytest.raises(Refused):
        awarding.correct(back, reason="错了", actor=an_official(Role.POINTS_OFFICER))


def test_points_given_without_a_note_can_be_corrected_too():
    person = a_user()
    entry = points_for(person, 5)

    awarding.correct(entry, reason="错了", actor=an_official(Role.POINTS_OFFICER))

    assert purse(person.id).spendable == 0


def test_a_rule_that_takes_points_for_a_petition_is_refused_with_the_reason():
    official = an_official(Role.POINTS_OFFICER)
    petition = wording(points=-20, title="上访", clause="越级上访的，每次减20分。")

    with pytest.raises(Refused, match="上访"):
        services.draft_rule(
            the_city(),
            code="N90",
            scheme=Scheme.HOUSEHOLD,
            rule_class=RuleClass.AFFAIRS,
            event=None,
            wording=petition,
            actor=official,
        )

    assert rulebook.waiting_versions() == []
