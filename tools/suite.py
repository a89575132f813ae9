"""The whole test suite: on SQLite, again on PostgreSQL, then the journeys in a real browser.

    python tools/suite.py [sqlite] [postgres] [browser] [-- arguments for pytest]

Without names: all three. What never asks a database (it is marked so, and then gets none) runs once, on SQLite.
What a part needs is found or fetched first; if that fails, nothing is skipped: the run ends with a sentence that
says what to install. Every part runs, even after a failed one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import chromium
import postgres

ROOT = Path(__file__).resolve().parent.parent
JOURNEYS = "tests/journeys"
KEPT = {"PORTAL_TEST_CHROMIUM", "PORTAL_TEST_SHARED"}


def pytest(marks: str, extra: list[str], **environment: str) -> int:
    """In parallel, one process for each processor; who is done early takes over what waits for the others."""
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal", "-m", marks, *extra]
    clean = {name: value for name, value in os.environ.items() if name in KEPT or name[:7] != "PORTAL_"}
    clean.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # dozens of processes start: the first compiles, the others read
    return subprocess.run(command, cwd=ROOT, env={**clean, **environment}).returncode


def on_sqlite(extra: list[str]) -> int:
    return pytest("not browser", extra)


def on_postgres(extra: list[str]) -> int:
    with postgres.server() as address:
        return pytest("not browser and not no_database", extra, PORTAL_TEST_DATABASE=address)


def in_browser(extra: list[str]) -> int:
    named = any((ROOT / each.partition("::")[0]).exists() for each in extra)
    where = [] if named else [JOURNEYS]  # no use in collecting all the others
    return pytest("browser", [*where, *extra], PORTAL_TEST_CHROMIUM=chromium.find() or "")


PARTS: dict[str, tuple[str, Callable[[list[str]], int]]] = {
    "sqlite": ("on SQLite", on_sqlite),
    "postgres": ("on PostgreSQL", on_postgres),
    "browser": ("journeys in Chromium", in_browser),
}


def get_what_is_needed(parts: list[str]) -> None:
    missing = []
    if "postgres" in parts and not postgres.get_programs():
        missing.append(postgres.MISSING)
    if "browser" in parts and not chromium.get():
        missing.append(chromium.MISSING)
    if missing:
        sys.exit("\n\n".join(missing))


def main(arguments: list[str]) -> int:
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    parts, extra = arguments[:cut] or list(PARTS), arguments[cut + 1 :]
    get_what_is_needed(parts)
    failed = []
    with tempfile.TemporaryDirectory(prefix="portal-tests-") as shared:
        os.environ["PORTAL_TEST_SHARED"] = (
            shared  # the demo city and what was seen of it: one part leaves, the next finds
        )
        for part in parts:
            title, run = PARTS[part]
            print(f"\nTests {title}", flush=True)
            began = time.monotonic()
            if run(extra):
                failed.append(title)
            print(f"{time.monotonic() - began:.0f} s", flush=True)
    if failed:
        print(f"Failed: tests {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
