"""Flask with the portal's manners: one transaction around every view, the language in the address,
the same safe headers on every answer, pages for what goes wrong.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from flask import Flask, Request, Response, current_app, g, redirect, request, send_file, session
from flask.sansio.scaffold import setupmethod
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import current_user
from werkzeug.routing import Rule

from portal.core import once
from portal.core.engines import reading_only
from portal.core.language.current import Locale, Reader, set_reader
from portal.core.language.matcher import PREFIXES, negotiate
from portal.core.work import unit_of_work

PACKAGE = Path(__file__).resolve().parents[1]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SQUEEZED = (".css", ".js", ".svg")
BUNDLES = {"css/portal.css": ("tokens", "base", "components", "forms", "lists", "texts", "print")}
"""What every page asks for comes in one answer; what is behind it are the style sheets beside it, in this order."""
KEPT_FOR_EVER = "public, max-age=31536000, immutable"
LOCALES = {locale: prefix for prefix, locale in PREFIXES.items()}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@lru_cache(maxsize=64)
def squeezed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def static_content(path: str) -> bytes:
    """What `/static/<path>` answers."""
    file = PACKAGE / "static" / path
    sheets = [file.with_name(f"{name}.css") for name in BUNDLES.get(path, ())]
    return b"\n".join(each.read_bytes() for each in sheets or [file])


def digest_of(content: bytes) -> str:
    """Short, for addresses and ETags."""
    return hashlib.blake2b(content, digest_size=6).hexdigest()


def resources(name: str) -> Path:
    """`templates` or `translations`: beside the package in a checkout, inside it once installed."""
    inside, beside = PACKAGE / name, PACKAGE.parent / name
    return inside if inside.is_dir() else beside


class AddressRule(Rule):
    """What makes its addresses is compiled when the first is made: no process and no command makes all of them."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled, name = super()._compile_builder, "_build_unknown" if append_unknown else "_build"

        def first(rule: AddressRule, **values: Any) -> tuple[str, str]:
            build = compiled(append_unknown).__get__(rule, None)
            setattr(rule, name, build)
            return cast(tuple[str, str], build(**values))

        return first


class LanguagePrefix:
    """Takes `/zh-hant` off the address and remembers it: views and rules know no languages."""

    def __init__(self, wsgi_app: Any) -> None:
        self.wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        head, _, rest = environ.get("PATH_INFO", "").removeprefix("/").partition("/")
        if locale := PREFIXES.get(head):
            environ["portal.locale"] = locale
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{head}"
            environ["PATH_INFO"] = "/" + rest
        return self.wsgi_app(environ, start_response)


class Sessions(SecureCookieSessionInterface):
    """A static file is the same for everybody, so it neither sets nor varies with a cookie."""

    serializer_of: tuple[tuple[Any, ...], Any] | None = None

    def get_signing_serializer(self, app: Flask) -> Any:
        """Made once for these secrets."""
        secrets_now = (app.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ()))
        if self.serializer_of is None or self.serializer_of[0] != secrets_now:
            made = super().get_signing_serializer(app)
            if made is None:
                return None
            self.serializer_of = secrets_now, made
        return self.serializer_of[1]

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """What has not changed is not set again; `finish` has said that the answer varies with the cookie."""
        if request.endpoint != "static" and (session.modified or session.permanent):
            super().save_session(app, session, response)


