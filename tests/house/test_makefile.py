"""The commands of the README, and the locks they install from."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
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
