from __future__ import annotations

import json
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from portal.accounts import sessions
from portal.accounts.models import Grant, RecoveryCode, Role, SignIn, Standing, User
from portal.accounts.queries import holds_anywhere
from portal.accounts.rules import passwords, second_factor
from portal.accounts.services import erasure, own
from portal.accounts.services import second_factor as services
from portal.core import clock
from portal.core.audit import verify
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from tests.accounts.test_door import PASSWORD, somebody, try_in
from tests.factories import a_grant, a_place, a_user, an_official, the_city

NEW = "河水从西边流到东边"


@pytest.fixture
def strict(app):
    """A portal that is no demo: roles need a second factor."""
    config = app.extensions["portal.config"]
    object.__setattr__(config, "demo", False)
    yield
    object.__setattr__(config, "demo", True)


@pytest.mark.parametrize(
    "path",
    [
        "/me",
        "/me/details",
        "/me/password",
        "/me/devices",
        "/me/data",
        "/me/erase",
        "/me/second-factor",
        "/me/confirm",
    ],
)
def test_each_page_of_the_own_account(client, path):
    assert "/sign-in" in client.get(path).headers["Location"]

    client.sign_in(somebody())

    assert client.get(path).status_code == 200


def test_nobody_changes_the_account_of_another():
    with pytest.raises(Forbidden):
        own.change_details(
            a_user(), name="新名", place_id=None, phone="", email="", locale="en", actor=a_user()
        )


def test_a_new_password_ends_all_sessions_but_renews_this_one(client):
    person = somebody()
    elsewhere = sessions.begin(person)
    client.sign_in(person)

    answer = client.post("/me/password", data={"old": PASSWORD, "new": NEW, "again": NEW})

    assert answer.status_code == 302
    assert sessions.person_of(elsewhere) is None
    assert client.get("/me").status_code == 200
    assert passwords.matches(NEW, person.password_hash)


@pytest.mark.parametrize(
    ("old", "new"), [("wrong", NEW), (PASSWORD, PASSWORD), (PASSWORD, "short"), (PASSWORD, "password")]
)
def test_a_password_that_is_not_changed(client, old, new):
    client.sign_in(somebody())

    answer = client.post("/me/password", data={"old": old, "new": new, "again": new})

    assert answer.status_code == 422


def test_guessing_the_present_password_is_slow(client):
    client.sign_in(somebody())
    for _ in range(8):
        client.post("/me/password", data={"old": "wrong", "new": NEW, "again": NEW})

    answer = client.post("/me/password", data={"old": PASSWORD, "new": NEW, "again": NEW})

    assert answer.status_code == 429


def test_details_are_changed_and_the_phone_is_only_shown_covered(client):
    home = a_place(the_city())
    person = somebody(phone="13912345678")
    client.sign_in(person)
    details = {
        "name": "沈桥云",
        "place": home.slug,
        "email": "shen@example.cn",
        "phone": "",
        "locale": "zh_Hant",
    }

    client.post("/me/details", data=details)
    page = client.get("/me/details").text

    assert (str(person.name), person.place_id, person.email) == ("沈桥云", home.id, "shen@example.cn")
    assert person.phone == "13912345678"
    assert "139****5678" in page
    assert "13912345678" not in page


def test_a_phone_number_can_be_forgotten(client):
    person = somebody(phone="13912345678")
    client.sign_in(person)

    client.post("/me/details", data={"name": "沈桥云", "place": "", "forget_phone": "y", "locale": "zh_Hans"})

    assert person.phone == ""


def test_the_name_of_a_neighbour_is_taken(client):
    somebody(name="沈桥云")
    client.sign_in(somebody())

    answer = client.post("/me/details", data={"name": "沈橋雲", "place": "", "locale": "zh_Hans"})

    assert answer.status_code == 422


def test_a_device_is_signed_out_and_not_somebody_elses(client):
    person, other = somebody(), somebody()
    client.sign_in(person)
    phone, foreign = sessions.begin(person, "phone"), sessions.begin(other, "theirs")
    db.session.flush()
    ids = dict(db.session.execute(select(SignIn.device, SignIn.id)).all())

    done = client.post(f"/me/devices/{ids['phone']}/end")
    refused = client.post(f"/me/devices/{ids['theirs']}/end")

    assert (done.status_code, refused.status_code) == (302, 409)
    assert sessions.person_of(phone) is None
    assert sessions.person_of(foreign) == other


def test_signing_out_everywhere_else(client):
    person = somebody()
    elsewhere = sessions.begin(person)
    client.sign_in(person)

    client.post("/me/devices/end")

    assert sessions.person_of(elsewhere) is None
    assert client.get("/me").status_code == 200


def switch_on(client):
    client.get("/me/second-factor")
    with client.session_transaction() as session:
        secret = session["second_factor_secret"]
    before = clock.now() - timedelta(seconds=60)
    with clock.stopped_at(before):
        page = client.post("/me/second-factor", data={"code": pyotp.TOTP(secret).at(before)})
    return secret, page


