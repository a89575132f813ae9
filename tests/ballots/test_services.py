import threading
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from portal.accounts.models import Level, Role
from portal.ballots import queries, services
from portal.ballots.models import BallotKey, RuleChange, Vote, Voter
from portal.ballots.rules import recount
from portal.ballots.services import Answer, Everybody
from portal.ballots.states import Method, Phase
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from portal.core.events import now as hears
from portal.core.events import switchboard
from portal.events.ballots import BallotCast, BallotClosed
from tests.factories import a_place, a_user, an_official, the_city
from tests.factories.ballots import a_ballot, counted

SECOND = timedelta(seconds=1)


@pytest.fixture
def news(app):
    """What is announced about votes."""
    heard = []

    def hear(event):
        heard.append(event)

    listeners = (hears(BallotCast, hear), hears(BallotClosed, hear))
    board = switchboard()
    board.connect(listeners)
    yield heard
    for listener in listeners:
        board.now[listener.kind].remove(listener)


def votes(ballot):
    return [(v.choices, v.user_id) for v in queries.votes_of(ballot)]


def test_a_vote_is_cast_counted_and_announced(news):
    people = [a_user() for _ in range(3)]
    ballot = a_ballot(*people)
    for person, choice in zip(people, ("for", "for", "against"), strict=True):
        services.cast(ballot, choices=[choice], actor=person)

    counted(ballot)

    assert (ballot.phase, ballot.passed, ballot.voted) == (Phase.COUNTED, True, 3)
    assert (ballot.result["bars"][0]["in_favour"], ballot.result["reasons"]) == (2, ["adopted"])
    assert news == [
        *(BallotCast(ballot_id=ballot.id, user_id=person.id) for person in people),
        BallotClosed(ballot_id=ballot.id, passed=True),
    ]


def test_the_last_of_several_votes_counts_and_keeps_its_receipt(news):
    person = a_user()
    ballot = a_ballot(person, a_user())

    first = services.cast(ballot, choices=["for"], actor=person)
    second = services.cast(ballot, choices=["against"], actor=person)

    assert first == second
    assert votes(ballot) == [(["against"], person.id)]
    assert (ballot.voted, len(news)) == (1, 1)


def test_a_secret_vote_holds_no_person_and_the_key_dies_with_the_count():
    person, other = a_user(), a_user()
    ballot = a_ballot(person, other, secret=True)
    receipt = services.cast(ballot, choices=["for"], actor=person)
    services.cast(ballot, choices=["against"], actor=other)

    counted(ballot)

    assert {user_id for _choices, user_id in votes(ballot)} == {None}
    assert db.session.get(BallotKey, ballot.id) is None
    assert queries.receipt_of(ballot, person.id) == ""
    assert queries.counted_as(ballot, receipt.lower()) == ["for"]
    assert [v.voted_on for v in db.session.scalars(select(Voter))] == [clock.today()] * 2


def test_the_table_of_votes_has_no_time_and_no_running_number():
    columns = {"ballot_id", "receipt", "choices", "reason", "area", "user_id", "voter_id", "channel"}

    assert set(Vote.__table__.columns.keys()) == columns
    assert [c.name for c in Vote.__table__.primary_key] == ["ballot_id", "receipt"]


def test_who_is_not_on_the_roll_cannot_vote():
    ballot = a_ballot(a_user())

    with pytest.raises(Forbidden, match="名册"):
        services.cast(ballot, choices=["for"], actor=a_user())


def test_the_clock_opens_and_closes_to_the_second():
    person = a_user()
    ballot = a_ballot(person)

    with clock.stopped_at(ballot.opens_at - SECOND), pytest.raises(Forbidden, match="开始投票"):
        services.cast(ballot, choices=["for"], actor=person)
    with clock.stopped_at(ballot.closes_at), pytest.raises(Forbidden, match="结束"):
        services.cast(ballot, choices=["for"], actor=person)
    with clock.stopped_at(ballot.closes_at - SECOND):
        services.cast(ballot, choices=["for"], actor=person)

    assert ballot.voted == 1


@pytest.mark.parametrize("choices", [[], ["yes"], ["invalid"], ["for", "against"]])
def test_a_formal_vote_takes_one_of_its_three_answers(choices):
    person = a_user()
    ballot = a_ballot(person)

    with pytest.raises(Refused):
        services.cast(ballot, choices=choices, actor=person)

    assert ballot.voted == 0


