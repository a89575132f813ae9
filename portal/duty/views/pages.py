from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.alliances.queries import get_alliance
from portal.core.permissions import can
from portal.duty import queries
from portal.duty.views.blueprint import bp


@bp.get("/of/<ref>/")
def index(ref: str) -> ResponseReturnValue:
    """The weeks of an alliance; for those inside also walks and figures."""
    alliance = get_alliance(ref, current_user)
    inside = queries.is_inside(current_user, alliance)
    week = queries.running_week(alliance.id)
    full = queries.sees_names(current_user, alliance)
    return render_template(
        "duty/index.html",
        alliance=alliance,
        inside=inside,
        week=week,
        names=queries.names_in(week, full) if week else [],
        rotas=queries.rotas_of(alliance, current_user),
        walks=queries.inspections_of(alliance) if inside else [],
        figures=queries.figures(alliance) if inside else None,
        may_plan=can(current_user, "duty.plan", alliance),
        may_walk=inside and can(current_user, "duty.inspect", alliance),
    )


@bp.get("/of/<ref>/findings")
def findings(ref: str) -> ResponseReturnValue:
    alliance = get_alliance(ref, current_user)
    queries.must_be_inside(current_user, alliance)
    only_open = request.args.get("all") != "1"
    page = queries.finding_page(alliance, current_user, only_open=only_open)
    return render_template("duty/findings.html", alliance=alliance, page=page, only_open=only_open)


@bp.get("/inspections/<code>")
def inspection(code: str) -> ResponseReturnValue:
    walk = queries.get_inspection(code, current_user)
    return render_template(
        "duty/inspection.html",
        walk=walk,
        looks=queries.looks_on(walk),
        findings={f.membership_id: f for f in queries.findings_on(walk, current_user)},
    )
