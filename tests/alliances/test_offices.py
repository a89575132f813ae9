import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.alliances import personal, queries, services
from portal.alliances.models import Membership
from portal.alliances.queries.statistics import share
from portal.alliances.states import BELONGING, How, MemberKind, Office
from portal.ballots.services import cast, end_now
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.settings import store
from tests.factories import a_member, a_user, an_alliance, an_office, an_official
from tests.factories.alliances import a_section, a_street, an_application, held
from tests.factories.meetings import Hall, a_meeting

DAY = timedelta(days=1)


def names(alliance, actor, user, office, days=30, **kw):
    ends_on = clock.today() + days * DAY
    return services.name_officer(alliance, user=user, office=office, ends_on=ends_on, actor=actor, **kw)


def test_the_officers_name_a_sections_leader_and_who_acts():
    chair, one, two = a_user(), a_user(), a_user()
    alliance = an_alliance(members=(one, two), officers=((chair, Office.CHAIR),))
    section = a_section(alliance, chair)

    lead = names(alliance, chair, one, Office.GROUP_LEAD, days=400, section=section)
    acting = names(alliance, chair, two, Office.SECRETARY)

    assert (lead.how, lead.section) == (How.DELEGATED, section)
    assert (acting.how, acting.given_by) == (How.ACTING, chair.id)
    assert queries.leads(two, alliance.id)


def test_a_sections_leader_follows_the_one_before_in_the_same_section_only():
    chair, one, two = a_user(), a_user(), a_user()
    alliance = an_alliance(members=(one, two), officers=((chair, Office.CHAIR),))
    east, west = a_section(alliance, chair, "东组"), a_section(alliance, chair, "西组")
    first = names(alliance, chair, one, Office.GROUP_LEAD, section=east)
    other = names(alliance, chair, one, Office.GROUP_LEAD, section=west)

    names(alliance, chair, two, Office.GROUP_LEAD, section=east)

    assert (first.ended_at is not None, other.ended_at) == (True, None)


def test_offices_that_officers_cannot_give():
    chair, member = a_user(), a_user()
    alliance = an_alliance(members=(member,), officers=((chair, Office.CHAIR),))

    with pytest.raises(Refused, match="街道任命"):
        names(alliance, chair, member, Office.OBSERVER)
    with pytest.raises(Refused, match="由成员"):
        names(alliance, chair, a_user(), Office.SECRETARY)
    with pytest.raises(Refused, match="有人在任"):
        names(alliance, chair, member, Office.CHAIR)
    with pytest.raises(Refused, match="90"):
        names(alliance, chair, member, Office.SECRETARY, days=91)
    with pytest.raises(Forbidden):
        names(alliance, member, member, Office.SECRETARY)


def test_offices_that_do_not_go_together_need_a_reason():
    street, official = a_street()
    chair, member = a_user(), a_user()
    alliance = an_alliance(members=(member,), officers=((chair, Office.CHAIR),), place=street)
    an_office(alliance, member, Office.SUPERVISOR)

    with pytest.raises(Refused, match="不宜兼任"):
        names(alliance, chair, member, Office.SECRETARY)
    today = clock.today()
    with pytest.raises(Refused, match="不宜兼任"):
        services.appoint(
            alliance, user=member, office=Office.CHAIR, starts_on=today, ends_on=today, actor=official
        )
    quiet = queries.incompatible(alliance)
    term = names(alliance, chair, member, Office.SECRETARY, despite="只剩两户，暂时兼任", kin=False)

    assert quiet == []
    assert str(term.despite) == "只剩两户，暂时兼任"
    assert [(a.office, b.office) for a, b in queries.incompatible(alliance)] == [
        (Office.SECRETARY, Office.SUPERVISOR)
    ]


def a_leaving_chair():
    """(alliance, the chair's term, who follows)."""
    chair, next_one = a_user(), a_user()
    alliance = an_alliance(members=(next_one,), officers=((chair, Office.CHAIR),))
    return alliance, queries.officers(alliance)[0], next_one


