"""Each refusal says in both scripts what stands in the way and what to do next."""

import re
from datetime import timedelta

import pytest

from portal.ballots import services as ballots
from portal.ballots.models import Ballot
from portal.conventions import queries, services
from portal.conventions.services import NewClause
from portal.conventions.states import Kind, Stance, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import PortalError
from portal.core.i18n import speaking
from portal.core.permissions import why_not
from portal.meetings import rules
from portal.meetings import services as meetings
from tests.factories import a_user
from tests.factories.amendments import accepted, an_amendment
from tests.factories.conventions import a_convention, exact_hash, people
from tests.factories.meetings import Hall, a_meeting

FINE = "违者每次罚款五十元。"
LATER = timedelta(days=20)


class World:
    """Everything that can be refused, set up once."""

    def __init__(self):
        self.member, self.stranger = a_user(), a_user()
        self.team = people(self.member)
        self.signing = a_convention(State.SIGNING, team=self.team)
        services.sign(self.signing, text_hash=exact_hash(self.signing), actor=self.member)
        self.talked = a_convention(State.GATHERING, team=self.team)
        first, self.second = (an_amendment(self.talked, text=said) for said in ("清扫三次。", "清扫五次。"))
        self.third = an_amendment(self.talked, at=2, text=FINE)
        accepted(first)
        self.unlawful = a_convention(team=self.team, texts=("各店清扫门前。", FINE))
        self.voted = a_convention(State.VOTING, team=self.team)
        self.adopted = a_convention(State.ADOPTED, kind=Kind.MICRO, team=self.team)
        self.ballot = db.session.get(Ballot, self.voted.ballot_id)
        self.hall = Hall(members=5)
        meeting = a_meeting(self.hall)
        with clock.stopped_at(meeting.starts_at):
            code = rules.code_at(meeting.sign_key, clock.now())
            meetings.sign_in(meeting, code=code, actor=self.hall.chair)
            meetings.open_meeting(meeting, actor=self.hall.chair)
            self.resolution = meetings.propose(meeting, text="先画黄线", actor=self.hall.chair)

    def sign(self, convention, person):
        services.sign(convention, text_hash=exact_hash(convention), actor=person)

    def ask_the_room(self):
        with clock.stopped_at(self.resolution.meeting.starts_at):
            meetings.open_vote(self.resolution, actor=self.hall.chair)

    def edit(self):
        clause = queries.clauses_of(queries.current_version(self.unlawful))[0]
        new = NewClause(text="各店每天清扫门前。")
        services.change_clause(
            self.unlawful, key=clause.key, new=new, revision=clause.revision - 1, actor=self.team.secretary
        )


def later(act):
    with clock.stopped_at(clock.now() + LATER):
        act()


