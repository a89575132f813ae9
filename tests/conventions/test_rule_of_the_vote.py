"""The adoption rule where a convention is voted on: the copy that stays, a share of women, the office it is filed with."""

from datetime import timedelta
from fractions import Fraction

import pytest

from portal.accounts.models import Role, User
from portal.ballots import papers
from portal.ballots import services as voting
from portal.ballots.models import Ballot
from portal.ballots.queries import adoption_rule, file_of
from portal.ballots.rules import recount
from portal.conventions import queries, services
from portal.conventions.states import State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import speaking
from tests.factories import a_user, an_official
from tests.factories.conventions import a_convention, meet

OFFICE = "街道办事处、综合行政执法部门"


def change_the_rule(**changes):
    voting.change_rule(
        adoption_rule("merchants"),
        changes=changes,
        reason="章程改了。",
        actor=an_official(Role.LEGAL_REVIEWER),
    )


def called_under(**changes):
    convention = a_convention(State.APPROVED_FOR_VOTE)
    change_the_rule(**changes)
    meet(convention, clock.now())
    return convention


def open_vote(convention, women=None):
    opens = clock.now() + timedelta(hours=1)
    services.open_vote(
        convention,
        opens_at=opens,
        closes_at=opens + timedelta(days=5),
        women=women,
        actor=convention.team.chair,
    )
    return db.session.get(Ballot, convention.ballot_id)


def test_a_preset_changed_after_the_call_changes_nothing_for_that_vote():
    convention = a_convention(State.VOTING, members=[a_user(), a_user()])
    ballot = db.session.get(Ballot, convention.ballot_id)
    before = dict(ballot.rule)

    change_the_rule(
        quorum_fraction=Fraction(1),
        pass_fraction=Fraction(1),
        notice_days=90,
        filing_days=99,
        filing_office_hans="市司法局",
        min_women_share=Fraction(1, 2),
    )
    for user_id in queries.electorate(convention, ballot.adoption_rule)[:3]:
        voting.cast(ballot, choices=["for"], actor=db.session.get(User, user_id))
    with clock.stopped_at(ballot.closes_at + timedelta(minutes=1)):
        voting.close(ballot)

    assert (ballot.entitled_heads, ballot.voted, ballot.passed) == (4, 3, True)
    assert ballot.rule == before
    assert recount(file_of(ballot)).agrees
    assert convention.filing_due_on == convention.adopted_on + timedelta(days=before["filing_days"])
    assert queries.rule_of(convention).filing_office_hans == OFFICE
    assert adoption_rule("merchants").filing_days == 99


def test_the_vote_is_held_under_the_rule_that_the_notice_named(client):
    convention = a_convention(State.MEETING_CALLED)
    named = dict(convention.called_rule)
    change_the_rule(notice_days=90, quorum_fraction=Fraction(1), min_women_share=Fraction(1, 2))
    client.sign_in(convention.team.chair)

    form = client.get(f"/zh-hans/conventions/{convention.code}/steps/open_vote").text
    ballot = open_vote(convention)

    assert ballot.rule == named
    assert "妇女" not in form


@pytest.mark.parametrize(("women", "sentence"), [(None, "妇女"), (0, "至少要有 1"), (3, "多于")])
def test_a_rule_that_asks_for_women_is_not_voted_under_without(women, sentence):
    convention = called_under(min_women_share=Fraction(1, 3))

    with pytest.raises(Refused, match=sentence):
        open_vote(convention, women)


def test_the_share_stands_with_the_vote_and_in_its_file(client):
    convention = called_under(min_women_share=Fraction(1, 3))

    ballot = open_vote(convention, women=1)
    client.sign_in(convention.team.chair)
    page = client.get(f"/zh-hant/ballots/{ballot.code}").text
    rule = client.get("/zh-hans/ballots/rules/merchants").text

    assert ballot.women == 1
    assert "名冊中婦女：1/2" in page
    assert "至少 1/3" in rule
    assert OFFICE in rule


def test_the_filing_office_is_suggested_and_named_in_the_protocol(client):
    convention = a_convention(State.ADOPTED)
    ballot = db.session.get(Ballot, convention.ballot_id)
    paper = voting.issue_protocol(ballot, actor=an_official(Role.COMMUNITY_WORKER))
    client.sign_in(convention.team.chair)

    form = client.get(f"/zh-hant/conventions/{convention.code}/steps/file").text
    with speaking("zh_Hant"):
        sheet = papers.sheet(paper, "a4")

    assert 'value="街道辦事處、綜合行政執法部門"' in form
    assert "備案機關：街道辦事處、綜合行政執法部門" in sheet
    assert "計票後 10 日內報備" in sheet


def test_the_share_is_kept_for_bodies_of_representatives_on_the_rules_page(client):
    client.sign_in(an_official(Role.LEGAL_REVIEWER))
    path = "/zh-hans/ballots/rules/{}/edit"
    given = {k: v for k, v in adoption_rule("village_representatives").to_json().items() if v is not False}

    asked = [
        "妇女至少占" in client.get(path.format(key)).text for key in ("merchants", "village_representatives")
    ]
    client.post(
        path.format("village_representatives"),
        data={**given, "min_women_share": "2/5", "reason": "省里的规定更高。"},
    )

    assert asked == [False, True]
    assert adoption_rule("village_representatives").min_women_share == Fraction(2, 5)
