"""What can be counted of earned points, for those who judge by it. Deductions are no part of it."""

from __future__ import annotations

from datetime import date

from portal.core.figures import FigureSource, Said, Whom
from portal.core.i18n import _, _l
from portal.core.language import dates
from portal.points.queries.league import earned_by_members, earned_by_person


def earned(whom: Whom, first: date, last: date) -> Said | None:
    """What was earned in these days, without what was taken back."""
    members: int | None = None
    if whom.alliance_id is not None:
        members, points = earned_by_members(whom.alliance_id, first, last)
    elif whom.user_id is not None:
        points = earned_by_person(whom.user_id, first, last)
    else:
        return None

    def say() -> str:
        days = {"first": dates.date(first), "last": dates.date(last), "points": points}
        if members is None:
            return _("%(points)s points earned from %(first)s to %(last)s.", **days)
        return _(
            "%(points)s points earned by its %(members)s members from %(first)s to %(last)s.",
            members=members,
            **days,
        )

    return say


FIGURES = {"points.earned": FigureSource(label=_l("Points earned, from the ledger"), draw=earned)}
