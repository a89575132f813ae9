"""My household: who belongs to it, what we have earned together, and its year. For its members only."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import person_called
from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.core.forms import choices
from portal.core.i18n import _
from portal.core.permissions import require
from portal.core.sheets import download
from portal.places.models import PlaceKind
from portal.places.queries import get_place, places_of_kind
from portal.points import papers
from portal.points.forms.households import HouseholdForm, InviteForm, JoinForm
from portal.points.models import HouseholdMember
from portal.points.queries import household_sums as sums
from portal.points.queries import households as queries
from portal.points.rules.households import by_month, of_year
from portal.points.services import households as services
from portal.points.states.households import HouseholdState
from portal.points.views import bp
from portal.points.views.mine import pdf

HERE = ".household"


def household_form() -> HouseholdForm:
    communities = places_of_kind(PlaceKind.COMMUNITY)
    home = {place.id: place.slug for place in communities}.get(current_user.place_id or 0, "")
    form = HouseholdForm.received(data={"place": home})
    form.place.choices = choices((place.slug, place.name) for place in communities)
    return form


@bp.route("/household", methods=["GET", "POST"])
def household() -> ResponseReturnValue:
    """One page for every step: none yet, waiting for the visit, confirmed."""
    require(current_user, "points.own", current_user)
    mine = queries.membership(current_user.id)
    if mine is not None and mine.household.state is HouseholdState.CONFIRMED:
        return ours(mine, InviteForm())
    form = household_form()
    if form.sent:
        with form.refusals():
            services.form(get_place(form.data["place"]), actor=current_user)
            flash(_("Read out the number at the service point."), "done")
            return redirect(url_for(HERE))
    return (
        render_template(
            "points/household_none.html",
            form=form,
            mine=mine,
            invitations=queries.invitations_to(current_user.id),
            join=JoinForm(),
        ),
        form.status,
    )


def ours(mine: HouseholdMember, form: InviteForm) -> ResponseReturnValue:
    year, members = clock.today().year, queries.members(mine.household)
    earned = sums.earned_by(mine.household_id, year)
    return (
        render_template(
            "points/household.html",
            mine=mine,
            household=mine.household,
            members=members,
            earned=earned,
            year=year,
            score=of_year(earned.values()),
            to_spend=sums.to_spend([member.user_id for member in members]),
            closed=sums.closed_years(mine.household_id),
            keeps=mine.household.keeper_id == current_user.id,
            invitations=queries.invitations_of(mine.household),
            form=form,
        ),
        form.status,
    )


@bp.post("/household/invite")
def invite_to_household() -> ResponseReturnValue:
    mine = queries.own_membership(current_user)
    require(current_user, "points.invite_to_household", mine.household)
    form = InviteForm.received()
    if form.sent:
        with form.refusals():
            try:
                person = person_called(form.data["username"])
            except NotFound as missing:
                raise Refused(str(missing)) from missing
            services.invite(mine.household, person=person, actor=current_user)
            flash(_("The person is asked now. The answer is theirs."), "done")
            return redirect(url_for(HERE))
    return ours(mine, form)


@bp.post("/household/invitations/<code>/withdraw")
def withdraw_invitation(code: str) -> ResponseReturnValue:
    require(current_user, "points.own", current_user)
    services.withdraw(queries.get_invitation(code, current_user), actor=current_user)
    flash(_("The invitation is taken back."), "done")
    return redirect(url_for(HERE))


@bp.post("/household/invitations/<code>/accept")
def accept_invitation(code: str) -> ResponseReturnValue:
    require(current_user, "points.own", current_user)
    invitation = queries.get_invitation(code, current_user)
    services.accept(invitation, shares=JoinForm.received().shares.data, actor=current_user)
    flash(_("You belong to the household now. Your points stay your own."), "done")
    return redirect(url_for(HERE))


@bp.post("/household/invitations/<code>/decline")
def decline_invitation(code: str) -> ResponseReturnValue:
    require(current_user, "points.own", current_user)
    services.decline(queries.get_invitation(code, current_user), actor=current_user)
    flash(_("The invitation is gone. Nobody is told."), "done")
    return redirect(url_for(HERE))


@bp.post("/household/share")
def share_in_household() -> ResponseReturnValue:
    """What was not agreed to before is agreed to now, or the other way round."""
    mine = queries.own_membership(current_user)
    services.share(mine, shares=JoinForm.received().shares.data, actor=current_user)
    flash(
        _("The others see line by line what you earn.")
        if mine.shares
        else _("The others see the sum of all members only."),
        "done",
    )
    return redirect(url_for(HERE))


@bp.post("/household/members/<code>/end")
def end_membership(code: str) -> ResponseReturnValue:
    require(current_user, "points.own", current_user)
    member = queries.get_member(code, current_user)
    services.end(member, actor=current_user)
    flash(
        _("You have left the household. Your points are all still yours.")
        if member.user_id == current_user.id
        else _("This person no longer belongs to your household, and is told so."),
        "done",
    )
    return redirect(url_for(HERE))


@bp.get("/household/<int(min=2000, max=2999):year>")
def household_statement(year: int) -> ResponseReturnValue:
    """The year by months; line by line only of those who have agreed to it."""
    mine = queries.own_membership(current_user)
    lines = sums.earned(mine.household_id, year)
    return render_template(
        "points/household_statement.html",
        household=mine.household,
        year=year,
        months=by_month(lines),
        score=of_year(line.change for line in lines),
        own=sum(line.change for line in lines if line.owner == current_user.id),
        lines=sums.shared_lines(mine.household, year, current_user.id),
    )


@bp.get("/household/<int(min=2000, max=2999):year>.<any(csv, xlsx):kind>")
def household_table(year: int, kind: str) -> Response:
    """The same to take away: the sums of the months, then the lines one may see."""
    mine = queries.own_membership(current_user)
    rows: list[tuple[object, ...]] = [
        (f"{year}-{month:02}", _("All members"), "", "", points)
        for month, points in by_month(sums.earned(mine.household_id, year))
    ]
    rows += [
        (
            clock.local(line.at).strftime("%Y-%m-%d %H:%M"),
            str(line.name),
            line.rule_code or "",
            str(line.title or ""),
            line.change,
        )
        for line in sums.shared_lines(mine.household, year, current_user.id)
    ]
    heads = (_("Time"), _("Member"), _("Rule"), _("What"), _("Points"))
    return download(_("Household points of %(year)s", year=year), kind, [heads, *rows])


@bp.get("/household/certificates/<code>")
def household_year(code: str) -> ResponseReturnValue:
    """The certificate of a closed year, for every member."""
    mine = queries.own_membership(current_user)
    return render_template(
        "points/household_year.html",
        year=sums.get_household_year(code, mine.household),
        household=mine.household,
    )


@bp.post("/household/certificates/<code>.pdf")
def household_year_pdf(code: str) -> Response:
    mine = queries.own_membership(current_user)
    year = sums.get_household_year(code, mine.household)
    name = _("Household points of %(year)s", year=year.year)
    return pdf(name, lambda: papers.household_year_sheet(year))
