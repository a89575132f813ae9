"""Issues of a board gather its entries and never publish one."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from portal.core import clock
from portal.core.cards import card_of, every_card_id
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from portal.honor import services
from portal.honor.models import BoardEntry, BoardIssue
from portal.honor.queries import issues
from portal.honor.rules import Severity
from portal.honor.states import ISSUE_LIFE, EntryState, IssueState, Polarity, Scope
from tests.clients import queries_of
from tests.factories import a_user, an_alliance
from tests.factories.honor import (
    Office,
    a_clause,
    an_issue,
    an_open_issue,
    at,
    decided,
    noticed,
    praise,
    praised,
    reminder,
)

PERIOD = (date(2025, 10, 1), date(2025, 12, 31))


def text_of(answer):
    return answer.get_data(as_text=True)


def standing(office, **kw):
    """Praise that stands on the roll today."""
    with at(clock.today() - timedelta(days=40)):
        return praised(office, **kw)


def reminding(office, **kw):
    with at(clock.today() - timedelta(days=40)):
        entry = decided(office, **kw)
    services.publish_reminder(entry, actor=office.issuer)
    return entry


def test_an_issue_is_begun_by_one_and_published_by_another():
    office = Office()
    issue = an_issue(office, Polarity.RED, standing(office))

    with pytest.raises(Forbidden):
        services.publish_issue(issue, actor=office.editor)
    services.publish_issue(issue, actor=office.issuer)

    assert (issue.state, issue.published_by) == (IssueState.PUBLISHED, office.issuer.id)
    assert issue.published_at is not None
    assert [row.step for row in ISSUE_LIFE.history(issue)] == ["publish_issue"]


def test_who_began_it_as_issuer_does_not_publish_it():
    office = Office()
    entry = standing(office)
    issue = services.open_issue(entry.board, title="第四季度", period=PERIOD, actor=office.issuer)
    services.put_into_issue(issue, entry=entry, actor=office.editor)

    with pytest.raises(Forbidden, match="另一人"):
        services.publish_issue(issue, actor=office.issuer)


def test_an_issue_publishes_no_entry():
    office = Office()
    waiting, shown = praise(office), standing(office)
    with at(clock.today() - timedelta(days=2)):
        in_notice = noticed(office)

    issue = an_open_issue(office, waiting, shown, in_notice)

    assert [e.state for e in (waiting, in_notice)] == [EntryState.NOMINATED, EntryState.NOTICE]
    assert list(issues.shown_in(issue, a_user())) == [shown]


def test_entries_appear_and_leave_each_in_their_own_time():
    office = Office()
    with at("2025-09-22"):
        first = praised(office, until=date(2025, 10, 20))
        second = noticed(office)
        issue = an_open_issue(office, first, second)
    with at("2025-09-30"):
        assert list(issues.shown_in(issue, None)) == [first]
        services.publish_praise(second, actor=office.issuer)
        assert list(issues.shown_in(issue, None)) == [first, second]
    with at("2025-10-21"):  # nobody has run the clockwork: the day alone has taken the first one away
        assert list(issues.shown_in(issue, None)) == [second]
        services.decline(second, actor=second.holder)
        assert list(issues.shown_in(issue, None)) == []


def test_what_a_new_issue_needs():
    office = Office()
    board = office.board(Polarity.BLACK)

    def open_one(actor=office.editor, **kw):
        return services.open_issue(board, actor=actor, **{"title": "第1期", "period": PERIOD, **kw})

    with pytest.raises(Forbidden):
        open_one(actor=a_user())
    with pytest.raises(Refused, match="早于"):
        open_one(period=PERIOD[::-1])
    a_user(name="王大海")
    with pytest.raises(Refused, match="王大海"):
        open_one(foreword="<p>王大<b>海</b>又来了</p>")
    assert [open_one().number, open_one(number=7).number, open_one().number] == [1, 7, 8]
    with pytest.raises(Refused, match="期号"):
        open_one(number=7)
    board.closed_on = clock.today()
    with pytest.raises(Refused, match="关闭"):
        open_one()


def test_an_entry_stands_in_one_issue_of_its_own_board():
    office, other = Office(), Office()
    entry = praise(office)
    issue = an_issue(office, Polarity.RED, entry)

    for wrong, of_whom, why in (
        (issue, entry, "已经编入"),
        (an_issue(office, Polarity.RED, number=9), entry, "已经编入"),
        (issue, praise(other), "另一个榜"),
        (issue, reminder(office), "另一个榜"),
        (issue, praise(office, holder=office.editor), "与自己有关"),
    ):
        with pytest.raises(Refused, match=why):
            services.put_into_issue(wrong, entry=of_whom, actor=office.editor)
    with pytest.raises(Forbidden):
        services.put_into_issue(issue, entry=praise(office), actor=a_user())
    dropped = praise(office)
    services.drop(dropped, reason="不实", actor=office.editor)
    with pytest.raises(Refused, match="已经"):
        services.put_into_issue(issue, entry=dropped, actor=office.editor)


def test_the_database_keeps_an_entry_to_its_own_board():
    office, other = Office(), Office()
    entry = praise(office)
    foreign = an_issue(other, Polarity.RED, praise(other))
    move = update(BoardEntry).where(BoardEntry.id == entry.id).values(issue_id=foreign.id)

    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(move)
        db.session.execute(text("SELECT 1"))


def test_the_database_wants_a_second_person():
    office = Office()
    issue = an_issue(office, Polarity.RED, praise(office))
    alone = {"state": IssueState.PUBLISHED, "published_by": issue.opened_by, "published_at": clock.now()}

    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(BoardIssue).where(BoardIssue.id == issue.id).values(**alone))


def test_an_entry_is_taken_out_again():
    office = Office()
    entry = praise(office)
    issue = an_issue(office, Polarity.RED, entry)

    services.take_out_of_issue(issue, entry=entry, actor=office.editor)

    assert entry.issue_id is None
    assert issues.could_be_put_into(issue) == [entry]
    with pytest.raises(Refused, match="不在这一期"):
        services.take_out_of_issue(issue, entry=entry, actor=office.editor)


def test_a_published_issue_is_not_changed():
    office = Office()
    entry = standing(office)
    issue = an_open_issue(office, entry)

    for change in (
        lambda: services.put_into_issue(issue, entry=praise(office), actor=office.editor),
        lambda: services.take_out_of_issue(issue, entry=entry, actor=office.editor),
        lambda: services.revise_issue(issue, title="改", period=PERIOD, foreword="", actor=office.editor),
    ):
        with pytest.raises(Forbidden, match="不再增减"):
            change()
    with pytest.raises(Refused):
        services.publish_issue(issue, actor=office.issuer)


def test_an_issue_published_by_somebody_else_meanwhile_is_not_changed():
    office = Office()
    entry = praise(office)
    issue = an_issue(office, Polarity.RED)
    values = {"state": "published", "published_by": office.issuer.id, "published_at": clock.now()}
    elsewhere = update(BoardIssue).where(BoardIssue.id == issue.id).values(**values)
    db.session.execute(elsewhere, execution_options={"synchronize_session": False})

    with pytest.raises(Refused, match="刚刚"):
        services.put_into_issue(issue, entry=entry, actor=office.editor)


def test_an_issue_with_nothing_in_it_is_not_published():
    office = Office()
    entry = praise(office)
    empty, dead = an_issue(office), an_issue(office, Polarity.RED, entry)
    services.drop(entry, reason="不实", actor=office.editor)

    for issue in (empty, dead):
        with pytest.raises(Refused, match="还没有条目"):
            services.publish_issue(issue, actor=office.issuer)


def test_issues_of_praise_have_a_card_and_issues_of_reminders_have_none():
    office = Office()
    draft = an_issue(office, Polarity.RED, praise(office))
    red = an_open_issue(office, standing(office), foreword="<p>今年第四期</p>")
    black = an_open_issue(office, reminding(office))

    card = card_of("honor_issue", red.id)

    assert (str(card.title), str(card.summary)) == ("临河街道红黑榜 2025年第4期", "今年第四期")
    assert card_of("honor_issue", black.id) is None
    assert card_of("honor_issue", draft.id) is None
    assert ("honor_issue", red.id) in every_card_id()


def test_an_issue_of_an_alliances_reminders_is_for_its_members():
    office, member = Office(), a_user()
    alliance = an_alliance(place=office.place, members=(member,))
    board = office.board(Polarity.BLACK, alliance_id=alliance.id)
    entry = reminding(
        office, board=board, scope=Scope.ALLIANCE, bases=[a_clause()], severity=Severity.OWN, days=60
    )
    issue = an_open_issue(office, entry)

    assert issues.get_issue(issue.code, member) is issue
    assert list(issues.shown_in(issue, member)) == [entry]
    for stranger in (None, a_user()):
        assert list(issues.shown_in(issue, stranger)) == []
        with pytest.raises(NotFound):
            issues.get_issue(issue.code, stranger)


def test_the_page_of_an_issue_of_praise(client):
    office = Office()
    entry = standing(office)
    entry.board.criteria = "热心公益"
    issue = an_open_issue(office, entry, foreword="<p>说说谁做得好</p>")
    page = text_of(answer := client.get(f"/honor/issues/{issue.code}"))

    assert answer.status_code == 200
    for word in (
        "临河街道红黑榜 2025年第4期",
        "说说谁做得好",
        "阿福粥铺",
        "连续四季度绿卡",
        "热心公益",
        "总第1期",
    ):
        assert word in page
    assert 'name="robots"' not in page and "X-Robots-Tag" not in answer.headers
    assert issue.code in text_of(client.get("/honor/"))
    assert issue.code in text_of(client.get(f"/honor/?place={office.place.slug}"))
    assert issue.code in text_of(client.get(f"/honor/{entry.code}"))


def test_the_page_of_an_issue_of_reminders_forgets_what_is_gone(client):
    office = Office()
    gone, there = reminding(office), reminding(office, facts="三处堆放。")
    issue = an_open_issue(office, gone, there)
    services.withdraw(gone, reason="事实不清", actor=office.issuer)
    page = text_of(answer := client.get(f"/honor/issues/{issue.code}"))

    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive" and 'name="robots"' in page
    assert "三处堆放" in page and there.code in page
    assert "超过四十天" not in page and gone.code not in page
    assert issue.code in text_of(client.get("/honor/reminders"))
    assert issue.code not in text_of(client.get("/honor/"))


def test_an_issue_in_preparation_is_nobodys_business(client):
    office = Office()
    issue = an_issue(office, Polarity.RED, standing(office))

    assert client.get(f"/honor/issues/{issue.code}").status_code == 404
    assert issue.code not in text_of(client.get("/honor/"))
    client.sign_in(a_user())
    assert client.get(f"/honor/issues/{issue.code}/prepare").status_code == 404
    assert client.post(f"/honor/issues/{issue.code}/publish").status_code == 404


def test_issues_lead_to_their_neighbours(client):
    office = Office()
    one, two, three = (an_open_issue(office, standing(office), title=f"第{n}期") for n in "一二三")

    page = text_of(client.get(f"/honor/issues/{two.code}"))

    assert one.code in page and three.code in page
    assert issues.beside(one) == (None, two)


def test_officials_make_an_issue(client):
    office = Office()
    first, second = praise(office), praise(office, subject="一叶书房")
    client.sign_in(a_user())
    assert client.get("/honor/issues/new").status_code == 403
    client.sign_in(office.editor)
    given = {
        "board": first.board.code,
        "title": "2026年第1期",
        "first_day": "2026-01-01",
        "last_day": "2026-03-31",
        "foreword": "<p>新年好</p>",
    }

    assert "编一期" in text_of(client.get("/honor/work"))
    assert client.get("/honor/issues/new").status_code == 200
    assert client.post("/honor/issues/new", data={**given, "last_day": "2025-03-31"}).status_code == 422
    assert client.post("/honor/issues/new", data=given).status_code == 302
    issue = db.session.query(BoardIssue).one()
    path = f"/honor/issues/{issue.code}"
    assert issue.code in text_of(client.get("/honor/work"))
    page = text_of(client.get(f"{path}/prepare"))
    assert first.code in page and second.code in page
    assert client.post(f"{path}/prepare", data={}).status_code == 422
    assert client.post(f"{path}/prepare", data={"entries": [first.code, second.code]}).status_code == 302
    assert {first.issue_id, second.issue_id} == {issue.id}
    assert client.post(f"{path}/entries/{second.code}/remove").status_code == 302
    assert client.post(f"{path}/entries/{second.code}/remove").status_code == 404
    assert second.issue_id is None
    assert "新年好" in text_of(client.get(f"{path}/edit"))
    assert client.post(f"{path}/edit", data={**given, "title": "2026年第一季度"}).status_code == 302
    assert str(issue.title) == "2026年第一季度"
    assert client.post(f"{path}/publish").status_code == 403

    client.sign_in(office.issuer)
    assert "发布这一期" in text_of(client.get(f"{path}/prepare"))
    assert client.post(f"{path}/publish").status_code == 302
    assert client.get(f"{path}/prepare").status_code == 302
    assert client.get(f"{path}/edit").status_code == 403
    assert "阿福粥铺" not in text_of(client.get(path))  # nominated only: it waits for its own time


@pytest.mark.parametrize("page", ["issues/new", "issues/x/prepare", "issues/x/edit"])
def test_visitors_are_asked_to_sign_in(client, page):
    assert client.get(f"/honor/{page}").status_code == 302


def test_an_issue_costs_the_same_for_one_and_three(client):
    office = Office()
    paths = [
        f"/honor/issues/{an_open_issue(office, *(standing(office) for _ in range(count))).code}"
        for count in (1, 3)
    ]
    client.get(paths[0])

    few, many = (queries_of(client, path) for path in paths)

    assert few == many


def test_a_board_with_many_issues_costs_the_same(client):
    paths = []
    for count in (1, 3):
        office = Office()
        for _ in range(count):
            an_open_issue(office, standing(office))
        paths.append(f"/honor/?place={office.place.slug}")
    client.get(paths[0])

    few, many = (queries_of(client, path) for path in paths)

    assert few == many


def test_the_archive_has_every_issue_of_one_colour_and_asks_the_same_for_one_and_three(client):
    paths, found = [], []
    for count in (1, 3):
        office = Office()
        for _ in range(count):
            with at(clock.today() - timedelta(days=40)):
                entry = praised(office)
            found.append(an_open_issue(office, entry).code)
        paths.append(f"/honor/issues?place={office.place.slug}")
    draft = an_issue(office).code
    place = office.place.slug
    client.get(paths[0])

    few, many = (queries_of(client, path) for path in paths)
    all_of_them, black = (client.get(f"/honor/issues{asked}") for asked in ("", "?colour=black"))

    assert few == many
    shown = all_of_them.get_data(as_text=True)
    assert all(code in shown for code in found) and draft not in shown
    assert "还没有出过榜单" in black.get_data(as_text=True) and "noindex" in black.headers["X-Robots-Tag"]
    assert paths[1].removeprefix("/honor") in client.get(f"/honor/?place={place}").get_data(as_text=True)
