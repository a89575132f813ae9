"""The parts of the suite run beside one another: each says what it has to say in one piece, and none is left behind."""

import importlib
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.house.processes import is_alive, until

pytestmark = pytest.mark.no_database

SLOW = "import os, sys, time; print(os.getpid(), file=open(sys.argv[1], 'w'), flush=True); time.sleep(60)"


@pytest.fixture
def suite(monkeypatch):
    monkeypatch.delenv(
        "PORTAL_TEST_SHARED", raising=False
    )  # nothing is left for the run that these tests are of
    monkeypatch.syspath_prepend(Path(__file__).resolve().parents[2] / "tools")
    return importlib.import_module("suite")


def program(text, *words):
    return [sys.executable, "-c", text, *map(str, words)]


def test_parts_are_shown_apart_and_the_failed_one_is_named(suite, capfdbinary):
    parts = [
        (
            suite.Part(f"on {name}", "", suite.nothing),
            program(f"print('{name} ' * 3); raise SystemExit({code})"),
        )
        for name, code in (("sand", 0), ("clay", 3), ("rock", 0))
    ]

    failed = suite.run_beside(parts)

    said = capfdbinary.readouterr().out.decode()
    assert failed == ["on clay"]
    assert "Tests on clay\nclay clay clay \nTests on clay: failed" in said
    assert "Tests on rock\nrock rock rock \nTests on rock: passed" in said


def test_who_goes_by_another_waits_for_its_end(suite, capfd, tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_TEST_SHARED", str(tmp_path))
    look = f"import os; print('there:', sorted(os.listdir({str(tmp_path)!r})))"
    parts = [
        (suite.Part("on sand", "", suite.nothing), program("import time; time.sleep(0.5)")),
        (suite.Part("on clay", "", suite.nothing, after="on sand"), program(look)),
        (suite.Part("on rock", "", suite.nothing), program("raise SystemExit(1)")),
    ]

    suite.run_beside(parts)

    said = capfd.readouterr().out
    assert said.index("Tests on rock begin") < said.index("Tests on clay begin")
    assert "there: ['on sand passed']" in said


def test_how_far_a_part_is_is_told_by_tenths(suite, capfd):
    text = "import time; print('.... [  9%]\\n.... [ 42%]', flush=True); time.sleep(1)"

    suite.run_beside([(suite.Part("on sand", "", suite.nothing), program(text))])

    assert capfd.readouterr().out.count("Tests on sand: 40 % after") == 1


def test_a_part_that_cannot_begin_ends_the_others(suite, tmp_path):
    @contextmanager
    def never():
        until((tmp_path / "pid").exists)
        raise SystemExit("There is no server.")
        yield {}

    parts = [
        (suite.Part("on sand", "", suite.nothing), program(SLOW, tmp_path / "pid")),
        (suite.Part("on ice", "", never), program("")),
    ]

    with pytest.raises(SystemExit, match="no server"):
        suite.run_beside(parts)

    assert not is_alive(int((tmp_path / "pid").read_text()))


def test_a_part_by_another_name_is_refused(suite):
    with pytest.raises(SystemExit, match="no tests named mysql"):
        suite.main(["mysql"])
