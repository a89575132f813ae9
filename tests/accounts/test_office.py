from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import sessions
from portal.accounts.models import Document, Grant, Level, LevelRequest, RequestState, Role, Standing, User
from portal.accounts.queries import holds
from portal.accounts.services import grants, identity, people
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.notifications.models import InboxLine
from tests.accounts.test_door import somebody, try_in
from tests.clients import queries_of
from tests.factories import a_grant, a_place, a_user, an_official, the_city


def a_request(place=None):
    person = a_user(level=Level.L1)
    return identity.ask(person, place=place or a_place(the_city()), actor=person)


def a_worker(place):
    return an_official(Role.COMMUNITY_WORKER, place=place)


def checked_by(worker, request):
    identity.check(request, document=Document.ID_CARD, is_minor=False, actor=worker)
    return request


def test_two_workers_confirm_an_identity_and_the_person_is_told(client):
    home = a_place(the_city())
    first, second = a_worker(home), a_worker(home)
    request = a_request(home)
    client.sign_in(first)
    client.post("/counter", data={"code": request.code.lower()})
    client.post(f"/counter/{request.code}/check", data={"document": "id_card", "seen": "y"})
    client.post("/sign-out")
    client.sign_in(second)

    answer = client.post(f"/counter/{request.code}/confirm")

    assert answer.status_code == 302
    assert request.user.level is Level.L2
    assert (request.checked_by, request.confirmed_by) == (first.id, second.id)
    assert db.session.scalars(select(InboxLine.user_id)).all() == [request.user_id]


def test_one_worker_alone_is_not_enough():
    home = a_place(the_city())
    worker = a_worker(home)
    request = checked_by(worker, a_request(home))

    with pytest.raises(Forbidden):
        identity.confirm(request, actor=worker)

    assert request.user.level is Level.L1


def test_a_worker_of_another_community_does_not_see_the_request(client):
    request = a_request()
    client.sign_in(a_worker(a_place(the_city())))

    assert client.get(f"/counter/{request.code}").status_code == 404
    assert client.post("/counter", data={"code": request.code}).status_code == 422


def test_nobody_checks_their_own_identity():
    home = a_place(the_city())
    worker = a_user(level=Level.L1)
    a_grant(worker, Role.COMMUNITY_WORKER, home)
    request = identity.ask(worker, place=home, actor=worker)

    with pytest.raises(Forbidden):
        identity.check(request, document=Document.ID_CARD, is_minor=False, actor=worker)


def test_a_refusal_needs_a_reason_and_is_told(client):
    home = a_place(the_city())
    request = checked_by(a_worker(home), a_request(home))
    client.sign_in(a_worker(home))

    without = client.post(f"/counter/{request.code}/refuse", data={"reason": ""})
    client.post(f"/counter/{request.code}/refuse", data={"reason": "证件已过期"})

    assert without.status_code == 422
    assert request.state is RequestState.REFUSED
    assert request.user.level is Level.L1


def test_a_code_runs_out(client):
    home = a_place(the_city())
    with clock.stopped_at(clock.now() - timedelta(days=15)):
        request = a_request(home)

    with pytest.raises(Refused):
        checked_by(a_worker(home), request)

    assert identity.run_out() == 1
    assert identity.run_out() == 0
    assert request.state is RequestState.EXPIRED


def test_a_new_code_replaces_the_old_but_not_after_the_visit():
    home = a_place(the_city())
    old = a_request(home)
    new = identity.ask(old.user, place=home, actor=old.user)
    checked_by(a_worker(home), new)

    with pytest.raises(Refused):
        identity.ask(old.user, place=home, actor=old.user)

    assert (old.state, new.state) == (RequestState.EXPIRED, RequestState.CHECKED)


def test_the_citizen_gets_a_code_by_a_form(client):
    home = a_place(the_city())
    client.sign_in(a_user(level=Level.L1))

    client.post("/me/confirm", data={"place": home.slug})
    code = db.session.scalar(select(LevelRequest.code))

    assert code in client.get("/me/confirm").text
    assert code in client.get("/me").text


def test_who_is_confirmed_needs_no_code():
    person = a_user()

    with pytest.raises(Forbidden):
        identity.ask(person, place=the_city(), actor=person)


def test_the_counter_asks_as_many_questions_for_three_as_for_one(client):
    home = a_place(the_city())
    worker, reader = a_worker(home), a_worker(home)
    client.sign_in(reader)
    requests = [a_request(home) for _ in range(3)]
    ids = [request.id for request in requests[1:]]
    worker_id = worker.id
    checked_by(worker, requests[0])
    client.get("/counter")
    db.session.commit()
    one = queries_of(client, "/counter")

    for request_id in ids:
        checked_by(db.session.get_one(User, worker_id), db.session.get_one(LevelRequest, request_id))
    db.session.commit()

    assert queries_of(client, "/counter") == one


def guard():
    return an_official(Role.SECURITY_ADMIN)


