"""The browser of the journeys: found if installed, else fetched, else named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import system

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = """The journeys need a Chromium that starts, and there is none on this system.
Install it and run this again: sudo apt-get install chromium fonts-noto-cjk
(where that package is only a pointer to a snap: .venv/bin/playwright install --with-deps chromium)"""


def find() -> str | None:
    """Ubuntu's `chromium-browser` can be a pointer to a snap that is not there, so each one is tried."""
    by_name = (shutil.which(name) for name in NAMES)
    given = os.environ.get("PORTAL_TEST_CHROMIUM")
    return next((path for path in (given, *by_name, playwrights_own()) if path and starts(path)), None)


def starts(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def playwrights_own() -> str | None:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


def get() -> str | None:
    """The path of a browser that starts."""
    if found := find():
        return found
    if system.install("chromium", "fonts-noto-cjk") and (found := find()):
        return found
    fetch = [
        sys.executable,
        "-m",
        "playwright",
        "install",
        *(["--with-deps"] if system.may_install() else []),
        "chromium",
    ]
    print("Fetching a Chromium for the journeys", flush=True)
    subprocess.run(fetch, capture_output=True)
    return find()
