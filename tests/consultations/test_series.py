"""How a consultation filled, day by day: the sums, the picture and its table."""

import re
from datetime import date, timedelta

import pytest

from portal.consultations.queries.matters import get_consultation
from portal.consultations.queries.series import series_of
from portal.consultations.rules.series import HIGH, LEFT, MOST_DAYS, RIGHT, TOP, WIDE, series
from portal.consultations.services import speaking
from portal.core import clock
from tests.clients import queries_of
from tests.factories import a_user
from tests.factories.consultations import DAY, an_open_one, an_opinion

FIRST = date(2026, 3, 1)


@pytest.mark.no_database
def test_sums_climb_and_empty_days_keep_them():
    made = series(FIRST, FIRST + 3 * DAY, {FIRST: 2, FIRST + 2 * DAY: 1}, {FIRST + 2 * DAY: 6})

    assert [(d.opinions, d.all_opinions, d.all_supports) for d in made.days] == [
        (2, 2, 0),
        (0, 2, 0),
        (1, 3, 6),
        (0, 3, 6),
    ]
    assert (made.top, made.last.day) == (6, FIRST + 3 * DAY)
    assert made.supports.endswith(f"{WIDE - RIGHT:.1f},{TOP:.1f}")
    assert made.opinions.startswith(f"{LEFT:.1f},")
    assert all(TOP <= float(down) < HIGH for down in re.findall(r",([\d.]+)", made.opinions))


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("days", "opinions"), [(0, {FIRST: 3}), (5, {}), (MOST_DAYS, {FIRST: 1})], ids=["one", "none", "long"]
)
def test_nothing_is_drawn_of_nothing_one_day_or_years(days, opinions):
    assert series(FIRST, FIRST + days * DAY, opinions, {}) is None


def test_a_day_ends_at_midnight_of_the_city(app):
    now = clock.local(clock.now()).replace(hour=23, minute=30)
    with clock.stopped_at(now):
        consultation = an_open_one()
        first = an_opinion(consultation)
    with clock.stopped_at(now + timedelta(hours=1)):
        an_opinion(consultation)
        speaking.support(first, wanted=True, actor=a_user())

        made = series_of(consultation)

    assert [(d.day, d.opinions, d.supports) for d in made.days] == [
        (now.date(), 1, 0),
        (now.date() + DAY, 1, 1),
    ]


def test_picture_and_table_agree_and_ask_the_same_for_any_number(client):
    consultation = an_open_one()
    an_opinion(consultation)
    code, address, opened = consultation.code, consultation.address, consultation.opens_at
    counted = []
    for day in (1, 2):
        with clock.stopped_at(opened + day * DAY):
            queries_of(client, address)
            counted.append(queries_of(client, address))
            an_opinion(get_consultation(code, None))
            page = client.get(address).get_data(as_text=True)
    figure = page[page.index('<figure class="series"') : page.index("</figure>")]
    sums = [int(row.split('<td class="num">')[2].split("<")[0]) for row in figure.split("<tr data-day")[1:]]
    line = re.search(r'class="one" points="([^"]+)"', figure)[1].split()
    heights = [float(point.split(",")[1]) for point in line][::2]

    assert sums == [1, 2, 3]
    assert [round((heights[0] - one) / (heights[0] - heights[-1]), 2) for one in heights] == [0, 0.5, 1]
    assert "累计意见3条" in figure
    assert counted[0] == counted[1]