def test_an_approval_vote_takes_no_more_than_it_allows():
    people = [a_user() for _ in range(2)]
    ballot = a_ballot(*people, method=Method.APPROVAL, options=("灯", "树", "椅"), max_choices=2, secret=True)

    with pytest.raises(Refused, match="最多"):
        services.cast(ballot, choices=["a", "b", "c"], actor=people[0])
    services.cast(ballot, choices=["c", "a", "a"], actor=people[0])
    services.cast(ballot, choices=["c"], actor=people[1])
    counted(ballot)

    assert ballot.result["votes"] == {"a": 1, "b": 0, "c": 2}
    assert ballot.passed is True


def test_a_tie_between_options_passes_nothing():
    people = [a_user() for _ in range(2)]
    ballot = a_ballot(*people, method=Method.SINGLE, options=("甲", "乙"))
    services.cast(ballot, choices=["a"], actor=people[0])
    services.cast(ballot, choices=["b"], actor=people[1])

    counted(ballot)

    assert (ballot.result["tied"], ballot.passed) == (True, False)


def test_owners_are_weighed_by_heads_and_area():
    owners = [a_user() for _ in range(3)]
    roll = {owners[0].id: 20000, owners[1].id: 5000, owners[2].id: 5000}
    ballot = a_ballot(rule="owners_ordinary", electorate=roll)
    services.cast(ballot, choices=["against"], actor=owners[0])
    services.cast(ballot, choices=["for"], actor=owners[1])
    services.cast(ballot, choices=["for"], actor=owners[2])

    counted(ballot)

    assert ballot.result["reasons"] == ["majority_of_area_missed"]
    assert ballot.entitled_area == 30000


def test_everybody_of_a_level_in_the_place_may_vote():
    street = a_place(the_city())
    here, near = a_user(place_id=a_place(street).id), a_user(place_id=a_place(the_city()).id)
    unknown = a_user(place_id=street.id, level=Level.L1)
    minor = a_user(place_id=street.id, is_minor=True)
    ballot = a_ballot(method=Method.SINGLE, options=("甲", "乙"), electorate=Everybody(place=street))

    services.cast(ballot, choices=["a"], actor=here)
    services.cast(ballot, choices=["b"], actor=here)
    for nobody in (near, unknown, minor):
        with pytest.raises(Forbidden):
            services.cast(ballot, choices=["a"], actor=nobody)

    assert votes(ballot) == [(["b"], here.id)]
    assert ballot.voted == 1


def test_closing_is_left_to_the_clock_and_done_once(news):
    person = a_user()
    ballot = a_ballot(person)

    assert services.close_due() == 0
    services.close(ballot)
    assert ballot.phase is Phase.OPEN
    with clock.stopped_at(ballot.closes_at + SECOND):
        assert (services.close_due(), services.close_due()) == (1, 0)

    assert ballot.closed_at == ballot.closes_at
    assert news == [BallotClosed(ballot_id=ballot.id, passed=False)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": None},
        {"electorate": Everybody()},
        {"electorate": []},
        {"options": [Answer("甲"), Answer("乙")]},
        {"method": Method.SINGLE, "options": [Answer("甲")]},
        {"method": Method.APPROVAL, "options": [Answer("甲"), Answer("乙")], "max_choices": 3},
    ],
)
def test_a_question_that_cannot_be_counted_is_refused(wrong):
    with pytest.raises(Refused):
        a_ballot(a_user(), **wrong)


def test_a_vote_ends_after_it_begins():
    now = clock.now()

    with pytest.raises(Refused):
        a_ballot(a_user(), opens_at=now, closes_at=now)
    with pytest.raises(Refused):
        a_ballot(a_user(), opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1))


def test_a_vote_by_area_needs_areas_and_names():
    owner = a_user()

    with pytest.raises(Refused, match="面积"):
        a_ballot(owner, rule="owners_ordinary")
    with pytest.raises(Refused, match="面积"):
        a_ballot(rule="owners_ordinary", electorate={owner.id: 100}, secret=True)


def test_calling_off_leaves_a_reason_and_no_votes():
    person = a_user()
    ballot = a_ballot(person)
    services.cast(ballot, choices=["for"], actor=person)

    with pytest.raises(Refused):
        services.call_off(ballot, reason=" ")
    services.call_off(ballot, reason="题目写错了")

    assert (ballot.phase, votes(ballot)) == (Phase.CALLED_OFF, [])
    with pytest.raises(Refused):
        services.call_off(ballot, reason="再来一次")


