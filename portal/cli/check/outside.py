"""What is reached through the network: the mail server, our own web server."""

from __future__ import annotations

import http.client
import json
import smtplib
from collections.abc import Iterator
from urllib.parse import urlsplit

from portal import __version__
from portal.cli.check.finding import Finding, note, ok, wrong
from portal.cli.check.installation import is_public
from portal.core.config import Config, local_name
from portal.core.mail import connected


def mail(config: Config) -> Iterator[Finding]:
    """Says hello and signs in; sends nothing."""
    if not config.mail_url:
        report = wrong if is_public(config) else note
        folder = config.instance_dir / "mail"
        yield report("mail", f"Letters are files in {folder}; nothing is sent.", "Set PORTAL_MAIL_URL.")
        return
    server = urlsplit(config.mail_url).hostname
    try:
        with connected(config.mail_url) as post:
            post.noop()
    except (OSError, smtplib.SMTPException) as error:
        said = f"{server} does not take letters from us: {error}"
        yield wrong("mail", said, "Correct PORTAL_MAIL_URL; letters wait and are tried again for some hours.")
        return
    yield ok("mail", f"{server} takes letters, from {config.mail_from}")


def web_server(config: Config) -> Iterator[Finding]:
    place = f"{local_name(config.host)}:{config.port}"
    version = version_that_answers(config)
    if version is None:
        yield note("web server", f"Nothing answers at {place}.", "portal run (or systemctl start yiyue)")
    elif version != __version__:
        said = f"{place} still answers as version {version}; installed is {__version__}."
        yield wrong("web server", said, "systemctl restart yiyue")
    else:
        yield ok("web server", f"answers at {place}, version {version}")


def version_that_answers(config: Config) -> str | None:
    """None when nobody, or somebody else, listens there."""
    connection = http.client.HTTPConnection(local_name(config.host), config.port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(config.base_url).netloc})
        told = json.loads(connection.getresponse().read())
        return str(told["version"])
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return None
    finally:
        connection.close()
