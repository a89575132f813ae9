"""What every template may use, and the pages for what went wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException, SecurityError

from portal.core import clock, permissions, qr
from portal.core.errors import PortalError
from portal.core.feature import Door
from portal.core.i18n import _, current_locale
from portal.core.language import Bitext, Script, dates, detect
from portal.core.language.current import SCRIPTS, reader, reader_script
from portal.core.once import new_key
from portal.core.settings import setting, setting_text
from portal.core.web import LOCALES, digest_of, static_content

HTML_LANG = {"zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant", "en": "en"}
PAUSES = re.compile(r"(?<=[，。：；？！、》）”」\s·])|(?=[《（“「])")
ERROR_PAGES = frozenset({400, 403, 404, 409, 410, 413, 422, 429, 500, 503})
FRAME = {
    "home": "site.home",
    "notices": "notices.index",
    "about": "site.about",
    "search": "search.page",
    "inbox": "notifications.inbox",
    "me": "accounts.me",
    "work": "accounts.work",
    "sign_in": "accounts.sign_in",
    "preferences": "accounts.preferences",
}
LABELS = {"zh_Hans": "简体", "zh_Hant": "繁體", "en": "English"}


class Alternate(NamedTuple):
    """The same page in another language."""

    lang: str
    prefix: str
    label: str
    url: str


@dataclass(frozen=True)
class City:
    """The city as every page's head and foot name it."""

    name: Bitext
    short_name: Bitext
    slogan: Bitext
    contact_phone: str


@dataclass(frozen=True)
class NavEntry:
    label: str
    text: str
    url: str
    icon: str
    active: bool


@lru_cache(maxsize=512)
def static(path: str) -> str:
    """`/static/css/portal.css?v=3f2a…`: cached for ever, new when the file is new."""
    return f"/static/{path}?v={digest_of(static_content(path))}"


def alternates() -> list[Alternate]:
    query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
    return [
        Alternate(HTML_LANG[locale], prefix, LABELS[locale], f"/{prefix}{request.path}{query}")
        for locale, prefix in LOCALES.items()
    ]


def city() -> City:
    return City(
        name=setting_text("city.name"),
        short_name=setting_text("city.portal_name"),
        slogan=setting_text("city.slogan"),
        contact_phone=str(setting("city.contact_phone")),
    )


def links() -> dict[str, str]:
    """Where the frame of every page leads; what no feature offers is empty. Made once for each language."""
    kept: dict[str, dict[str, str]] = current_app.extensions.setdefault("portal.links", {})
    if (locale := current_locale()) not in kept:
        kept[locale] = {
            name: current_app.url_for(endpoint) if endpoint in current_app.view_functions else ""
            for name, endpoint in FRAME.items()
        }
    return kept[locale]


def nav() -> list[NavEntry]:
    """The doors in the reader's language, the one we stand in marked. Made once for each language."""
    kept: dict[str, list[tuple[str, NavEntry, NavEntry]]] = current_app.extensions.setdefault(
        "portal.nav", {}
    )
    if (locale := current_locale()) not in kept:
        doors: list[Door] = current_app.extensions["portal.doors"]
        kept[locale] = [(d.endpoint.partition(".")[0], entry_of(d, True), entry_of(d, False)) for d in doors]
    here = request.blueprint
    return [inside if blueprint == here else outside for blueprint, inside, outside in kept[locale]]


def entry_of(door: Door, active: bool) -> NavEntry:
    return NavEntry(str(door.label), str(door.text), current_app.url_for(door.endpoint), door.icon, active)


def page_lang() -> str:
    return HTML_LANG[current_locale()]


def page_here() -> str:
    """The address of the page being made."""
    return request.script_root + request.path if request else "/"


def rich(text: Bitext) -> Markup:
    """Stored HTML, marked with its language where that is not the page's. Sanitised when it was written."""
    # RichType and PlainType hold sanitised HTML only
    return Markup(f'<div class="prose"{lang_attr(text)}>{text}</div>')  # noqa: S704


def lang_attr(text: Bitext | str | None) -> Markup:
    """` lang="zh-Hant"` when what is shown is in another script than the page; nothing for our own words."""
    if not isinstance(text, Bitext):
        return Markup("")
    lang = text.lang
    return Markup("") if lang == HTML_LANG[current_locale()] else Markup(f' lang="{lang}"')  # noqa: S704 - ours