def test_the_published_file_gives_the_same_result_and_names_nobody():
    people = [a_user() for _ in range(3)]
    ballot = a_ballot(*people)
    services.cast(ballot, choices=["for"], actor=people[0])

    with pytest.raises(NotFound):
        queries.file_of(ballot)
    counted(ballot)
    file = queries.file_of(ballot)

    assert recount(file).agrees
    assert file["result"] == ballot.result
    assert set(file["ballots"][0]) == {"receipt", "choice", "area", "channel"}


def test_a_changed_ballot_is_found_by_verify():
    people = [a_user() for _ in range(2)]
    ballot = a_ballot(*people)
    services.cast(ballot, choices=["for"], actor=people[0])
    counted(ballot)

    assert list(queries.damaged()) == []
    queries.votes_of(ballot)[0].choices = ["against"]
    db.session.flush()

    assert [d.row for d in queries.damaged()] == [ballot.id]


def test_a_changed_rule_leaves_running_votes_alone_and_history_behind():
    reviewer = an_official(Role.LEGAL_REVIEWER)
    rule = queries.adoption_rule("merchants")
    ballot = a_ballot(a_user())

    services.change_rule(
        rule, changes={"pass_fraction": Fraction(3, 4)}, reason="成员大会决定", actor=reviewer
    )

    assert queries.adoption_rule("merchants") == replace(rule, pass_fraction=Fraction(3, 4))
    assert ballot.adoption_rule == rule
    change = db.session.scalars(select(RuleChange)).one()
    assert (change.before["pass_fraction"], change.after["pass_fraction"]) == ("2/3", "3/4")
    assert (str(change.reason), change.actor_id) == ("成员大会决定", reviewer.id)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"pass_fraction": Fraction(3, 2)}, "写错"),
        ({}, "什么也没改"),
        ({"pass_fraction": Fraction(3, 4)}, " "),
    ],
)
def test_an_impossible_or_unexplained_rule_is_refused(changes, reason):
    rule = queries.adoption_rule("merchants")

    with pytest.raises(Refused):
        services.change_rule(rule, changes=changes, reason=reason, actor=an_official(Role.ADMIN))


def test_only_the_city_changes_rules():
    street = an_official(Role.LEGAL_REVIEWER, place=a_place(the_city()))

    with pytest.raises(Forbidden):
        services.change_rule(
            queries.adoption_rule("merchants"), changes={"secret": True}, reason="x", actor=street
        )


def test_an_unknown_rule_is_not_found():
    with pytest.raises(NotFound):
        queries.adoption_rule("kings")


@pytest.mark.real
@pytest.mark.parametrize("secret", [True, False])
def test_thirty_two_clicks_of_one_person_are_one_vote(real_portal, secret):
    with real_portal.app_context():
        person = a_user()
        ballot = a_ballot(person, a_user(), secret=secret)
        browsers = [real_portal.test_client().sign_in(person) for _ in range(32)]
        path, ballot_id = f"/ballots/{ballot.code}/vote", ballot.id
        db.session.commit()
    answers = []

    def click(browser):
        answers.append(browser.post(path, data={"choice": "for"}).status_code)

    threads = [threading.Thread(target=click, args=(browser,)) for browser in browsers]
    [t.start() for t in threads]
    [t.join() for t in threads]

    with real_portal.app_context():
        ballot = db.session.get(type(ballot), ballot_id)
        assert answers == [302] * 32
        assert [v.choices for v in queries.votes_of(ballot)] == [["for"]]
        assert ballot.voted == 1


@pytest.mark.real
def test_thirty_two_first_clicks_without_a_roll_are_one_vote(real_portal):
    with real_portal.app_context():
        person = a_user()
        ballot = a_ballot(method=Method.SINGLE, options=("甲", "乙"), electorate=Everybody())
        browsers = [real_portal.test_client().sign_in(person) for _ in range(32)]
        path, ballot_id = f"/ballots/{ballot.code}/vote", ballot.id
        db.session.commit()
    answers = []

    def click(browser):
        answers.append(browser.post(path, data={"choice": "b"}).status_code)

    threads = [threading.Thread(target=click, args=(browser,)) for browser in browsers]
    [t.start() for t in threads]
    [t.join() for t in threads]

    with real_portal.app_context():
        ballot = db.session.get(type(ballot), ballot_id)
        assert answers == [302] * 32
        assert ([v.choices for v in queries.votes_of(ballot)], ballot.voted) == ([["b"]], 1)
