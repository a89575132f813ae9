"""The alliance's own list of items. Each change makes a new version; walks keep the one they were held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.accounts.models import User
from portal.alliances.models import Alliance
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.duty import queries, rules
from portal.duty.models import CheckList

MOST_ITEMS = 60


@dataclass(frozen=True, kw_only=True)
class ItemWords:
    """An item as it is typed, in one script."""

    aspect: str
    text: str
    standard: str
    trades: str = ""
    severity: int
    time: str


@guarded("duty.change_items")
def add_item(alliance: Alliance, *, words: ItemWords, reason: str, actor: User) -> CheckList:
    """One more thing to look at."""
    items = _items_now(alliance)
    if len(items) >= MOST_ITEMS:
        raise Refused(_("A list has at most %(most)s items.", most=MOST_ITEMS))
    code = rules.next_code([*items, *_items_before(alliance)], words.aspect.strip())
    return _keep(alliance, [*items, _item(code, words, items)], reason, actor)


@guarded("duty.change_items")
def change_item(alliance: Alliance, *, code: str, words: ItemWords, reason: str, actor: User) -> CheckList:
    """Another wording, standard or time, under the same number."""
    items = _items_now(alliance)
    new = _item(code, words, items)
    if new in items:
        raise Refused(_("Nothing was changed."))
    return _keep(alliance, [new if item.code == code else item for item in items], reason, actor)


@guarded("duty.change_items")
def drop_item(alliance: Alliance, *, code: str, reason: str, actor: User) -> CheckList:
    """It is looked at no more. Its number is not given to another."""
    left = [item for item in _items_now(alliance) if item.code != code]
    if not left:
        raise Refused(_("A list needs at least one item."))
    return _keep(alliance, left, reason, actor)


@guarded("duty.change_items")
def take_citys_items(alliance: Alliance, *, reason: str, actor: User) -> CheckList:
    """The items of the city's list of today again."""
    items = list(rules.list_on(clock.today()).items)
    if _items_now(alliance) == items:
        raise Refused(_("Nothing was changed."))
    return _keep(alliance, items, reason, actor)


def _items_now(alliance: Alliance) -> list[rules.Item]:
    hold_row(alliance)  # two changes at once come one after the other
    return list(queries.items_for(alliance).items)


def _items_before(alliance: Alliance) -> list[rules.Item]:
    return [item for one in queries.lists_of(alliance) for item in one.content.items]


def _item(code: str, words: ItemWords, items: Sequence[rules.Item]) -> rules.Item:
    """The item; what reads as before keeps both its scripts as they were read over."""
    if not (words.aspect.strip() and words.text.strip() and words.standard.strip()):
        raise Refused(_("An item has an aspect, a name and a standard."))
    if words.time not in rules.TIMES or words.severity not in rules.SEVERITIES:
        raise Refused(_("This choice was not offered. Please open the page again."))
    if any(item.text.original == words.text.strip() and item.code != code for item in items):
        raise Refused(_("“%(text)s” stands on the list already.", text=words.text.strip()))
    before = next((item for item in items if item.code == code), None)
    aspects = [item.aspect for item in items]
    return rules.Item(
        code=code,
        aspect=_text(words.aspect, *aspects),
        text=_text(words.text, *([before.text] if before else [])),
        standard=_text(words.standard, *([before.standard] if before else [])),
        trades=_text(words.trades, *([before.trades] if before else [])),
        severity=words.severity,
        time=words.time,
    )


def _text(typed: str, *known: Bitext) -> Bitext:
    same = [text for text in known if typed.strip() in {text.hans, text.hant}]
    return same[0] if same else Bitext.of(typed.strip())


def _keep(alliance: Alliance, items: Sequence[rules.Item], reason: str, actor: User) -> CheckList:
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    last = queries.own_list(alliance)
    kept = CheckList(
        alliance=alliance,
        number=last.number + 1 if last else 1,
        items=[rules.item_to_json(item) for item in sorted(items, key=rules.place_of)],
        reason=reason.strip(),
        made_by=actor.id,
    )
    db.session.add(kept)
    db.session.flush()  # the audit and the next walk name it
    return kept
