"""Papers, raised hands and written authorities: one line of the roll, one vote, whichever way it comes."""

import io
import json
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.accounts.models import Role
from portal.ballots import queries, services
from portal.ballots.models import HandBallot, Vote
from portal.ballots.papers import KIND, hash_of
from portal.ballots.rules import Unit, recount
from portal.ballots.services import Units
from portal.ballots.states import Channel, Phase, RollKind
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from portal.files.services import upload
from portal.papers.queries import paper_view
from tests.factories import a_user, an_official, the_city
from tests.factories.ballots import a_ballot, an_owners_vote, by_hand, declared, units


@pytest.fixture
def typist():
    return an_official(Role.COMMUNITY_WORKER)


@pytest.fixture
def checker():
    return an_official(Role.EDITOR)


def paper_of(person):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    out.seek(0)
    return [upload(person, sent=FileStorage(out, filename="委托书.png"), actor=person)]


def typed(ballot, actor, channel=Channel.PAPER, received_on=None, **numbers):
    chosen = {choice.rstrip("_"): listed for choice, listed in numbers.items()}
    day = received_on or clock.today()
    return services.type_in(ballot, channel=channel, received_on=day, numbers=chosen, actor=actor)


def test_all_three_channels_are_counted_together(typist, checker):
    online = a_user()
    ballot = an_owners_vote(100, 100, 100, 100, accounts=(online,))
    services.cast(ballot, choices=["for"], actor=online)
    by_hand(ballot, typist, checker, for_=[2], abstain=[3])
    by_hand(ballot, typist, checker, channel=Channel.HALL, for_=[4])

    declared(ballot, typist)

    assert (ballot.passed, ballot.voted, ballot.entitled_households) == (True, 4, None)
    assert ballot.result["channels"] == {"online": 1, "paper": 2, "hall": 1}
    assert [bar["in_favour"] for bar in ballot.result["bars"]] == [3, 30000]
    assert list(queries.damaged()) == []


def test_what_only_one_person_has_typed_does_not_count(typist):
    ballot = an_owners_vote(100, 100)
    typed(ballot, typist, for_=[1])

    assert (ballot.voted, queries.votes_of(ballot)) == (0, [])
    with pytest.raises(Refused, match="第二个人"):
        declared(ballot, typist)


def test_nobody_confirms_their_own_typing(typist):
    entry = typed(an_owners_vote(100, 100), typist, for_=[1])[0]

    with pytest.raises(Forbidden, match="另"):
        services.confirm(entry, actor=typist)


def test_a_paper_after_an_online_vote_is_refused_and_nothing_else_is_kept(typist):
    online = a_user()
    ballot = an_owners_vote(100, 100, 100, accounts=(online,))
    services.cast(ballot, choices=["against"], actor=online)

    with pytest.raises(Refused, match=r"第1号：.*在线.*以在线票为准"):
        typed(ballot, typist, for_=[1, 2])

    assert queries.waiting_entries(ballot) == []


def test_an_online_vote_after_a_paper_is_refused_also_while_it_waits(typist, checker):
    online = a_user()
    ballot = an_owners_vote(100, 100, accounts=(online,))
    entry = typed(ballot, typist, for_=[1])[0]

    with pytest.raises(Refused, match="纸质票"):
        services.cast(ballot, choices=["against"], actor=online)
    services.strike(entry, actor=checker)
    services.cast(ballot, choices=["against"], actor=online)

    assert ballot.voted == 1


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"for_": [1], "against": [1]}, "两次"),
        ({"for_": [9]}, "没有第9号"),
        ({"for_": []}, "至少"),
        ({"maybe": [1]}, "选项"),
    ],
)
def test_numbers_that_cannot_be_taken(typist, numbers, words):
    with pytest.raises(Refused, match=words):
        typed(an_owners_vote(100, 100), typist, **numbers)


def test_one_line_is_typed_in_once(typist, checker):
    ballot = an_owners_vote(100, 100)
    entry = by_hand(ballot, typist, checker, for_=[1])[0]

    with pytest.raises(Refused, match="录入过"):
        typed(ballot, checker, against=[1])
    for again in (services.confirm, services.strike):
        with pytest.raises(Refused, match="确认过"):
            again(entry, actor=checker)


def test_papers_are_received_while_voting_is_open(typist):
    ballot = an_owners_vote(100, 100)

    with pytest.raises(Refused, match="投票期间"):
        typed(ballot, typist, received_on=clock.today() - timedelta(days=3), for_=[1])
    with clock.stopped_at(ballot.closes_at + timedelta(days=3)):
        with pytest.raises(Refused, match="投票期间"):
            typed(ballot, typist, for_=[1])
        assert len(typed(ballot, typist, received_on=clock.local(ballot.closes_at).date(), for_=[1])) == 1


def test_votes_held_online_take_no_papers(typist):
    ballot = a_ballot(a_user(), place=the_city())

    with pytest.raises(Refused, match="线上"):
        typed(ballot, typist, for_=[1])


