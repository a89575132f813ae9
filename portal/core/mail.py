"""Letters: to an SMTP server, or into a readable folder when none is set."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app

from portal.core import clock


def letter(*, to: str, subject: str, text: str, html: str = "", key: str = "") -> EmailMessage:
    """`key` makes the Message-ID stable, so that a repeated job sends the same letter again, not a new one."""
    message = EmailMessage(policy=SMTP)
    config = current_app.extensions["portal.config"]
    message["From"] = config.mail_from
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{key}@yiyue>" if key else make_msgid(domain="yiyue")
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def send(message: EmailMessage) -> None:
    """Raises when the server does not take it; the job that called is tried again."""
    config = current_app.extensions["portal.config"]
    if config.mail_url:
        post(message, config.mail_url)
    else:
        drop(message, config.instance_dir / "mail")


def drop(message: EmailMessage, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{clock.now():%Y%m%d-%H%M%S-%f}.eml"
    (folder / name).write_bytes(message.as_bytes())


def post(message: EmailMessage, address: str) -> None:
    with connected(address) as server:
        server.send_message(message)


@contextmanager
def connected(address: str) -> Iterator[smtplib.SMTP]:
    """`smtp://user:password@host:port?tls=1`, or `smtps://…` for TLS from the first byte. Signed in already."""
    parts = urlsplit(address)
    host, options = parts.hostname or "localhost", parse_qs(parts.query)
    secure = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=20, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=20)
    with server:
        if options.get("tls") == ["1"]:
            server.starttls(context=secure)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
