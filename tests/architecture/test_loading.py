"""What a web process carries before anybody has asked for anything: memory is paid in every one of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.no_database

HEAVY = {
    "PIL": "pictures",
    "aiohttp": "comes with pyHanko",
    "alembic": "migrations",
    "cryptography": "seals",
    "docx": "Word files",
    "icalendar": "calendars",
    "lxml": "Word files",
    "numpy": "nobody",
    "openpyxl": "Excel files",
    "psycopg": "PostgreSQL; this one runs on SQLite",
    "pyhanko": "seals",
    "weasyprint": "printing",
    "whoosh": "another engine of search",
}
START = "import sys; from portal.cli import wsgi; wsgi.application(); print(*sys.modules)"
HELP = "import sys; from portal.cli import portal; portal(sys.argv[1:], standalone_mode=False); print(*sys.modules)"


def test_a_web_process_starts_without_what_only_some_requests_need(tmp_path):
    settings = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")}

    found = subprocess.run(
        [sys.executable, "-c", START],
        cwd=ROOT,
        env=settings | {"PORTAL_INSTANCE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    modules = found.stdout.split()
    libraries = {module.partition(".")[0] for module in modules}
    assert {"portal", "flask", "sqlalchemy"} <= libraries
    assert libraries & set(HEAVY) == set()
    assert [module for module in modules if module.startswith("portal.") and ".demo" in module] == []


def test_who_only_counts_again_need_not_load_the_portal():
    for command in ("draw", "opinion-map", "recount"):
        found = subprocess.run(
            [sys.executable, "-c", HELP, command, "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )

        assert "Usage:" in found.stdout
        assert {"flask", "sqlalchemy", "numpy"} & set(found.stdout.split()) == set()
