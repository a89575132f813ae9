"""What an installation may set, all of it by environment variables `PORTAL_*`.

The settings of the city (its name, quorums, points) are not here: officials change those on a page.
`docs/operations/settings.md` is made from this file by `tools/docs_pages.py`.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

PREFIX = "PORTAL_"
FOR_TESTS = "PORTAL_TEST_"  # read by the test suite, not by the portal
CHOICES = {
    "sanitiser": ("auto", "nh3", "bleach"),
    "log_level": ("debug", "info", "warning", "error"),
    "default_locale": ("zh_Hans", "zh_Hant", "en"),
}
SCHEMES = {
    "database_url": ("sqlite", "postgresql"),
    "search_url": ("fts5", "postgresql", "whoosh"),
    "base_url": ("http", "https"),
    "mail_url": ("smtp", "smtps"),
    "pdf_timestamp_url": ("http", "https"),
}


class ConfigError(ValueError):
    """A setting that cannot be used. The message is for the person who runs the portal."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Every path is absolute and every address complete once a Config exists."""

    instance_dir: Path = Path("instance")
    """The folder with everything the portal keeps on disk: database, files, mail, secret key."""

    database_url: str = ""
    """Where the tables are: `sqlite:////path/portal.db` or `postgresql://user:password@host/name`.
    Empty: `portal.db` in the instance folder."""

    search_url: str = ""
    """The search engine: `fts5:`, `postgresql:` or `whoosh:FOLDER`.
    Empty: the full-text index inside the database."""

    files_dir: Path = Path()
    """The folder of uploaded files. Empty: `files` in the instance folder."""

    secret_key: str = ""
    """Signs sessions and links; at least 32 characters, the same for all processes.
    Empty: made once and kept in `secret_key` in the instance folder."""

    base_url: str = ""
    """The address people type, for example `https://yiyue.example.cn`; used in mails, QR codes and PDFs.
    Empty: the host and port the server listens on."""

    trusted_hosts: tuple[str, ...] = ()
    """Host names the server answers to, separated by commas. Empty: the one of the base address and this machine's."""

    host: str = "127.0.0.1"
    """The network address the server listens on. Leave it and put nginx in front (see `nginx.conf`)."""

    port: int = 8000
    """The port the server listens on. `PORT` is understood too."""

    proxies: int = 0
    """How many proxies stand in front of the server: so many `X-Forwarded-For` and `-Proto` are believed."""

    workers: int = 0
    """How many web processes, each answering one request at a time. 0: one for each processor, at most 4."""

    secure_cookies: bool | None = None
    """Send cookies over HTTPS only. Empty: yes when the base address begins with `https:`."""

    mail_url: str = ""
    """Where mail goes: `smtp://user:password@host:587?tls=1` or `smtps://user:password@host:465`.
    Empty: readable files in the folder `mail` in the instance folder, nothing is sent."""

    mail_from: str = ""
    """The sender of mails. Empty: `no-reply@` and the host of the base address."""

    pdf_certificate: str = ""
    """The PKCS#12 file (`.p12`, `.pfx`) that seals PDFs by PAdES. Empty: they carry no seal and say so."""

    pdf_certificate_password: str = ""
    """The password of that file."""

    pdf_timestamp_url: str = ""
    """The time stamping authority (RFC 3161) asked for each seal, `https://…`. Empty: seals carry no time stamp."""

    sanitiser: str = "auto"
    """The engine that cleans rich text: `nh3`, `bleach`, or `auto`: nh3 where it is installed."""

    default_locale: str = "zh_Hans"
    """The language of visitors who have not said which: `zh_Hans`, `zh_Hant` or `en`."""

    demo: bool | None = None
    """Fill an empty database with the demo city and show its accounts on the sign-in page.
    Their passwords are known to everybody. Empty: yes while the base address is this machine."""

    log_level: str = "info"
    """How much is written to the log: `debug`, `info`, `warning` or `error`."""

    def __post_init__(self) -> None:
        check_values(self)
        for name, value in completed(self).items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Self:
        refuse_unknown(environ)
        given = {"port": environ["PORT"]} if environ.get("PORT") else {}
        for name in names():
            if value := environ.get(PREFIX + name.upper(), "").strip():
                given[name] = value
        return cls(**{name: parsed(name, text) for name, text in given.items()})

    def secret(self) -> str:
        """The key that signs sessions. Makes it on the first call, once for all processes."""
        return self.secret_key or kept_secret(self.instance_dir / "secret_key")


