"""The words of the portal's own voice. Msgids are plain English sentences.

`_` now, `_l` when it is shown, `N_` only marks a sentence that is stored with its values and
said later in the recipient's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from gettext import NullTranslations

from babel.support import Translations
from flask import current_app, has_app_context, has_request_context
from flask.ctx import RequestContext
from flask_babel import Babel, force_locale
from flask_babel.speaklater import LazyString

from portal.core.language.current import Locale, Reader, reader, reading_as
from portal.core.language.matcher import PREFIXES

babel = Babel()


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    return message


@contextmanager
def speaking(locale: Locale) -> Iterator[None]:
    """Say everything inside in `locale` (a mail, a PDF, an export for one person).

    In the worker, templates and addresses work as in a request to the configured base address.
    """
    with ExitStack() as stack:
        stack.enter_context(reading_as(Reader(locale)))
        if not has_request_context():
            stack.enter_context(a_request(locale))
        stack.enter_context(force_locale(locale))
        yield


def a_request(locale: Locale) -> RequestContext:
    prefix = next(prefix for prefix, known in PREFIXES.items() if known == locale)
    base: str = current_app.extensions["portal.config"].base_url
    return current_app.test_request_context(
        "/", base_url=f"{base}/{prefix}", environ_overrides={"portal.locale": locale}
    )


@lru_cache(maxsize=8)
def catalogue(locale: str) -> NullTranslations:
    folder = str(current_app.extensions["portal.translations"])
    found: NullTranslations = Translations.load(folder, [locale])
    return found


def gettext_of_templates(message: str) -> str:
    """Templates say some hundred sentences a page: looked up without asking for the locale each time anew."""
    return catalogue(reader().locale).gettext(message)


def ngettext_of_templates(singular: str, plural: str, n: int) -> str:
    return catalogue(reader().locale).ngettext(singular, plural, n)


def gettext(message: str, **values: object) -> str:
    """Outside the portal (a manual is written, a module is loaded) sentences stay as they are."""
    said = gettext_of_templates(message) if has_app_context() else message
    return said % values if values else said


def ngettext(singular: str, plural: str, n: int, **values: object) -> str:
    said = ngettext_of_templates(singular, plural, n) if has_app_context() else singular if n == 1 else plural
    return said % ({"num": n} | values)


def lazy_gettext(message: str, **values: object) -> LazyString:
    return LazyString(gettext, message, **values)


_ = gettext
_l = lazy_gettext
_n = ngettext


def current_locale() -> Locale:
    return reader().locale
