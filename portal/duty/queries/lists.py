"""The list of items a walk is held against: the city's, or the alliance's own in its newest version."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.alliances.models import Alliance
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.duty import rules
from portal.duty.models import CheckList


def lists_of(alliance: Alliance) -> Sequence[CheckList]:
    """Every version there was, the newest first; empty while the city's list holds."""
    found = select(CheckList).where(CheckList.alliance_id == alliance.id)
    return db.session.scalars(found.order_by(CheckList.number.desc())).all()


def own_list(alliance: Alliance) -> CheckList | None:
    found = select(CheckList).where(CheckList.alliance_id == alliance.id)
    return db.session.scalar(found.order_by(CheckList.number.desc()).limit(1))


def items_for(alliance: Alliance) -> rules.ItemList:
    """What a walk of this alliance is held against today."""
    own = own_list(alliance)
    return own.content if own is not None else rules.list_on(clock.today())


def get_list(alliance: Alliance, number: int) -> CheckList:
    found = next((one for one in lists_of(alliance) if one.number == number), None)
    if found is None:
        raise NotFound(_("This version of the list was not found."))
    return found


def get_item(alliance: Alliance, code: str) -> rules.Item:
    item = items_for(alliance).get(code)
    if item is None:
        raise NotFound(_("This item is not on the list."))
    return item
