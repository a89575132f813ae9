"""A panel by lot: people stand for it, the list is published, the seed draws, seats are passed on."""

import json

import pytest
from click.testing import CliRunner

from portal.accounts.models import Role
from portal.ballots.cli import draw as draw_command
from portal.consultations.meetings import ConsultationMeetings
from portal.consultations.models import LotPanel, PanelCandidate
from portal.consultations.panels import duties
from portal.consultations.personal import export, forget
from portal.consultations.queries import selection
from portal.consultations.rules.quotas import Wanted
from portal.consultations.services import listing, lot_panels, panel_seats
from portal.consultations.states.lot_panels import CandidateState, PanelState
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.jobs import run_due_jobs
from portal.meetings.states import MeetingKind
from tests.clients import queries_of
from tests.factories import a_user, an_official
from tests.factories.consultations import DAY, an_open_one

QUOTAS = (
    Wanted("性别", "女", 2, 2),
    Wanted("性别", "男", 2, 2),
    Wanted("年龄", "中青年", 1, 3),
    Wanted("年龄", "老年", 1, 3),
)
SEED = "03 11 17 22 28 33"
TRAITS = (("女", "中青年"), ("女", "老年"), ("男", "中青年"), ("男", "老年"))


def values(**kw):
    return {
        "size": 4,
        "quotas": QUOTAS,
        "about": "开两个晚上的会。",
        "seed_source": "下周六双色球红球号码",
        "seed_on": clock.today() + 7 * DAY,
        "length": 20,
        **kw,
    }


@pytest.fixture
def matter():
    consultation = an_open_one(kind="roundtable", closes_at=clock.now() + 30 * DAY)
    editor = an_official(Role.EDITOR, place=consultation.place)
    issuer = an_official(Role.ISSUER, place=consultation.place)
    return consultation, editor, issuer


@pytest.fixture
def pool(matter):
    """Ten who stand: No. 10 on paper, No. 1 with their name."""
    consultation, editor, issuer = matter
    panel = lot_panels.set_panel(consultation, **values(), actor=editor)
    people = [a_user(name=f"钱报名{n}") for n in range(9)]
    for n, person in enumerate(people):
        lot_panels.join(panel, traits=TRAITS[n % 4], named=n == 0, actor=person)
    lot_panels.enrol(panel, name="周爷爷", traits=TRAITS[3], named=True, actor=editor)
    return panel, people, editor, issuer


def listed(panel, editor):
    lot_panels.close_pool(panel, actor=editor)
    run_due_jobs()


def test_a_panel_is_set_up_and_people_stand_for_it_once(matter):
    consultation, editor, _issuer = matter
    person = a_user()

    with pytest.raises(Forbidden):
        lot_panels.set_panel(consultation, **values(), actor=person)
    for wrong in (
        {"size": 1},
        {"quotas": ()},
        {"seed_on": clock.today()},
        {"size": 5},
    ):
        with pytest.raises(Refused):
            lot_panels.set_panel(consultation, **values(**wrong), actor=editor)
    panel = lot_panels.set_panel(consultation, **values(), actor=editor)
    with pytest.raises(Forbidden):
        lot_panels.join(panel, traits=TRAITS[0], named=False, actor=editor)
    for wrong in (("女",), ("女", "少年"), ("老年", "女")):
        with pytest.raises(Refused):
            lot_panels.join(panel, traits=wrong, named=False, actor=person)
    mine = lot_panels.join(panel, traits=TRAITS[0], named=False, actor=person)
    with pytest.raises(Refused):
        lot_panels.join(panel, traits=TRAITS[0], named=False, actor=person)
    with pytest.raises(Refused):
        lot_panels.enrol(panel, name=" ", traits=TRAITS[0], named=False, actor=editor)
    with pytest.raises(Refused):  # what was said of oneself stays true
        lot_panels.set_panel(consultation, **values(quotas=QUOTAS[:2]), actor=editor)
    wider = (*QUOTAS[:2], Wanted("年龄", "中青年", 0, 4), Wanted("年龄", "老年", 0, 4))
    lot_panels.set_panel(consultation, **values(quotas=wider), actor=editor)
    with pytest.raises(Forbidden):
        panel_seats.leave(mine, actor=a_user())
    panel_seats.leave(mine, actor=person)

    assert [quota.most for quota in panel.quotas] == [2, 2, 4, 4]
    assert lot_panels.candidates_of(panel) == 0
    assert db.session.query(LotPanel).count() == 1