class Portal(Flask):
    """`neutral` holds the endpoints whose address has no language: static files, QR links, health."""

    url_rule_class = AddressRule

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.neutral = {"static"}
        self.session_interface = Sessions()
        self.wsgi_app = LanguagePrefix(self.wsgi_app)  # type: ignore[method-assign]
        self.before_request(begin)
        self.after_request(finish)

    def send_static_file(self, filename: str) -> Response:
        """Texts (styles, scripts, drawings) go squeezed to whoever can read that: a phone loads a fifth."""
        if filename in BUNDLES:
            content = static_content(filename)
            response = send_file(io.BytesIO(content), "text/css", etag=digest_of(content))
        else:
            response = super().send_static_file(filename)
        if not filename.endswith(SQUEEZED):
            return response
        response.vary.add("Accept-Encoding")
        if response.status_code == 200 and request.accept_encodings.quality("gzip") > 0:
            response.direct_passthrough = False
            response.set_data(squeezed(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
            response.set_etag(response.get_etag()[0] or "", weak=True)
        return response

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view waits for anything but the database: none is asked whether it is a coroutine."""
        return func

    @setupmethod
    def without_language(self, *endpoints: str) -> None:
        self.neutral.update(endpoints)

    def is_neutral(self, endpoint: str) -> bool:
        return endpoint in self.neutral or endpoint.partition(".")[0] in self.neutral

    def url_for(self, endpoint: str, **values: Any) -> str:
        url = super().url_for(endpoint, **values)
        if endpoint.startswith("."):
            endpoint = f"{request.blueprint}{endpoint}"
        if request and self.is_neutral(endpoint):
            prefix = f"/{LOCALES.get(request.environ.get('portal.locale', ''), '')}/"
            return (
                url.replace(prefix, "/", 1)
                if url.startswith((prefix, request.host_url[:-1] + prefix))
                else url
            )
        return url

    def full_dispatch_request(self, *args: Any) -> Response:
        """Outside the unit of work nothing is written: no error page, no look at who asks waits for a writer."""
        token = reading_only.set(True)
        try:
            return super().full_dispatch_request(*args)
        finally:
            reading_only.reset(token)

    def dispatch_request(self, *args: Any) -> Response:  # Flask 3.2 passes a context, 3.1 does not
        def act() -> Response:
            return self.make_response(super(Portal, self).dispatch_request(*args))

        view = self.view_functions.get(request.endpoint or "")
        reading = request.method in SAFE or getattr(view, "only_looks", False)
        with unit_of_work(read=True) as work:
            looks_first = getattr(view, "looks_first", False)
            response = act() if reading else once.once(request, owner(), act, looks_first=looks_first)
            if reading or response.status_code >= 400:
                work.abandon()
            return response


def owner() -> str:
    """Whose one-time keys these are: the person's, else the address'."""
    person = current_user._get_current_object()
    return str(person.id) if person.is_authenticated else f"address:{request.remote_addr}"


def begin() -> Response | None:
    """Who reads, and in which language. An address without language leads to the one with it."""
    g.request_id = secrets.token_hex(8)
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]  # a proxy: looked up once for all
    if not asked.mimetype.startswith("multipart/"):  # of others Werkzeug bounds the whole only
        asked.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
    locale: Locale | None = asked.environ.get("portal.locale")
    found = locale or wanted_locale()
    set_reader(Reader(found, original=asked.args.get("original") == "1"))
    endpoint = asked.endpoint or ""
    if locale or asked.method not in SAFE or not endpoint or current_portal().is_neutral(endpoint):
        return None
    query = f"?{asked.query_string.decode('ascii', 'replace')}" if asked.query_string else ""
    answer = redirect(f"/{LOCALES[found]}{asked.path}{query}")
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer  # type: ignore[return-value]


def current_portal() -> Portal:
    return cast("Portal", current_app)


def wanted_locale() -> Locale:
    kept = request.cookies.get("locale", "")
    default = current_portal().extensions["portal.config"].default_locale
    return cast(
        "Locale", kept if kept in LOCALES else negotiate(request.headers.get("Accept-Language", ""), default)
    )


def finish(response: Response) -> Response:
    given = {name.lower() for name, _value in response.headers}
    for name, value in HEADERS.items():
        if name.lower() not in given:
            response.headers.add(name, value)  # `set` would look through all of them for each
    response.headers.add("X-Request-ID", g.get("request_id", "-"))
    if request.endpoint == "static":
        if "v" in request.args and response.status_code == 200:  # its address changes with its content
            response.headers["Cache-Control"] = KEPT_FOR_EVER
        return response
    if "_user_id" in session:  # asking for the person would read the database again: the work is done
        response.headers["Cache-Control"] = "private, no-store"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"
        if request.method in SAFE and response.status_code == 200 and not response.is_streamed:
            tag = hashlib.blake2b(response.get_data(), digest_size=12).hexdigest()
            response.set_etag(tag, weak=True)
            response.make_conditional(request)
    if "Vary" in response.headers:
        response.vary.add("Cookie")
    else:
        response.headers.add("Vary", "Cookie")
    return response
