"""Mergers of alliances."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.alliances.models import Alliance, AllianceMerger, Membership
from portal.alliances.states import ON_THE_LIST, AllianceState
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _


def mergers(alliance: Alliance) -> Sequence[AllianceMerger]:
    """Those it takes part in, on either side, the newest first."""
    found = select(AllianceMerger).where(
        or_(AllianceMerger.alliance_id == alliance.id, AllianceMerger.into_id == alliance.id)
    )
    eager = found.options(joinedload(AllianceMerger.alliance), joinedload(AllianceMerger.into))
    return db.session.scalars(eager.order_by(AllianceMerger.id.desc())).all()


def get_merger(alliance: Alliance, merger_id: int) -> AllianceMerger:
    merger = db.session.get(AllianceMerger, merger_id)
    if merger is None or alliance.id not in (merger.alliance_id, merger.into_id):
        raise NotFound(_("This merger was not found."))
    return merger


def merger_path(merger: AllianceMerger) -> str:
    return f"/alliances/{merger.alliance.code}/mergers/{merger.id}"


def others_running(alliance: Alliance) -> Sequence[Alliance]:
    """Alliances one could merge with."""
    found = select(Alliance).where(Alliance.state == AllianceState.RUNNING, Alliance.id != alliance.id)
    return db.session.scalars(found.order_by(Alliance.id)).all()


def on_the_list(alliance: Alliance) -> Sequence[Membership]:
    found = select(Membership).where(Membership.alliance_id == alliance.id, Membership.state.in_(ON_THE_LIST))
    return db.session.scalars(found.order_by(Membership.id)).all()
