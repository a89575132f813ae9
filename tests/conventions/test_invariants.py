"""What must hold at every moment of every convention's life, however its steps are taken.

Random walks take steps in any order, by the people who may, at times that are right or wrong; after each step
all six invariants are asked of the stored rows, not of the services that keep them.
"""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.ballots import queries as ballots
from portal.ballots import services as voting
from portal.ballots.models import Ballot, Vote, Voter
from portal.conventions import queries, services
from portal.conventions.models import Comment, Convention, Review, Signature, Version
from portal.conventions.rules.ways import way_of
from portal.conventions.services import NewClause
from portal.conventions.states import LIFE, Channel, Disposition, Force, Kind, Stance, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from tests.factories import a_user
from tests.factories.conventions import TO_FORCE, a_convention, exact_hash, people
from tests.news import ON_SERVER

pytestmark = pytest.mark.both_databases

PAST_REVIEW = frozenset(
    {
        State.UNDER_REVIEW,
        State.APPROVED_FOR_VOTE,
        State.MEETING_CALLED,
        State.DELIBERATION,
        State.VOTING,
        State.ADOPTED,
        State.FILED,
        State.PUBLISHED,
        State.SIGNING,
    }
)


# the six


def voted_on_in_time_and_as_approved(convention):
    """1. No vote without notice in time and an approval of exactly its text."""
    if convention.state is not State.VOTING:
        return
    ballot = db.session.get(Ballot, convention.ballot_id)
    sent, rule = clock.local(convention.notice_sent_at).date(), ballot.adoption_rule
    assert sent + timedelta(days=rule.notice_days) <= clock.local(convention.meeting_at).date()
    assert convention.meeting_at.date() <= ballot.opens_at.date()
    fixed = queries.current_version(convention)
    assert fixed.text_hash == exact_hash(convention)
    if State.UNDER_REVIEW in way_of(convention.kind).stops:
        last = select(Review.approved).where(Review.text_hash == fixed.text_hash)
        assert db.session.scalar(last.order_by(Review.id.desc()).limit(1)) is True
    assert queries.open_musts(convention) == 0


def counted_as_stored(convention):
    """2. The stored result is what the ballots say, and a tie adopts nothing."""
    for ballot in db.session.scalars(select(Ballot).where(Ballot.result.is_not(None))):
        assert ballots.result_of(ballots.count(ballot)) == ballot.result
        if "tied" in ballot.result["reasons"]:
            assert not ballot.passed
        if ballot.id == convention.ballot_id:
            assert (convention.state is State.REJECTED) <= (not ballot.passed)
            assert (convention.state in {State.ADOPTED, State.FILED, State.PUBLISHED}) <= ballot.passed


def one_head_one_ballot(_convention):
    """3. As many ballots as voters who have voted, and no voter twice."""
    for ballot in db.session.scalars(select(Ballot).where(Ballot.called_off == "")):
        cast = select(func.count()).select_from(Vote).where(Vote.ballot_id == ballot.id)
        voted = select(func.count(Voter.id)).where(Voter.ballot_id == ballot.id, Voter.voted_on.is_not(None))
        assert db.session.scalar(cast) == db.session.scalar(voted) == ballot.voted


def in_force_once_and_published(convention):
    """4. What is in force was published and adopted, and is the only one of its kind there."""
    keys = db.session.scalars(select(Convention.in_force_key).where(Convention.in_force_key.is_not(None)))
    found = list(keys)
    assert len(found) == len(set(found))
    if convention.in_force_key is not None:
        steps = [row.step for row in LIFE.history(convention)]
        assert steps.index("pass") < steps.index("publish") < steps.index("put_in_force")
        assert queries.version_in_force(convention).text_hash
        assert convention.adopted_on is not None
    else:
        assert not convention.holds


def signed_as_shown(convention):
    """5. A signature is under its version's text, and binds nobody to another one."""
    for signature in db.session.scalars(select(Signature)):
        version = db.session.get(Version, signature.version_id)
        assert signature.text_hash == version.text_hash
        if way_of(convention.kind).signs and convention.holds:
            bound = queries.is_bound(convention, signature.user)
            others = select(Signature.id).where(
                Signature.user_id == signature.user_id,
                Signature.withdrawn_at.is_(None),
                Signature.version_id == queries.version_in_force(convention).id,
            )
            assert bound == (db.session.scalar(others) is not None)


