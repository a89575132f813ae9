"""What stands around the portal: key, address, folders, room."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from portal.cli.check.finding import Finding, note, ok, wrong
from portal.core.config import Config

GIGABYTE = 1024**3
LITTLE_ROOM, HARDLY_ANY = 2 * GIGABYTE, GIGABYTE // 5
LEAST_LETTERS = 10  # different ones; "aaaa…" and "changeme…" have fewer


def is_public(config: Config) -> bool:
    """Real people come here: the address is not this machine's own."""
    return urlsplit(config.base_url).hostname not in {"localhost", "127.0.0.1", "::1"}


def secret_key(config: Config) -> Iterator[Finding]:
    path = config.instance_dir / "secret_key"
    if config.secret_key:
        key, origin = config.secret_key, "PORTAL_SECRET_KEY"
    elif path.exists():
        key, origin = path.read_text().strip(), str(path)
    else:
        yield note("secret key", "None yet.", "The first `portal run` makes one.")
        return
    if len(key) < 32 or len(set(key)) < LEAST_LETTERS:
        yield wrong(
            "secret key",
            f"The one in {origin} can be guessed: sessions could be forged.",
            'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
        )
    elif not config.secret_key and path.stat().st_mode & 0o077:
        yield wrong("secret key", f"Others on this machine can read {path}.", f"chmod 600 {path}")
    else:
        yield ok("secret key", f"from {origin}")


def address(config: Config) -> Iterator[Finding]:
    if not is_public(config):
        yield ok("address", f"{config.base_url}, for this machine only")
        return
    faults = list(faults_of_address(config))
    yield from faults
    if not faults:
        yield ok("address", config.base_url)


def faults_of_address(config: Config) -> Iterator[Finding]:
    if not config.base_url.startswith("https:"):
        yield wrong(
            "address",
            f"{config.base_url} is not encrypted: passwords can be read on the way.",
            "Put nginx with a certificate in front (docs/operations/nginx.conf), then PORTAL_BASE_URL=https://…",
        )
    elif not config.secure_cookies:
        yield wrong("address", "Cookies are sent without encryption too.", "Remove PORTAL_SECURE_COOKIES=no.")
    if not config.proxies:
        yield wrong(
            "address",
            "No proxy is believed: behind nginx all visitors look like one, and are slowed down together.",
            "PORTAL_PROXIES=1 when one nginx stands in front.",
        )
    if config.demo:
        yield wrong(
            "address",
            "The accounts of the demo city are offered at a public address.",
            "Remove PORTAL_DEMO=yes, and begin with an empty database.",
        )


def folders(config: Config) -> Iterator[Finding]:
    needed = [config.instance_dir, config.files_dir]
    if not config.instance_dir.exists():
        yield note("folders", f"{config.instance_dir} is not there yet.", "The first `portal run` makes it.")
        return
    refused = [folder for folder in needed if folder.exists() and not takes_a_file(folder)]
    for folder in refused:
        me = pwd.getpwuid(os.geteuid()).pw_name
        yield wrong("folders", f"{me} may not write in {folder}.", f"chown -R {me} {folder}")
    owner = config.instance_dir.stat().st_uid
    if not refused and owner != os.geteuid():
        name = owner_name(config.instance_dir)
        yield note(
            "folders",
            f"{config.instance_dir} belongs to {name}, and you are somebody else.",
            f"Ask as the one who runs the portal: sudo -u {name} portal check",
        )
    elif not refused:
        yield ok("folders", f"{config.instance_dir} can be written")


def owner_name(folder: Path) -> str:
    try:
        return folder.owner()
    except KeyError:
        return str(folder.stat().st_uid)


def takes_a_file(folder: Path) -> bool:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix="check."):
            return True
    except OSError:
        return False


def room(config: Config) -> Iterator[Finding]:
    folder = config.instance_dir if config.instance_dir.exists() else config.instance_dir.parent
    free = shutil.disk_usage(folder).free
    said = f"{free / GIGABYTE:.1f} GB free for {config.instance_dir}"
    way_out = "Remove old backups and logs, or give the disk more room."
    if free < HARDLY_ANY:
        yield wrong("disk", said, way_out)
    elif free < LITTLE_ROOM:
        yield note("disk", said, way_out)
    else:
        yield ok("disk", said)
