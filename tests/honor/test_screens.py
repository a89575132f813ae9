"""Boards on the screen of a hall and as posters: for strangers only, and never past the last moment."""

import base64
from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image
from pypdf import PdfReader

from portal.core import clock
from portal.honor import services
from portal.honor.queries.screens import slides_of_board
from portal.honor.states import Polarity, Scope
from portal.papers.pdf import printer
from portal.papers.photos import photo_inside
from tests.clients import queries_of
from tests.factories import an_alliance
from tests.factories.honor import Office, an_issue, an_open_issue, at, decided, noticed, praised
from tests.honor.test_scopes_and_panels import a_cleared_picture


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


def test_a_screen_shows_one_colour_with_periods_and_says_who_can_object(client):
    office = Office()
    red, black = standing(office, until=clock.today() + timedelta(days=3)), reminding(office)

    roll, reminders = client.get("/honor/screen"), client.get("/honor/reminders/screen")

    assert red.code in text_of(roll) and black.code not in text_of(roll)
    assert black.code in text_of(reminders) and red.code not in text_of(reminders)
    assert "公布期" in text_of(roll) and "含今天还有" in text_of(reminders)
    assert "人人都可以提出异议" in text_of(roll) and "人人都可以提出异议" in text_of(reminders)
    assert roll.headers["X-Robots-Tag"] == reminders.headers["X-Robots-Tag"] == "noindex, noarchive"


def test_a_screen_knows_the_second_at_which_each_entry_goes():
    office = Office()
    last = clock.today() + timedelta(days=3)
    entry = standing(office, until=last)

    (slide,) = slides_of_board(Polarity.RED)
    end = datetime.fromtimestamp(slide.gone_at, clock.CITY_ZONE)
    with clock.stopped_at(end - timedelta(seconds=1)):
        before = [one.entry.id for one in slides_of_board(Polarity.RED)]
    with clock.stopped_at(end):
        after = slides_of_board(Polarity.RED)

    assert slide.entry.days_left == 4
    assert before == [entry.id] and after == []


def test_a_notice_that_is_over_stays_until_it_is_decided_on():
    office = Office()
    with at(clock.today() - timedelta(days=40)):
        entry = noticed(office)

    (slide,) = slides_of_board(Polarity.RED)

    assert (slide.entry.id, slide.gone_at) == (entry.id, None)


def test_what_only_some_may_read_is_on_no_screen_whoever_is_signed_in(client):
    office = Office()
    alliance = an_alliance(place=office.place, members=[office.editor])
    inside = reminding(
        office, board=office.board(Polarity.BLACK, alliance_id=alliance.id), scope=Scope.ALLIANCE
    )
    client.sign_in(office.editor)

    answer = client.get("/honor/reminders/screen")

    assert client.get(f"/honor/{inside.code}").status_code == 200
    assert inside.code not in text_of(answer)


def test_a_picture_of_a_deed_stands_on_the_roll_its_page_and_the_screen(client):
    office = Office()
    with at(clock.today() - timedelta(days=1)):
        entry = noticed(office)
        picture = a_cleared_picture(office, entry)

    pages = [text_of(client.get(path)) for path in ("/honor/", f"/honor/{entry.code}", "/honor/screen")]

    assert all(picture.path in page for page in pages)
    services.clear_evidence(entry, file=picture, public=False, actor=office.editor)
    assert picture.path not in text_of(client.get("/honor/"))


def test_screens_ask_the_same_number_of_questions_for_one_entry_and_three(client):
    paths = []
    for count in (1, 3):
        office = Office()
        for _ in range(count):
            standing(office)
        paths.append(f"/honor/screen?place={office.place.slug}")
    client.get(paths[0])

    few, many = (queries_of(client, path) for path in paths)

    assert few == many


def test_an_empty_screen_says_so(client):
    assert "这里还空着" in text_of(client.get("/honor/screen"))
    assert "目前没有提醒" in text_of(client.get("/honor/reminders/screen"))


