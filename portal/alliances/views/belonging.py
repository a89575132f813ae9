from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.alliances import queries, services
from portal.alliances.forms import ApplyForm, ReasonForm
from portal.alliances.models import Membership
from portal.alliances.states import ON_THE_LIST, MembershipState
from portal.alliances.views.blueprint import bp
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import can, require, why_not


@bp.get("/<code>/members")
def members(code: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    sections = queries.sections_of(alliance.id)
    asked = request.args.get("section", "")
    section = next((s for s in sections if str(s.id) == asked), None)
    if asked and section is None:
        raise NotFound(_("This section was not found."))
    manages = can(current_user, "alliances.see_applications", alliance)
    waiting = queries.applications(alliance) if manages else []
    return render_template(
        "alliances/members.html",
        alliance=alliance,
        sections=sections,
        section=section,
        page=queries.member_page(alliance, current_user, section),
        full_names=queries.may_see_names(current_user, alliance),
        manages=manages,
        waiting=[(m, why_not(current_user, "alliances.admit", m)) for m in waiting],
    )


@bp.route("/<code>/apply", methods=["GET", "POST"])
def apply(code: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    require(current_user, "alliances.apply", alliance)
    shops = queries.shops(alliance)
    form = ApplyForm.among([(m.id, str(m.shop)) for m in shops])
    if form.sent:
        with form.refusals():
            services.apply(
                alliance,
                kind=form.member_kind,
                shop=form.shop.data or "",
                message=form.message.data or "",
                takes_over=next((m for m in shops if str(m.id) == form.takes_over.data), None),
                actor=current_user,
            )
            flash(
                _("Your application has been sent to the officers. We will tell you when they decide."),
                "done",
            )
            return redirect(url_for(".show", code=code))
    return render_template("alliances/apply.html", alliance=alliance, form=form), form.status


@bp.post("/<code>/leave")
def leave(code: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    mine = queries.mine_in(alliance, current_user)
    asked = request.form.get("membership", "")
    membership = next((m for m in mine if asked in {"", str(m.id)}), None)
    if membership is None:
        raise NotFound(_("You do not belong to this alliance."))
    applied = membership.state not in ON_THE_LIST
    services.leave(membership, actor=current_user)
    flash(_("Your application has been taken back.") if applied else _("You have left the alliance."), "done")
    return redirect(url_for(".show", code=code))


def asked_membership(code: str, membership_id: int) -> Membership:
    """For those who look after the members; to others an application does not exist."""
    alliance = queries.get_alliance(code, current_user)
    if not can(current_user, "alliances.see_applications", alliance):
        raise NotFound(_("This member was not found."))
    return queries.get_membership(alliance, membership_id)


@bp.post("/<code>/members/<int:membership_id>/admit")
def admit(code: str, membership_id: int) -> ResponseReturnValue:
    membership = asked_membership(code, membership_id)
    services.admit(membership, actor=current_user)
    flash(
        _("%(person)s is a member now.", person=membership.user.name)
        if membership.state in ON_THE_LIST
        else _(
            "%(person)s has been admitted and is asked to accept the charter.", person=membership.user.name
        ),
        "done",
    )
    return redirect(url_for(".members", code=code))


@bp.route("/<code>/members/<int:membership_id>/decline", methods=["GET", "POST"])
def decline(code: str, membership_id: int) -> ResponseReturnValue:
    membership = asked_membership(code, membership_id)
    require(current_user, "alliances.decline", membership)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.decline_application(membership, reason=form.reason.data or "", actor=current_user)
            flash(_("The application has been declined, and the person told why."), "done")
            return redirect(url_for(".members", code=code))
    return render_template("alliances/decide.html", membership=membership, form=form), form.status


@bp.post("/<code>/accept")
def accept(code: str) -> ResponseReturnValue:
    """The admitted person accepts the charter."""
    alliance = queries.get_alliance(code, current_user)
    admitted = [m for m in queries.mine_in(alliance, current_user) if m.state is MembershipState.ADMITTED]
    if not admitted:
        raise NotFound(_("You do not belong to this alliance."))
    services.accept(admitted[0], actor=current_user)
    flash(_("You are a member now."), "done")
    return redirect(url_for(".show", code=code))