def test_with_a_second_factor_the_password_is_not_enough(client):
    person = somebody()
    client.sign_in(person)
    secret, page = switch_on(client)
    client.post("/sign-out")

    answer = try_in(client, person.username, next="/zh-hans/inbox/")

    assert page.status_code == 200
    assert answer.headers["Location"] == "/zh-hans/sign-in/code"
    assert client.get("/me").status_code == 302
    code = pyotp.TOTP(secret).now()
    assert client.post("/sign-in/code", data={"code": code}).headers["Location"] == "/zh-hans/inbox/"
    assert client.get("/me").status_code == 200


def test_a_code_works_once():
    person = somebody(totp_secret=second_factor.new_secret())
    code = pyotp.TOTP(person.totp_secret).now()
    services.check_code(person, code)

    with pytest.raises(Refused):
        services.check_code(person, code)


def test_a_recovery_code_works_once():
    person = somebody(totp_secret=second_factor.new_secret())
    code = services.write_new_codes(person, password=PASSWORD, actor=person)[0]
    db.session.flush()
    services.check_code(person, code.upper())

    with pytest.raises(Refused):
        services.check_code(person, code)


def test_guessing_codes_is_slow(client):
    person = somebody(totp_secret=second_factor.new_secret())
    try_in(client, person.username)

    answers = [client.post("/sign-in/code", data={"code": "000000"}).status_code for _ in range(9)]

    assert answers == [422] * 8 + [429]


def test_nobody_comes_to_the_second_step_without_the_first(client):
    assert client.get("/sign-in/code").headers["Location"] == "/zh-hans/sign-in"


def test_a_wrong_code_switches_nothing_on(client):
    person = somebody()
    client.sign_in(person)
    client.get("/me/second-factor")

    answer = client.post("/me/second-factor", data={"code": "12345x"})

    assert answer.status_code == 422
    assert person.totp_secret == ""


def test_new_recovery_codes_replace_the_old(client):
    person = somebody(totp_secret=second_factor.new_secret())
    client.sign_in(person)
    client.post("/me/second-factor/codes", data={"password": PASSWORD})

    page = client.post("/me/second-factor/codes", data={"password": PASSWORD})

    assert page.status_code == 200
    assert len(db.session.scalars(select(RecoveryCode)).all()) == second_factor.HOW_MANY


def test_the_second_factor_can_be_switched_off_without_a_role(client):
    person = somebody(totp_secret=second_factor.new_secret())
    client.sign_in(person)

    client.post("/me/second-factor/off", data={"password": PASSWORD})

    assert person.totp_secret == ""


def test_a_role_keeps_its_second_factor(client):
    person = an_official(totp_secret=second_factor.new_secret(), password_hash=passwords.hashed(PASSWORD))
    client.sign_in(person)

    answer = client.post("/me/second-factor/off", data={"password": PASSWORD})

    assert answer.status_code == 422
    assert person.totp_secret


def test_without_a_second_factor_roles_sleep(client, strict):
    person = an_official(Role.SECURITY_ADMIN, password_hash=passwords.hashed(PASSWORD))

    answer = try_in(client, person.username)

    assert answer.headers["Location"] == "/zh-hans/me/second-factor"
    assert client.get("/control/people").status_code == 403
    switch_on(client)
    assert client.get("/control/people").status_code == 200


def test_in_a_demo_city_roles_work_at_once(client):
    assert holds_anywhere(an_official(Role.SECURITY_ADMIN), {Role.SECURITY_ADMIN})


def test_all_that_is_known_is_handed_out(client):
    person = somebody(phone="13912345678", email="shen@example.cn")
    client.sign_in(person)

    known = json.loads(client.post("/me/data.json").text)

    assert known["accounts"]["email"] == "shen@example.cn"
    assert known["accounts"]["phone"] == "139****5678"
    assert set(known) >= {"accounts", "notifications"}


def test_an_erased_person_is_a_number_and_the_books_stay_sound(client):
    person = somebody(phone="13912345678", email="shen@example.cn", totp_secret="")
    grant = a_grant(person, Role.EDITOR, the_city(), ended_at=clock.now())
    client.sign_in(person)

    answer = client.post("/me/erase", data={"password": PASSWORD, "sure": "y"})

    assert answer.status_code == 302
    assert client.get("/me").status_code == 302
    assert (person.standing, person.phone, person.email, person.place_id) == (Standing.ERASED, "", "", None)
    assert str(person.name) == f"已注销用户{person.id}"
    assert db.session.get(Grant, grant.id).user_id == person.id
    assert list(verify()) == []


def test_nobody_signs_in_as_an_erased_person(client):
    person = somebody()
    erasure.let_go(person)

    assert try_in(client, person.username).status_code == 422
    assert try_in(client, f"erased-{person.id}", "!").status_code == 422


@pytest.mark.parametrize("data", [{"password": "wrong", "sure": "y"}, {"password": PASSWORD}])
def test_erasing_asks_for_the_password_and_a_yes(client, data):
    person = somebody()
    client.sign_in(person)

    answer = client.post("/me/erase", data=data)

    assert answer.status_code == 422
    assert person.standing is Standing.ACTIVE


def test_a_role_has_to_be_given_back_before_erasing():
    person = an_official(password_hash=passwords.hashed(PASSWORD))

    with pytest.raises(Refused):
        erasure.erase(person, password=PASSWORD, actor=person)

    assert db.session.get(User, person.id).standing is Standing.ACTIVE
