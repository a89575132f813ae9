"""What is over is gone everywhere the same minute, before any clockwork has run, and no reader's copy is renewed."""

from datetime import timedelta

import pytest

from portal.core.db import db
from portal.files.models import StoredFile
from portal.honor import services
from portal.honor.states import Scope
from portal.notices.models import Notice
from portal.papers import services as papers
from portal.papers.models import IssuedPaper, PaperPdf
from tests.city import sheets_of_likes
from tests.factories.honor import Office, a_title, an_issue, an_open_issue, at, decided

DAY = timedelta(days=1)
SIGN, SPOT = "阿福粥铺", "旧码头路东头空地脏乱点位"


def notice_of(entry):
    return db.session.query(Notice).filter_by(object_id=entry.id, public=True, gone_on=None).one()


def praise_everywhere(office):
    """A title on every page it comes to; returns the entry and the addresses that show it."""
    title = a_title(office)
    entry = title.entry
    with at(entry.publish_from):
        issue = an_open_issue(office, entry)
        with sheets_of_likes():
            for pdf in db.session.query(PaperPdf).order_by(PaperPdf.id):
                papers.make_pdf({"pdf_id": pdf.id})
    db.session.flush()
    token = db.session.query(IssuedPaper).filter_by(kind="honor_praise").one().token
    shown = [
        f"/honor/{entry.code}",
        "/honor/",
        f"/honor/?place={office.place.slug}",
        f"/honor/issues/{issue.code}",
        f"/honor/issues/{issue.code}/poster",
        "/honor/screen",
        f"/honor/programmes/{title.programme.code}",
        f"/v/{token}",
        "/notices/",
        f"/notices/?q={SIGN}",
        f"/notices/calendar?month={entry.publish_from:%Y-%m}",
        notice_of(entry).address,
        f"/search?q={SIGN}",
        "/",
        f"/places/{office.place.slug}",
        "/feed/zh-hans.atom",
    ]
    return entry, shown


def reminder_everywhere(office):
    entry = decided(office)
    with at(entry.decided_on + DAY):
        services.publish_reminder(entry, actor=office.issuer)
        issue = an_issue(office, entry.polarity, entry)
        services.publish_issue(issue, actor=office.issuer)
    return entry, [
        f"/honor/{entry.code}",
        "/honor/reminders",
        f"/honor/reminders?place={office.place.slug}",
        f"/honor/issues/{issue.code}",
        f"/honor/issues/{issue.code}/poster",
        "/honor/reminders/screen",
        f"/search?q={SPOT}",
        "/notices/",
        notice_of(entry).address,
    ]


@pytest.mark.parametrize(
    ("everywhere", "word"), [(praise_everywhere, SIGN), (reminder_everywhere, SPOT)], ids=["red", "black"]
)
def test_an_entry_is_gone_everywhere_the_same_minute(everywhere, word, client):
    office = Office()
    with at("2025-09-01"):
        entry, shown = everywhere(office)
    files = [f"/files/{file.code}" for file in db.session.query(StoredFile)]
    tags = {}
    with at(entry.publish_until, hour=23):
        for path in shown:
            answer = client.get(path)
            assert word in answer.get_data(as_text=True), path
            tags[path] = answer.headers.get("ETag", "")
        assert [client.get(path).status_code for path in files] == [200] * len(files)
        in_sitemap = entry.code in client.get("/sitemap.xml").get_data(as_text=True)
        in_feed = entry.code in client.get("/feed/zh-hans.atom").get_data(as_text=True)
        assert (in_sitemap, in_feed) == (entry.is_red, entry.is_red)

    with at(entry.publish_until + DAY, hour=0):
        for path in shown:
            answer = client.get(path, headers={"If-None-Match": tags[path]})
            assert answer.status_code != 304, path
            left = answer.get_data(as_text=True).replace(f'value="{word}"', "")  # what was asked for
            assert entry.code not in left or path.startswith(("/honor/", "/v/")), path
            assert word not in left or path.startswith("/search"), path
        assert [client.get(path).status_code for path in files] == [404] * len(files)
        for path in ("/sitemap.xml", "/feed/zh-hans.atom"):
            assert entry.code not in client.get(path).get_data(as_text=True)


def test_what_is_for_some_is_in_no_list_for_all_at_any_time(client):
    office = Office()
    with at("2025-09-01"):
        entry = decided(office, scope=Scope.COMMUNITY)
    with at(entry.decided_on + DAY):
        services.publish_reminder(entry, actor=office.issuer)
        for path in ("/honor/reminders", f"/search?q={SPOT}", "/sitemap.xml", "/feed/zh-hans.atom", "/"):
            assert entry.code not in client.get(path).get_data(as_text=True)
