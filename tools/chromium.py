"""The browser of the journeys: found if installed, else fetched, else named.

Best is the build of Chromium without windows, menus and extensions: the same engine at half the price. A Chromium that is
there already will do; whoever may install packages asks once for the other.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import system
from playwright._impl._driver import compute_driver_executable

WINDOWLESS = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ASKED = Path(__file__).resolve().parent.parent / ".venv" / "stamp-windowless"
MISSING = """The journeys need a Chromium that starts, and there is none on this system.
Install it and run this again: sudo apt-get install chromium fonts-noto-cjk
(where that package is only a pointer to a snap: .venv/bin/playwright install --with-deps chromium-headless-shell)"""
DRIVER_MISSING = """The journeys steer the browser with a program that does not start here: the library libatomic is missing.
Install it and run this again: sudo apt-get install libatomic1"""


def get_driver() -> bool:
    """What Playwright steers browsers with comes with it, but for a library that the smallest systems lack."""
    program = str(compute_driver_executable()[0])
    return starts(program) or (system.install("libatomic1") and starts(program))


def find() -> str | None:
    return find_windowless() or find_whole()


def find_windowless() -> str | None:
    by_name = shutil.which(WINDOWLESS)
    given = os.environ.get("PORTAL_TEST_CHROMIUM")
    own = playwrights_own("chromium_headless_shell-*/*/*headless*shell")
    return next((path for path in (given, by_name, own) if path and starts(path)), None)


def find_whole() -> str | None:
    """Ubuntu's `chromium-browser` can be a pointer to a snap that is not there, so each one is tried."""
    by_name = (shutil.which(name) for name in NAMES)
    own = playwrights_own("chromium-*/chrome-linux*/chrome")
    return next((path for path in (*by_name, own) if path and starts(path)), None)


def starts(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def playwrights_own(pattern: str) -> str | None:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(cache.glob(pattern))
    return str(found[-1]) if found else None


def get() -> str | None:
    """The path of a browser that starts."""
    if (found := find_whole()) and not find_windowless():
        return get_windowless() or found
    if found := find():
        return found
    by_apt = system.install(WINDOWLESS, "fonts-noto-cjk") or system.install("chromium", "fonts-noto-cjk")
    if by_apt and (found := find()):
        return found
    with_parts = ["--with-deps"] if system.may_install() else []
    print("Fetching a Chromium for the journeys", flush=True)
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", *with_parts, WINDOWLESS], capture_output=True
    )
    return find()


def get_windowless() -> str | None:
    """From the system's packages, if they are known here; asked for once only: it saves time, and nothing needs it."""
    if ASKED.exists() or not (system.may_install() and ASKED.parent.is_dir()):
        return None
    ASKED.write_text("")
    system.apt(
        "install", "--no-install-recommends", "--no-remove", "-o", "Acquire::http::Timeout=10", WINDOWLESS
    )
    return find_windowless()
