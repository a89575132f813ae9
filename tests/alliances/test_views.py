import json
from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.alliances import personal, queries
from portal.alliances.states import AllianceState, MembershipState, Office
from portal.ballots.states import Phase
from portal.core import clock
from portal.core.cards import card_of
from portal.core.db import db
from portal.core.panels import panels
from portal.core.settings import store
from portal.places.models import PlaceKind
from tests.clients import queries_of
from tests.factories import a_member, a_place, a_user, an_alliance, an_office, an_official, the_city
from tests.factories.alliances import a_begun_founding, a_founding, a_street, an_application


def text_of(answer):
    return answer.get_data(as_text=True)


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    return text_of(answer)


def test_the_list_is_found_by_name_in_both_scripts_and_by_street(client):
    street = a_place(the_city(), name="临河街道", kind=PlaceKind.STREET)
    an_alliance(name="鹤鸣里商居自治联盟", place=a_place(street), members=(a_user(),))
    an_alliance(name="楓橋村村民議事會", place=a_place(the_city()))

    everything = page(client, "/alliances/")
    here = page(client, f"/alliances/?street={street.slug}")
    typed = page(client, "/alliances/?q=鶴鳴里")
    nothing = page(client, "/alliances/?q=没有这个")

    assert "鹤鸣里商居自治联盟" in everything and "枫桥村村民议事会" in everything
    assert "鹤鸣里商居自治联盟" in here and "枫桥村" not in here
    assert "鹤鸣里商居自治联盟" in typed and "枫桥村" not in typed
    assert "没有找到这个名称的联盟" in nothing
    assert client.get("/alliances/?street=nowhere").status_code == 404


def test_the_list_and_the_members_cost_the_same_for_few_and_many(client):
    client.get("/ballots/rules")
    first = an_alliance(members=(a_user(),)).code
    one = [queries_of(client, path) for path in ("/alliances/", f"/alliances/{first}/members")]
    third = [an_alliance(members=[a_user() for _ in range(3)]).code for _ in range(2)][-1]

    three = [queries_of(client, path) for path in ("/alliances/", f"/alliances/{third}/members")]

    assert one == three


def test_the_page_says_who_where_and_what(client):
    chair = a_user(name="沈福根")
    alliance = an_alliance(officers=((chair, Office.CHAIR),), section="新开路东起临河桥", intro="<p>扫雪</p>")

    shown = page(client, f"/alliances/{alliance.code}")

    words = ("新开路东起临河桥", "扫雪", "盟长", "沈福根", "运行中", "申请加入")
    assert [w for w in words if w not in shown] == []


def test_others_see_family_names_members_see_full_names(client):
    chair, member = a_user(name="沈福根"), a_user(name="叶小棠")
    alliance = an_alliance(members=(member,), officers=((chair, Office.CHAIR),))
    path = f"/alliances/{alliance.code}/members"

    outside = page(client, path)
    inside = page(client.sign_in(member), path)

    assert "叶小棠" not in outside and "叶某某" in outside and "沈福根" in outside
    assert "叶小棠" in inside


def test_the_city_may_show_full_names(client):
    alliance = an_alliance(members=(a_user(name="叶小棠"),))
    store("alliances.names_to_others", "full", actor_id=a_user().id, at=clock.now())

    assert "叶小棠" in page(client, f"/alliances/{alliance.code}/members")


def test_founding_by_form(client):
    street, _official = a_street()
    street.kind = PlaceKind.STREET
    client.sign_in(a_user())
    words = {
        "place": street.slug,
        "name": "柳堤巷夜市自治联盟",
        "legal_form": "unregistered_group",
        "kind": "merchant",
        "shop": "柳三毛烧烤",
        "once": "k1",
    }

    empty = client.post("/alliances/found", data={})
    refused = client.post("/alliances/found", data={**words, "name": "短", "once": "k0"})
    made = client.post("/alliances/found", data=words)
    twice = client.post("/alliances/found", data=words)

    assert (empty.status_code, refused.status_code, made.status_code) == (422, 422, 302)
    assert twice.location == made.location
    assert "筹建中" in page(client, made.location)