def test_the_list_is_made_by_the_worker_and_published_with_the_chances(pool):
    panel, people, editor, issuer = pool
    with pytest.raises(Refused):  # not before the list
        lot_panels.draw(panel, seed=SEED, actor=issuer)
    listed(panel, editor)
    view = selection.panel_view(panel.consultation, people[0])

    assert panel.state is PanelState.LISTED
    assert view.my_chance is not None and view.smallest <= view.my_chance <= view.largest
    assert sum(panel.published.chance_of(n) for n in range(1, 11)) == 4
    assert "钱报名" not in json.dumps(panel.published.pool, ensure_ascii=False)
    with pytest.raises(Forbidden):  # the pool is closed
        lot_panels.join(panel, traits=TRAITS[0], named=False, actor=a_user())
    with pytest.raises(Refused):
        lot_panels.set_panel(panel.consultation, **values(), actor=editor)
    with pytest.raises(Refused):  # the number stands in the list
        panel_seats.leave(view.mine, actor=people[0])
    with pytest.raises(Refused):
        lot_panels.reopen_pool(panel, reason=" ", actor=editor)
    lot_panels.reopen_pool(panel, reason="漏了两份纸质报名表。", actor=editor)
    assert (panel.state, panel.published) == (PanelState.INVITING, None)


def test_a_pool_that_cannot_meet_the_quotas_is_not_closed(matter):
    consultation, editor, _issuer = matter
    panel = lot_panels.set_panel(consultation, **values(), actor=editor)
    people = [a_user() for _ in range(4)]

    for person in people[:3]:
        lot_panels.join(panel, traits=("女", "老年"), named=False, actor=person)
    with pytest.raises(Refused, match="席"):
        lot_panels.close_pool(panel, actor=editor)
    lot_panels.join(panel, traits=("女", "老年"), named=False, actor=people[3])
    with pytest.raises(Refused, match="名额"):
        lot_panels.close_pool(panel, actor=editor)
    with clock.stopped_at(clock.now() + 8 * DAY), pytest.raises(Refused, match="种子"):
        lot_panels.close_pool(panel, actor=editor)


def test_quotas_that_only_the_search_finds_impossible_open_the_pool_again(matter):
    consultation, editor, _issuer = matter
    panel = lot_panels.set_panel(
        consultation,
        **values(
            size=3,
            quotas=(
                Wanted("性别", "女", 2, 2),
                Wanted("性别", "男", 1, 1),
                Wanted("年龄", "中青年", 1, 1),
                Wanted("年龄", "老年", 2, 2),
            ),
        ),
        actor=editor,
    )
    for traits in (("女", "中青年"), ("女", "中青年"), ("男", "老年"), ("男", "老年")):
        lot_panels.join(panel, traits=traits, named=False, actor=a_user())

    listed(panel, editor)
    listing.make_list(panel)

    assert (panel.state, panel.published) == (PanelState.INVITING, None)


def test_the_seed_draws_a_line_that_the_command_draws_again(pool, tmp_path):
    panel, people, editor, issuer = pool
    listed(panel, editor)

    with pytest.raises(Refused):  # the seed's day has not come
        lot_panels.draw(panel, seed=SEED, actor=issuer)
    with clock.stopped_at(clock.now() + 8 * DAY):
        with pytest.raises(Forbidden):  # another person than who closed the pool
            lot_panels.draw(panel, seed=SEED, actor=editor)
        waits = [duty.path for duty in duties(issuer) if duty.path == panel.address]
        assert (waits, [duty for duty in duties(editor) if duty.path == panel.address]) == (
            [panel.address],
            [],
        )
        with pytest.raises(Refused):
            lot_panels.draw(panel, seed="3", actor=issuer)
        lot_panels.draw(panel, seed=SEED, actor=issuer)
        first = [one for one in panel_seats.everybody(panel) if one.state is CandidateState.SEATED]
        gone = next(one for one in first if one.user_id)
        waiting = next(one for one in panel_seats.everybody(panel) if one.state is CandidateState.STANDING)
        with pytest.raises(Refused):
            panel_seats.vacate(waiting, reason="来不了", actor=editor)
        with pytest.raises(Refused):
            panel_seats.vacate(gone, reason=" ", actor=editor)
        panel_seats.leave(gone, actor=next(p for p in people if p.id == gone.user_id))
        second = next(one for one in first if one is not gone)
        panel_seats.vacate(second, reason="搬走了。", actor=editor)
    (tmp_path / "pool.json").write_text(json.dumps(panel.published.pool), encoding="utf-8")
    told = CliRunner().invoke(
        draw_command,
        [
            str(tmp_path / "pool.json"),
            "--panels",
            "20",
            "--seed",
            SEED,
            "--gone",
            f"{gone.number},{second.number}",
        ],
    )

    again = json.loads(told.output)
    view = selection.panel_view(panel.consultation, None)
    assert again["list_hash"] == panel.published.list_hash
    assert sorted(map(int, again["panel"])) == view.drawn_line == sorted(one.number for one in first)
    assert [[int(a), int(b)] for a, b in again["replacements"]] == [
        [one.number, view.came_after(one.number)] for one in (gone, second)
    ]
    assert (len(view.seated), view.empty_seats) == (4, 0)
    for shares in view.categories.values():
        assert all(share.is_met for share in shares)
    seats = ConsultationMeetings().seats(panel.consultation_id, MeetingKind.SESSION)
    assert sorted(seats) == sorted(one.user_id for one in view.seated if one.user_id)
    assert list(selection.damaged()) == []
    panel.published.panels = panel.published.panels[::-1]
    assert [one.row for one in selection.damaged()] == [panel.id]


