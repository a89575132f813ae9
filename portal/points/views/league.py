"""The league of alliances, for everybody."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.points.queries.league import league as places_of
from portal.points.rules import Span, span_start
from portal.points.rules.league import LEAST_EARNERS
from portal.points.rules.periods import next_quarter
from portal.points.views import bp
from portal.points.views.deductions import quarter_asked


@bp.get("/league")
def league() -> ResponseReturnValue:
    """The quarter that is over last, or an earlier one."""
    start = quarter_asked(clock.today())
    after = next_quarter(start)
    return render_template(
        "points/league.html",
        start=start,
        end=date.fromordinal(after.toordinal() - 1),
        before=span_start(Span.QUARTER, date.fromordinal(start.toordinal() - 1)),
        after=after if after <= quarter_asked(after) else None,
        places=places_of(start),
        least=LEAST_EARNERS,
    )