def test_visitors_read_why_they_cannot_found(client):
    the_city()

    assert "请先登录" in page(client, "/alliances/found")


def test_joining_from_application_to_admission(client):
    officer, person = a_user(), a_user(name="龚小龙")
    alliance = an_alliance(officers=((officer, Office.SECRETARY),))
    path = f"/alliances/{alliance.code}"
    client.sign_in(person)

    form = client.get(f"{path}/apply")
    refused = client.post(f"{path}/apply", data={"kind": "merchant"})
    sent = client.post(f"{path}/apply", data={"kind": "merchant", "shop": "小龙炒粉", "message": "就在巷口"})
    waiting = page(client, path)
    membership = queries.applications(alliance)[0]
    hidden = client.post(f"{path}/members/{membership.id}/admit")
    client.sign_in(officer)
    seen = page(client, f"{path}/members")
    admitted = client.post(f"{path}/members/{membership.id}/admit")

    assert (form.status_code, refused.status_code, sent.status_code) == (200, 422, 302)
    assert "等待处理" in waiting
    assert hidden.status_code == 404
    assert "就在巷口" in seen
    assert admitted.status_code == 302
    assert membership.state is MembershipState.ACTIVE


def test_applications_are_for_officers_only(client):
    alliance = an_alliance(members=(a_user(),), officers=((a_user(), Office.CHAIR),))
    an_application(alliance, a_user(name="龚小龙"))

    assert "龚" not in page(client, f"/alliances/{alliance.code}/members")


def test_declining_and_leaving_by_form(client):
    officer, person = a_user(), a_user()
    alliance = an_alliance(members=(person,), officers=((officer, Office.CHAIR),))
    waiting = an_application(alliance)
    mine = queries.my_membership(alliance, person)
    path = f"/alliances/{alliance.code}"
    client.sign_in(officer)

    answers = [
        client.get(f"{path}/members/{waiting.id}/decline"),
        client.post(f"{path}/members/{waiting.id}/decline", data={}),
        client.post(f"{path}/members/{waiting.id}/decline", data={"reason": "店不在本路"}),
    ]
    left = client.sign_in(person).post(f"{path}/leave", data={"membership": mine.id})
    gone = client.post(f"{path}/leave")

    assert [a.status_code for a in answers] == [200, 422, 302]
    assert (left.status_code, gone.status_code) == (302, 404)


def test_the_last_leader_reads_why_they_stay(client):
    chair = a_user()
    alliance = an_alliance(members=(a_user(),), officers=((chair, Office.CHAIR),))

    answer = client.sign_in(chair).post(f"/alliances/{alliance.code}/leave")

    assert answer.status_code == 409
    assert "接任" in text_of(answer)


def test_an_application_is_taken_back(client):
    person = a_user()
    alliance = an_alliance()
    membership = an_application(alliance, person)

    client.sign_in(person).post(f"/alliances/{alliance.code}/leave")

    assert membership.state is MembershipState.LEFT


def test_the_street_enters_declines_and_dissolves_by_form(client):
    street, official = a_street()
    alliance, other = a_founding(street), a_founding(street, name="河坊街商家联盟")
    a_member(alliance, a_user())
    a_member(alliance, a_user())
    client.sign_in(official)
    path, else_where = f"/alliances/{alliance.code}", f"/alliances/{other.code}"

    assert "录入已成立的联盟" in page(client, path)
    answers = [
        client.get(f"{path}/step/take_over"),
        client.post(f"{else_where}/step/take_over", data={"reason": "记录"}),
        client.post(f"{path}/step/take_over", data={"filing_no": "临河盟备1号", "reason": "记录"}),
        client.post(f"{else_where}/step/decline", data={"reason": "人数不足"}),
        client.post(f"{path}/step/ask_to_dissolve", data={"conventions": "kept", "reason": "商户迁走"}),
        client.post(f"{path}/step/dissolve", data={"reason": "商户迁走"}),
        client.get(f"{path}/step/celebrate"),
    ]
    asked = page(client, path)
    second = client.sign_in(an_official(Role.ISSUER, place=street))
    dissolved = second.post(f"{path}/step/dissolve", data={"reason": "商户迁走"})

    assert [a.status_code for a in answers] == [200, 422, 302, 302, 302, 403, 404]
    assert "申请解散" in asked
    assert dissolved.status_code == 302
    assert (alliance.state, other.state) == (AllianceState.DISSOLVED, AllianceState.DECLINED)
    assert "未予确认" in page(client, else_where)
    assert client.sign_in(a_user()).get(else_where).status_code == 404


