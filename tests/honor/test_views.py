"""Every page of the boards, as the people see it who may and who may not."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.files.models import StoredFile
from portal.honor import queries, services
from portal.honor.models import BoardEntry, Look
from portal.honor.states import EntryState, Polarity, SubjectType
from tests.clients import queries_of
from tests.factories import a_user, an_alliance, an_official, the_city
from tests.factories.honor import Office, a_law, at, decided, praised, reminded, reminder, served


def text_of(answer):
    return answer.get_data(as_text=True)


def now_published(office, **kw):
    """A reminder that is shown today."""
    with at(clock.today() - timedelta(days=40)):
        entry = decided(office, **kw)
    services.publish_reminder(entry, actor=office.issuer)
    return entry


def now_praised(office, **kw):
    with at(clock.today() - timedelta(days=40)):
        return praised(office, **kw)


def test_the_boards(client):
    office = Office()
    red, black = now_praised(office), now_published(office)

    roll, reminders = client.get("/honor/"), client.get("/honor/reminders")

    assert "阿福粥铺" in text_of(roll) and "旧码头路" not in text_of(roll)
    assert "旧码头路" in text_of(reminders) and "阿福粥铺" not in text_of(reminders)
    assert reminders.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert 'name="robots"' in text_of(reminders) and 'name="robots"' not in text_of(roll)
    assert client.get(f"/honor/{red.code}").status_code == 200
    assert client.get(f"/honor/{black.code}").status_code == 200


def opened(client, person, entry):
    client.sign_in(person)
    answer = client.post(f"/honor/{entry.code}/file", data={"purpose": "办理"})
    assert answer.status_code == 302
    return client


def test_boards_of_a_place_and_an_alliance(client):
    office, other = Office(), Office()
    entry = now_praised(office)
    alliance = an_alliance(place=office.place)

    assert entry.code in text_of(client.get(f"/honor/?place={office.place.slug}"))
    assert entry.code not in text_of(client.get(f"/honor/?place={other.place.slug}"))
    assert entry.code not in text_of(client.get(f"/honor/?alliance={alliance.code}"))
    assert client.get("/honor/?place=nowhere").status_code == 404


def test_a_board_costs_the_same_for_one_and_three(client):
    paths = []
    for entries in (1, 3):
        office = Office()
        for _ in range(entries):
            now_published(office)
        paths.append(f"/honor/reminders?place={office.place.slug}")
    client.get(paths[0])

    few, many = (queries_of(client, path) for path in paths)

    assert few == many


def test_a_reminder_shows_everything_but_people(client):
    office = Office()
    entry = now_published(office, points=("地不是我们的",))
    page = text_of(answer := client.get(f"/honor/{entry.code}"))

    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
    for word in (
        "堆放超过四十天",
        "第二十二条第一项",
        "地不是我们的",
        "不予采纳",
        "临河街道司法所",
        "提出异议",
    ):
        assert word in page
    for person in (office.editor, office.reviewer, office.issuer, office.worker):
        assert str(person.name) not in page


def test_an_expired_entry_answers_410_without_its_words(client):
    office = Office()
    with at(clock.today() - timedelta(days=120)):
        entry = reminded(office)

    answer = client.get(f"/honor/{entry.code}")

    assert answer.status_code == 410
    assert "堆放" not in text_of(answer)
    assert client.get(f"/honor/{entry.code}/object").status_code == 410
    assert entry.code not in text_of(client.get("/honor/reminders"))


def test_a_withdrawn_entry_says_why_and_stands_among_the_corrections(client):
    office = Office()
    entry = now_published(office)
    services.withdraw(entry, reason="复议查明事实不清。", actor=office.issuer)

    assert "复议查明事实不清" in text_of(client.get(f"/honor/{entry.code}"))
    page = text_of(client.get("/honor/corrections"))
    assert "复议查明事实不清" in page and "堆放" not in page


def test_anybody_objects_and_the_mark_is_there_at_once(client):
    entry = now_published(Office())
    path = f"/honor/{entry.code}/object"

    assert client.get(path).status_code == 200
    assert client.post(path, data={"text": "不对"}).status_code == 422
    assert client.post(path, data={"text": "不对", "contact": "某人 电话"}).status_code == 302
    page = text_of(client.get(f"/honor/{entry.code}"))
    assert "异议处理中" in page and "某人" not in page
    assert re.search(r"\d{4}年\d+月\d+日前答复", page)
    for _ in range(4):
        client.post(path, data={"text": "不对", "contact": "某人"})
    assert client.post(path, data={"text": "不对", "contact": "某人"}).status_code == 429


def test_the_register(client):
    the_city()
    law = a_law()
    legal = an_official(Role.LEGAL_REVIEWER)
    assert str(law.article) in text_of(client.get("/honor/register"))
    client.sign_in(a_user())
    assert client.get("/honor/register/new").status_code == 403
    client.sign_in(legal)
    given = {
        "kind": "convention",
        "instrument": "某公约",
        "article": "第一条",
        "source": "公布文本",
        "as_of": "2026-01-01",
    }

    assert client.get("/honor/register/new").status_code == 200
    assert client.post("/honor/register/new", data=given).status_code == 422
    assert client.post("/honor/register/new", data={**given, "convention_code": "ab12"}).status_code == 302
    assert "ab12" in text_of(client.get("/honor/register")) or "某公约" in text_of(
        client.get("/honor/register")
    )


def test_opening_a_board(client):
    office = Office()
    client.sign_in(a_user())
    assert client.get("/honor/boards/new").status_code == 403
    client.sign_in(office.editor)
    given = {"polarity": "red", "place": office.place.slug, "name": "临河红榜", "criteria": "做了好事"}

    assert client.get("/honor/boards/new").status_code == 200
    assert client.post("/honor/boards/new", data=given).status_code == 302
    assert client.post("/honor/boards/new", data=given).status_code == 422


def test_a_citizen_praises_and_the_praised_one_agrees(client):
    office, keeper, citizen = Office(), a_user(name="Keeper"), a_user()
    board = office.board(Polarity.RED)
    client.sign_in(citizen)
    given = {
        "board": board.code,
        "subject_type": "shop",
        "subject": "阿福粥铺",
        "facts": "陪走失老人等家人。",
        "source": "citizen",
    }

    assert client.get("/honor/nominate/red").status_code == 200
    assert client.post("/honor/nominate/red", data={**given, "holder": "nobody-here"}).status_code == 422
    assert client.post("/honor/nominate/red", data={**given, "holder": keeper.username}).status_code == 302
    entry = db.session.query(BoardEntry).one()
    assert client.get(f"/honor/{entry.code}/evidence").status_code == 200
    assert (
        client.post(f"/honor/{entry.code}/evidence", data={"kind": "photo", "text": "合影"}).status_code
        == 302
    )
    opened(client, office.reviewer, entry)
    assert (
        client.post(
            f"/honor/{entry.code}/steps/check_praise", data={"finding": "属实", "no_minor": "y"}
        ).status_code
        == 302
    )
    client.sign_in(keeper)
    assert "阿福粥铺" in text_of(client.get("/honor/mine"))
    assert "阿福粥铺" in text_of(client.get(f"/honor/{entry.code}/consent"))
    assert client.post(f"/honor/{entry.code}/consent", data={"answer": "yes"}).status_code == 302
    assert entry.state is EntryState.CONSENTED
    assert "收回" in text_of(client.get(f"/honor/{entry.code}/consent"))
    assert client.post(f"/honor/{entry.code}/consent", data={"answer": "no"}).status_code == 302
    assert entry.state is EntryState.DECLINED
    assert client.sign_in(citizen).get(f"/honor/{entry.code}/consent").status_code == 404


def test_reminders_are_proposed_by_officials(client):
    office = Office()
    board, law = office.board(Polarity.BLACK), a_law()
    given = {
        "board": board.code,
        "subject_type": "place",
        "subject": "东头空地",
        "behaviour": "堆放垃圾",
        "facts": "堆了四十天。",
        "source": "inspection",
        "place_text": "旧码头路东头",
        "first_day": "2026-01-02",
        "last_day": "2026-01-03",
        "severity": "minor",
        "scope": "public",
        "bases": str(law.id),
        "correction": "清运",
        "remedy": "司法所",
    }
    client.sign_in(a_user())
    assert "工作人员" in text_of(client.get("/honor/nominate/black"))
    client.sign_in(office.worker)

    assert client.get("/honor/nominate/black").status_code == 200
    assert client.post("/honor/nominate/black", data={**given, "facts": "电话13800000000"}).status_code == 422
    assert client.post("/honor/nominate/black", data=given).status_code == 302


def test_a_file_opens_with_a_reason_that_is_written_down(client):
    office = Office()
    entry = reminder(office)
    path = f"/honor/{entry.code}"
    client.sign_in(a_user())
    assert client.get(f"{path}/file").status_code == 404
    client.sign_in(office.editor)

    assert "堆放" not in text_of(client.get(f"{path}/file"))
    assert client.get(f"{path}/steps/check_evidence").status_code == 302
    assert client.post(f"{path}/file", data={"purpose": ""}).status_code == 422
    opened(client, office.editor, entry)
    assert "堆放超过四十天" in text_of(client.get(f"{path}/file"))
    assert [str(look.purpose) for look in db.session.query(Look)] == ["办理"]


def test_the_steps_of_a_reminder_on_their_pages(client):
    office, keeper = Office(), a_user(name="Keeper")
    days_ago = clock.today() - timedelta(days=40)
    with at(days_ago):
        entry = reminder(office, subject_type=SubjectType.SHOP, holder=keeper)
    path, look = f"/honor/{entry.code}", {"finding": "属实", "no_minor": "y"}
    with at(days_ago):
        opened(client, office.editor, entry)
        assert "另一人" not in text_of(client.get(f"{path}/steps/check_evidence"))
        assert client.post(f"{path}/steps/check_evidence", data={"finding": "属实"}).status_code == 422
        assert client.post(f"{path}/steps/check_evidence", data=look).status_code == 302
        assert client.get(f"{path}/steps/check_again").status_code == 403
        opened(client, office.reviewer, entry)
        assert client.post(f"{path}/steps/check_again", data=look).status_code == 302
        notice = {
            "method": "in_person",
            "service_note": "签收",
            "rights": "可以申辩",
            "days": "30",
        }
        assert client.get(f"{path}/steps/serve_notice").status_code == 200
        assert client.post(f"{path}/steps/serve_notice", data=notice).status_code == 302
        client.sign_in(keeper)
        assert "可以申辩" in text_of(client.get(f"{path}/statement"))
        assert client.post(f"{path}/statement", data={"points": "工期没到\n太久了"}).status_code == 302
        opened(client, office.editor, entry)
        assert client.get(f"{path}/heard").status_code == 200
        assert client.post(f"{path}/heard", data={"points": "电话里说会改"}).status_code == 302
    with at(days_ago + timedelta(days=20)):
        opened(client, office.editor, entry)
        assert client.get(f"{path}/steps/consider").status_code == 200
        assert client.post(f"{path}/steps/consider", data={}).status_code == 422
        found = {
            f"{k}_{a.id}": v
            for a in queries.unanswered(entry)
            for k, v in (("adopted", "no"), ("reason", "不成立"))
        }
        assert client.post(f"{path}/steps/consider", data=found).status_code == 302
        decision = {
            "text": "警告并公开",
            "penalty": "y",
            "severity": "minor",
            "scope": "public",
            "days": "30",
        }
        assert client.get(f"{path}/steps/draft_decision").status_code == 200
        assert client.post(f"{path}/steps/draft_decision", data={**decision, "days": "31"}).status_code == 422
        assert client.post(f"{path}/steps/draft_decision", data=decision).status_code == 302
        opened(client, office.issuer, entry)
        assert client.post(f"{path}/steps/sign_decision", data={"sure": "y"}).status_code == 302
        assert client.post(f"{path}/steps/publish_reminder", data={"sure": "y"}).status_code == 302
        client.sign_in(keeper)
        assert f"{path}/repair" in text_of(client.get(f"{path}/statement"))
        assert client.get(f"{path}/repair").status_code == 200
        assert client.post(f"{path}/repair", data={"text": "改好了", "pledge": "y"}).status_code == 302
        opened(client, office.reviewer, entry)
        assert "改好了" in text_of(client.get(f"{path}/file"))
        assert (
            client.post(f"{path}/steps/close_repair", data={"granted": "yes", "finding": "干净"}).status_code
            == 302
        )
        assert client.get(path).status_code == 410
        client.sign_in(keeper)
        assert f"{path}/repair" not in text_of(client.get(f"{path}/statement"))

    assert entry.state is EntryState.REPAIRED
    assert client.get(f"{path}/steps/nothing").status_code == 404


def test_an_objection_is_answered_on_its_page(client):
    office = Office()
    entry = now_published(office)
    objection = services.make_objection(entry, text="不对", actor=a_user())
    path = f"/honor/{entry.code}/objections/{objection.id}"
    opened(client, office.legal, entry)

    assert "不对" in text_of(client.get(path))
    assert client.post(path, data={"granted": "no", "answer": "核对无误"}).status_code == 302
    assert client.get(f"/honor/{entry.code}/objections/999").status_code == 404


def test_the_work_list_says_what_is_due(client):
    office = Office()
    entry = served(office)
    client.sign_in(office.editor)

    page = text_of(client.get("/honor/work"))

    assert entry.code in page and entry.statement_until.isoformat() in page
    assert "没有待办" in text_of(client.sign_in(a_user()).get("/honor/work"))


def test_the_work_list_costs_the_same_for_one_and_three(client):
    browsers = []
    for entries in (1, 3):
        office = Office()
        for _ in range(entries):
            served(office)
        browsers.append(client.application.test_client().sign_in(office.editor))
    browsers[0].get("/honor/work")

    few, many = (queries_of(browser, "/honor/work") for browser in browsers)

    assert few == many


@pytest.mark.parametrize(
    "path",
    [
        "work",
        "mine",
        "nominate/red",
        "boards/new",
        "register/new",
        "x/file",
        "x/steps/drop",
        "x/consent",
        "x/statement",
        "x/repair",
        "x/evidence",
        "x/heard",
        "x/objections/1",
    ],
)
def test_visitors_are_asked_to_sign_in(client, path):
    answer = client.get(f"/honor/{path}")

    assert answer.status_code == 302
    assert "sign-in" in answer.headers["Location"] or "next=" in answer.headers["Location"]


def test_pictures_are_private_until_somebody_else_has_looked(client):
    office = Office()
    entry = reminder(office)
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, "PNG")
    client.sign_in(office.worker)
    sent = {"kind": "photo", "text": "现场", "files": (io.BytesIO(buffer.getvalue()), "a.png")}
    assert (
        client.post(
            f"/honor/{entry.code}/evidence", data=sent, content_type="multipart/form-data"
        ).status_code
        == 302
    )
    picture = db.session.query(StoredFile).one()
    client.sign_in(office.editor)
    assert client.get(picture.path).status_code == 404
    opened(client, office.editor, entry)
    assert client.get(picture.path).status_code == 200
    assert client.post(f"/honor/{entry.code}/evidence/{picture.code}/show").status_code == 302
    assert picture.public
    assert client.post(f"/honor/{entry.code}/evidence/{picture.code}/hide").status_code == 302
    assert not picture.public