def test_an_office_is_handed_over_item_by_item():
    _alliance, term, successor = a_leaving_chair()
    store("alliances.handover_list", "印章\n账目", actor_id=successor.id, at=clock.now())
    handover = services.start_handover(term, successor=successor, more="议事角钥匙\n印章", actor=term.user)
    items = queries.items_of(handover)

    with pytest.raises(Refused, match="还没有移交"):
        services.take_item(items[0], actor=successor)
    with pytest.raises(Forbidden, match="移交人"):
        services.give_item(items[0], actor=successor)
    for item in items:
        services.give_item(item, actor=term.user)
    with pytest.raises(Forbidden, match="接任人"):
        services.take_item(items[0], actor=term.user)
    services.take_item(items[0], actor=successor)
    unfinished = handover.done_at
    for item in items[1:]:
        services.take_item(item, actor=successor)

    assert [str(i.text) for i in items] == ["印章", "账目", "议事角钥匙"]
    assert (unfinished, handover.done_at is not None) == (None, True)


def test_handovers_that_cannot_begin():
    alliance, term, successor = a_leaving_chair()

    for nobody in (term.user, a_user()):
        with pytest.raises(Refused, match="另一位成员"):
            services.start_handover(term, successor=nobody, actor=term.user)
    with pytest.raises(Forbidden):
        services.start_handover(term, successor=successor, actor=successor)
    with pytest.raises(Refused, match="30"):
        more = "\n".join(f"第{n}项" for n in range(40))
        services.start_handover(term, successor=successor, more=more, actor=term.user)
    services.start_handover(term, successor=successor, actor=term.user)
    with pytest.raises(Refused, match="已经开始"):
        services.start_handover(term, successor=successor, actor=term.user)

    assert list(queries.handovers(alliance)) == [term.id]
    told = [personal.export(person.id)["handovers"][0]["as"] for person in (term.user, successor)]
    assert told == ["holder", "successor"]


def test_naming_and_handing_over_by_form(client):
    alliance, term, successor = a_leaving_chair()
    path = f"/alliances/{alliance.code}"
    ends_on = (clock.today() + 30 * DAY).isoformat()
    client.sign_in(term.user)

    asked = [client.get(f"{path}/offices/{p}") for p in ("name", f"{term.id}/handover")]
    named = client.post(
        f"{path}/offices/name", data={"person": successor.id, "office": "secretary", "ends_on": ends_on}
    )
    refused = client.post(
        f"{path}/offices/name", data={"person": successor.id, "office": "supervisor", "ends_on": ends_on}
    )
    begun = client.post(f"{path}/offices/{term.id}/handover", data={"successor": successor.id})
    handover = queries.handovers(alliance)[term.id]
    item = queries.items_of(handover)[0]
    page = client.get(begun.location)
    given = client.post(f"{path}/handovers/{handover.id}/{item.id}/give")
    offices = client.get(f"{path}/offices").get_data(as_text=True)
    client.sign_in(successor)
    taken = client.post(f"{path}/handovers/{handover.id}/{item.id}/take")

    assert [a.status_code for a in asked] == [200, 200]
    assert (named.status_code, refused.status_code, begun.status_code) == (302, 422, 302)
    assert (page.status_code, given.status_code, taken.status_code) == (200, 302, 302)
    assert "交接中" in offices and "代理，至选举产生" in offices
    assert item.taken_at is not None
    assert client.sign_in(a_user()).get(f"{path}/handovers/{handover.id}").status_code == 404


def test_the_community_worker_hears_of_an_alliance_nobody_leads_and_may_admit():
    street, _official = a_street()
    worker = an_official(Role.COMMUNITY_WORKER, place=street)
    alliance = an_alliance(place=street)
    waiting = an_application(alliance)

    services.admit(waiting, actor=worker)

    assert waiting.state in BELONGING