def test_citizens_take_no_steps(client):
    alliance = an_alliance()

    assert client.sign_in(a_user()).get(f"/alliances/{alliance.code}/step/dissolve").status_code == 403


def test_officers_edit_the_page(client):
    officer = a_user()
    alliance = an_alliance(officers=((officer, Office.CHAIR),))
    path = f"/alliances/{alliance.code}"
    words = {
        "name": "新开路联盟",
        "legal_form": "unregistered_group",
        "intro": "<p>扫雪<script>1</script></p>",
    }

    assert client.sign_in(a_user()).get(f"{path}/edit").status_code == 403
    client.sign_in(officer)
    form = client.get(f"{path}/edit")
    done = client.post(f"{path}/edit", data={**words, "charter": "一、随时退出。"})

    assert (form.status_code, done.status_code) == (200, 302)
    assert "script" not in alliance.intro.original
    assert "随时退出" in page(client, path)


def test_offices_are_given_elected_and_ended_by_form(client):
    street, official = a_street()
    chair, member = a_user(), a_user()
    alliance = an_alliance(members=(member,), officers=((chair, Office.CHAIR),), place=street)
    path = f"/alliances/{alliance.code}/offices"
    today = clock.today()
    client.sign_in(official)

    appoint = client.get(f"{path}/appoint")
    given = client.post(
        f"{path}/appoint",
        data={
            "person": str(member.id),
            "office": "secretary",
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(days=90)).isoformat(),
        },
    )
    elect = client.get(f"{path}/elect")
    called = client.post(
        f"{path}/elect", data={"office": "chair", "candidates": [str(member.id)], "days": "3", "months": "24"}
    )
    term = next(t for t in queries.officers(alliance) if t.user_id == member.id)
    client.sign_in(member)
    end = client.get(f"{path}/{term.id}/end")
    ended = client.post(f"{path}/{term.id}/end", data={"reason": "忙不过来"})

    assert [a.status_code for a in (appoint, given, elect, called, end, ended)] == [
        200,
        302,
        200,
        302,
        200,
        302,
    ]
    assert queries.elections(alliance)[0].ballot.phase is Phase.OPEN
    assert "忙不过来" in page(client, path)
    assert "选举：盟长" in page(client, f"/alliances/{alliance.code}")
    assert client.get(f"{path}/999999/end").status_code == 404
    assert client.get(f"{path}/appoint").status_code == 403
    assert client.sign_in(a_user()).get(f"{path}/elect").status_code == 403


def test_an_alliance_without_officers_says_so(client):
    alliance = an_alliance(members=(a_user(),))

    assert "无人任职" in page(client, f"/alliances/{alliance.code}/offices")
    assert "无人任职" in page(client, f"/alliances/{alliance.code}")


def test_my_alliances_show_what_waits(client):
    officer = a_user()
    alliance = an_alliance(officers=((officer, Office.CHAIR),))
    an_application(alliance)

    assert client.get("/alliances/mine").status_code == 302
    assert "1 份申请等您处理" in page(client.sign_in(officer), "/alliances/mine")
    assert "您还没有加入联盟" in page(client.sign_in(a_user()), "/alliances/mine")


def test_panels_for_a_place_and_for_me(app):
    officer = a_user()
    street = a_place(the_city())
    alliance = an_alliance(officers=((officer, Office.CHAIR),), place=a_place(street))
    db.session.flush()
    with app.test_request_context("/"):
        here, mine, nobody = panels("place", None, street), panels("mine", officer), panels("mine", None)

    name = str(alliance.name)
    assert any(name in p for p in here)
    assert any(name in p for p in mine)
    assert not any(name in p for p in nobody)


