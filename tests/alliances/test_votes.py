"""Votes that officers call on what members want to decide, and the roll they keep for them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.alliances import queries, services
from portal.alliances.services import Question
from portal.alliances.states import AllianceState, Office
from portal.ballots import queries as ballots_queries
from portal.ballots import services as ballots
from portal.ballots.states import Channel, Method, Phase
from portal.core import clock
from portal.core.errors import Forbidden, NotFound, Refused
from portal.core.permissions import can
from tests.factories import a_member, a_user, an_alliance, an_official
from tests.factories.alliances import a_seat, a_street, an_application

DAY = timedelta(days=1)
COLOURS = ("红", "黄")


class Club:
    """An alliance with a chair, a secretary and three shops; the last two are one person's."""

    def __init__(self):
        self.street, _issuer = a_street()
        self.chair, self.secretary, self.one, self.two = (a_user() for _ in range(4))
        officers = ((self.chair, Office.CHAIR), (self.secretary, Office.SECRETARY))
        self.alliance = an_alliance(officers=officers, place=self.street)
        self.shop = a_member(self.alliance, self.one, shop="阿福粥铺")
        for name in ("小龙炒粉", "小龙凉茶"):
            a_member(self.alliance, self.two, shop=name)

    def ask(self, actor=None, **kw):
        question = Question(**{"text": "灯笼用什么颜色", "method": Method.SINGLE, "options": COLOURS, **kw})
        return services.call_vote(self.alliance, question=question, actor=actor or self.chair)


def test_members_choose_one_of_several():
    club = Club()
    ballot = club.ask()

    for person, key in ((club.one, "b"), (club.two, "b"), (club.chair, "a")):
        ballots.cast(ballot, choices=[key], actor=person)
    with clock.stopped_at(clock.now() + 8 * DAY):
        ballots.close_due()

    assert (ballot.entitled_heads, ballot.result["votes"], ballot.passed) == (4, {"a": 1, "b": 2}, True)
    assert queries.votes(club.alliance) == [ballot]
    assert queries.running_votes(club.alliance) == []


def test_the_roll_has_one_line_for_each_member_and_an_account_once():
    club = Club()
    manager = a_user()
    a_seat(club.shop, manager, may_vote=True)

    roll = services.write_members_down(club.alliance, actor=club.chair)

    lines = [(str(line.unit), line.user_id) for line in ballots_queries.lines_of_roll(roll)]
    assert lines[2:] == [("阿福粥铺", manager.id), ("小龙炒粉", club.two.id), ("小龙凉茶", None)]
    assert (roll.heads, queries.roll(club.alliance)) == (5, roll)
    with pytest.raises(Forbidden):
        services.write_members_down(club.alliance, actor=club.one)


def test_papers_of_the_roll_and_accounts_are_counted_together():
    club = Club()
    services.write_members_down(club.alliance, actor=club.chair)
    ballot = club.ask(by_roll=True, on_paper=True)
    today = clock.today()

    ballots.cast(ballot, choices=["a"], actor=club.one)
    with pytest.raises(Refused):
        ballots.type_in(
            ballot, channel=Channel.PAPER, received_on=today, numbers={"a": [3]}, actor=club.secretary
        )
    entries = ballots.type_in(
        ballot,
        channel=Channel.PAPER,
        received_on=today,
        numbers={"b": [5, 4], "invalid": [1]},
        actor=club.secretary,
    )
    with pytest.raises(Forbidden):
        ballots.confirm(entries[0], actor=club.secretary)
    for entry in entries:
        ballots.confirm(entry, actor=club.chair)
    with clock.stopped_at(clock.now() + 8 * DAY):
        ballots.close_due()
        waits = [one for one, _n in ballots_queries.papers_waiting_for(club.chair)]
        ballots.declare(ballot, actor=club.chair)

    assert waits == [ballot]
    assert (ballot.voted, ballot.result["votes"], ballot.result["leaders"]) == (4, {"a": 1, "b": 2}, ["b"])


def test_a_secret_urn_with_options():
    club = Club()
    services.write_members_down(club.alliance, actor=club.chair)
    ballot = club.ask(by_roll=True, on_paper=True, secret=True)
    for entry in ballots.type_in(
        ballot, channel=Channel.PAPER, received_on=clock.today(), numbers={"": [4, 5]}, actor=club.secretary
    ):
        ballots.confirm(entry, actor=club.chair)

    with clock.stopped_at(clock.now() + 8 * DAY):
        urn = ballots.type_urn(ballot, votes={"a": 1, "invalid": 1}, actor=club.secretary)
        ballots.confirm_urn(urn, votes={"a": 1, "invalid": 1}, actor=club.chair)
        ballots.declare(ballot, actor=club.chair)

    assert (ballot.result["votes"], ballot.result["ballots"]) == ({"a": 1, "b": 0}, 2)


