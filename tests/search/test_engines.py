"""One contract for every engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.language import Bitext, Reader, reading_as
from portal.search import tokens
from portal.search.documents import Doc, Results
from portal.search.engine import Engine
from portal.search.models import SearchDoc
from tests.search.conftest import ENGINES, database_in, make
from tests.search.corpus import both, docs, questions, truth

pytestmark = [pytest.mark.needs_no_database, pytest.mark.both_databases]
MANY = 1000
EVERYTHING = 1_000_000


def a_doc(
    number: int = 1, title: str = "商户自治公约", body: str = "垃圾分类，门前三包。", **others: object
) -> Doc:
    at = datetime(2025, 11, 21, tzinfo=UTC)
    written = {"kind": "convention", "path": f"/c/{number}", "at": at, **others}
    return Doc(object_id=number, title=both(title), body=both(body), **written)  # type: ignore[arg-type]


@contextmanager
def recording(database: Database, said: list[str]) -> Iterator[None]:
    def hear(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        said.append(statement)

    event.listen(database, "before_cursor_execute", hear)
    yield
    event.remove(database, "before_cursor_execute", hear)


def ids(results: Results) -> list[int]:
    return [hit.object_id for hit in results.hits]


@pytest.fixture(scope="module", params=ENGINES)
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("full")
    with database_in(folder) as database, Session(database) as session:
        made = make(request.param, session, folder, window=EVERYTHING)
        made.rebuild(docs(MANY))
        yield made
        session.rollback()
        made.close()


@cache
def truths() -> dict[str, set[int]]:
    """Read once, for all engines."""
    return {question: truth(question, docs(MANY)) for question in questions(MANY)}


def test_every_question_finds_exactly_what_reading_everything_finds(full: Engine, monkeypatch):
    monkeypatch.setattr(tokens, "SYNONYMS", {})
    asked = questions(MANY)

    wrong = []
    for question in asked:
        found = full.query(question, limit=EVERYTHING)
        right = truths()[question]
        if set(ids(found)) != right or found.total != len(right):
            wrong.append((question, len(found.hits), len(right)))

    assert wrong == []
    assert len(asked) >= 145
    assert len([question for question in asked if truths()[question]]) > 120


def test_the_other_script_finds_the_same(full: Engine):
    for simplified, traditional in [("面券", "麵券"), ("头发", "頭髮"), ("后街", "後街"), ("干净", "乾淨")]:
        first, second = full.query(simplified, limit=EVERYTHING), full.query(traditional, limit=EVERYTHING)

        assert ids(first) == ids(second) != []


def test_pages_follow_each_other_without_gap_or_repeat(full: Engine):
    whole = full.query("公约", limit=EVERYTHING)
    pages: list[int] = []
    start: int | None = 0

    while start is not None:
        page = full.query("公约", start=start, limit=100)
        pages += ids(page)
        start = page.next

    assert pages == ids(whole)
    assert len(set(pages)) == len(pages) == whole.total


def test_titles_come_first_then_the_newest(full: Engine):
    titled = {each.object_id for each in docs(MANY) if "公约" in each.title.hans}

    found = ids(full.query("公约", limit=EVERYTHING))

    assert found[: len(titled)] == sorted(titled, reverse=True)
    assert found[len(titled) :] == sorted(found[len(titled) :], reverse=True)


def test_filters_by_kind_and_place_count_what_they_show(full: Engine):
    answering = truth("公约", docs(MANY))
    below = [
        each for each in docs(MANY) if each.object_id in answering and each.place_path.startswith("/1/2/")
    ]

    found = full.query("公约", place="/1/2/", limit=EVERYTHING)
    topics = full.query("公约", place="/1/2/", kind="topic", limit=EVERYTHING)

    assert set(ids(found)) == {each.object_id for each in below}
    assert set(ids(topics)) == {each.object_id for each in below if each.kind == "topic"}
    assert topics.kinds == found.kinds
    assert found.kinds["topic"] == topics.total


def test_counting_stops_at_the_window_and_says_so(full: Engine, monkeypatch):
    monkeypatch.setattr(full, "window", 50)

    found = full.query("公约", limit=EVERYTHING)
    topics = full.query("公约", kind="topic", limit=EVERYTHING)
    rare = full.query('"二零九九年的事"', limit=EVERYTHING)

    assert (found.total, len(found.hits), found.more) == (50, 50, True)
    assert (topics.total, topics.more) == (50, True)
    assert {hit.kind for hit in topics.hits} == {"topic"}
    assert (rare.total, rare.more) == (0, False)


def test_what_is_added_is_found_and_what_is_changed_is_found_as_it_is_now(engine: Engine):
    engine.add(a_doc())
    engine.add(a_doc(title="店铺自治规约", path="/c/new"))

    assert ids(engine.query("商户")) == []
    (hit,) = engine.query("规约").hits
    assert (hit.path, hit.marked_title, hit.excerpt) == (
        "/c/new",
        "店铺自治<mark>规约</mark>",
        "垃圾分类，门前三包。",
    )


def test_a_change_of_state_alone_is_kept(engine: Engine):
    engine.add(a_doc())
    engine.add(a_doc(state="in_force"))

    assert [hit.state for hit in engine.query("公约").hits] == ["in_force"]


def test_what_is_removed_leaves_no_ghost(engine: Engine):
    engine.add(a_doc(1))
    engine.add(a_doc(2, title="别的东西", body="别的正文"))

    engine.remove("convention", 1)
    engine.remove("convention", 1)
    engine.add(a_doc(3, title="新来的", body="新来的正文"))

    assert [ids(engine.query(word)) for word in ("公约", "垃圾", "约", "商户 分类")] == [[], [], [], []]
    assert ids(engine.query("正文")) == [3, 2]


def roll_back_some_changes(engine: Engine) -> None:
    engine.add(a_doc(1))
    engine.session.commit()
    engine.add(a_doc(1, title="改过的标题"))
    engine.add(a_doc(2))
    engine.remove("convention", 1)
    engine.session.rollback()


def test_what_is_rolled_back_leaves_no_ghost(engine: Engine):
    roll_back_some_changes(engine)

    engine.add(a_doc(4, title="后来的规约", body="没有"))
    engine.add(a_doc(1))

    assert ids(engine.query("公约")) == [1]
    assert ids(engine.query("改过")) == []
    assert ids(engine.query("规约")) == [4]


def test_an_index_inside_the_database_rolls_back_with_it(index_database: Database, tmp_path: Path):
    with Session(index_database) as session:
        engine = make(ENGINES[0], session, tmp_path)
        roll_back_some_changes(engine)

        found = ids(engine.query("公约"))
        engine.rebuild([])
        session.commit()

    assert found == [1]


def test_rebuilding_forgets_what_is_not_given(engine: Engine):
    engine.add(a_doc(1))

    count = engine.rebuild([a_doc(2), a_doc(3, title="别的")])

    assert count == 2
    assert ids(engine.query("公约")) == [2]
    assert ids(engine.query("别的")) == [3]


def test_rebuilding_takes_more_than_one_batch(engine: Engine):
    assert engine.rebuild(a_doc(number) for number in range(1, 1102)) == 1101
    assert engine.query("公约").more


def test_what_has_run_out_is_not_found(engine: Engine):
    engine.add(a_doc(1, gone_at=clock.now() - timedelta(seconds=1)))
    engine.add(a_doc(2, gone_at=clock.now() + timedelta(days=1)))

    assert ids(engine.query("公约")) == [2]
    assert [each.path for each in engine.suggest("公约")] == ["/c/2"]


def test_words_of_another_region_find_the_same(engine: Engine):
    engine.add(a_doc(1, title="政府信息公开办法"))
    engine.add(replace(a_doc(2), title=Bitext.both("网络安全", "網路安全")))

    assert ids(engine.query("資訊公開")) == [1]
    assert ids(engine.query("「資訊公開」")) == []
    assert ids(engine.query("網絡")) == [2]
    assert ids(engine.query("「網路」")) == [2]


def test_a_hit_is_shown_in_the_readers_script(engine: Engine):
    engine.add(a_doc(1, title="政府信息公开办法", body="头发"))

    with reading_as(Reader("zh_Hant")):
        (hit,) = engine.query("资讯").hits

        assert hit.marked_title == "政府<mark>信息</mark>公開辦法"
        assert hit.excerpt == "頭髮"


@pytest.mark.parametrize(
    "text",
    ['"', '""', "'", "公约'", "AND", "OR NOT", "NEAR(公约, 2)", "-公约", "title:公约", "公约*", "^公约", "公约)", "{title}",
     "%", "_", "公\0约", "\ud800", "' | 'x", "公约:*", "\\", "a'; DROP TABLE search_doc; --", "約" * 5000, "*" * 5000,
     '"公约', "！！！", "公约 OR", "¶", " "],
)  # fmt: skip
def test_nothing_typed_breaks_out_of_the_question(engine: Engine, text: str):
    engine.add(a_doc())

    found = engine.query(text)
    engine.suggest(text)

    assert found.total <= 1
    assert engine.session.scalar(select(func.count()).select_from(SearchDoc)) == 1


def test_nothing_written_breaks_the_index(engine: Engine):
    rare = "".join(chr(0x20000 + number) for number in range(42_000))
    engine.add(a_doc(1, body=rare * 2))
    engine.add(a_doc(2, title="' \" \\ & | ! :* ()", body="w" * 10_000))
    engine.add(a_doc(3, title="", body=""))

    assert ids(engine.query(rare[100:104])) == [1]
    assert ids(engine.query("w" * 64)) == [2]


def test_suggestions_are_the_titles_nearest_to_what_was_typed(engine: Engine):
    engine.add(a_doc(1, title="商户自治公约（2025年修订）"))
    engine.add(a_doc(2, title="商户自治公约"))
    engine.add(a_doc(3, title="夜市公约"))
    engine.add(a_doc(4, title="红黑榜"))

    assert [each.path for each in engine.suggest("商戶自治公約")] == ["/c/2", "/c/1", "/c/3"]
    assert [each.title.hant for each in engine.suggest("怎样上红黑榜")] == ["紅黑榜"]
    assert [each.path for each in engine.suggest("榜")] == ["/c/4"]
    assert engine.suggest("？") == []
    for reply in (5, 6):
        engine.add(a_doc(reply, title="夜市公约"))
    assert [each.path for each in engine.suggest("夜市公约")][:2] == ["/c/3", "/c/2"]


def test_an_empty_question_finds_nothing(engine: Engine):
    engine.add(a_doc())

    assert engine.query("  ，") == Results(kinds={})


def test_the_same_number_of_statements_for_one_and_thirty_hits(engine: Engine, index_database: Database):
    engine.rebuild(a_doc(number) for number in range(1, 31))
    engine.add(a_doc(31, title="独一无二", body="没有"))
    counts = []

    for question in ("独一无二", "公约"):
        said: list[str] = []
        with recording(index_database, said):
            engine.query(question, limit=30)
        counts.append(len(said))

    assert counts == [3, 3]