def test_the_card_has_both_scripts():
    alliance = an_alliance(name="新开路商家自治联盟", intro="<p>轮流扫雪</p>")

    card = card_of("alliance", alliance.id)

    assert (card.title.hant, card.body.hant, card.state) == ("新開路商家自治聯盟", "輪流掃雪", "running")
    assert card_of("alliance", 999_999) is None


@pytest.mark.parametrize("prefix", ["/zh-hant", "/en"])
def test_other_languages(client, prefix):
    alliance = an_alliance(officers=((a_user(), Office.CHAIR),))

    for path in ("/", f"/{alliance.code}", f"/{alliance.code}/members", f"/{alliance.code}/offices"):
        assert client.get(f"{prefix}/alliances{path}").status_code == 200


def test_my_data_and_forgetting():
    person = a_user()
    alliance = an_alliance(members=(person,))
    an_office(alliance, person, Office.SUPERVISOR)

    mine = personal.export(person.id)
    personal.forget(person.id)

    assert json.loads(json.dumps(mine))["offices"][0]["office"] == "supervisor"
    assert [m["state"] for m in mine["memberships"]] == ["active"]
    assert queries.member_ids(alliance.id) == []


def test_an_unknown_alliance_is_not_found(client):
    assert client.get("/alliances/nothing").status_code == 404


def test_one_member_is_looked_after_by_form(client):
    chair, secretary, person = a_user(), a_user(), a_user(name="龚小龙")
    officers = ((chair, Office.CHAIR), (secretary, Office.SECRETARY))
    alliance = an_alliance(officers=officers)
    membership = a_member(alliance, person, shop="小龙炒粉")
    path = f"/alliances/{alliance.code}/members/{membership.id}"
    today = clock.today()
    client.sign_in(chair)

    sent = {
        "warn": {"reason": "占道"},
        "suspend": {"until": (today + timedelta(days=5)).isoformat(), "reason": "再次占道"},
        "restore": {"reason": "改正了"},
        "hearing": {"held_on": (today + timedelta(days=7)).isoformat(), "reason": "多次占道"},
    }
    shown = [client.get(f"{path}/do/{name}").status_code for name in sent]
    empty = [client.post(f"{path}/do/{name}", data={}).status_code for name in sent]
    done = [client.post(f"{path}/do/{name}", data=data).status_code for name, data in sent.items()]
    client.sign_in(person)
    told = client.post(f"{path}/do/statement", data={"statement": "当时在卸货"})
    own = page(client, path)
    client.sign_in(secretary)
    early = client.post(f"{path}/do/decide", data={"votes_for": 1, "reason": "听取后"})
    dropped = client.post(f"{path}/do/drop", data={"reason": "已改正"})

    assert (shown, empty, done) == ([200] * 4, [422] * 4, [302] * 4)
    assert (told.status_code, early.status_code, dropped.status_code) == (302, 422, 302)
    assert "当时在卸货" in own and "多次占道" in own
    assert client.get(f"{path}/do/nothing").status_code == 404
    assert client.get(f"{path}/do/decide").status_code == 404
    assert client.sign_in(a_user()).get(path).status_code == 404


def test_a_member_lets_others_act_by_form(client):
    holder, helper = a_user(), a_user(name="袁大伟")
    alliance = an_alliance(members=(holder,))
    membership = queries.my_membership(alliance, holder)
    path = f"/alliances/{alliance.code}/members/{membership.id}"
    today = clock.today()
    words = {"title": "店长", "may_vote": "y", "starts_on": today.isoformat(), "ends_on": today.isoformat()}
    client.sign_in(holder)

    unknown = client.post(f"{path}/do/seat", data={**words, "username": "nobody-here"})
    given = client.post(f"{path}/do/seat", data={**words, "username": helper.username})
    seat = queries.all_seats(membership)[0]
    seen = page(client, path)
    asked = client.get(f"{path}/seats/{seat.id}/end")
    ended = client.post(f"{path}/seats/{seat.id}/end", data={"reason": "调走了"})
    nowhere = client.get(f"{path}/seats/999/end")

    assert (unknown.status_code, given.status_code) == (404, 302)
    assert "袁大伟" in seen and "店长" in seen
    assert (asked.status_code, ended.status_code, nowhere.status_code) == (200, 302, 404)


