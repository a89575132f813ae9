"""The numbers of notices about points, drawn in the transaction that issues them."""

from __future__ import annotations

from datetime import date

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import hold_row
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.settings import setting
from portal.notices.kinds import in_both
from portal.notices.models import Notice
from portal.notices.queries import issued, of_place
from portal.notices.services import draw, issue_notice
from portal.places.models import Place
from portal.places.queries import get_city, work_calendar
from portal.points import notices
from portal.points.models import Deduction
from portal.points.rules.periods import objection_until, public_on


def number_of(deduction: Deduction, actor_id: int) -> Bitext:
    """For the notice that is served to one person. Not guarded: part of serving it."""
    drawn = draw(
        notices.SERVED,
        sender=of_place(get_city()),
        object_id=deduction.id,
        actor_id=actor_id,
        prefix=setting("points.notice_prefix"),
    )
    return drawn.number


@guarded("points.issue_quarter")
def issue_quarter(city: Place, *, start: date, actor: User) -> Notice:
    """The notice of a quarter under its number, on paper and in the register; once, from its day on."""
    hold_row(city)  # of two who issue at once the second finds the notice of the first
    calendar, last = work_calendar(), start
    if clock.today() < public_on(last, calendar):
        raise Refused(_("This quarter is not over yet."))
    if issued(notices.QUARTER, notices.key_of(start)):
        raise Refused(_("The notice of this quarter has been issued already."))
    year, quarter = start.year, (start.month + 2) // 3
    until = max(
        objection_until(last, calendar, int(setting("points.objection_days"))),
        calendar.add_working_days(clock.today(), 1),
    )
    return issue_notice(
        notices.QUARTER,
        sender=of_place(city),
        object_id=notices.key_of(start),
        title=in_both(
            lambda: _(
                "Notice of the deductions of quarter %(quarter)s of %(year)s", quarter=quarter, year=year
            )
        ),
        path=f"/points/deductions?quarter={start.isoformat()}",
        actor_id=actor.id,
        until=until,
    )