def test_online_is_no_channel_of_typists(typist):
    with pytest.raises(Refused, match="自己投"):
        typed(an_owners_vote(100, 100), typist, channel=Channel.ONLINE, for_=[1])


def test_the_clock_does_not_count_what_is_still_being_typed(typist):
    ballot = an_owners_vote(100, 100)

    with clock.stopped_at(ballot.closes_at):
        assert (services.close_due(), ballot.phase) == (0, Phase.COUNTING)
        services.close(ballot)
        assert ballot.phase is Phase.COUNTING


def test_the_count_is_declared_after_the_end_and_once(typist):
    ballot = an_owners_vote(100, 100)

    with pytest.raises(Refused, match="投票结束后"):
        services.declare(ballot, actor=typist)
    declared(ballot, typist)
    with pytest.raises(Refused, match="投票结束后"):
        declared(ballot, typist)


def test_a_quorum_reached_by_late_papers(typist, checker):
    ballot = an_owners_vote(100, 100, 100)
    by_hand(ballot, typist, checker, for_=[1])
    with clock.stopped_at(ballot.closes_at + timedelta(hours=2)):
        late = typed(ballot, typist, received_on=clock.local(ballot.closes_at).date(), for_=[2])
        services.confirm(late[0], actor=checker)

    declared(ballot, typist)

    assert ballot.result["reasons"] == ["adopted"]
    assert [bar["took_part"] for bar in ballot.result["bars"]] == [2, 20000]


def test_by_heads_it_passes_and_by_area_it_fails(typist, checker):
    ballot = an_owners_vote(400, 100, 100, 100)
    by_hand(ballot, typist, checker, against=[1], for_=[2, 3, 4])

    declared(ballot, typist)

    assert (ballot.passed, ballot.result["reasons"]) == (False, ["majority_of_area_missed"])


def a_village(*households, **kw):
    lines = Units(
        kind=RollKind.HEADS,
        lines=[Unit(name=f"村民{n}", unit=household) for n, household in enumerate(households)],
    )
    return a_ballot(electorate=lines, rule="villagers", by_hand=True, place=the_city(), **kw)


def test_enough_households_make_a_quorum_of_too_few_villagers(typist, checker):
    ballot = a_village("甲", "甲", "甲", "甲", "乙", "丙")
    by_hand(ballot, typist, checker, channel=Channel.HALL, for_=[1, 5])

    declared(ballot, typist)

    assert ballot.result["households"] == {"entitled": 3, "took_part": 2, "needed": 2, "met": True}
    assert ballot.result["reasons"] == ["adopted"]
    assert recount(json.dumps(queries.file_of(ballot))).agrees


def test_too_few_households_do_not(typist, checker):
    ballot = a_village("甲", "甲", "甲", "甲", "乙", "丙")
    by_hand(ballot, typist, checker, channel=Channel.HALL, for_=[1, 2])

    declared(ballot, typist)

    assert ballot.result["reasons"] == ["quorum_of_heads_missed"]


def test_those_present_without_voting_are_in_the_denominator(typist, checker):
    ballot = a_village("甲", "乙", "丙", "丁")
    by_hand(ballot, typist, checker, channel=Channel.HALL, for_=[1, 2])

    for wrong in (1, 5):
        with pytest.raises(Refused, match="到会"):
            declared(ballot, typist, attended=wrong)
    declared(ballot, typist, attended=4)

    assert ballot.result["reasons"] == ["majority_of_heads_missed"]
    assert queries.file_of(ballot)["attended"] == {"heads": 4, "area": 0}


def a_secret_one(accounts=(), number=4):
    lines = units(*([0] * number), accounts=accounts)
    return a_ballot(electorate=lines, rule="residents", secret=True, by_hand=True, place=the_city())


def test_secret_papers_are_noted_on_the_roll_and_counted_from_the_urn(typist, checker):
    online = a_user()
    ballot = a_secret_one((online,))
    receipt = services.cast(ballot, choices=["for"], actor=online)
    by_hand(ballot, typist, checker, **{"": [2, 3]})
    votes = {"for": 1, "against": 0, "abstain": 0, "invalid": 1}

    with clock.stopped_at(ballot.closes_at):
        with pytest.raises(Refused, match="两次|再由"):
            services.declare(ballot, actor=typist)
        with pytest.raises(Refused, match="收到2张"):
            services.type_urn(ballot, votes={"for": 3}, actor=typist)
        urn = services.type_urn(ballot, votes=votes, actor=typist)
        with pytest.raises(Forbidden):
            services.confirm_urn(urn, votes=votes, actor=typist)
        with pytest.raises(Refused, match="不一致"):
            services.confirm_urn(urn, votes={"for": 2}, actor=checker)
        services.confirm_urn(urn, votes=votes, actor=checker)
        services.declare(ballot, actor=typist)

    cast = queries.votes_of(ballot)
    assert sorted(vote.choices[0] for vote in cast) == ["for", "for", "invalid"]
    assert {(vote.user_id, vote.voter_id, vote.channel) for vote in cast} == {(None, None, None)}
    assert queries.counted_as(ballot, receipt) == ["for"]
    assert ballot.result["channels"] == {"online": 1, "paper": 2, "hall": 0}
    assert recount(queries.file_of(ballot)).agrees