def answered_before_the_review(convention):
    """6. No opinion is without an answer once the text is before the street."""
    if convention.state in PAST_REVIEW and State.UNDER_REVIEW in way_of(convention.kind).stops:
        left = select(func.count(Comment.id)).where(
            Comment.convention_id == convention.id, Comment.disposition.is_(None)
        )
        assert db.session.scalar(left) == 0


INVARIANTS = (
    voted_on_in_time_and_as_approved,
    counted_as_stored,
    one_head_one_ballot,
    in_force_once_and_published,
    signed_as_shown,
    answered_before_the_review,
)


# the walk


class Walk:
    """One convention, its people and its own time."""

    def __init__(self, kind):
        self.voters = [a_user(), a_user()]
        self.convention = a_convention(kind=kind, team=people(*self.voters))
        self.team, self.now = self.convention.team, clock.now()

    def take(self, move):
        with clock.stopped_at(self.now), suppress(Refused, Forbidden, NotFound):
            getattr(self, move)()
        with clock.stopped_at(self.now):
            voting.close_due()

    def call(self, service, who, **given):
        service(self.convention, actor=getattr(self.team, who), **given)

    def go(self):
        """The step that would come next."""
        ahead = {
            State.PROPOSED: self.gather,
            State.GATHERING: self.draft,
            State.DRAFTING: self.hand_in,
            State.RETURNED: self.hand_in,
            State.UNDER_REVIEW: self.approve,
            State.APPROVED_FOR_VOTE: self.meet,
            State.MEETING_CALLED: self.vote,
            State.DELIBERATION: self.vote,
            State.VOTING: self.cast,
            State.ADOPTED: self.file,
            State.FILED: self.publish,
            State.PUBLISHED: self.sign_up,
            State.SIGNING: self.put_in_force,
            State.IN_FORCE: self.revise_in_force,
        }.get(self.convention.state)
        if ahead:
            ahead()

    def wait(self):
        self.now += timedelta(days=8)

    def wait_long(self):
        self.now += timedelta(days=22)

    def gather(self):
        until = self.now + timedelta(days=20)
        self.call(services.open_gathering, "reviewer", until=until, seen_hash=exact_hash(self.convention))

    def say(self):
        services.comment(self.convention, text="太严。", stance=Stance.OPPOSE, actor=self.voters[0])

    def answer(self):
        given = {"disposition": Disposition.PARTLY, "reply": "改了。"}
        self.call(services.answer, "secretary", number=self.convention.comment_count, **given)

    def draft(self):
        self.call(services.begin_drafting, "secretary", reason="忙。")

    def write(self):
        self.call(services.add_clause, "secretary", new=NewClause(text="又一条。"))

    def hand_in(self):
        self.call(services.hand_in, "secretary")

    def must(self):
        self.call(services.remark, "reviewer", text="没有依据。", force=Force.MUST)

    def settle(self):
        for remark in queries.remarks_of(self.convention):
            if remark.settled_at is None:
                services.settle_remark(remark, actor=self.team.reviewer)

    def approve(self):
        self.call(services.approve, "reviewer", seen_hash=exact_hash(self.convention), opinion="同意。")

    def turn_back(self):
        self.call(services.return_text, "reviewer", reason="再改。")

    def meet(self):
        self.call(services.call_meeting, "chair", meeting_at=self.now + timedelta(days=7))

    def meet_at_once(self):
        self.call(services.call_meeting, "chair", meeting_at=self.now + timedelta(days=1))

    def talk(self):
        self.call(services.open_deliberation, "chair")

    def vote(self):
        opens = max(self.now + timedelta(hours=1), self.convention.meeting_at or self.now + timedelta(days=4))
        self.call(services.open_vote, "chair", opens_at=opens, closes_at=opens + timedelta(days=5))
        self.now = opens

    def vote_at_once(self):
        opens = self.now + timedelta(hours=1)
        self.call(services.open_vote, "chair", opens_at=opens, closes_at=opens + timedelta(days=5))

    def ballot(self):
        if self.convention.ballot_id is None:
            raise NotFound("no vote")
        return db.session.get(Ballot, self.convention.ballot_id)

    def cast(self, choice="for"):
        ballot = self.ballot()
        for person in (*self.voters, self.team.chair, self.team.secretary):
            voting.cast(ballot, choices=[choice], actor=person)
        self.now = ballot.closes_at + timedelta(minutes=1)

    def cast_in_halves(self):
        ballot = self.ballot()
        halves = (*self.voters, self.team.chair, self.team.secretary)
        for n, person in enumerate((*halves, *halves)):
            voting.cast(ballot, choices=["for" if n % 2 else "against"], actor=person)
        self.now = ballot.closes_at + timedelta(minutes=1)

    def file(self):
        if State.FILED not in way_of(self.convention.kind).stops:
            return self.publish()
        self.call(services.file, "chair", office="街道", papers_sent="文本")
        return self.call(services.give_number, "reviewer", number="备1号")

    def publish(self):
        self.call(services.publish, "chair")

    def sign_up(self):
        self.call(services.open_signing, "chair")
        self.sign()

    def sign(self):
        version = queries.signable_version(self.convention)
        services.sign(self.convention, text_hash=version.text_hash, actor=self.voters[1])

    def put_in_force(self):
        self.call(services.put_in_force, "chair")

    def revise_in_force(self):
        self.call(services.begin_revision, "secretary", reason="改。")

    def drop(self):
        self.call(services.drop_revision, "chair", reason="不改。")

    def amend_and_vote(self):
        self.talk()
        self.write()
        self.vote()

    def must_and_vote(self):
        self.must()
        self.vote()

    def say_and_hand_in(self):
        """An opinion typed in late, when the drafters believe they are done."""
        given = {"text": "还有。", "stance": Stance.OPPOSE, "channel": Channel.PHONE}
        self.call(services.enter_opinion, "chair", speaker="丁阿香", **given)
        self.hand_in()

    def back(self):
        self.call(services.revise, "secretary", reason="再改。")


