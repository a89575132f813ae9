"""What points are never taken away for."""

from __future__ import annotations

import pytest

from portal.points.rules import Ground, forbidden_grounds

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("越级上访的，每次减20分", Ground.PETITION),
        ("多次越級上 訪", Ground.PETITION),
        ("拨打12345投诉社区的", Ground.COMPLAINT),
        ("在群里发表意见不当的", Ground.OPINION),
        ("表决时投反对票的", Ground.OPINION),
        ("参加宗教活动", Ground.BELIEF),
        ("未接种疫苗的", Ground.HEALTH),
        ("违反计划生育的", Ground.BIRTH),
        ("其子酒后驾车", Ground.RELATIVES),
    ],
)
def test_a_right_that_was_used_or_what_a_person_is_takes_no_points(text, ground):
    assert [found.ground for found in forbidden_grounds(text)] == [ground]


def test_both_scripts_name_the_word():
    assert forbidden_grounds("多次信訪")[0].words == ("信访",)


@pytest.mark.parametrize(
    "text",
    [
        "门前堆放商品约2平方米，群众投诉11件，提醒后未收",
        "卸货占道，接到举报后现场查看，按处理意见限期整改",
        "二十二时至次日六时用音响招揽顾客",
    ],
)
def test_what_others_said_about_the_matter_is_no_forbidden_ground(text):
    assert forbidden_grounds(text) == ()