def test_figures_of_an_alliance():
    hall = Hall(members=2)
    gone = a_member(hall.alliance, a_user(), kind=MemberKind.RESIDENT)
    services.leave(gone, actor=gone.user)
    held(a_meeting(hall), present=3)

    with clock.stopped_at(clock.now() + 11 * DAY):
        figures = queries.statistics(hall.alliance)

    assert (figures.meetings, figures.attendance, figures.turnout) == (1, 75, None)
    assert (figures.joined, figures.left) == (5, 1)
    assert [(str(label), n) for label, n in figures.kinds] == [("商户", 4)]


def test_a_share_of_nothing_is_unknown():
    assert (share(0, 0), share(1, 3), share(2, 3)) == (None, 33, 67)


@pytest.mark.real
def test_the_last_two_officers_do_not_both_leave(real_portal):
    with real_portal.app_context():
        officers = [a_user() for _ in range(2)]
        alliance = an_alliance(members=(a_user(),), officers=[(o, Office.VICE_CHAIR) for o in officers])
        path, alliance_id = f"/alliances/{alliance.code}/leave", alliance.id
        browsers = [real_portal.test_client().sign_in(o) for o in officers]
        db.session.commit()
    answers = []

    def click(browser):
        answers.append(browser.post(path).status_code)

    threads = [threading.Thread(target=click, args=(b,)) for b in browsers]
    [t.start() for t in threads]
    [t.join() for t in threads]

    with real_portal.app_context():
        assert sorted(answers) == [302, 409]
        assert len(queries.officer_ids(alliance_id)) == 1
        left = select(Membership).where(
            Membership.alliance_id == alliance_id, Membership.state.in_(BELONGING)
        )
        assert len(db.session.scalars(left).all()) == 2


def test_who_supervises_declares_relatives_and_the_answer_is_kept():
    chair, one, two = a_user(), a_user(), a_user()
    alliance = an_alliance(members=(one, two), officers=((chair, Office.CHAIR),))

    with pytest.raises(Refused, match="近亲属"):
        names(alliance, chair, one, Office.SUPERVISOR)
    with pytest.raises(Refused, match="谁与谁"):
        names(alliance, chair, one, Office.SUPERVISOR, kin=True)
    kept = names(alliance, chair, one, Office.SUPERVISOR, kin=True, despite="与盟长是表兄弟，成员大会知情")
    with pytest.raises(Refused, match="近亲属"):
        names(alliance, chair, two, Office.SECRETARY)
    secretary = names(alliance, chair, two, Office.SECRETARY, kin=False)

    assert (kept.kin, str(kept.despite), secretary.kin) == (True, "与盟长是表兄弟，成员大会知情", False)
    assert personal.export(one.id)["offices"][0]["relatives_declared"] is True


def test_what_candidates_declared_goes_with_the_office(client):
    chair, one, two = a_user(), a_user(), a_user()
    alliance = an_alliance(members=(one, two), officers=((chair, Office.CHAIR),))
    path = f"/alliances/{alliance.code}/offices"
    asked = {"office": "supervisor", "candidates": [one.id], "days": 2, "months": 12}
    client.sign_in(chair)

    silent = client.post(f"{path}/elect", data=asked)
    called = client.post(f"{path}/elect", data={**asked, "kin": "no"})
    election = queries.elections(alliance)[0]
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        for voter in (chair, one, two):
            cast(election.ballot, choices=["a"], actor=voter)
        end_now(election.ballot)
        # still then: an hour later may be tomorrow
        shown = client.get(path).get_data(as_text=True)
        officers = queries.officers(alliance)

    assert (silent.status_code, called.status_code) == (422, 302)
    assert [(t.user_id, t.kin) for t in officers if t.office is Office.SUPERVISOR] == [(one.id, False)]
    assert "已声明" in shown
