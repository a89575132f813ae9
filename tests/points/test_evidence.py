"""Photos that come with findings, good deeds and objections, and who sees them."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden
from portal.files.models import StoredFile
from portal.points.models import Deduction, Determination
from portal.points.personal import forget
from portal.points.queries.evidence import photos_of
from portal.points.services import evidence
from portal.points.states import Scheme
from portal.points.states.deductions import DeductionState
from tests.factories import a_user, an_official, the_city
from tests.factories.points import a_deduction, a_rule


def picture(name="a.png"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#886644").save(out, "PNG")
    return io.BytesIO(out.getvalue()), name


def test_photos_of_a_finding_and_an_objection_are_seen_by_both_sides_only(client):
    a_rule(code="N01", points=-5, scheme=Scheme.MERCHANT)
    person, officer = a_user(place_id=the_city().id), an_official(Role.POINTS_OFFICER)
    client.sign_in(officer)
    found = {"username": person.username, "rule": "N01", "facts": "占道", "evidence": "照片一张"}
    found["occurred_on"] = clock.today().isoformat()
    no_photo = client.post(
        "/points/control/deductions/new", data={**found, "photos": (io.BytesIO(b"text"), "a.png")}
    )
    made = client.post("/points/control/deductions/new", data={**found, "photos": picture()})
    deduction = db.session.scalars(select(Deduction)).one()
    page = f"/points/deductions/{deduction.code}"
    [photo], none = photos_of(deduction)
    client.sign_in(person)
    before = client.get(photo.path)
    client.sign_in(officer)
    client.post(f"{page}/serve", data={"method": "portal"})
    client.sign_in(person)
    client.post(f"{page}/state", data={"words": "不是我的货", "photos": picture()})
    _theirs, [own] = photos_of(deduction)
    shown = client.get(page).get_data(as_text=True)
    seen = [client.get(photo.path).status_code, client.get(own.path).status_code]
    client.sign_in(officer)
    seen.append(client.get(own.path).status_code)
    client.sign_in(a_user())
    seen.append(client.get(photo.path).status_code)

    assert (no_photo.status_code, made.status_code) == (422, 302)
    assert (none, before.status_code) == ([], 404)
    assert photo.path in shown
    assert own.path in shown
    assert seen == [200, 200, 200, 404]
    forget(person.id)
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0


def test_photos_of_a_good_deed(client):
    a_rule(code="J08", points=5, claimable=True)
    person, officer = a_user(place_id=the_city().id), an_official(Role.POINTS_OFFICER)
    deed = {"rule": "J08", "times": "1", "occurred_on": clock.today().isoformat(), "note": "晨扫"}
    client.sign_in(person)
    client.post("/points/claims/new", data={**deed, "photos": picture()})
    client.sign_in(officer)
    client.post("/points/control/awards/new", data={**deed, "username": person.username, "photos": picture()})
    claimed, proposed = db.session.scalars(select(Determination).order_by(Determination.id))
    _none, [own] = photos_of(claimed)
    [photo], _none = photos_of(proposed)

    assert own.path in client.get(f"/points/control/awards/{claimed.code}").get_data(as_text=True)
    assert client.get(own.path).status_code == 200
    client.sign_in(person)
    assert client.get(photo.path).status_code == 200
    client.sign_in(a_user())
    assert [client.get(one.path).status_code for one in (own, photo)] == [404, 404]


def test_strangers_add_nothing(app):
    deduction = a_deduction(person=a_user(), state=DeductionState.FOUND)

    for actor in (a_user(), deduction.user):
        with pytest.raises(Forbidden):
            evidence.show(deduction, photos=(), actor=actor)
