import pytest

from portal.core.language import Script, detect, wrong_script_characters

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("今天风很大，请关好门窗。", Script.HANS),
        ("今天風很大，請關好門窗。", Script.HANT),
        ("这家店的“繁體字”招牌已经挂了三十年，邻里都认得。", Script.HANS),
        ("鄰里都認得這家「老张」麵館。", Script.HANT),
    ],
)
def test_script_is_what_most_telling_characters_say(text, script):
    assert detect(text) is script


@pytest.mark.parametrize("text", ["", "OK 110", "余杭里仁", "三月十日下午"])
def test_text_that_tells_nothing_has_the_default_script(text):
    assert [detect(text), detect(text, default=Script.HANT)] == [Script.HANS, Script.HANT]


def test_characters_legal_in_both_scripts_are_never_wrong():
    shared = "里后干面台云于余范丑谷松采克向周才卷只征系借准占了着著乾瞭藉徵於"

    assert [wrong_script_characters(shared, script) for script in Script] == [[], []]


def test_wrong_characters_come_in_reading_order():
    assert wrong_script_characters("社区與鄰里", Script.HANT) == ["区"]
    assert wrong_script_characters("社区與鄰里后來", Script.HANS) == ["與", "鄰", "來"]


@pytest.mark.parametrize("character", "体发与这们说对时为个无网议约")
def test_everyday_simplified_characters_are_wrong_in_traditional_text(character):
    assert wrong_script_characters(character, Script.HANT) == [character]


@pytest.mark.parametrize("character", "體發與這們說對時為個無網議約後麵臺裡裏餘")
def test_everyday_traditional_characters_are_wrong_in_simplified_text(character):
    assert wrong_script_characters(character, Script.HANS) == [character]
