"""Whether what people have trusted to the portal would survive the machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg

from portal.cli.backups import postgres
from portal.cli.backups.archive import Unfit
from portal.cli.backups.record import newest_backup
from portal.cli.check.finding import Finding, note, ok, wrong
from portal.cli.check.installation import is_public
from portal.core import clock
from portal.core.config import Config

OLD = timedelta(days=2)
TOO_OLD = timedelta(days=7)


def backup(config: Config) -> Iterator[Finding]:
    way_out = "portal backup FOLDER, every night (docs/operations/yiyue-backup.timer)"
    if config.database_url.startswith("postgresql"):
        yield from server_tools(config)
    newest = newest_backup(config)
    report = wrong if is_public(config) else note
    if newest is None:
        yield report("backup", "None has been made with `portal backup`.", way_out)
        return
    age = clock.now() - newest.at
    said = f"{newest.path}, {clock.local(newest.at):%Y-%m-%d %H:%M}"
    if not Path(newest.path).exists():
        said += " (moved elsewhere since)"
    if age > TOO_OLD:
        yield report("backup", f"The newest is {age.days} days old: {said}", way_out)
    elif age > OLD:
        yield note("backup", f"The newest is {age.days} days old: {said}", way_out)
    else:
        yield ok("backup", said)


def server_tools(config: Config) -> Iterator[Finding]:
    """pg_dump must be there, and no older than the server."""
    try:
        command = [postgres.program("pg_dump"), "--version"]
        told = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  (ours)
        with postgres.connected(config.database_url) as server:
            theirs = server.info.server_version // 10000
    except Unfit as missing:
        yield wrong("backup tools", "pg_dump is not installed.", str(missing))
        return
    except psycopg.Error:
        return  # the line of the database says why
    ours = int(re.findall(r"\d+", told.stdout)[0])
    if ours < theirs:
        said = f"pg_dump is of version {ours}, the server of version {theirs}."
        yield wrong("backup tools", said, f"apt-get install postgresql-client-{theirs}")
    else:
        yield ok("backup tools", f"pg_dump {ours} for a server {theirs}")