def typed_lang(text: str) -> str:
    """The language of what stands as somebody typed it (a file's name, a field); empty where it is the page's."""
    locale = current_locale()
    script = detect(text, default=SCRIPTS.get(locale, Script.HANS))
    return "" if text.isascii() or script == HTML_LANG[locale] else script.value


def typed_attr(text: str) -> Markup:
    lang = typed_lang(text)
    return Markup(f' lang="{lang}"') if lang else Markup("")  # noqa: S704 - ours


def in_phrases(text: object, most: int) -> bool:
    """Whether a title falls into pieces of at most `most` characters where one pauses: then lines break only there."""
    return all(len(piece.strip()) <= most for piece in PAUSES.split(str(text)))


def absolute(path: str) -> str:
    """A complete address from a path, by the configured base address, never by what a request says."""
    base: str = current_app.extensions["portal.config"].base_url.rstrip("/")
    return path if path.startswith(base + "/") else base + path


def preferences() -> dict[str, str]:
    theme, size = request.cookies.get("theme", ""), request.cookies.get("size", "")
    return {
        "theme": theme if theme in {"light", "dark"} else "auto",
        "size": size if size == "large" else "normal",
    }


def safe_next(target: str | None) -> str:
    """A path of this portal, or its home: sign-in never leads to another site."""
    parts = urlsplit(target or "")
    fine = target and target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if fine and target else "/"


def error_page(status: int, message: str = "") -> ResponseReturnValue:
    """What happened, what to do next, a way home. Those from 500 on ask nothing of the database."""
    template = f"errors/{status if status in ERROR_PAGES else 400 if status < 500 else 500}.html"
    if status >= 500:  # not render_template: what surrounds every page comes from the database
        page = current_app.jinja_env.get_template(template)
        return page.render(message=message, html_lang=HTML_LANG[current_locale()]), status
    return render_template(template, message=message), status


def show_refusal(error: PortalError) -> ResponseReturnValue:
    if error.status == 403 and not current_user.is_authenticated:
        target = request.script_root + (request.full_path if request.method == "GET" else "/")
        return redirect(current_app.url_for("accounts.sign_in", next=target))
    return error_page(error.status, str(error))


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    if isinstance(
        error, SecurityError
    ):  # a host that is not ours has no addresses, so no page with links either
        return "Bad Request", 400, {"Content-Type": "text/plain"}
    sentence = _("The page was open for too long. Please go back, reload it and try again.")
    said = sentence if isinstance(error, CSRFError) else ""
    return error_page(error.code, said)


def show_crash(error: Exception) -> ResponseReturnValue:
    current_app.logger.exception("crash", exc_info=error)
    return error_page(500)


def install(app: Flask) -> None:
    app.register_error_handler(PortalError, show_refusal)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(500, show_crash)
    app.jinja_env.filters.update(
        date=dates.date,
        month=dates.month,
        datetime=dates.datetime_,
        time=dates.time,
        until=dates.until,
        days=dates.days,
        ago=lambda when: dates.ago(when, clock.now()),
        rich=rich,
        lang_attr=lang_attr,
        typed_attr=typed_attr,
        qr=lambda path: qr.svg(absolute(path)),
        absolute=absolute,
        in_phrases=in_phrases,
    )
    app.jinja_env.globals.update(
        static=static,
        new_once_key=new_key,
        csrf_token=generate_csrf,
        escape=escape,
        page_lang=page_lang,
        page_links=links,
        page_here=page_here,
    )
    app.context_processor(surroundings)


def surroundings() -> dict[str, Any]:
    person: Any = current_user._get_current_object() if request else current_user
    unread: Callable[[Any], int] | None = current_app.extensions.get("portal.unread")
    return {
        "alternates": alternates() if request else [],
        "can": lambda name, thing=None: permissions.can(person, name, thing),
        "city": city(),
        "current_user": person,
        "here": page_here(),
        "html_lang": page_lang(),
        "inbox_count": unread(person) if unread and person.is_authenticated else 0,
        "links": links(),
        "locale": current_locale(),
        "nav": nav() if request else [],
        "original": reader().original,
        "prefs": preferences() if request else {"theme": "auto", "size": "normal"},
        "reader_script": reader_script,
        "setting": setting,
        "why_not": lambda name, thing=None: permissions.why_not(person, name, thing),
    }


__all__ = ["absolute", "install", "safe_next", "static"]
