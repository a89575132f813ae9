"""The pages of places, and the calendar of working days."""

from __future__ import annotations

from calendar import Calendar
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.errors import BadInput, NotFound
from portal.core.i18n import _, _l
from portal.core.panels import panels
from portal.core.permissions import require
from portal.places import queries, services
from portal.places.forms import DayForm, PlaceForm
from portal.places.models import Place, PlaceKind
from portal.places.rules import runs_of

bp = Blueprint("places", __name__)

WEEKS = Calendar(firstweekday=0)
FIRST_YEAR, LAST_YEAR = 2000, 2100
KINDS = {
    ("city", ""): _l("City"),
    ("street", ""): _l("Street"),
    ("street", "town"): _l("Town"),
    ("community", ""): _l("Community"),
    ("community", "village"): _l("Village"),
    ("grid", ""): _l("Grid"),
    ("road", ""): _l("Road"),
}


def kind_of(place: Place) -> str:
    """What the place is called in daily life."""
    return str(KINDS.get((place.kind.value, place.called)) or KINDS[place.kind.value, ""])


@bp.get("/places/")
def index() -> ResponseReturnValue:
    """The whole tree down to the communities."""
    kinds = (PlaceKind.CITY, PlaceKind.STREET, PlaceKind.COMMUNITY)
    return render_template("places/index.html", places=queries.places_of_kind(*kinds), kind_of=kind_of)


@bp.get("/places/<slug>")
def show(slug: str) -> ResponseReturnValue:
    place = queries.get_place(slug)
    return render_template(
        "places/show.html",
        place=place,
        above=queries.ancestors(place)[:-1],
        below=queries.children(place),
        panels=panels("place", current_user, place),
        kind_of=kind_of,
    )


@bp.route("/places/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    place = queries.get_place(slug)
    require(current_user, "places.edit", place)
    known = {
        "name_hans": place.name.hans,
        "name_hant": place.name.hant,
        "intro": place.intro.original,
        "address": place.address.original,
        "contact_phone": place.contact_phone,
    }
    form = PlaceForm.received(data=known)
    if form.sent:
        with form.refusals():
            services.edit(
                place, **{name: value or "" for name, value in form.data.items()}, actor=current_user
            )
            flash(_("Saved."), "done")
            return redirect(url_for(".show", slug=slug))
    return render_template("places/edit.html", form=form, place=place), form.status


@bp.get("/calendar")
def this_year() -> ResponseReturnValue:
    return redirect(url_for(".calendar", year=clock.today().year))


@bp.get("/calendar/<int:year>")
def calendar(year: int) -> ResponseReturnValue:
    return show_year(year, DayForm())


@bp.post("/calendar/<int:year>/days")
def name_day(year: int) -> ResponseReturnValue:
    city = queries.get_city()
    require(current_user, "places.edit_calendar", city)
    form = DayForm.received()
    if form.sent:
        given = form.data
        with form.refusals():
            row = services.name_day(
                city, **{**given, "working": given["working"] == "yes"}, actor=current_user
            )
            flash(_("Saved."), "done")
            return redirect(url_for(".calendar", year=row.day.year))
    return show_year(year, form), form.status


@bp.post("/calendar/days/<day>/remove")
def forget_day(day: str) -> ResponseReturnValue:
    city = queries.get_city()
    require(current_user, "places.edit_calendar", city)
    try:
        which = date.fromisoformat(day)
    except ValueError as error:
        raise BadInput(_("This is not a day.")) from error
    services.forget_day(city, day=which, actor=current_user)
    flash(_("The day is again what its weekday says."), "done")
    return redirect(url_for(".calendar", year=which.year))


def show_year(year: int, form: DayForm) -> str:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound(_("There is no calendar for this year."))
    days, known = queries.days_of(year), queries.work_calendar()
    named = {row.day: row for row in days}
    months = []
    for month in range(1, 13):
        weeks = [
            [(each, known.is_working_day(each), named.get(each)) for each in week]
            for week in WEEKS.monthdatescalendar(year, month)
        ]
        working = sum(works for week in weeks for each, works, _row in week if each.month == month)
        months.append((month, working, weeks))
    return render_template(
        "places/calendar.html",
        year=year,
        years=(FIRST_YEAR, LAST_YEAR),
        months=months,
        days=days,
        spans=runs_of(days, lambda row: (row.working, str(row.name))),
        unknown=year not in known.known_years,
        form=form,
        city_place=queries.get_city(),
    )