MOVES = [
    name for name in vars(Walk) if not name.startswith("_") and name not in {"take", "call", "go", "ballot"}
]
# most steps lead ahead, or nothing would ever be voted on
STEP = st.one_of(st.just("go"), st.just("go"), st.just("go"), st.just("wait_long"), st.sampled_from(MOVES))


MICRO = ("gather", "wait_long", "vote", "cast", "publish", "sign_up", "put_in_force")
MERCHANTS = ("gather", "wait_long", "draft", "hand_in", "approve", "meet", *MICRO[2:4], "file", *MICRO[4:])


@pytest.mark.parametrize(("kind", "way"), [(Kind.MERCHANTS, MERCHANTS), (Kind.MICRO, MICRO)])
def test_the_invariants_hold_after_every_step_of_any_walk(kind, way):
    """Each walk goes some way as it should, and from there anywhere."""

    @given(begun=st.integers(0, len(way)), steps=st.lists(STEP, max_size=25))
    @settings(max_examples=6 if ON_SERVER else 25, deadline=None, suppress_health_check=list(HealthCheck))
    def walk_anywhere(begun, steps):
        before = db.session.get_bind().begin_nested()
        walk = Walk(kind)
        for step in (*way[:begun], *steps):
            walk.take(step)
            with clock.stopped_at(walk.now):
                for holds in INVARIANTS:
                    holds(walk.convention)
        db.session.remove()
        before.rollback()  # the next walk has the tables to itself

    walk_anywhere()


@pytest.mark.parametrize(("kind", "steps"), [(Kind.MERCHANTS, MERCHANTS), (Kind.MICRO, MICRO)])
def test_the_walk_can_go_all_the_way(kind, steps):
    """Or the walks above would prove little."""
    walk = Walk(kind)

    for step in steps:
        walk.take(step)

    assert walk.convention.state is State.IN_FORCE


