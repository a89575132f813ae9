"""The commands of the README, and the locks they install from."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).resolve().parents[2]
OF_FLASK = {"werkzeug", "jinja2", "markupsafe", "itsdangerous"}  # its own parts, in the versions it wants
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def test_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()

    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert re.findall(r"^  make (\S+) +\S", shown, re.MULTILINE) == [
        name for name in targets if name != "ready"
    ]


def test_the_build_server_runs_the_test_command_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text()

    assert script.splitlines()[-1] == "exec make test"
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_journey_stands_where_the_browser_part_looks():
    """`tools/suite.py` collects that folder alone for it, and leaves it to no other part."""
    marked = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(r"mark\.browser\b", path.read_text(encoding="utf-8")) and path.name != "test_makefile.py"
    ]

    assert [path for path in marked if not path.startswith("tests/journeys/")] == []
    assert sorted(marked) == sorted(
        f"tests/journeys/{p.name}" for p in (ROOT / "tests/journeys").glob("test_*.py")
    )


def test_there_is_a_lock_for_each_purpose():
    assert [lock.stem for lock in LOCKS] == ["dev", "postgres", "run"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_has_exact_versions_with_hashes_and_no_addresses(lock):
    text = lock.read_text()
    entries = re.findall(r"^[a-z0-9](?:[^\\\n]*\\\n)*.*", text, re.MULTILINE | re.IGNORECASE)

    assert entries
    assert [
        entry
        for entry in entries
        if not re.match(r"[\w.-]+==\S+ [^\n]*\\\n +--hash=sha256:[0-9a-f]{64}", entry)
    ] == []
    assert "://" not in text


def test_the_locks_agree_with_each_other():
    pins = [dict(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(), re.MULTILINE)) for lock in LOCKS]
    everything = pins[0] | pins[1] | pins[2]

    assert [pin for lock in pins for pin in lock.items() if everything[pin[0]] != pin[1]] == []
    assert pins[2].items() <= pins[0].items()


def imported(source):
    """The packages that a module imports, whichever way."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def declared_dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.match(r"[\w.-]+", text)[0].lower() for text in project["dependencies"]]


def test_what_is_declared_is_locked():
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE)

    assert set(declared_dependencies()) <= set(locked)
    assert sorted(set(declared_dependencies())) == sorted(declared_dependencies())


def test_what_the_portal_imports_it_declares():
    declared = set(declared_dependencies())
    known = packages_distributions()
    used = {
        name
        for path in (ROOT / "portal").rglob("*.py")
        for name in imported(path.read_text(encoding="utf-8"))
    }
    foreign = used - sys.stdlib_module_names - {"portal", "_typeshed"} - OF_FLASK

    undeclared = {name for name in foreign if not declared & {each.lower() for each in known.get(name, [])}}

    assert undeclared == set()
