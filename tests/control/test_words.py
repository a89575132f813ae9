"""The log speaks: each act has its words, and what has none yet is shown by its code."""

from portal.control import words
from portal.control.words.acts import ACTS
from portal.core.language import Reader, reading_as


def test_every_part_of_the_portal_has_words_for_what_is_done_there(app):
    known = {name.partition(".")[0] for name in ACTS}
    silent = [name for name in app.extensions["portal.permissions"] if name.partition(".")[0] not in known]

    assert silent == []


def test_acts_and_things_in_words(app):
    with app.test_request_context("/zh-hans/"), reading_as(Reader("zh_Hans")):
        said = [
            words.act_of("points.redeem"),
            words.thing_of("points_voucher:9"),
            words.thing_of("city.slogan"),
        ]
        unknown = [words.act_of("x.y"), words.thing_of("z:1")]

    assert said == ["核销", "兑换券 9", "城市口号"]
    assert unknown == ["x.y", "z 1"]


def test_the_act_asked_for_stands_among_the_parts(app):
    with app.test_request_context("/zh-hans/"):
        assert words.parts("points.redeem")[0] == ("points.redeem", words.act_of("points.redeem"))
        assert words.parts("points.") == words.parts("")