def names() -> tuple[str, ...]:
    return tuple(each.name for each in fields(Config))


def refuse_unknown(environ: Mapping[str, str]) -> None:
    known = {PREFIX + name.upper() for name in names()}
    for key in sorted(environ):
        if key.startswith(PREFIX) and not key.startswith(FOR_TESTS) and key not in known:
            near = get_close_matches(key, sorted(known), n=1, cutoff=0)[0]
            raise ConfigError(f"{key} is not a setting of the portal. Did you mean {near}?")


def parsed(name: str, text: str) -> Any:
    kind = next(each.type for each in fields(Config) if each.name == name)
    return PARSERS[str(kind)](name, text)


def a_number(name: str, text: str) -> int:
    if not text.isdecimal():
        raise ConfigError(f"{shown(name)} must be a whole number, not {text!r}.")
    return int(text)


def yes_or_no(name: str, text: str) -> bool:
    answers = {
        "1": True,
        "yes": True,
        "true": True,
        "on": True,
        "0": False,
        "no": False,
        "false": False,
        "off": False,
    }
    if text.lower() not in answers:
        raise ConfigError(f"{shown(name)} must be yes or no, not {text!r}.")
    return answers[text.lower()]


PARSERS: dict[str, Callable[[str, str], Any]] = {
    "str": lambda _name, text: text,
    "int": a_number,
    "bool | None": yes_or_no,
    "Path": lambda _name, text: Path(text),
    "tuple[str, ...]": lambda _name, text: tuple(part.strip() for part in text.split(",") if part.strip()),
}


def shown(name: str) -> str:
    return PREFIX + name.upper()


def check_values(config: Config) -> None:
    for name, choices in CHOICES.items():
        value = getattr(config, name)
        if value not in choices:
            raise ConfigError(f"{shown(name)} must be one of {', '.join(choices)}, not {value!r}.")
    for name, schemes in SCHEMES.items():
        value = getattr(config, name)
        if value and value.partition(":")[0].partition("+")[0] not in schemes:
            starts = " or ".join(f"{scheme}:" for scheme in schemes)
            raise ConfigError(f"{shown(name)} must begin with {starts}.")
    if not 0 < config.port < 65536:
        raise ConfigError(f"{shown('port')} must be between 1 and 65535, not {config.port}.")
    if config.pdf_certificate and not Path(config.pdf_certificate).is_file():
        raise ConfigError(f"{shown('pdf_certificate')} must be a file that can be read.")
    if config.secret_key and len(config.secret_key) < 32:
        raise ConfigError(f"{shown('secret_key')} is too short to be safe: give it at least 32 characters.")


def completed(config: Config) -> dict[str, Any]:
    """The values that follow from other values, so that nobody has to think of the empty case again."""
    instance = config.instance_dir.absolute()
    base = config.base_url.rstrip("/") or f"http://{local_name(config.host)}:{config.port}"
    host = urlsplit(base).hostname or ""
    here = host in {"localhost", "127.0.0.1", "::1"}
    return {
        "instance_dir": instance,
        "files_dir": (instance / "files" if config.files_dir == Path() else config.files_dir).absolute(),
        "database_url": database_address(config.database_url, instance),
        "base_url": base,
        "trusted_hosts": config.trusted_hosts or tuple(dict.fromkeys((host, "localhost", "127.0.0.1"))),
        "workers": config.workers or min(4, os.cpu_count() or 1),
        "secure_cookies": base.startswith("https:")
        if config.secure_cookies is None
        else config.secure_cookies,
        "mail_from": config.mail_from or f"no-reply@{host}",
        "demo": here if config.demo is None else config.demo,
    }


def local_name(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104  (compared, not bound)


def database_address(url: str, instance: Path) -> str:
    """Names the PostgreSQL driver, and makes the path of an SQLite file absolute."""
    if not url:
        return f"sqlite:///{instance / 'portal.db'}"
    scheme, _, rest = url.partition(":///")
    if scheme == "sqlite" and rest and rest != ":memory:":
        return f"sqlite:///{Path(rest).absolute()}"
    if url.startswith("postgresql:"):
        return "postgresql+psycopg:" + url.removeprefix("postgresql:")
    return url


def kept_secret(path: Path) -> str:
    """Linking a finished file into place lets only one of several starting processes win."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix="secret_key.") as fresh:
            fresh.write(secrets.token_urlsafe(48))
            fresh.flush()
            with suppress(FileExistsError):
                os.link(fresh.name, path)
    return path.read_text().strip()
