"""Who holds an office of an alliance, and the elections."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.alliances.models import Alliance, Election, HandoverItem, OfficeHandover, OfficeTerm
from portal.alliances.queries.belonging import holding_now
from portal.alliances.states import NOT_WITH, Office
from portal.ballots.states import Phase
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _


def terms(alliance: Alliance) -> Sequence[OfficeTerm]:
    """All terms, running and past, in the order of offices."""
    found = select(OfficeTerm).where(OfficeTerm.alliance_id == alliance.id)
    rows = db.session.scalars(
        found.options(joinedload(OfficeTerm.user), joinedload(OfficeTerm.section))
    ).all()
    order = list(Office)
    return sorted(rows, key=lambda t: (order.index(t.office), -t.starts_on.toordinal(), t.id))


def officers(alliance: Alliance) -> Sequence[OfficeTerm]:
    """Who holds an office today, in the order of offices. Their names are public: they hold it for the public."""
    found = select(OfficeTerm).where(OfficeTerm.alliance_id == alliance.id, holding_now())
    rows = db.session.scalars(
        found.options(joinedload(OfficeTerm.user), joinedload(OfficeTerm.section))
    ).all()
    order = list(Office)
    return sorted(rows, key=lambda t: (order.index(t.office), t.id))


def held_offices(alliance: Alliance) -> dict[int, tuple[Office, ...]]:
    held: dict[int, tuple[Office, ...]] = {}
    for term in officers(alliance):
        held[term.user_id] = (*held.get(term.user_id, ()), term.office)
    return held


def get_term(alliance: Alliance, term_id: int) -> OfficeTerm:
    term = db.session.get(OfficeTerm, term_id)
    if term is None or term.alliance_id != alliance.id:
        raise NotFound(_("This term of office was not found."))
    return term


def elections(alliance: Alliance) -> Sequence[Election]:
    found = select(Election).where(Election.alliance_id == alliance.id).options(joinedload(Election.ballot))
    return db.session.scalars(found.order_by(Election.id.desc())).all()


def incompatible(alliance: Alliance) -> list[tuple[OfficeTerm, OfficeTerm]]:
    """Pairs of offices that one person holds today although they do not go together."""
    held = officers(alliance)
    return [
        (one, other)
        for one, other in combinations(held, 2)
        if one.user_id == other.user_id and other.office in NOT_WITH.get(one.office, ())
    ]


def running_elections(alliance: Alliance) -> list[Election]:
    """Those that have not been counted yet."""
    return [e for e in elections(alliance) if e.ballot.phase in {Phase.PLANNED, Phase.OPEN, Phase.COUNTING}]


def handover_of(term: OfficeTerm) -> OfficeHandover | None:
    return db.session.scalar(select(OfficeHandover).where(OfficeHandover.term_id == term.id))


def handovers(alliance: Alliance) -> dict[int, OfficeHandover]:
    """By term."""
    found = select(OfficeHandover).join(OfficeHandover.term).where(OfficeTerm.alliance_id == alliance.id)
    eager = found.options(joinedload(OfficeHandover.successor))
    return {h.term_id: h for h in db.session.scalars(eager)}


def get_handover(alliance: Alliance, handover_id: int) -> OfficeHandover:
    handover = db.session.get(OfficeHandover, handover_id)
    if handover is None or handover.term.alliance_id != alliance.id:
        raise NotFound(_("This hand-over was not found."))
    return handover


def items_of(handover: OfficeHandover) -> Sequence[HandoverItem]:
    found = select(HandoverItem).where(HandoverItem.handover_id == handover.id)
    return db.session.scalars(found.order_by(HandoverItem.id)).all()


def get_item(handover: OfficeHandover, item_id: int) -> HandoverItem:
    item = db.session.get(HandoverItem, item_id)
    if item is None or item.handover_id != handover.id:
        raise NotFound(_("This item was not found."))
    return item


def handover_path(handover: OfficeHandover) -> str:
    return f"/alliances/{handover.term.alliance.code}/handovers/{handover.id}"