REFUSALS = {
    "not a member signs": (
        lambda w: w.sign(w.signing, w.stranger),
        "只有“.+”的成员可以这样做。可以在联盟页面申请加入。",
        "只有「.+」的成員可以這樣做。可以在聯盟頁面申請加入。",
    ),
    "not a member amends": (
        lambda w: an_amendment(w.talked, text="好。", author=w.stranger),
        "只有“.+”的成员可以这样做。可以在联盟页面申请加入。",
        "只有「.+」的成員可以這樣做。可以在聯盟頁面申請加入。",
    ),
    "not on the roll": (
        lambda w: ballots.cast(w.ballot, choices=["for"], actor=w.stranger),
        "您不在这次表决的名册上。如有疑问，请找管理名册的人；名册在投票开始前可以更正。",
        "您不在這次表決的名冊上。如有疑問，請找管理名冊的人；名冊在投票開始前可以更正。",
    ),
    "signing is over": (
        lambda w: later(lambda: w.sign(w.signing, w.team.chair)),
        "签署已于.+日截止。公约生效以后还可以补签。",
        "簽署已於.+日截止。公約生效以後還可以補簽。",
    ),
    "signing has not begun": (
        lambda w: w.sign(w.talked, w.member),
        "还没有开放签署。开放时会通知相关的人。",
        "還沒有開放簽署。開放時會通知相關的人。",
    ),
    "comments are over": (
        lambda w: later(
            lambda: services.comment(w.talked, text="好。", stance=Stance.SUPPORT, actor=w.member)
        ),
        "征求意见已于.+日结束。每条意见的答复列在意见旁边。",
        "徵求意見已於.+日結束。每條意見的答覆列在意見旁邊。",
    ),
    "voting is over": (
        lambda w: later(lambda: ballots.cast(w.ballot, choices=["for"], actor=w.member)),
        "投票已于.+结束，计票后在这里公布结果。",
        "投票已於.+結束，計票後在這裡公布結果。",
    ),
    "signed already": (
        lambda w: w.sign(w.signing, w.member),
        "您已经签署过这个版本，回执在“我的签署”页面。",
        "您已經簽署過這個版本，回執在「我的簽署」頁面。",
    ),
    "amendments collide": (
        lambda w: accepted(w.second, w.team.secretary),
        "同一处刚刚被改动过。两份文本都列在下面，请手工合并。",
        "同一處剛剛被改動過。兩份文本都列在下面，請手工合併。",
    ),
    "two write one clause": (
        lambda w: w.edit(),
        "这一条刚刚被别人改过。两种文字都列在下面，请取舍后再保存。",
        "這一條剛剛被別人改過。兩種文字都列在下面，請取捨後再儲存。",
    ),
    "an unlawful draft": (
        lambda w: services.submit(w.unlawful, actor=w.team.secretary),
        "第二条不能这样写：公约不能罚款.*。请修改；如果是误判，请审核人员说明理由后排除这条提示。",
        "第二條不能這樣寫：公約不能罰款.*。請修改；如果是誤判，請審核人員說明理由後排除這條提示。",
    ),
    "an unlawful amendment": (
        lambda w: accepted(w.third, w.team.secretary),
        "这样写不能采纳：公约不能罚款.*。请换个写法采纳，或者由审核人员说明理由、排除这条提示。",
        "這樣寫不能採納：公約不能罰款.*。請換個寫法採納，或者由審核人員說明理由、排除這條提示。",
    ),
    "no quorum in the room": (
        lambda w: w.ask_the_room(),
        "未达规定人数：应到 .+ 票，到会 .+ 票，须有 .+ 票。",
        "未達規定人數：應到 .+ 票，到會 .+ 票，須有 .+ 票。",
    ),
    "the same person twice": (
        lambda w: services.publish(w.adopted, actor=w.team.secretary),
        "这一步须由另一人办理：您已参与前面的环节。",
        "這一步須由另一人辦理：您已參與前面的環節。",
    ),
}


def said(world, act, locale):
    """The sentence that a reader of this script is told."""
    with speaking(locale), pytest.raises(PortalError) as refused:
        act(world)
    return str(refused.value)


def test_every_refusal_is_a_helpful_sentence_in_both_scripts(app):
    world = World()

    told = {
        name: (said(world, act, "zh_Hans"), said(world, act, "zh_Hant"))
        for name, (act, *_words) in REFUSALS.items()
    }

    wrong = {
        name: sentences
        for name, sentences in told.items()
        if not all(
            re.fullmatch(words, sentence)
            for words, sentence in zip(REFUSALS[name][1:], sentences, strict=True)
        )
    }
    assert wrong == {}


def test_they_stand_where_somebody_tries(client):
    world = World()
    client.sign_in(world.stranger)
    asked = client.get(f"/zh-hant{world.signing.path}/sign").text
    page = client.get(f"/zh-hant{world.signing.path}").text
    vote = client.get(f"/zh-hant{world.voted.path}/vote").text
    client.sign_in(world.team.secretary)
    collision = client.get(f"/zh-hant{world.talked.path}/amendments/2").text
    unlawful = client.post(f"/zh-hant{world.unlawful.path}/submit")

    assert "可以在聯盟頁面申請加入" in asked
    assert "可以在聯盟頁面申請加入" in page
    assert "您不在這次表決的名冊上" in vote
    assert "文本在同一處有了改動" in collision
    assert unlawful.status_code == 409
    assert "請審核人員說明理由後排除這條提示" in unlawful.text
    with speaking("zh_Hant"):
        own = why_not(world.team.secretary, "conventions.publish", world.adopted)
    assert own == "這一步須由另一人辦理：您已參與前面的環節。"
