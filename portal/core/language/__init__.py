"""The two Chinese scripts: detect, convert, keep a text with its twin, and know who is reading."""

from portal.core.language import dates
from portal.core.language.bitext import Bitext
from portal.core.language.clean import UnreadableText, clean_line, clean_text, drop_pinyin, is_readable
from portal.core.language.convert import (
    BadTerm,
    Glossary,
    glossary,
    name_to_script,
    set_glossary,
    to_script,
    version,
)
from portal.core.language.current import Reader, reader, reader_script, reading_as, set_reader
from portal.core.language.markup import html_to_script
from portal.core.language.matcher import PREFIXES, locale_of, negotiate
from portal.core.language.scripts import Script, detect, wrong_script_characters

__all__ = [
    "PREFIXES",
    "BadTerm",
    "Bitext",
    "Glossary",
    "Reader",
    "Script",
    "UnreadableText",
    "clean_line",
    "clean_text",
    "dates",
    "detect",
    "drop_pinyin",
    "glossary",
    "html_to_script",
    "is_readable",
    "locale_of",
    "name_to_script",
    "negotiate",
    "reader",
    "reader_script",
    "reading_as",
    "set_glossary",
    "set_reader",
    "to_script",
    "version",
    "wrong_script_characters",
]
