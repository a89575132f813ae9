from datetime import UTC, date, datetime, time, timedelta

import pytest

from portal.core.language import Reader, dates, reading_as

pytestmark = pytest.mark.no_database

NOON = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)


def _in(locale, form):
    with reading_as(Reader(locale)):
        return form()


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant"])
def test_chinese_dates_on_the_citys_clock(locale):
    late = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)

    shown = _in(
        locale,
        lambda: [dates.date(late), dates.datetime_(NOON), dates.time(NOON), dates.date(date(2026, 1, 2))],
    )

    assert shown == ["2026年11月23日", "2026年11月22日 20:05", "20:05", "2026年1月2日"]


def test_english_dates():
    shown = _in("en", lambda: [dates.date(NOON), dates.datetime_(NOON), dates.time(time(9, 5))])

    assert shown == ["22 November 2026", "22 November 2026, 20:05", "09:05"]


def test_a_moment_without_zone_is_utc():
    assert dates.datetime_(NOON.replace(tzinfo=None)) == dates.datetime_(NOON)


@pytest.mark.parametrize(
    ("first", "last", "chinese", "english"),
    [
        (date(2026, 11, 10), date(2026, 11, 14), "11月10日至14日", "10 to 14 November"),
        (date(2026, 11, 10), date(2026, 11, 10), "11月10日", "10 November"),
        (date(2026, 11, 10), date(2026, 12, 3), "11月10日至12月3日", "10 November to 3 December"),
        (
            date(2026, 12, 30),
            date(2027, 1, 3),
            "2026年12月30日至2027年1月3日",
            "30 December 2026 to 3 January 2027",
        ),
    ],
)
def test_ranges(first, last, chinese, english):
    shown = [_in(locale, lambda: dates.day_range(first, last)) for locale in ("zh_Hans", "en")]

    assert shown == [chinese, english]


def test_range_with_its_year():
    days = (date(2026, 11, 10), date(2026, 11, 14))

    assert _in("zh_Hant", lambda: dates.day_range(*days, year=True)) == "2026年11月10日至14日"
    assert _in("en", lambda: dates.day_range(*days, year=True)) == "10 to 14 November 2026"


@pytest.mark.parametrize(
    ("past", "hans", "hant", "english"),
    [
        (timedelta(seconds=5), "刚刚", "剛剛", "just now"),
        (timedelta(minutes=1), "1分钟前", "1分鐘前", "1 minute ago"),
        (timedelta(hours=3), "3小时前", "3小時前", "3 hours ago"),
        (timedelta(days=2), "2天前", "2天前", "2 days ago"),
        (timedelta(days=-2), "2天后", "2天後", "in 2 days"),
        (timedelta(days=30), "2026年10月23日", "2026年10月23日", "23 October 2026"),
    ],
)
def test_ago(past, hans, hant, english):
    shown = [_in(locale, lambda: dates.ago(NOON - past, NOON)) for locale in ("zh_Hans", "zh_Hant", "en")]

    assert shown == [hans, hant, english]


def test_numbers_in_full():
    assert [dates.number(0), dates.number(12345), dates.number(-1234567)] == ["0", "12,345", "-1,234,567"]


@pytest.mark.parametrize(
    ("end", "chinese", "english"),
    [
        (datetime(2026, 11, 30, 16, 0, tzinfo=UTC), "2026年11月30日 24:00", "30 November 2026, 24:00"),
        (datetime(2026, 11, 30, 15, 59, tzinfo=UTC), "2026年11月30日 23:59", "30 November 2026, 23:59"),
    ],
)
def test_an_end_at_midnight_names_the_last_day(end, chinese, english):
    assert [_in(locale, lambda: dates.until(end)) for locale in ("zh_Hans", "en")] == [chinese, english]


def test_days_say_the_year_once():
    week = (date(2026, 12, 28), date(2027, 1, 3))

    assert _in("zh_Hans", lambda: dates.days(*week)) == "2026年12月28日至2027年1月3日"
    assert (
        _in("zh_Hans", lambda: dates.days(date(2026, 11, 16), date(2026, 11, 22))) == "2026年11月16日至22日"
    )
    assert _in("en", lambda: dates.days(date(2026, 11, 16), date(2026, 11, 22))) == "16 to 22 November 2026"
    assert _in("zh_Hans", lambda: dates.month(date(2026, 9, 1))) == "2026年9月"
    assert _in("en", lambda: dates.month(date(2026, 9, 1))) == "September 2026"
