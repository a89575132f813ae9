import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.language import Bitext, Reader, Script, reader_script, reading_as

pytestmark = pytest.mark.no_database


def test_the_twin_is_made_in_the_other_script():
    assert Bitext.of("邻里公约") == Bitext("邻里公约", "鄰里公約", Script.HANS)
    assert Bitext.of("鄰里公約") == Bitext("邻里公约", "鄰里公約", Script.HANT)


def test_each_reader_gets_their_script():
    text = Bitext.of("鄰里公約")
    seen = []

    for reader in (Reader("zh_Hans"), Reader("zh_Hant"), Reader("en"), Reader("zh_Hans", original=True)):
        with reading_as(reader):
            seen.append((str(text), text.lang, text.is_twin))

    original = ("鄰里公約", "zh-Hant", False)
    assert seen == [("邻里公约", "zh-Hans", True), original, original, original]


def test_reader_is_restored_after_reading_as_another():
    with reading_as(Reader("zh_Hant")):
        inside = reader_script()

    assert [inside, reader_script()] == [Script.HANT, Script.HANS]


def test_text_equal_in_both_scripts_is_no_twin():
    with reading_as(Reader("zh_Hant")):
        assert not Bitext.of("三月十日").is_twin


def test_versions_by_people_are_no_twins():
    text = Bitext.both("默认", "預設")

    with reading_as(Reader("zh_Hant")):
        assert (str(text), text.is_twin) == ("預設", False)


def test_names_and_html_have_their_own_way():
    assert Bitext.name("范后鸣").hant == "范后鳴"
    assert Bitext.html('<a href="/发">发展</a>', source="发展") == Bitext(
        '<a href="/发">发展</a>', '<a href="/发">發展</a>', Script.HANS, "发展"
    )


def test_length_and_truth_are_those_of_the_original():
    assert [bool(Bitext.of("")), bool(Bitext.of("发")), len(Bitext.of("发展"))] == [False, True, 2]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (Bitext.of("三月"), '["s","三月"]'),
        (Bitext.of("發"), '["t","發","发"]'),
        (Bitext.html("<p>三</p>", source="三"), '["s","<p>三</p>",0,"三"]'),
        (Bitext.both("默认", "預設"), '["S","默认","預設"]'),
        (Bitext.both("默认", ""), '["S","默认",""]'),
    ],
)
def test_json_is_compact(text, stored):
    assert text.to_json() == stored
    assert Bitext.from_json(stored) == text


@given(st.builds(Bitext, st.text(), st.text(), st.sampled_from(Script), st.text(), st.booleans()))
def test_json_round_trip(text):
    assert Bitext.from_json(text.to_json()) == text


@pytest.mark.parametrize(
    "stored",
    ["", "{}", "[]", '["s"]', '["x","a"]', "[[],1]", '["s",1]', '["s","a",1]', '["s","a","b","c","d"]'],
)
def test_other_json_is_refused(stored):
    with pytest.raises(ValueError):
        Bitext.from_json(stored)
