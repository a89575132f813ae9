"""Seasons: rewards that are offered together, for a while."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.accounts.models import Role
from portal.core import clock
from portal.core.cards import card_of
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.language import dates
from portal.points.models import Season
from portal.points.queries import shelf
from portal.points.rules.seasons import Stage, stage_of
from portal.points.services import redemption
from portal.points.services import seasons as services
from tests.clients import queries_of
from tests.factories import a_user, an_official, the_city
from tests.factories.points import a_reward, a_rich_user, a_season

FIRST, LAST = date(2026, 12, 20), date(2027, 2, 10)


def in_season(season, **kw):
    return a_reward(season=season, starts_on=season.starts_on, ends_on=season.ends_on, **kw)


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (FIRST - timedelta(days=1), Stage.COMING),
        (FIRST, Stage.OPEN),
        (LAST, Stage.OPEN),
        (LAST + timedelta(days=1), Stage.OVER),
    ],
)
def test_both_days_belong_to_the_season(day, stage):
    assert stage_of(FIRST, LAST, day) is stage


def test_a_season_is_kept_by_the_points_officer_and_its_rewards_move_with_it():
    officer, season = an_official(Role.POINTS_OFFICER), a_season()
    reward = in_season(season)
    today = clock.today()
    later = {
        "name": "迎春年货季",
        "starts_on": today + timedelta(days=9),
        "ends_on": today + timedelta(days=20),
    }
    wrong = later | {"ends_on": today}

    with pytest.raises(Forbidden):
        services.change_season(season, **later, actor=a_user())
    for act, thing in ((services.change_season, season), (services.open_season, the_city())):
        with pytest.raises(Refused):
            act(thing, **wrong, actor=officer)
    services.change_season(season, **later, actor=officer)

    assert (reward.starts_on, reward.ends_on) == (later["starts_on"], later["ends_on"])
    with pytest.raises(Refused):
        redemption.reserve(reward, actor=a_rich_user())
    with clock.stopped_at(clock.now() + timedelta(days=10)):
        assert shelf.catalogue() == [reward]
        assert redemption.reserve(reward, actor=a_rich_user()).points == 15
    assert card_of("reward", reward.id).gone_at > clock.now() + timedelta(days=20)


def test_people_see_what_is_on_what_is_coming_and_what_has_ended(client):
    on, coming = a_season(), a_season(first=9, last=20, name="迎春年货季")
    over = a_season(first=-40, last=-9, name="凉夏")
    a_season(first=-400, last=-300, name="很久以前")
    soon, gone = in_season(coming, name="福字"), in_season(over, name="凉席")
    now = in_season(on, name="新米")
    path = {season.name.original: f"/points/rewards?season={season.code}" for season in (on, coming)}
    own = [f"/points/rewards/{reward.code}" for reward in (now, soon, gone)]
    begins, ended, number = coming.starts_on, over.ends_on, on.id
    client.sign_in(a_rich_user())

    page = client.get("/points/rewards").text

    assert [f"season={one.rpartition('=')[2]}" in page for one in path.values()] == [True, True]
    assert ([one in page for one in own], "凉夏" in page, "很久以前" in page) == (
        [True, False, False],
        True,
        False,
    )
    assert "即将开始" in client.get(path["迎春年货季"]).text
    assert f"从{dates.date(begins)}起" in client.get(own[1]).text
    assert f"到{dates.date(ended)}为止" in client.get(own[2]).text
    assert client.get("/points/rewards?season=nothing").status_code == 404
    one = queries_of(client, path["金秋兑换季"])
    for _n in range(2):
        in_season(db.session.get_one(Season, number))
    assert queries_of(client, path["金秋兑换季"]) == one


def test_an_officer_adds_a_season_and_puts_a_reward_into_it(client):
    the_city()
    reward = a_reward(name="旧米")
    path, today = "/points/control/seasons", clock.today()
    days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=30)).isoformat()}
    assert client.sign_in(a_user()).get(path).status_code == 403
    client.sign_in(an_official(Role.POINTS_OFFICER))

    assert client.post(path, data={"name": "金秋兑换季", **days, "ends_on": "2020-01-01"}).status_code == 422
    assert client.post(path, data={"name": "金秋兑换季", **days}).status_code == 302
    own = f"{path}/{client.get(path).text.split(path + '/')[1][:8]}"
    assert client.get(own).status_code == 200
    assert client.post(own, data={"name": "迎春年货季", **days, "ends_on": ""}).status_code == 422
    assert client.post(own, data={"name": "迎春年货季", **days}).status_code == 302
    assert client.get(f"{path}/nothing").status_code == 404

    form = {
        "name": "新米",
        "kind": "goods",
        "points": "5",
        "text": "一袋",
        "pickup": "服务站",
        "bearer": "财政",
    }
    form |= {"limit_span": "year", "limit_per": "person", "household_span": "year", "least_level": "2"}
    form |= {"keep_days": "30", "starts_on": "2020-01-01", "offered": "y", "season": own.rpartition("/")[2]}
    assert client.post(f"/points/control/rewards/{reward.code}", data=form).status_code == 302
    assert (reward.starts_on, str(reward.season.name)) == (today, "迎春年货季")
    assert "迎春年货季" in client.get(f"/points/rewards/{reward.code}").text
