"""The pages of programmes, as those see them who read, stand, prepare, score and decide."""

from datetime import timedelta

from portal.core import clock
from portal.core.db import db
from portal.honor import services
from portal.honor.models import Candidacy, Programme
from portal.honor.queries import programmes
from portal.honor.states import EntryState, Polarity, ProgrammeState
from tests.clients import queries_of
from tests.factories import a_user
from tests.factories.honor import Office, a_candidate, a_programme, a_title, at, called, praise

DAY = timedelta(days=1)


def text_of(answer):
    return answer.get_data(as_text=True)


def titled(office):
    """A title that is held today."""
    with at(clock.today() - timedelta(days=40)):
        return a_title(office)


def test_readers_see_what_is_called_and_who_holds_it(client):
    office = Office()
    title, draft = titled(office), a_programme(office)
    programme, entry = title.programme, title.entry

    listed, page = (
        text_of(client.get("/honor/programmes")),
        text_of(client.get(f"/honor/programmes/{programme.code}")),
    )

    assert f"/honor/programmes/{programme.code}" in listed
    assert draft.code not in listed
    assert client.get(f"/honor/programmes/{draft.code}").status_code == 404
    assert "办件记录" in page
    assert "70" in page
    assert f"/honor/{entry.code}" in page
    assert "合计：" not in page  # points stay in the file
    assert str(programme.name) in text_of(client.get(f"/honor/{entry.code}"))
    assert "/honor/programmes" in text_of(client.get("/honor/"))


def test_a_programme_costs_the_same_for_one_and_three_titles(client):
    paths = []
    for titles in (1, 3):
        office = Office()
        programme = titled(office).programme
        with at(clock.today() - timedelta(days=40)):
            for _more in range(titles - 1):
                a_title(office, programme)
        paths.append(f"/honor/programmes/{programme.code}")
    client.get(paths[0])

    few, many = (queries_of(client, path) for path in paths)

    assert few == many


def test_the_list_of_programmes_costs_the_same_for_one_and_three(client):
    called(Office())
    client.get("/honor/programmes")
    few = queries_of(client, "/honor/programmes")
    for _more in range(2):
        called(Office())

    assert queries_of(client, "/honor/programmes") == few


def test_a_programme_is_prepared_and_called_on_its_pages(client):
    office = Office()
    board = office.board(Polarity.RED)
    client.sign_in(office.editor)
    given = {"board": board.code, "kind": "rating", "name": "星级物业", "purpose": "五星服务。"}
    made = client.post("/honor/programmes/new", data={**given, "cycle_months": 12, "term_months": 24})
    programme = db.session.query(Programme).one()
    home = f"/honor/programmes/{programme.code}"
    assert made.location.endswith(f"{home}/prepare")
    for name, weight, source in (("投诉", 60, "cases"), ("满意度", 40, "survey"), ("多余", 5, "jury")):
        client.post(f"{home}/prepare", data={"name": name, "weight": weight, "source": source})
    assert "须为100" in text_of(client.get(f"{home}/prepare"))
    client.post(f"{home}/criteria/{programme.criteria[-1].id}/remove")
    assert client.post(f"{home}/criteria/999999/remove").status_code == 404
    assert client.get(f"{home}/call").status_code == 403

    client.sign_in(office.issuer)
    assert "须为100" not in text_of(client.get(f"{home}/prepare"))
    assert client.get(f"{home}/call").status_code == 200
    today = clock.today()
    wrong = client.post(f"{home}/call", data={"first_day": today, "last_day": today - DAY})
    assert wrong.status_code == 422
    client.post(f"{home}/call", data={"first_day": today, "last_day": today + DAY})
    assert (programme.state, programme.call_until) == (ProgrammeState.CALLING, today + DAY)
    assert client.get(f"{home}/prepare").status_code == 403

    assert client.get(f"{home}/end").status_code == 200
    client.post(f"{home}/end", data={"reason": "改由市里统一组织。"})
    assert programme.state is ProgrammeState.CLOSED
    client.sign_in(a_user())
    assert client.get("/honor/programmes/new").status_code == 403
    assert client.get(f"{home}/end").status_code == 403


def test_anybody_proposes_a_candidate(client):
    office = Office()
    programme = called(office)
    home = f"/honor/programmes/{programme.code}"
    assert client.get(f"{home}/stand").status_code in {302, 403}
    keeper = a_user(name="Keeper")
    client.sign_in(a_user())
    assert client.get(f"{home}/stand").status_code == 200
    given = {"subject_type": "shop", "subject": "阿福粥铺", "facts": "全年无占道。", "source": "citizen"}
    made = client.post(f"{home}/stand", data={**given, "holder": keeper.username})

    candidacy = db.session.query(Candidacy).one()
    assert made.location.endswith(f"/honor/{candidacy.entry.code}/evidence")
    assert (candidacy.entry.holder_id, candidacy.entry.state) == (keeper.id, EntryState.NOMINATED)


def test_points_the_jury_and_spot_checks_on_the_pages(client):
    office = Office()
    candidacy = a_candidate(called(office))
    entry = candidacy.entry
    services.check_praise(entry, finding="属实。", no_minor=True, actor=office.reviewer)
    pages = [f"/honor/{entry.code}/{name}" for name in ("scores", "jury", "spot-check")]
    client.sign_in(office.editor)
    assert client.get(pages[0]).status_code == 404  # the file is not open
    services.open_file(entry, purpose="打分", actor=office.editor)
    assert client.get(pages[0]).status_code == 200
    points = {f"points_{c.id}": 80 for c in candidacy.programme.criteria}
    grounds = {f"ground_{c.id}": "记录" for c in candidacy.programme.criteria}
    assert client.post(pages[0], data={**points, **grounds}).status_code == 302
    db.session.expire_all()
    assert candidacy.total == 8000
    assert "80.00" in text_of(client.get(f"/honor/{entry.code}/file"))
    assert client.get(pages[1]).status_code == 403

    client.sign_in(office.issuer)
    services.open_file(entry, purpose="评审", actor=office.issuer)
    assert "80.00" in text_of(client.get(pages[1]))
    client.post(pages[1], data={"admitted": "yes", "finding": "同意授予。"})
    assert programmes.candidacy_of(entry.id).admitted is True
    assert client.post(pages[2], data={"holds": "yes", "finding": "整洁。"}).status_code == 422


def test_a_spot_check_and_the_next_round_on_the_pages(client):
    office = Office()
    title = titled(office)
    client.sign_in(office.issuer)
    services.open_file(title.entry, purpose="抽查", actor=office.issuer)
    path = f"/honor/{title.entry.code}/spot-check"
    assert client.get(path).status_code == 200
    client.post(path, data={"holds": "no", "finding": "连续三次占道。"})

    assert [check.holds for check in programmes.spot_checks(title)] == [False]
    assert "连续三次占道" in text_of(client.get(f"/honor/{title.entry.code}/file"))
    start = clock.today() + timedelta(days=366)
    again = {"first_day": start, "last_day": start + DAY}
    client.post(f"/honor/programmes/{title.programme.code}/call", data=again)
    assert title.programme.round == 2


def test_what_stands_for_no_title_has_no_points(client):
    office = Office()
    entry = praise(office)
    client.sign_in(office.editor)
    services.open_file(entry, purpose="核实", actor=office.editor)

    assert client.get(f"/honor/{entry.code}/scores").status_code == 404
