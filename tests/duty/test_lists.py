"""The alliance's own list of items, and walks that keep the one they were held against."""

from __future__ import annotations

import pytest

from portal.core import clock
from portal.core.errors import Forbidden, Refused
from portal.duty import queries, rules, services
from portal.duty.services.lists import MOST_ITEMS
from tests.factories.duty import Street, a_finding, an_own_list, some_words


def codes(alliance):
    return [item.code for item in queries.items_for(alliance).items]


def test_an_alliance_adds_to_the_citys_list_for_itself():
    street, other = Street(shops=0), Street(shops=0)
    citys = [item.code for item in rules.list_on(clock.today()).items]

    an_own_list(street)
    new_aspect = services.add_item(
        street.alliance, words=some_words(aspect="邻里", text="遛狗牵绳"), reason="议定", actor=street.chair
    )

    assert codes(street.alliance) == [*citys[:18], "F3", *citys[18:], "H1"]
    assert codes(other.alliance) == citys
    assert new_aspect.number == 2
    assert queries.get_item(street.alliance, "F3").aspect == queries.get_item(other.alliance, "F1").aspect
    assert queries.get_item(street.alliance, "H1").text.hant == "遛狗牽繩"


def test_walks_keep_the_items_they_were_held_against():
    street = Street(shops=2)
    an_own_list(street)
    before = a_finding(street, basis="item:F3", actor=street.chair)

    services.change_item(
        street.alliance,
        code="F3",
        words=some_words(text="夜里安静", time="day"),
        reason="改",
        actor=street.chair,
    )
    after = a_finding(street, shop=1, basis="item:F3", actor=street.chair)
    services.drop_item(street.alliance, code="F3", reason="不再查", actor=street.chair)

    assert (str(before.title), before.time_given) == ("夜间不高声揽客", "2h")
    assert (str(after.title), after.time_given) == ("夜里安静", "day")
    assert "F3" not in codes(street.alliance)
    assert [one.number for one in queries.lists_of(street.alliance)] == [3, 2, 1]
    with pytest.raises(Refused):
        a_finding(street, basis="item:F3", actor=street.chair)


def test_a_number_is_not_given_again_and_the_citys_items_can_come_back():
    street = Street(shops=0)
    an_own_list(street)
    services.drop_item(street.alliance, code="F3", reason="不再查", actor=street.chair)

    an_own_list(street, text="车停线内")
    added = codes(street.alliance)
    services.take_citys_items(street.alliance, reason="全市统一", actor=street.chair)

    assert "F4" in added and "F3" not in added
    assert codes(street.alliance) == [item.code for item in rules.list_on(clock.today()).items]


def test_what_makes_no_item_is_refused():
    street = Street(shops=0)
    alliance, actor = street.alliance, street.chair
    same = queries.get_item(alliance, "A1")
    unchanged = some_words(
        aspect="市容",
        text=same.text.hans,
        standard=same.standard.hans,
        severity=same.severity,
        time=same.time,
    )

    for words, reason in (
        (some_words(standard=" "), "议定"),
        (some_words(), " "),
        (some_words(time="1h"), "议定"),
        (some_words(severity=4), "议定"),
        (some_words(text=same.text.hans), "议定"),
    ):
        with pytest.raises(Refused):
            services.add_item(alliance, words=words, reason=reason, actor=actor)
    with pytest.raises(Refused):
        services.change_item(alliance, code="A1", words=unchanged, reason="议定", actor=actor)
    with pytest.raises(Refused):
        services.take_citys_items(alliance, reason="议定", actor=actor)
    for code in codes(alliance)[1:]:
        services.drop_item(alliance, code=code, reason="只查一项", actor=actor)
    with pytest.raises(Refused):
        services.drop_item(alliance, code="A1", reason="不查了", actor=actor)
    with pytest.raises(Forbidden):
        services.add_item(alliance, words=some_words(), reason="议定", actor=street.supervisor)


def test_the_list_is_full_at_sixty():
    street = Street(shops=0)
    have = len(codes(street.alliance))
    for n in range(MOST_ITEMS - have):
        an_own_list(street, text=f"第{n}件事")

    with pytest.raises(Refused, match="60"):
        an_own_list(street, text="再加一件")


def test_the_list_by_form(client):
    street = Street(shops=1)
    path = f"/duty/of/{street.alliance.code}/items"
    typed = {
        "aspect": "秩序",
        "text": "夜里安静",
        "standard": "十点以后不用喇叭",
        "time": "4h",
        "severity": "2",
    }
    client.sign_in(street.secretary)

    forms = [client.get(f"{path}{more}").status_code for more in ("", "/new", "/A1", "/A1/drop", "/city")]
    silent = client.post(f"{path}/new", data=typed)
    added = client.post(f"{path}/new", data={**typed, "reason": "例会议定"})
    changed = client.post(f"{path}/F3", data={**typed, "time": "day", "reason": "放宽"})
    dropped = client.post(f"{path}/A1/drop", data={"reason": "不查店招"})
    citys = client.post(f"{path}/city", data={"reason": "统一"})
    client.sign_in(street.holders[0])
    page, old = client.get(path), client.get(f"{path}/versions/2")

    assert forms == [200] * 5
    assert [a.status_code for a in (silent, added, changed, dropped, citys)] == [422, 302, 302, 302, 302]
    assert "放宽" in page.text and "/items/new" not in page.text
    assert "夜里安静" in old.text and "第 2 版" in old.text
    assert [client.get(f"{path}/{wrong}").status_code for wrong in ("versions/9", "new")] == [404, 403]