def test_a_poster_carries_what_stands_today_and_where_to_look_again(client):
    office = Office()
    entry = standing(office)
    issue = an_open_issue(office, entry)

    poster = text_of(client.get(f"/honor/issues/{issue.code}/poster"))
    services.revoke(entry, reason="事迹不实。", actor=office.issuer)
    later = text_of(client.get(f"/honor/issues/{issue.code}/poster"))

    assert ("阿福粥铺" in poster, "阿福粥铺" in later) == (True, False)
    assert "请取下本张海报" in poster and 'class="qr"' in poster


def test_pictures_of_praise_stand_on_the_poster_with_its_days_and_those_of_a_reminder_do_not(client):
    office = Office()
    deed, wrong = standing(office, until=clock.today()), reminding(office)
    for entry in (deed, wrong):
        services.add_evidence(entry, kind="photo", text="现场", actor=office.worker)
    pictures = [a_cleared_picture(office, entry) for entry in (deed, wrong)]
    issues = [an_open_issue(office, entry) for entry in (deed, wrong)]

    red, black = (text_of(client.get(f"/honor/issues/{issue.code}/poster")) for issue in issues)

    assert pictures[0].path in red and "<figcaption>公布期：" in red
    assert "<img" not in black
    assert pictures[0].path in text_of(client.get(f"/honor/issues/{issues[0].code}"))


def test_a_poster_of_reminders_says_who_was_heard_how_long_it_stands_and_what_was_put_right(client):
    office = Office()
    heard, silent, over = (reminding(office, points=points) for points in (["不是我们堆的"], (), ()))
    services.ask_repair(heard, text="已清运。", pledge=True, actor=office.worker)
    services.ask_repair(over, text="已清运。", pledge=True, actor=office.worker)
    issue = an_open_issue(office, heard, silent, over)
    before = text_of(client.get(f"/honor/issues/{issue.code}/poster"))
    services.close_repair(over, granted=True, finding="看过。", actor=office.reviewer)
    poster = text_of(client.get(f"/honor/issues/{issue.code}/poster"))

    assert "本期已整改撤下" not in before and "本期已整改撤下：1条" in poster
    assert (before.count("已报告整改"), poster.count("已报告整改")) == (2, 1)
    assert poster.count("已听取陈述申辩") == poster.count("期限内未收到陈述申辩") == 1
    assert poster.count(f"还有{heard.days_left}天") == 2
    assert "人人都可以提出异议" in poster


def test_a_photograph_on_paper_is_made_small_and_stands_in_the_page():
    sent = BytesIO()
    Image.new("RGBA", (3200, 400), "red").save(sent, "PNG")

    address = photo_inside(sent.getvalue())

    with Image.open(BytesIO(base64.b64decode(address.removeprefix("data:image/jpeg;base64,")))) as photo:
        assert (photo.format, photo.size) == ("JPEG", (1600, 200))


def test_a_poster_is_drawn_for_those_who_make_the_issues(client):
    office = Office()
    entry = standing(office)
    a_cleared_picture(office, entry)
    issue = an_open_issue(office, entry)
    printer()

    stranger = client.post(f"/honor/issues/{issue.code}/poster")
    client.sign_in(office.editor)
    drawn = client.post(f"/honor/issues/{issue.code}/poster", data={"size": "a2"})
    assert client.post(f"/honor/issues/{issue.code}/poster", data={"size": "a0"}).status_code == 400

    assert stranger.status_code == 302 and "/sign-in" in stranger.headers["Location"]
    assert drawn.mimetype == "application/pdf" and drawn.data.startswith(b"%PDF")
    assert b"/DCTDecode" in drawn.data, "the picture of the deed"
    (page,) = PdfReader(BytesIO(drawn.data)).pages
    assert [round(float(edge) / 72 * 25.4) for edge in page.mediabox[2:]] == [420, 594]


def test_an_issue_in_preparation_has_no_poster(client):
    office = Office()
    issue = an_issue(office, Polarity.RED, standing(office))

    assert client.get(f"/honor/issues/{issue.code}/poster").status_code == 404