def test_a_role_is_given_for_a_place_and_a_term(client):
    person, street = a_user(), a_place(the_city())
    client.sign_in(guard())
    until = clock.today() + timedelta(days=365)

    answer = client.post(
        f"/control/people/{person.username}/grants",
        data={"role": "editor", "place": street.slug, "ends_on": until.isoformat(), "reason": "接任"},
    )

    grant = db.session.scalar(select(Grant).where(Grant.user_id == person.id))
    assert answer.status_code == 302
    assert (grant.role, grant.place_id, grant.ends_on) == (Role.EDITOR, street.id, until)
    assert person.level is Level.L3
    assert holds(person, {Role.EDITOR}, street.path)


def give(person, actor, role=Role.EDITOR, **kw):
    return grants.give(person, **{"role": role, "place": the_city(), "reason": "任命", "actor": actor, **kw})


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.COMMUNITY_WORKER])
def test_only_the_security_administrator_gives_roles(role):
    with pytest.raises(Forbidden):
        give(a_user(), an_official(role))


def test_nobody_gives_a_role_to_oneself():
    actor = guard()

    with pytest.raises(Forbidden):
        give(actor, actor)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"ends_on": clock.today() - timedelta(days=1)},
        {"starts_on": clock.today() + timedelta(days=9), "ends_on": clock.today() + timedelta(days=2)},
    ],
)
def test_a_role_that_is_not_given(wrong):
    with pytest.raises(Refused):
        give(a_user(), guard(), **wrong)


def test_a_role_needs_a_confirmed_identity_and_an_open_account():
    actor = guard()
    for person in (a_user(level=Level.L1), a_user(standing=Standing.SUSPENDED)):
        with pytest.raises(Refused):
            give(person, actor)


def test_system_security_and_audit_are_three_people():
    auditor = an_official(Role.AUDITOR)

    with pytest.raises(Refused):
        give(auditor, guard(), Role.ADMIN)


def test_a_lost_role_ends_the_sessions(client):
    actor, person = guard(), somebody()
    grant = give(person, actor)
    token = sessions.begin(person)
    client.sign_in(actor)

    client.post(f"/control/grants/{grant.id}/end", data={"reason": "调离"})

    assert sessions.person_of(token) is None
    assert person.level is Level.L2
    assert not holds(person, {Role.EDITOR}, the_city().path)
    assert str(grant.end_reason) == "调离"


def test_a_role_ends_once():
    actor = guard()
    grant = give(a_user(), actor)
    grants.end(grant, reason="调离", actor=actor)

    with pytest.raises(Refused):
        grants.end(grant, reason="调离", actor=actor)


def test_a_term_that_is_over_ends_by_the_clock():
    person = a_user()
    token = sessions.begin(person)
    give(person, guard(), ends_on=clock.today())

    with clock.stopped_at(clock.now() + timedelta(days=1)):
        assert grants.run_out() == 1
        assert grants.run_out() == 0
        assert not holds(person, {Role.EDITOR}, the_city().path)

    assert sessions.person_of(token) is None
    assert person.level is Level.L2


def test_a_suspended_person_is_out_at_once_and_may_come_back(client):
    actor, person = guard(), somebody()
    token = sessions.begin(person)
    client.sign_in(actor)

    client.post(f"/control/people/{person.username}/suspend", data={"reason": "冒用他人身份"})
    assert person.standing is Standing.SUSPENDED
    assert sessions.person_of(token) is None
    client.post(f"/control/people/{person.username}/reopen")
    client.post("/sign-out")

    assert try_in(client, person.username).status_code == 302


def test_suspending_twice_or_without_reason_is_refused():
    actor, person = guard(), a_user()
    with pytest.raises(Refused):
        people.suspend(person, reason="  ", actor=actor)
    people.suspend(person, reason="冒用", actor=actor)

    with pytest.raises(Refused):
        people.suspend(person, reason="冒用", actor=actor)


def test_an_open_account_is_not_opened():
    with pytest.raises(Refused):
        people.reopen(a_user(), actor=guard())


def test_a_lost_second_factor_is_taken_off(client):
    person = an_official(totp_secret="JBSWY3DPEHPK3PXP")
    token = sessions.begin(person)
    client.sign_in(guard())

    client.post(f"/control/people/{person.username}/second-factor", data={"reason": "手机丢失"})

    assert person.totp_secret == ""
    assert sessions.person_of(token) is None


@pytest.mark.parametrize("page", ["", "/suspend", "/second-factor"])
def test_pages_about_a_person_are_for_the_security_administrator(client, page):
    path = f"/control/people/{a_user().username}{page}"
    client.sign_in(guard())
    assert client.get(path).status_code == 200
    client.post("/sign-out")

    client.sign_in(an_official(Role.ADMIN))

    assert client.get(path).status_code == 403


def test_the_page_to_end_a_role(client):
    actor = guard()
    grant = give(a_user(), actor)
    client.sign_in(actor)

    assert client.get(f"/control/grants/{grant.id}/end").status_code == 200


def test_people_are_found_by_a_part_of_the_name_in_either_script(client):
    a_user(name="沈桥云")
    a_user(name="王秀兰")
    client.sign_in(guard())

    page = client.get("/control/people?q=橋&standing=active").text

    assert "沈桥云" in page
    assert "王秀兰" not in page


def test_the_list_of_people_asks_as_much_for_three_as_for_one(client):
    client.sign_in(guard())
    client.get("/control/people")
    one = queries_of(client, "/control/people")
    for _ in range(3):
        a_user()

    assert queries_of(client, "/control/people") == one