def test_one_of_a_kind_is_in_force_in_one_place():
    first = a_convention(State.IN_FORCE)
    second = a_convention(State.PUBLISHED, team=first.team)

    with pytest.raises(Refused, match=first.title.hans):
        services.put_in_force(second, actor=first.team.chair)

    assert second.in_force_no is None
    assert a_convention(State.IN_FORCE, team=first.team, kind=Kind.MICRO).holds
    assert a_convention(State.IN_FORCE, team=first.team, kind=Kind.MICRO).holds


def test_the_clock_leaves_a_second_one_waiting():
    first = a_convention(State.IN_FORCE)
    second = a_convention(State.PUBLISHED, team=first.team)
    second.in_force_on = clock.today()

    assert services.come_into_force() == 0
    services.repeal(first, reason="由新约代替。", actor=first.team.chair)
    assert services.come_into_force() == 1


@pytest.mark.parametrize(("kind", "bound"), [(Kind.MERCHANTS, False), (Kind.OWNERS, True)])
def test_a_new_version_binds_signatories_only_after_signing_and_others_at_once(kind, bound):
    member = a_user()
    convention = a_convention(State.IN_FORCE, members=[member])
    services.sign(convention, text_hash=exact_hash(convention), actor=member)
    before = queries.is_bound(convention, member)

    services.begin_revision(convention, reason="改。", actor=convention.team.secretary)
    convention.kind = kind
    convention.in_force_no = convention.current_no

    assert (before, queries.is_bound(convention, member)) == (True, bound)
    assert not queries.is_bound(convention, a_user())


def test_a_new_version_is_signed_anew():
    member = a_user()
    convention = a_convention(State.IN_FORCE, members=[member])
    services.sign(convention, text_hash=exact_hash(convention), actor=member)
    services.begin_revision(convention, reason="改。", actor=convention.team.secretary)
    later = clock.now() + timedelta(days=90)

    for step in TO_FORCE:
        step(convention, later, agree=True, last=False)

    assert (convention.state, convention.in_force_no) == (State.IN_FORCE, convention.current_no)
    assert (convention.signature_count, queries.is_bound(convention, member)) == (0, False)
    asked = [str(row.reason) for row in LIFE.history(convention) if row.step == "ask_again"]
    assert asked == [f"第 {convention.current_no} 版，共 1 人。"]  # at the opening, and not again in force
    with clock.stopped_at(later):
        services.sign(convention, text_hash=exact_hash(convention), actor=member)
    assert (convention.signature_count, queries.is_bound(convention, member)) == (1, True)


def test_a_name_comes_only_under_exactly_the_stored_text():
    member = a_user()
    convention = a_convention(State.SIGNING, members=[member])
    exact = exact_hash(convention)

    with pytest.raises(Refused, match="文本已经改动"):
        services.sign(convention, text_hash="0" * 64, actor=member)
    queries.clauses_of(queries.signable_version(convention))[0].text = "没有人表决过的话。"
    db.session.flush()
    with pytest.raises(Refused, match="与指纹不符"):
        services.sign(convention, text_hash=exact, actor=member)

    assert (convention.signature_count, convention.chain_count) == (0, 0)


def test_no_text_comes_before_the_street_while_an_opinion_has_no_answer():
    convention = a_convention(State.GATHERING)
    services.comment(convention, text="太严。", stance=Stance.OPPOSE, actor=a_user())
    begin_drafting_later(convention)

    with pytest.raises(Refused, match="每一条都要有答复"):
        services.hand_in(convention, actor=convention.team.secretary)
    services.answer(
        convention,
        number=1,
        disposition=Disposition.NOT_ADOPTED,
        reply="有理由。",
        actor=convention.team.secretary,
    )
    services.hand_in(convention, actor=convention.team.secretary)

    assert convention.state is State.UNDER_REVIEW


def begin_drafting_later(convention):
    with clock.stopped_at(clock.now() + timedelta(days=21)):
        services.begin_drafting(convention, reason="大家都忙。", actor=convention.team.secretary)
