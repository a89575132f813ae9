from __future__ import annotations

import pytest

from portal.places.models import PlaceKind
from tests.clients import queries_of
from tests.factories import a_place, the_city
from tests.factories.search import Shelf

# each database searches in its own way
pytestmark = pytest.mark.both_databases


@pytest.fixture
def shelf(app, monkeypatch) -> Shelf:
    return Shelf(app, monkeypatch)


def text_of(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status
    return response.get_data(as_text=True)


def test_the_empty_page_asks_what_is_wanted(client):
    page = text_of(client, "/search")

    assert "您想找什么？" in page
    assert "没有找到" not in page


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "/zh-hans/search?q=麵券",
            [
                "共 1 条结果",
                'href="/zh-hans/samples/7">三治<mark>面券</mark>怎么兑换</a>',
                "干净的头发。凭<mark>面券</mark>到店。",
            ],
        ),
        (
            "/zh-hant/search?q=面券",
            [
                "共 1 筆結果",
                'href="/zh-hant/samples/7">三治<mark>麵券</mark>怎麼兌換</a>',
                "乾淨的頭髮。憑<mark>麵券</mark>到店。",
            ],
        ),
    ],
)
def test_answers_are_shown_in_the_readers_script_with_what_was_asked_for_marked(
    client, shelf, address, shown
):
    shelf.put(7, title="三治面券怎么兑换", body="干净的头发。凭面券到店。")

    page = text_of(client, address)

    assert [each for each in shown if each not in page] == []


def test_an_english_reader_sees_the_original_marked_with_its_language(client, shelf):
    shelf.put(7, title="三治麵券怎麼兌換", body="乾淨的頭髮")

    page = text_of(client, "/en/search?q=面券")

    assert 'href="/en/samples/7" lang="zh-Hant">三治<mark>麵券</mark>怎麼兌換</a>' in page


def test_what_people_wrote_and_typed_is_never_mark_up(client, shelf):
    shelf.put(1, title="<script>公约</script>")

    page = text_of(client, "/search?q=" + '公约"><img src=x>')
    found = text_of(client, "/search?q=公约")

    assert "<img src=x" not in page
    assert "&lt;script&gt;<mark>公约</mark>&lt;/script&gt;" in found


def test_nothing_found_offers_the_nearest_titles(client, shelf):
    shelf.put(1, title="商户自治公约")

    page = text_of(client, "/search?q=商户自治规定")

    assert "没有找到相关内容" in page
    assert 'href="/zh-hans/samples/1">商户自治公约</a>' in page


def test_answers_are_narrowed_by_kind_and_place(client, app, monkeypatch, shelf):
    other = Shelf(app, monkeypatch, kind="other", label="其他公约")
    street = a_place(the_city(), kind=PlaceKind.STREET, slug="linhe")
    shelf.put(1, place_path=street.path)
    shelf.put(2, place_path="/999/")
    other.put(3, place_path=street.path)

    narrowed = text_of(client, "/search?q=公约&kind=sample&place=linhe")

    assert "共 1 条结果" in narrowed
    assert "/samples/1" in narrowed
    assert '其他公约 <span class="n">1</span>' in narrowed
    assert '<option value="linhe" selected' in narrowed


def test_pages_lead_to_each_other(client, shelf):
    for number in range(1, 46):
        shelf.put(number)

    first = text_of(client, "/search?q=公约")
    last = text_of(client, "/search?q=公约&page=3")

    assert "共 45 条结果" in first
    assert first.count("<article") == 20
    assert 'rel="next" href="/zh-hans/search?q=%E5%85%AC%E7%BA%A6&amp;page=2"' in first
    assert 'rel="prev"' not in first
    assert last.count("<article") == 5
    assert '<ol class="results" start="41">' in last
    assert 'rel="next"' not in last


def test_a_page_past_the_end_and_a_place_that_does_not_exist(client, shelf):
    shelf.put(1)

    assert "没有找到相关内容" in text_of(client, "/search?q=公约&page=9")
    assert client.get("/search?q=公约&place=nowhere").status_code == 404
    assert client.get("/search?q=公约&page=x").status_code == 400


@pytest.mark.parametrize(
    "text", ['"', "%00", "%ff", "AND", "公约*", "%E2%80%AE公约", "a" * 5000, "%ED%A0%80"]
)
def test_nothing_typed_breaks_the_page(client, shelf, text):
    shelf.put(1)

    assert client.get(f"/search?q={text}").status_code in {200, 400}


def test_a_page_costs_the_same_for_one_and_three_answers(client, shelf):
    shelf.put(1)
    queries_of(client, "/search?q=公约")  # the settings of the city are read once
    one = queries_of(client, "/search?q=公约")
    shelf.put(2)
    shelf.put(3)

    assert queries_of(client, "/search?q=公约") == one
