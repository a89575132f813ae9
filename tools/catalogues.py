"""Melt the catalogues of all features into the one `messages.mo` of each script.

Needs nothing but Babel: the build of a wheel does it too.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOADED = "messages.mo"


def melt(translations: Path) -> None:
    """Make each `messages.mo` that is older than a catalogue beside it."""
    for folder in sorted(translations.glob("*/LC_MESSAGES")):
        target, parts = folder / LOADED, sorted(folder.glob("*.po"))
        if target.exists() and all(part.stat().st_mtime <= target.stat().st_mtime for part in parts):
            continue
        locale = folder.parent.name
        whole = Catalog(locale=locale)
        for part in parts:
            with part.open("rb") as file:
                for message in read_po(file, locale=locale):
                    if message.id:
                        whole.add(message.id, message.string)
        fresh = target.with_suffix(".tmp")
        with fresh.open("wb") as file:
            write_mo(file, whole)
        fresh.replace(target)
