"""What the portal's lists, feeds and search know of a public object.

A feature registers `cards={"convention": queries.card}` in its manifest and announces
`CardChanged(kind, object_id)` whenever that card may look different; None means "no longer public".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app

from portal.core.language import Bitext

NOTHING = Bitext.both("", "")


@dataclass(frozen=True, kw_only=True)
class Card:
    """One public object. `path` has no language prefix: `/conventions/xk3f9a2b`.

    `opens_at` and `closes_at` say when people can take part ("open now" is asked of the clock);
    `indexable` is False for what search engines, feeds and sitemaps must not hold (reminder entries).
    """

    kind: str
    object_id: int
    title: Bitext
    path: str
    at: datetime
    state: str
    place_id: int
    place_path: str
    summary: Bitext = NOTHING
    body: Bitext = NOTHING  # plain text for search, not shown
    alliance_id: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    gone_at: datetime | None = None  # from then on it is public no more
    indexable: bool = True
    listed: bool = True  # False: found by search only (a reply), not in lists
    picture: str = ""
    figures: dict[str, int | str] = field(default_factory=dict)


Maker = Callable[[int], Card | None]


def card_of(kind: str, object_id: int) -> Card | None:
    makers: dict[str, tuple[Maker, Callable[[], list[int]]]] = current_app.extensions["portal.cards"]
    return makers[kind][0](object_id)


def every_card_id() -> list[tuple[str, int]]:
    """All (kind, id) that may have a card, for `portal rebuild`."""
    makers: dict[str, tuple[Maker, Callable[[], list[int]]]] = current_app.extensions["portal.cards"]
    return [(kind, object_id) for kind, (_make, ids) in makers.items() for object_id in ids()]
