"""What the rota and the notes show on other pages, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.core.duties import Duty
from portal.core.i18n import _l
from portal.core.permissions import can
from portal.duty import queries, rules
from portal.duty.models import Finding
from portal.duty.states import LIFE, FindingState


def of_alliance(viewer: Any, alliance: Any) -> dict[str, Any] | None:
    """Who is on duty this week, for everybody; the figures for those inside."""
    week = queries.running_week(alliance.id)
    inside = queries.is_inside(viewer, alliance)
    if week is None and not inside:
        return None
    full = queries.sees_names(viewer, alliance)
    figures = queries.figures(alliance)
    enough = not inside and (figures["counted"] or 0) >= rules.ENOUGH
    return {
        "week": week,
        "names": queries.names_in(week, full) if week else [],
        "inside": inside,
        "figures": figures if inside else None,
        "share": figures["percent"] if enough else None,
        "may_walk": inside and can(viewer, "duty.inspect", alliance),
    }


def of_merger(_viewer: Any, merger: Any) -> dict[str, Any] | None:
    """What of the rota and the notes ends with an alliance that joins another."""
    left = queries.left_open(merger.alliance)
    return left if any(left.values()) else None


def mine(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """My weeks of duty, and what was noted at my shop."""
    if not getattr(viewer, "id", None):
        return None
    weeks, findings = queries.weeks_ahead(viewer), queries.open_at_my_shop(viewer)
    return {"weeks": weeks, "findings": findings} if weeks or findings else None


def duties(viewer: Any) -> Iterator[Duty]:
    """Swaps to answer, notes to put right, to recheck and to settle, objections to answer."""
    for swap in queries.swaps_for(viewer):
        yield Duty(
            what=_l("Answer the question about a swap of weeks"),
            title=swap.turn.week.rota.alliance.name,
            path=swap.turn.week.rota.path,
            due=min(swap.turn.week.starts_on, swap.other.week.starts_on),
        )
    for finding in queries.waiting_for(viewer):
        yield asked_by(finding, viewer)
    for objection in queries.objections_for(viewer):
        if can(viewer, "duty.decide_objection", objection):
            yield Duty(
                what=_l("Answer an objection to a note"),
                title=objection.finding.membership.shop,
                path=objection.finding.path,
                due=objection.due_on,
            )


def asked_by(finding: Finding, viewer: Any) -> Duty:
    shop, path = finding.membership.shop, finding.path
    if finding.state is FindingState.REFERRED:
        return Duty(what=LIFE.transitions["settle"].label, title=shop, path=path)
    if finding.shop_id == viewer.id:
        return Duty(what=_l("Put right what was noted"), title=finding.title, path=path, due=finding.due_at)
    return Duty(what=_l("Recheck a note"), title=shop, path=path)
