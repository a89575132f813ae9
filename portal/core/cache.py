"""Fragments of pages kept in memory under a key that names their version: nothing is ever thrown out of date,
because a new version is a new key. Each process has its own; nothing personal may be kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from flask import current_app
from markupsafe import Markup

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


def fragment(key: Hashable, make: Callable[[], str]) -> Markup:
    """The fragment of this version, made at the first asking. Off when the app says FRAGMENTS=False."""
    if not current_app.config.get("FRAGMENTS", True):
        return Markup(make())  # noqa: S704 - rendered by our own template
    fragments: Fragments = current_app.extensions.setdefault("portal.fragments", Fragments())
    return fragments.get(key, make)
