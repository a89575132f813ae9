"""PostgreSQL is asked only what is new: which tests that are, and what they left on SQLite to say so."""

import subprocess
import sys

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from tests import news
from tests.news import Note, Notes, chosen, left

pytestmark = pytest.mark.no_database


class Test:
    """What a note is taken of."""

    __test__ = False

    def __init__(self, nodeid, *keywords):
        self.nodeid, self.keywords = nodeid, keywords


def a_note(*asked, everywhere=False, seconds=0):
    return Note(set(asked), everywhere, seconds)


@pytest.fixture
def notes():
    """They hear of no statements but those of the test."""
    return Notes()


@pytest.fixture
def table(notes):
    """In a database that only these notes hear of."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE box (id INTEGER PRIMARY KEY)"))
    notes.listen(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_who_asks_nothing_new_is_not_chosen():
    found = chosen(
        ["first", "same", "less", "nothing", "more", "new here"],
        {
            "first": a_note(1, 2),
            "same": a_note(2, 1),
            "less": a_note(1),
            "nothing": a_note(),
            "more": a_note(1, 3),
        },
    )

    assert found == {"first", "more", "new here"}


def test_what_asks_the_same_in_less_time_is_chosen():
    found = chosen(
        ["all", "half", "other half", "slow half"],
        {
            "all": a_note(1, 2, 3, 4, seconds=10),
            "half": a_note(1, 2, seconds=1),
            "other half": a_note(3, 4, seconds=2),
            "slow half": a_note(1, 2, seconds=3),
        },
    )

    assert found == {"half", "other half"}


def test_who_is_run_everywhere_asks_for_the_others_wherever_it_stands():
    found = chosen(["first", "race"], {"first": a_note(1), "race": a_note(1, 2, everywhere=True)})

    assert found == {"race"}


def test_a_note_says_what_was_asked_and_not_with_how_many_values(notes, table):
    asked = []
    for statement in (
        "SELECT 1 FROM box WHERE id IN (?)",
        "SELECT 1 FROM box WHERE id IN (?, ?)",
        "INSERT INTO box (id) VALUES (?), (?)",
        "INSERT INTO box (id) VALUES (?)",
        "SELECT 2 FROM box",
    ):
        with notes.taken_of(Test(statement)):
            values = tuple(range(10, 10 + statement.count("?")))
            table.exec_driver_sql(statement, values)
            table.rollback()
        asked.append(notes.taken[statement].asked)

    assert asked[0] == asked[1]
    assert asked[2] == asked[3]
    assert [len(each) for each in asked] == [1] * 5
    assert len(set().union(*asked)) == 3
    assert not any(note.everywhere for note in notes.taken.values())


def test_who_commits_is_refused_or_begins_a_process_is_run_everywhere(notes, table):
    with notes.taken_of(Test("commits")):
        table.exec_driver_sql("INSERT INTO box (id) VALUES (1)")
        table.commit()
    with notes.taken_of(Test("is refused")), pytest.raises(IntegrityError):
        table.exec_driver_sql("INSERT INTO box (id) VALUES (1)")
    table.rollback()
    with notes.taken_of(Test("begins a process")):
        subprocess.run([sys.executable, "-c", ""], env={"PORTAL_DATABASE_URL": "sqlite://"}, check=True)
    with notes.taken_of(Test("has something drawn")):
        subprocess.run([sys.executable, "-c", ""], env={}, check=True)
    with notes.taken_of(Test("none of these")):
        table.exec_driver_sql("SELECT 1 FROM box")
    with notes.taken_of(Test("says so", "both_databases")):
        table.exec_driver_sql("SELECT 1 FROM box")

    assert [name for name, note in notes.taken.items() if note.everywhere] == [
        "commits",
        "is refused",
        "begins a process",
    ]
    assert [name for name, note in notes.taken.items() if not note.everywhere] == [
        "has something drawn",
        "none of these",
    ]


def test_notes_count_only_when_all_passed(notes, table, tmp_path):
    with notes.taken_of(Test("asks")):
        table.exec_driver_sql("SELECT 1 FROM box")
    notes.leave(tmp_path)

    assert left(tmp_path) == {}

    (tmp_path / news.PASSED).touch()
    assert left(tmp_path) == notes.taken