def test_no_hands_are_raised_and_no_urn_opened_early_in_a_secret_vote(typist):
    ballot = a_secret_one()

    with pytest.raises(Refused, match="举手"):
        typed(ballot, typist, channel=Channel.HALL, **{"": [1]})
    with pytest.raises(Refused, match="投票结束后"):
        services.type_urn(ballot, votes={"for": 1}, actor=typist)


def test_calling_off_forgets_what_was_typed(typist):
    ballot = an_owners_vote(100, 100)
    typed(ballot, typist, for_=[1])

    services.call_off(ballot, reason="文本有误")

    assert db.session.scalars(select(HandBallot)).all() == []


def test_only_officials_of_the_place_type_in():
    with pytest.raises(Forbidden, match="工作人员"):
        typed(an_owners_vote(100, 100), a_user(), for_=[1])


# -- written authority


def authority(ballot, typist, number, **kw):
    papers = kw.pop("papers", None)
    asked = {"holder": "", "account": "", **kw}
    return services.name_proxy(
        ballot, number=number, papers=paper_of(typist) if papers is None else papers, actor=typist, **asked
    )


def test_a_holder_casts_the_vote_of_another_line(typist):
    owner, holder = a_user(), a_user()
    ballot = an_owners_vote(100, 100, 100, accounts=(owner,))
    authority(ballot, typist, 1, account=holder.username)

    services.cast(ballot, choices=["for"], actor=holder, number=1)

    assert [line.number for line in queries.stands_for(ballot, holder)] == [1]
    assert (ballot.voted, queries.votes_of(ballot)[0].voter_id) == (1, queries.line_numbered(ballot, 1).id)
    with pytest.raises(Refused, match="另一位"):
        services.cast(ballot, choices=["against"], actor=owner)


def test_without_an_authority_nobody_votes_for_another(typist):
    stranger, owner = a_user(), a_user()
    ballot = an_owners_vote(100, 100, accounts=(owner,))

    with pytest.raises(Forbidden):
        services.cast(ballot, choices=["for"], actor=stranger, number=1)
    with pytest.raises(NotFound, match="委托"):
        services.cast(ballot, choices=["for"], actor=owner, number=2)


def test_one_person_stands_for_no_more_than_the_rule_allows(typist):
    ballot = an_owners_vote(*[100] * 5)
    authority(ballot, typist, 1, holder="赵明")
    authority(ballot, typist, 2, holder="赵明")

    with pytest.raises(Refused, match="已经代2人"):
        authority(ballot, typist, 3, holder="赵明")
    with pytest.raises(Refused, match="已经委托"):
        authority(ballot, typist, 1, holder="钱红")


def test_an_authority_is_written_named_and_for_somebody_else(typist):
    owner = a_user()
    ballot = an_owners_vote(100, 100, accounts=(owner,))

    for kw, words in (
        ({"holder": "赵明", "papers": []}, "书面"),
        ({}, "受托人"),
        ({"account": owner.username}, "自己"),
    ):
        with pytest.raises(Refused, match=words):
            authority(ballot, typist, 1, **kw)


def test_an_authority_comes_before_the_vote_and_is_taken_back_before_it(typist, checker):
    ballot = an_owners_vote(100, 100, 100)
    proxy = authority(ballot, typist, 1, holder="赵明")
    by_hand(ballot, typist, checker, for_=[1, 2])

    with pytest.raises(Refused, match="投过票"):
        authority(ballot, typist, 2, holder="赵明")
    with pytest.raises(Refused, match="投过票"):
        services.withdraw_proxy(proxy, actor=typist)
    taken_back = authority(ballot, typist, 3, holder="赵明")
    services.withdraw_proxy(taken_back, actor=typist)

    assert queries.proxies_of(ballot) == [proxy]


def test_a_rule_without_proxies_takes_none(typist):
    ballot = a_village("甲", "乙")

    with pytest.raises(Refused, match="不接受"):
        authority(ballot, typist, 1, holder="赵明")
    over = an_owners_vote(100, 100)
    with clock.stopped_at(over.closes_at), pytest.raises(Refused, match="结束"):
        authority(over, typist, 1, holder="赵明")


# -- protocol


def test_the_protocol_stands_for_exactly_this_result(typist, checker):
    ballot = an_owners_vote(100, 100, 100)
    by_hand(ballot, typist, checker, for_=[1, 2])

    with pytest.raises(Refused, match="计票以后"):
        services.issue_protocol(ballot, actor=typist)
    declared(ballot, typist)
    paper = services.issue_protocol(ballot, actor=typist)

    assert paper.text_hash == hash_of(ballot)
    assert paper_view(KIND, ballot.id, hash_of(ballot)).paper is paper
    db.session.scalars(select(Vote)).first().choices = ["against"]
    db.session.flush()
    assert hash_of(ballot) != paper.text_hash
