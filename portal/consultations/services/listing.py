"""The published list of panels: made by the worker, because it takes seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.ballots.rules.panel import Lottery, NoPanel, lottery, pool_of
from portal.consultations.models.lot_panel import LotPanel, PanelCandidate, PanelList
from portal.consultations.states.lot_panels import PANEL_LIFE, PanelState
from portal.core import clock
from portal.core.db import db
from portal.core.events import announce
from portal.core.i18n import N_
from portal.core.jobs import Slow, enqueue
from portal.events.notifications import PeopleTold

JOB = "consultations.panel_list"


@dataclass(frozen=True)
class Asked:
    """What the list is made of."""

    content: dict[str, Any]
    length: int


def content_of(panel: LotPanel) -> dict[str, Any]:
    """The pool as `portal draw` reads it: numbers and traits, no names. Not guarded: changes nothing."""
    quotas: dict[str, dict[str, list[int]]] = {}
    for one in panel.quotas:
        quotas.setdefault(one.category.hans, {})[one.value.hans] = [one.least, one.most]
    rows = select(PanelCandidate.number, PanelCandidate.traits).where(PanelCandidate.panel_id == panel.id)
    people = [
        {"id": str(number), **dict(zip(quotas, traits, strict=True))}
        for number, traits in db.session.execute(rows.order_by(PanelCandidate.number))
    ]
    return {"size": panel.size, "quotas": quotas, "people": people}


def order_list(panel: LotPanel) -> None:
    """Not guarded: part of closing the pool."""
    enqueue(JOB, {"panel_id": panel.id})


def gather(payload: dict[str, Any]) -> Asked | None:
    """None when the list is there already. Not guarded: a job."""
    panel = db.session.get(LotPanel, payload["panel_id"])
    if panel is None or panel.state is not PanelState.LISTING:
        return None
    return Asked(content_of(panel), panel.length)


def think(asked: Asked) -> tuple[Asked, Lottery | None]:
    """Without any transaction. Not guarded: a job."""
    try:
        return asked, lottery(pool_of(asked.content), asked.length)
    except NoPanel:
        return asked, None


def keep(payload: dict[str, Any], found: tuple[Asked, Lottery | None]) -> None:
    """Publish the list, or open the pool again where no panel meets the quotas. Not guarded: a job."""
    panel = db.session.get_one(LotPanel, payload["panel_id"])
    asked, made = found
    if panel.state is not PanelState.LISTING:
        return
    if made is None:
        PANEL_LIFE.move(panel, "list_failed", actor=None)
        people = [panel.listed_by] if panel.listed_by else []
        message = N_(
            "No panel on “%(title)s” meets all quotas at once. Please loosen them or look for more people."
        )
    else:
        PANEL_LIFE.move(panel, "list_made", actor=None)
        panel.listed_at = clock.now()
        panel.published = PanelList(
            pool=asked.content,
            panels=made.text(),
            pool_hash=made.pool.hash,
            list_hash=made.hash(),
            bound=f"{float(made.bound):.4f}",
            chances={number: str(chance) for number, chance in made.chances.items()},
        )
        standing = select(PanelCandidate.user_id).where(PanelCandidate.panel_id == panel.id)
        people = [one for one in db.session.scalars(standing) if one is not None]
        message = N_("The list for the panel on “%(title)s” is published, with your chance to be drawn.")
    announce(
        PeopleTold(
            user_ids=tuple(people),
            message=message,
            path=panel.address,
            key=f"consultation-panel:{panel.id}:list:{clock.now().timestamp():.0f}",
            values={"bi_title": panel.consultation.title.to_json()},
        )
    )


def make_list(panel: LotPanel) -> None:
    """The list at once. Not guarded: for the demo city, whose past has no worker."""
    payload = {"panel_id": panel.id}
    asked = gather(payload)
    if asked is not None:
        keep(payload, think(asked))


LIST = Slow(gather=gather, think=think, keep=keep)
