"""The sections of an alliance."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.alliances import queries, services
from portal.alliances.forms import SectionForm
from portal.alliances.views.blueprint import bp
from portal.core.i18n import _
from portal.core.permissions import can, require


@bp.route("/<code>/sections", methods=["GET", "POST"])
def sections(code: str) -> ResponseReturnValue:
    """All of them, with their leaders; officers add one."""
    alliance = queries.get_alliance(code, current_user)
    form = SectionForm.received()
    if form.is_submitted:
        require(current_user, "alliances.edit", alliance)
    if form.sent:
        with form.refusals():
            services.add_section(
                alliance, name=form.name.data or "", extent=form.extent.data or "", actor=current_user
            )
            flash(_("The section has been added."), "done")
            return redirect(url_for(".sections", code=code))
    counted = queries.section_members(alliance.id)
    leaders = {t.section_id: t for t in queries.officers(alliance) if t.section_id}
    return render_template(
        "alliances/sections.html",
        alliance=alliance,
        form=form,
        rows=[(s, leaders.get(s.id), len(counted.get(s.id, ()))) for s in queries.sections_of(alliance.id)],
        without=len(counted.get(None, ())),
        manages=can(current_user, "alliances.edit", alliance),
    ), form.status


@bp.route("/<code>/sections/<int:section_id>", methods=["GET", "POST"])
def section(code: str, section_id: int) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    found = queries.get_section(alliance, section_id)
    require(current_user, "alliances.edit", alliance)
    form = SectionForm.received(data={"name": found.name.original, "extent": found.extent.original})
    if form.sent:
        with form.refusals():
            services.rename_section(
                found, name=form.name.data or "", extent=form.extent.data or "", actor=current_user
            )
            flash(_("The changes have been saved."), "done")
            return redirect(url_for(".sections", code=code))
    return render_template("alliances/section.html", alliance=alliance, section=found, form=form), form.status


@bp.post("/<code>/sections/<int:section_id>/drop")
def drop_section(code: str, section_id: int) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    services.drop_section(queries.get_section(alliance, section_id), actor=current_user)
    flash(_("The section is gone; its members are in no section now."), "done")
    return redirect(url_for(".sections", code=code))
