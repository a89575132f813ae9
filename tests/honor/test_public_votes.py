"""The public vote of a programme: one for each verified resident, counted into the points after the close only."""

from datetime import timedelta

import pytest

from portal.accounts.models import Level
from portal.ballots import services as ballots
from portal.ballots.states import Phase
from portal.core import clock
from portal.core.errors import Forbidden, Refused
from portal.honor import services
from portal.honor.queries import public_votes
from portal.honor.rules import share
from tests.factories import a_user
from tests.factories.honor import VOTED, Office, a_candidate, a_programme, at, called

DAY = timedelta(days=1)


def text_of(answer):
    return answer.get_data(as_text=True)


def ready(office, programme, **kw):
    candidacy = a_candidate(programme, **kw)
    services.check_praise(candidacy.entry, finding="走访属实。", no_minor=True, actor=office.reviewer)
    services.consent(candidacy.entry, actor=candidacy.entry.holder)
    return candidacy


def voting(office, candidates=2, days=7):
    programme = called(office, criteria=VOTED)
    standing = [ready(office, programme) for _one in range(candidates)]
    ballot = services.call_vote(programme, last_day=clock.today() + days * DAY, actor=office.issuer)
    return programme, standing, ballot


def neighbours(office, number):
    return [a_user(level=Level.L2, place_id=office.place.id) for _one in range(number)]


def counted(ballot):
    with at(ballot.closes_at.date() + DAY):
        ballots.close(ballot)


@pytest.mark.no_database
def test_points_are_the_share_of_those_who_took_part():
    assert [share(*given) for given in ((0, 0), (0, 5), (2, 3), (3, 3), (199, 200))] == [0, 0, 66, 100, 99]


def test_votes_are_counted_into_the_points_after_the_close():
    office = Office()
    _programme, (first, second), ballot = voting(office)
    keys = {option.ref_id: option.key for option in ballot.options}
    people = neighbours(office, 4)
    for person, chosen in zip(people, ([first], [first, second], [first], []), strict=True):
        choices = [keys[c.id] for c in chosen] or [keys[None]]
        ballots.cast(ballot, choices=choices, actor=person)
        ballots.cast(ballot, choices=choices, actor=person)  # however often, one vote
    assert (first.scores, first.approvals) == ([], None)

    counted(ballot)

    assert [(c.approvals, c.scores[0].points, c.scores[0].given_by) for c in (first, second)] == [
        (3, 75, None),
        (1, 25, None),
    ]
    assert "4人参加，3票赞成" in str(first.scores[0].ground)


def test_only_verified_residents_of_the_place_vote():
    office = Office()
    _programme, _standing, ballot = voting(office)
    chosen = [ballot.options[0].key]
    for stranger in (a_user(level=Level.L1, place_id=office.place.id), a_user(level=Level.L2)):
        with pytest.raises(Forbidden):
            ballots.cast(ballot, choices=chosen, actor=stranger)


def test_nobody_types_what_is_counted():
    office = Office()
    programme, (first, _second), ballot = voting(office)
    cases, votes = programme.criteria
    with pytest.raises(Refused, match="计票"):
        services.score(first, points={votes.id: (100, "有效票两千张")}, actor=office.editor)
    services.score(first, points={cases.id: (90, "办件记录三条")}, actor=office.editor)
    assert not first.is_scored
    with pytest.raises(Refused, match="分数不齐"):
        services.decide_jury(first, admitted=True, finding="同意。", actor=office.issuer)

    counted(ballot)

    assert (first.is_scored, first.total) == (True, 90 * 70)
    services.decide_jury(first, admitted=True, finding="同意。", actor=office.issuer)


def test_who_is_not_ready_is_not_voted_on():
    office = Office()
    programme = called(office, criteria=VOTED)
    waiting = a_candidate(programme)
    last = clock.today() + 7 * DAY
    with pytest.raises(Refused, match="核实事迹"):
        services.call_vote(programme, last_day=last, actor=office.issuer)
    standing = ready(office, programme)
    with pytest.raises(Forbidden):
        services.call_vote(programme, last_day=last, actor=office.editor)
    for day in (clock.today(), clock.today() + 31 * DAY):
        with pytest.raises(Refused, match="30"):
            services.call_vote(programme, last_day=day, actor=office.issuer)

    services.call_vote(programme, last_day=last, actor=office.issuer)

    assert (waiting.ballot, standing.ballot.phase) == (None, Phase.OPEN)
    with pytest.raises(Refused, match="核实事迹"):  # nobody is voted on twice
        services.call_vote(programme, last_day=last, actor=office.issuer)


def test_without_a_criterion_of_votes_there_is_none():
    office = Office()
    programme = called(office)
    ready(office, programme)

    with pytest.raises(Refused, match="没有公众投票"):
        services.call_vote(programme, last_day=clock.today() + 7 * DAY, actor=office.issuer)
    drafted = a_programme(office, criteria=VOTED)
    with pytest.raises(Refused, match="不在进行中"):
        services.call_vote(drafted, last_day=clock.today() + 7 * DAY, actor=office.issuer)


def test_names_leave_the_ballot_with_the_count_and_with_who_leaves():
    office = Office()
    _programme, (first, second), ballot = voting(office)
    names = [str(option.text) for option in ballot.options]
    assert names == ["阿福粥铺", "阿福粥铺", "都不合适"]

    services.decline(first.entry, actor=first.entry.holder)
    assert [str(option.text) for option in ballot.options] == ["1号候选", "阿福粥铺", "都不合适"]
    counted(ballot)
    assert [str(option.text) for option in ballot.options] == ["1号候选", "2号候选", "都不合适"]
    assert second.approvals == 0


def test_with_the_last_candidate_the_vote_is_called_off():
    office = Office()
    _programme, (only,), ballot = voting(office, candidates=1)

    services.drop(only.entry, reason="店已转让。", actor=office.editor)

    assert ballot.phase is Phase.CALLED_OFF
    assert only.approvals is None


def test_the_page_shows_the_vote_while_it_runs_and_results_of_those_in_public(client):
    office = Office()
    programme = called(office, criteria=VOTED)
    first = ready(office, programme)
    path = f"/honor/programmes/{programme.code}"
    client.sign_in(office.issuer)
    assert "/vote" in text_of(client.get(path))
    assert client.get(f"{path}/vote").status_code == 200
    assert client.post(f"{path}/vote", data={"last_day": ""}).status_code == 422
    last = (clock.today() + 7 * DAY).isoformat()
    assert client.post(f"{path}/vote", data={"last_day": last}).status_code == 302
    (view,) = public_votes.open_votes(programme, office.issuer)
    page = text_of(client.get(path))
    assert "阿福粥铺" in page or f"/ballots/{view.ballot.code}" in page
    counted(view.ballot)

    assert public_votes.vote_results(programme, office.issuer) == []  # nothing of it before the public notice
    services.score(first, points={programme.criteria[0].id: (90, "办件记录")}, actor=office.editor)
    services.decide_jury(first, admitted=True, finding="同意。", actor=office.issuer)
    services.give_notice(first.entry, office="文明实践站", actor=office.editor)
    assert "公众投票计票结果" in text_of(client.get(path))
    client.sign_in(a_user())
    assert client.get(f"{path}/vote").status_code == 403
