"""Who holds an office of an alliance, and the elections."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.alliances.models import Alliance, Election, OfficeTerm
from portal.alliances.queries.belonging import holding_now
from portal.alliances.states import Office
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
