from __future__ import annotations

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from portal.accounts.models import Level, SignIn, Standing, User
from portal.accounts.rules import names, passwords
from portal.core import clock
from portal.core.db import db
from portal.core.limits import Try
from tests.factories import a_place, a_user, the_city

PASSWORD = "每天走过临河桥头"


def somebody(**kw):
    the_city()  # every portal has one
    return a_user(password_hash=passwords.hashed(PASSWORD), **kw)


def try_in(client, username, password=PASSWORD, **kw):
    return client.post("/sign-in", data={"username": username, "password": password, **kw})


def without_token(page):
    return re.sub(r'(name="csrf_token"\s+value=")[^"]*', r"\1", page)


def is_in(client):
    return client.get("/me").status_code == 200


def test_signing_in_leads_to_where_one_wanted_to_go(client):
    person = somebody()

    answer = try_in(client, person.username, next="/zh-hans/inbox/")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/zh-hans/inbox/"
    assert is_in(client)


def test_signing_in_never_leads_to_another_site(client):
    person = somebody()

    answer = try_in(client, person.username, next="https://evil.example/")

    assert answer.headers["Location"] == "/"


def test_the_username_may_be_written_in_full_width_and_capitals(client):
    person = somebody(username="Chen", username_folded=names.fold("Chen"))

    try_in(client, "ＣＨＥＮ")

    assert is_in(client)
    assert person.username == "Chen"


def test_unknown_and_wrong_look_the_same(client):
    somebody(username="known", username_folded="known")

    wrong = try_in(client, "known", "wrong password")
    unknown = try_in(client, "unknown", "wrong password")

    assert wrong.status_code == unknown.status_code == 422
    assert without_token(wrong.text) == without_token(unknown.text).replace("unknown", "known")
    assert "用户名或密码不正确" in wrong.text


def test_a_failed_try_counts_although_the_answer_is_an_error(client):
    person = somebody()

    for _ in range(8):
        try_in(client, person.username, "wrong password")
    answer = try_in(client, person.username)

    assert answer.status_code == 429
    assert not is_in(client)


def test_tries_at_one_account_do_not_count_for_another(client):
    person, neighbour = somebody(), somebody()
    for _ in range(8):
        try_in(client, person.username, "wrong password")

    try_in(client, neighbour.username)

    assert is_in(client)


def test_after_a_quarter_of_an_hour_one_may_try_again(client):
    person = somebody()
    with clock.stopped_at(clock.now() - timedelta(minutes=16)):
        for _ in range(9):
            try_in(client, person.username, "wrong password")

    try_in(client, person.username)

    assert is_in(client)


def test_a_right_password_forgives_the_wrong_ones(client):
    person = somebody()
    for _ in range(3):
        try_in(client, person.username, "wrong password")

    try_in(client, person.username)

    counted = db.session.scalars(select(Try.what)).all()
    assert [what for what in counted if person.username in what] == []


def test_a_suspended_account_stays_closed(client):
    person = somebody(standing=Standing.SUSPENDED)

    answer = try_in(client, person.username)

    assert answer.status_code == 422
    assert "停用" in answer.text


def test_signing_out_ends_the_session_and_not_only_the_cookie(client, app):
    person = somebody()
    try_in(client, person.username)
    cookie = client.get_cookie("yiyue").value

    client.post("/sign-out")
    client.set_cookie("yiyue", cookie)

    assert not is_in(client)


def test_each_sign_in_is_a_new_session(client):
    person = somebody()
    try_in(client, person.username)
    try_in(client, person.username)

    assert db.session.scalar(select(func.count(SignIn.id))) == 2


def test_an_outdated_hash_is_made_anew(client):
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    person = a_user(password_hash=cheap.hash(PASSWORD))

    try_in(client, person.username)

    assert passwords.is_outdated(person.password_hash) is False
    assert passwords.matches(PASSWORD, person.password_hash)


A_PERSON = {
    "username": "wangxiulan",
    "name": "王秀兰",
    "password": PASSWORD,
    "again": PASSWORD,
    "place": "",
    "phone": "",
}


def test_who_registers_is_signed_in_on_level_1(client):
    home = a_place(the_city())

    answer = client.post("/register", data={**A_PERSON, "place": home.slug, "phone": "13900000000"})

    person = db.session.scalar(select(User).where(User.username == "wangxiulan"))
    assert answer.status_code == 302
    assert (person.level, person.place_id, str(person.name)) == (Level.L1, home.id, "王秀兰")
    assert is_in(client)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "ab"),
        ("username", "-dash"),
        ("username", "Ａdmin"),
        ("username", "管理員"),
        ("name", "系統"),
        ("name", "已注销用户12"),
        ("name", "王"),
        ("name", "!!!"),
        ("password", "12345678"),
        ("password", "short"),
        ("password", "wangxiulan1"),
        ("again", "something else"),
        ("phone", "call me"),
        ("place", "nowhere"),
    ],
)
def test_what_cannot_be_registered(client, field, value):
    answer = client.post("/register", data={**A_PERSON, field: value})

    assert answer.status_code == 422
    assert db.session.scalar(select(func.count(User.id))) == 0


@pytest.mark.parametrize(
    ("username", "name"), [("WangXiulan", "别人"), ("other", "王秀蘭"), ("other", "王 秀兰")]
)
def test_a_name_that_only_looks_different_is_taken(client, username, name):
    a_user(
        username="wangxiulan", username_folded="wangxiulan", name="王秀兰", name_folded=names.fold("王秀兰")
    )

    answer = client.post("/register", data={**A_PERSON, "username": username, "name": name})

    assert answer.status_code == 422
    assert db.session.scalar(select(func.count(User.id))) == 1


def test_preferences_are_cookies_and_nothing_else(client):
    answer = client.post("/preferences", data={"size": "large", "next": "/zh-hans/sign-in"})

    assert answer.headers["Location"] == "/zh-hans/sign-in"
    assert client.get_cookie("size").value == "large"
    assert 'data-size="large"' in client.get("/register").text


def test_another_language_leads_to_the_same_page_in_it(client):
    answer = client.post("/preferences", data={"locale": "zh_Hant", "next": "/zh-hans/register"})

    assert answer.headers["Location"] == "/zh-hant/register"
    assert client.get_cookie("locale").value == "zh_Hant"


def test_an_unknown_preference_changes_nothing(client):
    client.post("/preferences", data={"theme": "purple", "next": "//evil.example"})

    assert client.get_cookie("theme") is None


def test_the_door_is_closed_to_those_who_are_in(client):
    client.sign_in(somebody())

    assert client.get("/sign-in?next=/zh-hans/me").headers["Location"] == "/zh-hans/me"


def test_my_account_asks_strangers_to_sign_in(client):
    answer = client.get("/me")

    assert answer.headers["Location"] == "/zh-hans/sign-in?next=/zh-hans/me?"