def test_sections_by_form(client):
    chair = a_user()
    alliance = an_alliance(officers=((chair, Office.CHAIR),))
    mine = queries.my_membership(alliance, chair)
    path = f"/alliances/{alliance.code}"
    nobody = client.post(f"{path}/sections", data={"name": "第一组"})
    client.sign_in(chair)

    added = client.post(f"{path}/sections", data={"name": "第一组", "extent": "1号至29号"})
    twice = client.post(f"{path}/sections", data={"name": "第一组"})
    section = queries.sections_of(alliance.id)[0]
    placed = client.post(f"{path}/members/{mine.id}/do/section", data={"section": section.id})
    inside = page(client, f"{path}/members?section={section.id}")
    changed = client.post(f"{path}/sections/{section.id}", data={"name": "东组"})
    shown = page(client, f"{path}/sections") + page(client, f"{path}/sections/{section.id}")
    dropped = client.post(f"{path}/sections/{section.id}/drop")

    assert nobody.status_code == 302  # to the sign-in
    assert [a.status_code for a in (added, twice, placed, changed, dropped)] == [302, 422, 302, 302, 302]
    assert "第一组" in inside and "东组" in shown
    assert client.get(f"{path}/members?section={section.id}").status_code == 404


def test_accepting_the_charter_by_form(client):
    officer, person = a_user(), a_user()
    alliance = an_alliance(officers=((officer, Office.CHAIR),), charter="一人一票")
    store("alliances.accept_charter", True, actor_id=officer.id, at=clock.now())
    membership = an_application(alliance, person)
    path = f"/alliances/{alliance.code}"
    client.sign_in(officer).post(f"{path}/members/{membership.id}/admit")
    client.sign_in(person)

    asked = page(client, path)
    accepted = client.post(f"{path}/accept")
    again = client.post(f"{path}/accept")

    assert "接受章程" in asked
    assert (accepted.status_code, again.status_code) == (302, 404)
    assert membership.state is MembershipState.ACTIVE


def test_taking_a_shop_over_by_form(client):
    officer, new = a_user(), a_user()
    alliance = an_alliance(officers=((officer, Office.CHAIR),))
    before = a_member(alliance, a_user(), shop="阿福粥铺")
    path = f"/alliances/{alliance.code}"
    client.sign_in(new).post(f"{path}/apply", data={"kind": "merchant", "takes_over": before.id})

    waiting = queries.applications(alliance)
    seen = page(client.sign_in(officer), f"{path}/members")

    assert [m.follows for m in waiting] == [before]
    assert "接手" in seen


def test_the_whole_founding_by_form(client):
    alliance, founder, members = a_begun_founding(street=a_street())
    path = f"/alliances/{alliance.code}"
    today = clock.today()
    client.sign_in(founder)

    called = client.post(
        f"{path}/step/call_members",
        data={"text": "一起来", "closes_on": (today + timedelta(days=7)).isoformat()},
    )
    calling = page(client, path)
    with clock.stopped_at(clock.now() + timedelta(days=8)):
        starts = clock.local(clock.now() + timedelta(days=15)).replace(tzinfo=None)
        words = {
            "starts_at": starts.isoformat(timespec="minutes"),
            "ends_at": (starts + timedelta(hours=2)).isoformat(timespec="minutes"),
            "venue": "议事角",
            "chair": members[0].id,
        }
        form = client.get(f"{path}/step/call_meeting")
        met = client.post(f"{path}/step/call_meeting", data=words)
        shown = page(client, path)
    early = client.post(
        f"{path}/step/file",
        data={"chair": members[0].id, "secretary": founder.id, "supervisors": [members[1].id], "kin": "no"},
    )

    assert (called.status_code, form.status_code, met.status_code) == (302, 200, 302)
    assert "一起来" in calling and "公告征集成员" in calling
    assert "成立大会" in shown and "发起人" in shown
    assert early.status_code == 422
    assert "尚未结束" in text_of(early)
