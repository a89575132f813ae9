"""The words of the portal's own voice. Msgids are plain English sentences.

`_` now, `_l` when it is shown, `N_` only marks a sentence that is stored with its values and
said later in the recipient's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import Babel, force_locale, gettext, lazy_gettext, ngettext

from portal.core.language.current import Locale, Reader, reader, reading_as

_ = gettext
_l = lazy_gettext
_n = ngettext

babel = Babel()


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    return message


@contextmanager
def speaking(locale: Locale) -> Iterator[None]:
    """Say everything inside in `locale` (a mail, a PDF, an export for one person)."""
    with reading_as(Reader(locale)), force_locale(locale):
        yield


def current_locale() -> Locale:
    return reader().locale
