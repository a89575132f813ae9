"""What readers need: the translations, and PDFs with Chinese characters in them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

from portal.cli.check.finding import Finding, note, ok, wrong
from portal.core.config import Config
from portal.core.web import PACKAGE, resources
from portal.papers.pdf import CannotDraw, printer

LOCALES = ("zh_Hans", "zh_Hant")
LANGUAGES = {"zh-cn": "simplified", "zh-tw": "traditional"}
PANGO = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk, then restart the portal"


def translations(_config: Config) -> Iterator[Finding]:
    folder = resources("translations")
    in_a_clone = folder.parent != PACKAGE  # elsewhere the times of files say nothing
    way_out = "make i18n in a clone; a wheel brings them compiled, so install it again"
    for locale in LOCALES:
        made = folder / locale / "LC_MESSAGES" / "messages.mo"
        newest = max((source.stat().st_mtime for source in made.parent.glob("*.po")), default=0.0)
        if not made.exists():
            yield wrong("translations", f"{locale} is not compiled: pages are in English.", way_out)
        elif in_a_clone and made.stat().st_mtime < newest:
            yield note("translations", f"{locale} has changed since it was compiled.", way_out)
        else:
            yield ok("translations", locale)


def pdfs(_config: Config) -> Iterator[Finding]:
    try:
        printer()
    except CannotDraw as error:
        said = f"Cannot be made ({str(error).splitlines()[0][:100]}). Everything else works."
        yield wrong("PDFs", said, PANGO)
        return
    without = [name for language, name in LANGUAGES.items() if not a_font_knows(language)]
    if without:
        said = f"No font of this machine has {' and '.join(without)} characters: PDFs show boxes."
        yield wrong("PDFs", said, "apt-get install fonts-noto-cjk, then restart the portal")
    else:
        yield ok("PDFs", "can be made, with fonts for both scripts")


def a_font_knows(language: str) -> bool:
    """Asks fontconfig, which Pango brings and asks too."""
    library = ctypes.CDLL("libfontconfig.so.1")
    for name in ("FcNameParse", "FcFontList", "FcObjectSetCreate"):
        getattr(library, name).restype = ctypes.c_void_p
    wanted = ctypes.c_void_p(library.FcNameParse(f":lang={language}".encode()))
    nothing = ctypes.c_void_p(library.FcObjectSetCreate())
    found = ctypes.c_void_p(library.FcFontList(None, wanted, nothing))
    try:
        return bool(ctypes.cast(found, ctypes.POINTER(ctypes.c_int))[0])
    finally:
        library.FcFontSetDestroy(found)
        library.FcObjectSetDestroy(nothing)
        library.FcPatternDestroy(wanted)
