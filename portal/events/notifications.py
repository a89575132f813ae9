from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PeopleTold(Event):
    """Something concerns these people: a line in their inbox, and a letter if they want one.

    `message` is a msgid marked with `N_`; `values` fills it and may hold `Bitext.to_json()` strings
    under keys that begin with `bi_`. `path` has no language prefix. The same `key` reaches a person once.
    """

    user_ids: tuple[int, ...]
    message: str
    path: str
    key: str
    values: dict[str, Any] = field(default_factory=dict)
    by_mail: bool = True


@dataclass(frozen=True, kw_only=True)
class EachTold(Event):
    """The same news for many at once, about something of each one's own: `paths` and `values` in the order of `user_ids`.

    As with `PeopleTold`, the same `key` reaches a person once, so nobody stands in `user_ids` twice.
    """

    user_ids: tuple[int, ...]
    message: str
    paths: tuple[str, ...]
    values: tuple[dict[str, Any], ...]
    key: str
    by_mail: bool = True