def test_names_stand_only_with_consent_and_go_with_the_account(pool):
    panel, people, editor, issuer = pool
    listed(panel, editor)
    with clock.stopped_at(clock.now() + 8 * DAY):
        lot_panels.draw(panel, seed=SEED, actor=issuer)
    one = db.session.query(PanelCandidate).filter_by(number=1).one()

    assert str(selection.shown_name(one)) == "钱报名0"
    assert export(people[0].id)["panels"][0]["traits"] == "女、中青年"
    forget(people[0].id)
    db.session.refresh(one)
    assert selection.shown_name(one) == ""
    assert [str(m.name) for m in selection.panel_view(panel.consultation, None).members if m.name] in (
        [],
        ["周爷爷"],
    )


def test_the_pages_of_a_panel(client, matter):
    consultation, editor, issuer = matter
    address, resident = consultation.address, a_user(name="孙居民")
    form = {
        "size": "2",
        "quotas": "性别：女 1，男 1",
        "about": "开会。",
        "seed_source": "双色球",
        "seed_on": (clock.today() + 3 * DAY).isoformat(),
    }

    def text(path, prefix="/zh-hans"):
        return client.get(f"{prefix}{path}").get_data(as_text=True)

    nothing = client.get(f"{address}/panel")
    client.sign_in(editor)
    offered = text(address)
    answers = [
        client.get(f"{address}/panel/set"),
        client.post(f"{address}/panel/set", data={**form, "quotas": "性别 女"}),
        client.post(f"{address}/panel/set", data=form),
        client.get(f"{address}/panel/set"),
        client.get(f"{address}/panel/enrol"),
        client.post(f"{address}/panel/enrol", data={"name": "周爷爷", "trait_0": "男"}),
    ]
    client.sign_in(resident)
    answers += [
        client.get(f"{address}/panel/join"),
        client.post(f"{address}/panel/join", data={}),
        client.post(f"{address}/panel/join", data={"trait_0": "女", "named": "y"}),
        client.post(f"{address}/panel/leave"),
        client.post(f"{address}/panel/join", data={"trait_0": "女", "named": "y"}),
    ]
    unlisted = client.get(f"{address}/panel/pool.json")
    client.sign_in(editor)
    answers += [client.post(f"{address}/panel/close")]
    run_due_jobs()
    answers += [
        client.get(f"{address}/panel/reopen"),
        client.get(f"{address}/panel/pool.json"),
        client.get(f"{address}/panel/list.txt"),
    ]
    with clock.stopped_at(clock.now() + 4 * DAY):
        client.sign_in(issuer)
        answers += [
            client.get(f"{address}/panel/draw"),
            client.post(f"{address}/panel/draw", data={"seed": SEED}),
        ]
        client.sign_in(editor)
        answers += [client.get(f"{address}/panel/people/1/vacate")]
        answers += [client.post(f"{address}/panel/people/1/vacate", data={"reason": "病了。"})]
        client.post("/sign-out")
        public, traditional = text(f"{address}/panel"), text(f"{address}/panel", "/zh-hant")

    assert nothing.status_code == unlisted.status_code == 404
    assert f"{address}/panel/set" in offered
    assert [a.status_code for a in answers] == [
        *(200, 422, 302, 200, 200, 302),
        *(200, 422, 302, 302, 302),
        302,
        *(200, 200, 200),
        *(200, 302, 200, 302),
    ]
    assert "孙居民" in public and "周爷爷" not in public
    assert "抽籤小組" in traditional and "病了" in public
    assert f'--seed "{SEED}" --gone 1' in public.replace("&#34;", '"').replace("&quot;", '"')


def test_the_page_asks_the_same_number_of_questions_for_one_and_ten(client, pool):
    panel, _people, editor, _issuer = pool
    address, panel_id = panel.address, panel.id
    queries_of(client, address)  # what every page asks once
    ten = queries_of(client, address)
    db.session.query(PanelCandidate).filter(
        PanelCandidate.panel_id == panel_id, PanelCandidate.number > 1
    ).delete()

    assert queries_of(client, address) == ten


def test_pool_opens_again_over_http(client, pool):
    panel, _people, editor, _issuer = pool
    listed(panel, editor)
    client.sign_in(editor)

    answer = client.post(f"{panel.address}/reopen", data={"reason": "漏了两份报名表。"})

    page = client.get(panel.address).get_data(as_text=True)
    assert (answer.status_code, "漏了两份报名表" in page) == (302, True)
