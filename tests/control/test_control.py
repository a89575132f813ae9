from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.control.forms import name_of
from portal.control.models import GlossaryTerm
from portal.control.queries import get_group
from portal.control.services import glossary as services
from portal.core import clock
from portal.core.audit import AuditLine
from portal.core.db import db
from portal.core.jobs import TRIES, Job, run_due_jobs
from portal.core.language import Bitext, Glossary, glossary, set_glossary
from portal.core.settings import SettingChange, setting, shelf
from portal.places.models import Place
from tests.clients import queries_of
from tests.factories import a_place, a_user, an_official, saved, the_city


def the_city_settings(**changed):
    """What the form of the group “city” sends back."""
    return {name_of(one): setting(one.key) for one in get_group("city")} | changed


@pytest.fixture
def usual_words(client):
    """The glossary of this process as it was, after a test that has changed it."""
    before, version = glossary(), services._Known.version
    yield
    set_glossary(before)
    services._Known.version = version


@pytest.mark.parametrize(
    ("path", "roles"),
    [
        ("/control/", {Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}),
        ("/control/settings/city", {Role.ADMIN}),
        ("/control/glossary", {Role.ADMIN, Role.EDITOR}),
        ("/control/audit", {Role.AUDITOR}),
        ("/control/jobs", {Role.ADMIN}),
        ("/control/people", {Role.SECURITY_ADMIN}),
    ],
)
def test_each_page_is_for_its_duty(client, path, roles):
    assert "/sign-in" in client.get(path).headers["Location"]

    for role in Role:
        client.sign_in(an_official(role))
        assert (client.get(path).status_code == 200) == (role in roles), role


def test_a_role_in_one_street_is_no_duty_for_the_city(client):
    client.sign_in(an_official(Role.ADMIN, place=a_place(the_city())))

    assert client.get("/control/").status_code == 403


def test_a_changed_setting_holds_at_once_and_can_be_taken_back(client):
    client.sign_in(an_official(Role.ADMIN))

    client.post("/control/settings/city", data=the_city_settings(city__slogan="大家的事大家议"))
    assert setting("city.slogan") == "大家的事大家议"
    change = db.session.scalar(select(SettingChange))
    assert "大家的事大家议" in client.get("/control/settings/city").text
    client.post(f"/control/settings/changes/{change.id}/undo")

    assert setting("city.slogan") == "自己的约，一起守"
    assert db.session.scalar(select(func.count(SettingChange.id))) == 2


def test_what_has_not_changed_leaves_no_history(client):
    client.sign_in(an_official(Role.ADMIN))

    client.post("/control/settings/city", data=the_city_settings())

    assert db.session.scalar(select(func.count(SettingChange.id))) == 0


def test_a_value_that_does_not_fit_is_refused(client):
    client.sign_in(an_official(Role.ADMIN))

    answer = client.post("/control/settings/city", data=the_city_settings(city__name=""))

    assert answer.status_code == 422


def test_an_undone_change_is_not_undone_again(client):
    client.sign_in(an_official(Role.ADMIN))
    client.post("/control/settings/city", data=the_city_settings(city__slogan="大家的事大家议"))
    change = db.session.scalar(select(SettingChange))
    client.post(f"/control/settings/changes/{change.id}/undo")

    assert client.post(f"/control/settings/changes/{change.id}/undo").status_code == 409


def test_unknown_settings_are_not_there(client):
    client.sign_in(an_official(Role.ADMIN))

    assert client.get("/control/settings/nothing").status_code == 404
    assert client.post("/control/settings/changes/99/undo").status_code == 404


def test_every_group_of_settings_opens_and_keeps_its_values(client, app):
    client.sign_in(an_official(Role.ADMIN))
    groups = {one.group for one in app.extensions["portal.settings"].values() if one.group}

    assert [client.get(f"/control/settings/{group}").status_code for group in groups] == [200] * len(groups)


