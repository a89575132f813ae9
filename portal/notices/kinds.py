"""What features tell about the notices they issue: `notice_kinds={"honor_notice": NoticeKind(...)}` in a manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from portal.core.i18n import speaking
from portal.core.language import Bitext
from portal.notices.models import Notice
from portal.places.models import Place


@dataclass(frozen=True, kw_only=True)
class Sender:
    """For whom a notice is issued: a place, or a body in it. `mark` is proposed for its numbers."""

    kind: str
    id: int
    name: Bitext
    place: Place
    mark: str


@dataclass(frozen=True, kw_only=True)
class NoticeText:
    """What a notice says, in the language being spoken. The values of `facts` are what its hash is made of."""

    opening: str
    facts: tuple[tuple[Any, Any], ...] = ()
    closing: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """`word` stands in its numbers between the sender's mark and the year; without one the service that draws gives
    the whole prefix. Without `text` it is only numbered.

    `objection` is the address (without language) of a form of the feature's own for objections; without it the
    block's own form is used while the notice runs.
    """

    label: Any
    word: str
    text: Callable[[Notice], NoticeText | None] | None = None
    objection: Callable[[Notice], str | None] | None = field(default=None)
    searched: bool = True  # False: the portal's search never finds it, the register alone does


def notice_kinds() -> Mapping[str, NoticeKind]:
    known: dict[str, NoticeKind] = current_app.extensions["portal.notice_kinds"]
    return known


def in_both(say: Callable[[], Any]) -> Bitext:
    """What the portal itself says, in both scripts: the title of a notice is made once and stays."""
    with speaking("zh_Hans"):
        hans = str(say())
    with speaking("zh_Hant"):
        return Bitext.both(hans, str(say()))
