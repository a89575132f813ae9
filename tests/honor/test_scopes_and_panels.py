"""Who reads what is meant for some, and what the boards put on other people's pages."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from portal.core import clock
from portal.core.errors import NotFound
from portal.files.models import StoredFile
from portal.files.services import upload
from portal.honor import panels, queries, services
from portal.honor.states import Polarity, Scope
from portal.places.models import PlaceKind
from tests.factories import a_place, a_user, an_alliance
from tests.factories.honor import Office, at, checked, decided, noticed, praise, praised, served


def text_of(answer):
    return answer.get_data(as_text=True)


def standing(office, **kw):
    with at(clock.today() - timedelta(days=40)):
        return praised(office, **kw)


def reminding(office, **kw):
    with at(clock.today() - timedelta(days=40)):
        entry = decided(office, **kw)
    services.publish_reminder(entry, actor=office.issuer)
    return entry


def test_an_entry_for_a_community_is_read_by_those_who_live_there(client):
    office = Office()
    here = a_place(office.place, kind=PlaceKind.COMMUNITY)
    next_door = a_place(office.place, kind=PlaceKind.COMMUNITY)
    within = a_place(here, kind=PlaceKind.GRID)
    entry = reminding(office, place=here, scope=Scope.COMMUNITY)
    path = f"/honor/{entry.code}"

    for home in (here, within):
        client.sign_in(neighbour := a_user(place_id=home.id))
        assert client.get(path).status_code == 200
        assert entry.code in text_of(client.get("/honor/reminders"))
        assert queries.get_entry(entry.code, neighbour) is entry
    for elsewhere in (next_door, office.place):
        client.sign_in(stranger := a_user(place_id=elsewhere.id))
        assert client.get(path).status_code == 404
        assert entry.code not in text_of(client.get("/honor/reminders"))
        with pytest.raises(NotFound):
            queries.get_entry(entry.code, stranger)
    assert client.application.test_client().get(path).status_code == 404


def test_somebody_without_a_home_reads_no_entry_for_a_community():
    office = Office()
    entry = reminding(office, scope=Scope.COMMUNITY)

    with pytest.raises(NotFound):
        queries.get_entry(entry.code, a_user())


def test_the_panel_of_the_home_page_shows_praise_and_no_reminder(client):
    office = Office()
    assert panels.on_home(None, None) is None
    entry, other = standing(office), reminding(office)

    page = text_of(client.get("/"))

    assert entry.code in page and other.code not in page
    assert panels.on_home(None, None) == {"praise": [entry]}


def test_the_panel_of_a_place_shows_what_stands_in_it(client):
    office, other = Office(), Office()
    entry = standing(office)

    assert entry.code in text_of(client.get(f"/places/{office.place.slug}"))
    assert entry.code not in text_of(client.get(f"/places/{other.place.slug}"))
    assert panels.on_place(None, other.place) is None


def test_the_panel_of_an_alliance_shows_its_own_praise(client):
    office = Office()
    alliance, other = an_alliance(place=office.place), an_alliance(place=office.place)
    board = office.board(Polarity.RED, alliance_id=alliance.id)
    entry = standing(office, board=board)

    assert entry.code in text_of(client.get(f"/alliances/{alliance.code}"))
    assert entry.code not in text_of(client.get(f"/alliances/{other.code}"))
    assert panels.on_alliance(None, other) is None


def test_the_panel_of_my_page_shows_what_is_asked_of_me(client):
    office = Office()
    asked, waiting = praise(office), praise(office)
    services.check_praise(asked, finding="属实。", no_minor=True, actor=office.reviewer)
    heard = served(office, subject_type="shop", holder=(keeper := a_user(name="Keeper")))

    mine = text_of(client.sign_in(asked.holder).get("/me"))
    theirs = text_of(client.sign_in(keeper).get("/me"))

    assert f"/honor/{asked.code}/consent" in mine
    assert f"/honor/{heard.code}/statement" in theirs
    assert list(panels.duties(waiting.holder)) == []


def test_a_board_says_for_what_one_comes_onto_it(client):
    office = Office()
    office.board(Polarity.RED).criteria = "热心公益，邻里互助"
    office.board(Polarity.BLACK).criteria = "只登事情"
    alliance = an_alliance(place=office.place)
    office.board(Polarity.RED, alliance_id=alliance.id).criteria = "连续四季度绿卡"

    assert "热心公益" in text_of(client.get(f"/honor/?place={office.place.slug}"))
    assert "只登事情" in text_of(client.get(f"/honor/reminders?place={office.place.slug}"))
    assert "连续四季度绿卡" in text_of(client.get(f"/honor/?alliance={alliance.code}"))
    assert "热心公益" not in text_of(client.get("/honor/"))


def opened(client, person, entry):
    client.sign_in(person).post(f"/honor/{entry.code}/file", data={"purpose": "办理"})
    return text_of(client.get(f"/honor/{entry.code}/file"))


def test_arguments_are_answered_when_the_statement_period_is_over(client):
    office = Office()
    with at(clock.today() - timedelta(days=20)):
        entry = served(office)
    step = f"/honor/{entry.code}/steps/consider"

    with at(entry.statement_until):
        page = opened(client, office.editor, entry)
        assert step not in page and "申辩期还没有满" in page
        assert client.get(step).status_code == 403
    with at(entry.statement_until + timedelta(days=1)):
        assert step in opened(client, office.editor, entry)
        assert client.get(step).status_code == 200


def test_praise_is_published_when_its_notice_is_over(client):
    office = Office()
    with at(clock.today() - timedelta(days=20)):
        entry = noticed(office)
    step = f"/honor/{entry.code}/steps/publish_praise"

    with at(entry.notice_until):
        assert step not in opened(client, office.issuer, entry)
    with at(entry.notice_until + timedelta(days=1)):
        assert step in opened(client, office.issuer, entry)


class Sent:
    filename = "现场.png"

    def __init__(self):
        self.stream = io.BytesIO()
        Image.new("RGB", (40, 30), "green").save(self.stream, "PNG")
        self.stream.seek(0)


def a_cleared_picture(office, entry) -> StoredFile:
    """Looked at by somebody else and made public."""
    picture = upload(office.worker, sent=Sent(), actor=office.worker)
    services.add_evidence(entry, kind="photo", text="现场", files=[picture], actor=office.worker)
    services.clear_evidence(entry, file=picture, public=True, actor=office.editor)
    return picture


def test_a_picture_is_public_only_while_its_entry_is(client):
    office = Office()
    with at("2025-09-01"):
        entry = checked(office)
        picture = a_cleared_picture(office, entry)
        assert client.get(picture.path).status_code == 404  # the entry is on its way only
    with at("2025-09-20"):
        entry = reminding(office)
        picture = a_cleared_picture(office, entry)
        answer = client.get(picture.path)
        again = client.get(picture.path, headers={"If-None-Match": answer.headers["ETag"]})

        assert (answer.status_code, again.status_code) == (200, 304)
        assert answer.headers["Cache-Control"] == "private, no-cache"
    with at(entry.publish_until + timedelta(days=1)):  # nobody has run the clockwork yet
        stale = client.get(picture.path, headers={"If-None-Match": answer.headers["ETag"]})

        assert picture.public and stale.status_code == 404


def test_a_picture_of_an_entry_for_some_is_for_them(client):
    office = Office()
    neighbour = a_user(place_id=office.place.id)
    entry = reminding(office, scope=Scope.COMMUNITY)
    picture = a_cleared_picture(office, entry)

    assert client.get(picture.path).status_code == 404
    assert client.sign_in(neighbour).get(picture.path).status_code == 200
