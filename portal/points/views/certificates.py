"""Where the code of a certificate leads: to what its holder has agreed to show, or handed over on paper."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.limits import Brake, Limit
from portal.core.masking import mask_name
from portal.core.web import owner
from portal.points.models import Certificate, HouseholdYear, YearClose
from portal.points.queries import certificates as queries
from portal.points.queries import years
from portal.points.views import bp, short_links

LOOKS_AT_CERTIFICATES = Limit(60, 60)
brake = Brake(LOOKS_AT_CERTIFICATES)  # more than anybody scans; who guesses gets nowhere


def found(code: str) -> Certificate | YearClose | HouseholdYear:
    brake.take(owner())
    return years.proven(code) or queries.shown_certificate(code)


@short_links.get("/k/<code>")
def certified(code: str) -> ResponseReturnValue:
    found(code)
    printed = printed_on_paper()
    return redirect(f"/points/certificates/{code}" + (f"?print={printed}" if printed else ""))


def printed_on_paper() -> str:
    """The beginning of the fingerprint as the paper has it, where the code was scanned from one."""
    given = request.args.get("print", "")
    return given if len(given) == 16 and set(given) <= set("0123456789abcdef") else ""


@bp.get("/certificates/<code>")
def certificate(code: str) -> Response:
    """Never kept and never listed, so that it is gone the moment the consent is."""
    shown = found(code)
    if isinstance(shown, Certificate):
        page = render_template("points/certificate.html", certificate=shown)
    else:
        page = _year(shown)
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex, noarchive"
    return answer


def _year(year: YearClose | HouseholdYear) -> str:
    """A closed year as its paper says it; of a name one character stays."""
    printed = printed_on_paper()
    return render_template(
        "points/year_proof.html",
        year=year,
        name=mask_name(str(year.user.name)) if isinstance(year, YearClose) else None,
        household=year.household if isinstance(year, HouseholdYear) else None,
        printed=printed,
        same=year.fingerprint.startswith(printed),
    )
