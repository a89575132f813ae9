"""What the portal counts stands beside the points that people give, and never takes their place."""

import re
from datetime import date, timedelta

import pytest

from portal.accounts.models import Level
from portal.conventions import services as conventions
from portal.conventions.states import State
from portal.core import clock
from portal.core.errors import Refused
from portal.honor import personal, services
from portal.honor.queries import figures
from portal.honor.rules import DataSource
from portal.honor.states import Source, SubjectType
from tests.factories import a_user
from tests.factories.conventions import a_convention, exact_hash
from tests.factories.honor import Office, a_candidate, a_programme, at
from tests.factories.points import points_for

COUNTED = (
    ("积分与公约", 60, DataSource.POINTS, "points.earned"),
    ("邻里满意度", 40, DataSource.SURVEY, ""),
)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def a_call(office, *criteria):
    programme = a_programme(office, criteria=())
    for name, weight, source, figure in criteria or COUNTED:
        services.add_criterion(
            programme, name=name, weight=weight, source=source, figure=figure, actor=office.editor
        )
    today = clock.today()
    services.call_programme(programme, call=(today, today + timedelta(days=30)), actor=office.issuer)
    return programme


def agreed(office):
    """A shop whose keeper has earned points this year, long ago, and some that were not points of theirs."""
    candidacy = a_candidate(a_call(office))
    keeper = candidacy.entry.holder
    for day, points in (("2024-09-22", 500), ("2024-09-23", 30), ("2025-09-22", 12)):
        with at(day):
            points_for(keeper, points)
    points_for(a_user(), 70)
    services.check_praise(candidacy.entry, finding="属实。", no_minor=True, actor=office.reviewer)
    return candidacy


def score(candidacy, office, points=90):
    given = {c.id: (points, "台账与走访") for c in candidacy.programme.criteria}
    services.score(candidacy, points=given, actor=office.editor)


def test_a_figure_is_counted_once_the_candidate_has_agreed_and_written_down_beside_the_points():
    office = Office()
    with at("2025-09-22"):
        candidacy = agreed(office)
        before = figures.live(candidacy)
        score(candidacy, office)
        unasked = candidacy.scores[0].figure
        services.consent(candidacy.entry, actor=candidacy.entry.holder)
        score(candidacy, office, 80)
    with at("2025-09-25"):
        points_for(candidacy.entry.holder, 8)
        row, other = candidacy.scores

        assert [one.text for one in before] == ["本人同意后才取数。"]
        assert unasked is None
        assert row.figure.hans == "2024年9月23日至2025年9月22日共获得42分。"
        assert row.figure.hant == "2024年9月23日至2025年9月22日共獲得42分。"
        assert (row.points, row.figure_on, other.figure) == (80, date(2025, 9, 22), None)
        assert (candidacy.total, figures.live(candidacy)) == (8000, [])
        (mine,) = personal.export(candidacy.entry.holder_id)["candidacies"]
        assert [one["figure"] for one in mine["scores"]] == [row.figure.hans, None]


def test_of_a_group_the_alliance_is_counted_that_its_leader_answers_for():
    office, members = Office(), [a_user() for _n in range(4)]
    convention = a_convention(members=members, state=State.SIGNING)
    for person in members[:3]:
        conventions.sign(convention, text_hash=exact_hash(convention), actor=person)
    programme = a_call(
        office,
        ("公约签约", 70, DataSource.CASES, "conventions.signed"),
        ("期内积分", 30, DataSource.POINTS, "points.earned"),
    )
    points_for(members[0], 25)

    def stands(holder):
        return services.stand(
            programme,
            subject_type=SubjectType.GROUP,
            subject="新开路",
            facts="一条街一起申报。",
            source=Source.ALLIANCE,
            holder=holder,
            actor=a_user(),
        )

    told = [one.text for one in figures.live(stands(convention.team.chair))]

    asked = 4 + 2  # with chair and secretary
    assert told[0] == f"{asked}家成员中有3家签署了《{convention.title}》，占{100 * 3 // asked}%。"
    assert told[1].endswith(f"{asked}家成员共获得25分。")
    assert [one.text for one in figures.live(stands(members[0]))] == ["系统里没有这一参评对象的数据。"] * 2


@pytest.mark.parametrize(
    ("source", "figure"), [(DataSource.SITE, "no.such"), (DataSource.VOTE, "points.earned")]
)
def test_only_what_is_counted_can_be_asked_for_and_votes_need_nothing(source, figure):
    office = Office()
    programme = a_programme(office, criteria=())

    with pytest.raises(Refused, match="系统里有的数据"):
        services.add_criterion(
            programme, name="积分", weight=30, source=source, figure=figure, actor=office.editor
        )


def test_everybody_who_judges_sees_the_figure_with_its_source_and_its_day(client):
    office = Office()
    candidacy = agreed(office)
    entry, programme = candidacy.entry, candidacy.programme
    jurors = [a_user(level=Level.L2) for _n in range(3)]
    for person in jurors:
        services.name_juror(programme, person=person, actor=office.issuer)
    client.sign_in(entry.holder)
    assert "系统里与您有关的这些数据：积分台账（只计获得）" in text_of(
        client.get(f"/honor/{entry.code}/consent")
    )
    client.post(f"/honor/{entry.code}/consent", data={"answer": "yes"})
    assert "同时列出：积分台账（只计获得）" in text_of(client.get(f"/honor/programmes/{programme.code}"))

    client.sign_in(jurors[0])
    page = text_of(client.get(f"/honor/{entry.code}/mark"))
    assert "积分与公约" in page and "共获得" in page and "本身不计分" in page
    client.sign_in(office.editor)
    services.open_file(entry, purpose="打分", actor=office.editor)
    form = text_of(client.get(f"/zh-hant/honor/{entry.code}/scores"))
    assert "積分臺帳（只計獲得））：" in form and "共獲得" in form
    points = {f"points_{c.id}": 80 for c in programme.criteria}
    grounds = {f"ground_{c.id}": "记录" for c in programme.criteria}
    client.post(f"/honor/{entry.code}/scores", data={**points, **grounds})
    assert "系统数据（" in text_of(client.get(f"/honor/{entry.code}/file"))
    client.sign_in(jurors[0])
    assert "系统数据（" in text_of(client.get(f"/honor/{entry.code}/mark"))


def test_a_figure_is_chosen_with_the_criterion(client):
    office = Office()
    programme = a_programme(office, criteria=())
    client.sign_in(office.editor)
    path = f"/honor/programmes/{programme.code}/prepare"
    given = {"name": "公约签约", "weight": 40, "source": "cases"}
    assert client.post(path, data={**given, "figure": "no.such"}).status_code == 422

    client.post(path, data={**given, "figure": "conventions.signed"})
    client.post(path, data={**given, "name": "走访", "figure": ""})

    assert [one.figure for one in programme.criteria] == ["conventions.signed", ""]
    assert "系统同时列出：公约签署簿" in text_of(client.get(path))
