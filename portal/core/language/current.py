"""Who is reading: the language of the page that is being made."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

from portal.core.language.scripts import Script

Locale = Literal["zh_Hans", "zh_Hant", "en"]
SCRIPTS: dict[str, Script] = {"zh_Hans": Script.HANS, "zh_Hant": Script.HANT}


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader's language, and whether people's words are wanted as they were typed."""

    locale: Locale = "zh_Hans"
    original: bool = False


ANYONE = Reader()
_reader: ContextVar[Reader] = ContextVar("reader", default=ANYONE)


def reader() -> Reader:
    """The current reader."""
    return _reader.get()


def set_reader(new: Reader) -> None:
    """Read as this reader until another is set in this context."""
    _reader.set(new)


@contextmanager
def reading_as(new: Reader) -> Iterator[Reader]:
    """Read as someone else for a while, for instance while writing their mail."""
    token = _reader.set(new)
    try:
        yield new
    finally:
        _reader.reset(token)


def reader_script() -> Script | None:
    """The script to show people's words in; None means as typed (asked for, or the page is in English)."""
    now = _reader.get()
    return None if now.original else SCRIPTS.get(now.locale)
