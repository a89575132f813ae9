"""Where the code of a certificate leads: to what its holder has agreed to show."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.points.queries import certificates as queries
from portal.points.views import bp, short_links


@short_links.get("/k/<code>")
def certified(code: str) -> ResponseReturnValue:
    return redirect(f"/points/certificates/{queries.shown_certificate(code).code}")


@bp.get("/certificates/<code>")
def certificate(code: str) -> Response:
    """Never kept and never listed, so that it is gone the moment the consent is."""
    answer = make_response(
        render_template("points/certificate.html", certificate=queries.shown_certificate(code))
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex, noarchive"
    return answer