def test_questions_that_cannot_be_asked():
    club = Club()

    for wrong in (
        {"text": " "},
        {"days": 0},
        {"days": 61},
        {"method": Method.FORMAL},
        {"options": ("红",)},
        {"by_roll": True},
        {"on_paper": True},
        {"by_roll": True, "on_paper": True, "method": Method.APPROVAL},
    ):
        with pytest.raises(Refused):
            club.ask(**wrong)
    for actor in (club.one, an_official(Role.EDITOR, place=club.street)):
        with pytest.raises(Forbidden):
            club.ask(actor=actor)
    club.alliance.state = AllianceState.DISSOLVED
    with pytest.raises(Forbidden):
        club.ask()


def test_officers_keep_their_own_rolls_and_no_others():
    club, other = Club(), Club()
    roll = services.begin_own_roll(club.alliance, actor=club.secretary)

    assert can(club.chair, "ballots.keep_roll", roll)
    assert not can(other.chair, "ballots.keep_roll", roll)
    assert not can(club.one, "ballots.keep_roll", roll)
    ballots.keep_lines(roll, text="席位\t姓名\t账号\n粥铺\t王福\t\n", actor=club.secretary)
    assert roll.heads == 1
    with pytest.raises(NotFound):
        ballots_queries.get_roll(roll.code, other.chair)


def test_a_vote_is_called_off_with_a_reason_and_with_the_alliance():
    club = Club()
    first, second = club.ask(), club.ask(text="灯笼挂几天")

    with pytest.raises(Refused):
        services.call_off_vote(club.alliance, ballot=first, reason=" ", actor=club.chair)
    services.call_off_vote(club.alliance, ballot=first, reason="漏了绿色", actor=club.chair)
    services.ending.close(club.alliance, "联盟注销", club.chair)

    assert [b.phase for b in (first, second)] == [Phase.CALLED_OFF] * 2


def test_votes_by_form(client):
    club = Club()
    path = f"/alliances/{club.alliance.code}/votes"
    asked = {"text": "门口统一摆花箱", "method": "formal", "who": "members", "days": 5}
    client.sign_in(club.chair)

    pages = [client.get(path).status_code, client.get(f"{path}/new").status_code]
    written = client.post(f"{path}/roll/members")
    roll = client.post(f"{path}/roll")
    page = client.get(roll.location)
    wrong = client.post(f"{path}/new", data={**asked, "options": "要\n不要"})
    called = client.post(f"{path}/new", data={**asked, "who": "roll", "on_paper": "y"})
    ballot = queries.votes(club.alliance)[0]
    desk = client.get(f"/ballots/{ballot.code}/hand")
    single = client.post(
        f"{path}/new", data={**asked, "method": "single", "options": "红\n黄", "who": "roll", "on_paper": "y"}
    )
    colours = queries.votes(club.alliance)[0]
    papers = client.get(f"/ballots/{colours.code}/hand")
    form = client.get(f"{path}/{ballot.code}/call-off")
    off = client.post(f"{path}/{ballot.code}/call-off", data={"reason": "花箱挡路"})
    shown = client.sign_in(club.one).get(path)

    assert pages == [200, 200]
    assert [a.status_code for a in (written, roll, page, desk, papers, form)] == [
        302,
        302,
        200,
        200,
        200,
        200,
    ]
    assert [a.status_code for a in (wrong, called, single, off)] == [422, 302, 302, 302]
    assert "选“红”的名册号" in papers.text and "赞成的名册号" not in papers.text
    assert "门口统一摆花箱" in shown.text and "发起表决" not in shown.text
    assert client.get(f"{path}/new").status_code == 403
    assert "门口统一摆花箱" in client.get(f"/alliances/{club.alliance.code}").text


def test_stranger_member_and_officer_see_first_what_they_need(client):
    club = Club()
    club.alliance.intro = "<p>一条老街的店家</p>"
    ballot = club.ask()
    an_application(club.alliance)
    path = f"/alliances/{club.alliance.code}"

    stranger = client.get(path).text
    member = client.sign_in(club.one).get(path).text
    ballots.cast(ballot, choices=["a"], actor=club.one)
    voted = client.get(path).text
    officer = client.sign_in(club.chair).get(path).text

    assert stranger.index("一条老街的店家") < stranger.index("灯笼用什么颜色")
    assert "您还没投票" not in stranger and "全部 5 名成员" in stranger
    assert member.index("灯笼用什么颜色") < member.index("一条老街的店家")
    assert ("您还没投票" in member, "您还没投票" in voted) == (True, False)
    assert "1 人申请入盟" in officer and "1 人申请入盟" not in member
    assert officer.index("合并或解散联盟") > officer.index("灯笼用什么颜色")