def test_a_new_term_changes_texts_that_are_there(client, usual_words):
    street = a_place(the_city(), name=Bitext.both("临河街道", "臨河街道"), intro="<p>老城里的干面。</p>")
    client.sign_in(an_official(Role.ADMIN))
    before = street.intro.hant

    client.post("/control/glossary", data={"hans": "老城里的干面", "hant": "老城裏的乾麪", "note": "试"})
    run_due_jobs()
    db.session.expire_all()

    changed = db.session.get_one(Place, street.id)
    assert "老城裏的乾麪" not in before
    assert "老城裏的乾麪" in changed.intro.hant
    assert changed.name == Bitext.both("临河街道", "臨河街道")
    assert db.session.scalars(select(Job.error)).all() == [None] * db.session.scalar(
        select(func.count(Job.id))
    )


def test_a_removed_term_is_forgotten(client, usual_words):
    client.sign_in(an_official(Role.ADMIN))
    client.post("/control/glossary", data={"hans": "面点铺", "hant": "麪點舖", "note": ""})
    term = db.session.scalar(select(GlossaryTerm))
    assert Bitext.of("一家面点铺子").hant == "一家麪點舖子"

    client.post(f"/control/glossary/{term.id}/remove")

    assert Bitext.of("一家面点铺子").hant != "一家麪點舖子"
    assert client.post(f"/control/glossary/{term.id}/remove").status_code == 404


def test_another_process_keeps_up(client, usual_words):
    client.sign_in(an_official(Role.ADMIN))
    client.post("/control/glossary", data={"hans": "面点铺", "hant": "麪點舖", "note": ""})
    set_glossary(Glossary())
    services._Known.version = 0
    shelf().forget()

    assert services.keep_up() == 1
    assert services.keep_up() == 0
    assert Bitext.of("一家面点铺子").hant == "一家麪點舖子"


@pytest.mark.parametrize(
    ("hans", "hant"), [("面", ""), ("<b>", "<b>"), ("hello", "hello"), ("禾塘市", "禾塘市")]
)
def test_a_term_that_is_refused(client, usual_words, hans, hant):
    saved(GlossaryTerm(hans="禾塘市", hant="禾塘市"))
    client.sign_in(an_official(Role.ADMIN))

    answer = client.post("/control/glossary", data={"hans": hans, "hant": hant, "note": ""})

    assert answer.status_code == 422
    assert db.session.scalar(select(func.count(GlossaryTerm.id))) == 1


def test_the_auditor_finds_lines_by_act_and_person(client):
    admin = an_official(Role.ADMIN)
    client.sign_in(admin)
    client.post("/control/settings/city", data=the_city_settings(city__slogan="大家的事大家议"))
    client.sign_in(an_official(Role.AUDITOR))

    by_act = client.get("/control/audit?action=control.").text
    by_person = client.get(f"/control/audit?person={admin.username}").text
    nothing = client.get("/control/audit?person=nobody-at-all").text

    assert ["城市口号" in page for page in (by_act, by_person, nothing)] == [True, True, False]
    assert "修改设置" in by_act


def test_the_log_asks_as_much_for_many_lines_as_for_one(client):
    client.sign_in(an_official(Role.AUDITOR))
    people = [a_user() for _ in range(3)]
    lines = [
        AuditLine(
            at=clock.now(),
            actor_id=p.id,
            action="x.y",
            thing="z:1",
            detail={},
            before_hash="",
            hash=str(p.id),
        )
        for p in people
    ]
    saved(lines[0])
    client.get("/control/audit")
    one = queries_of(client, "/control/audit")
    db.session.add_all(lines[1:])

    assert queries_of(client, "/control/audit") == one


def test_a_failed_job_is_tried_again(client):
    job = saved(Job(kind="nothing", payload={}, run_at=clock.now(), tries=TRIES, error="KeyError('nothing')"))
    client.sign_in(an_official(Role.ADMIN))
    assert "KeyError" in client.get("/control/jobs").text

    client.post(f"/control/jobs/{job.id}/again")

    assert (job.tries, job.error) == (0, None)
    assert client.post(f"/control/jobs/{job.id}/again").status_code == 409
    assert client.post("/control/jobs/99999/again").status_code == 404


def test_the_way_to_the_control_panel_is_on_my_account(client):
    client.sign_in(an_official(Role.ADMIN))
    assert "/control" in client.get("/me").text
    client.sign_in(a_user())

    assert "/control" not in client.get("/me").text
