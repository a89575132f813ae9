"""Fragments of pages kept in memory under a key that names their version: nothing is ever thrown out of date,
because a new version is a new key. Each process has its own; nothing personal may be kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from flask import current_app, request
from markupsafe import Markup

from portal.core.language.current import reader
from portal.core.settings import shelf

MOST = 512  # fragments, at about 20 KB each: 10 MB in a process


class Fragments:
    """The fragments used last stay longest."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.kept: OrderedDict[Hashable, Markup] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], str]) -> Markup:
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = Markup(make())  # noqa: S704 - rendered by our own template
            if len(self.kept) > self.most:
                self.kept.popitem(last=False)
        else:
            self.kept.move_to_end(key)
        return found


def keeping() -> bool:
    return bool(current_app.config.get("FRAGMENTS", True))


def fragment(key: Hashable, make: Callable[[], str]) -> Markup:
    """The fragment of this version, made at the first asking. Off when the app says FRAGMENTS=False."""
    if not keeping():
        return Markup(make())  # noqa: S704 - rendered by our own template
    fragments: Fragments = current_app.extensions.setdefault("portal.fragments", Fragments())
    return fragments.get(key, make)


def stranger() -> bool:
    """The reader has no session at all: not signed in, nothing to be told, the same page as everybody."""
    return keeping() and current_app.config["SESSION_COOKIE_NAME"] not in request.cookies


def page_for_strangers(version: Hashable, make: Callable[[], str]) -> str:
    """A whole page kept for readers without a session, under everything it may depend on.

    `version` must change with everything the page shows that is not the address, the language, the display
    choices or the city's settings. Pages that speak of the time that has passed must not be kept.
    """
    if not stranger():
        return make()
    now, shown = reader(), (request.cookies.get("theme"), request.cookies.get("size"))
    shelf().look()
    key = ("page", version, request.full_path, now.locale, now.original, shown, shelf().stamp)
    return fragment(key, make)
