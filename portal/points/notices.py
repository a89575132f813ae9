"""What the points put under a number: the served notice for one person, the quarterly one for everybody."""

from __future__ import annotations

from datetime import date, timedelta

from portal.core import clock
from portal.core.i18n import _, _l
from portal.notices.kinds import NoticeKind, NoticeText
from portal.notices.models import Notice
from portal.notices.queries import issued
from portal.places.queries import work_calendar
from portal.points.queries import deductions as queries
from portal.points.rules import Span, span_start
from portal.points.rules.periods import next_quarter, public_on

SERVED, QUARTER = "points_served", "points_quarter"


def key_of(start: date) -> int:
    """The number of a quarter: 20263 is the third of 2026."""
    return start.year * 10 + (start.month + 2) // 3


def quarter_of(key: int) -> date:
    """The first day of the quarter with this number."""
    return date(key // 10, key % 10 * 3 - 2, 1)


def waiting_quarter() -> date | None:
    """The last quarter, when its day has come, points were taken in it and its notice has no number yet."""
    today = clock.today()
    last = span_start(Span.QUARTER, span_start(Span.QUARTER, today) - timedelta(days=1))
    ripe = public_on(last, work_calendar()) <= today and not issued(QUARTER, key_of(last))
    return last if ripe and queries.quarter(last) else None


def of_quarter(notice: Notice) -> NoticeText:
    """How many and how much; the lines stand on the page. It names nobody."""
    start = quarter_of(notice.object_id)
    lines = queries.quarter(start)
    return NoticeText(
        opening=_("These are the points that were taken in the quarter, by number and day, without names."),
        facts=(
            (_("From"), start),
            (_("Until"), date.fromordinal(next_quarter(start).toordinal() - 1)),
            (_("Number of deductions"), str(len(lines))),
            (_("Points taken together"), str(sum(line.points for line in lines))),
        ),
        closing=_("Whoever finds a deduction of their own wrong objects on its page or on paper."),
    )


KINDS = {
    SERVED: NoticeKind(label=_l("Notice about points"), word=""),
    QUARTER: NoticeKind(label=_l("Quarterly notice of deductions"), word="积分公示", text=of_quarter),
}
