"""What can be counted of walks and notes, for those who judge by it. A note at one shop stays inside its alliance:
of notes there is only the share that everybody may read.
"""

from __future__ import annotations

from datetime import date

from portal.core.figures import FigureSource, Said, Whom
from portal.core.i18n import _, _l
from portal.core.language import dates
from portal.duty import queries


def walks(whom: Whom, first: date, last: date) -> Said | None:
    if whom.user_id is None and whom.alliance_id is None:
        return None
    walked, looked = queries.walks_of(
        first, last, user_id=whom.user_id, alliance_id=whom.alliance_id if whom.user_id is None else None
    )

    def say() -> str:
        return _(
            "%(walks)s walks from %(first)s to %(last)s, %(looks)s shops looked at.",
            walks=walked,
            looks=looked,
            first=dates.date(first),
            last=dates.date(last),
        )

    return say


def put_right(whom: Whom, _first: date, _last: date) -> Said | None:
    """Of the last ninety days, as everybody may read it; of few notes nothing is said."""
    percent = queries.put_right_in_time(whom.alliance_id) if whom.alliance_id is not None else None
    if percent is None:
        return None

    def say() -> str:
        return _("%(percent)s%% of the notes of the last 90 days were put right in time.", percent=percent)

    return say


FIGURES = {
    "duty.walks": FigureSource(label=_l("Walks of the duty rota"), draw=walks),
    "duty.put_right": FigureSource(label=_l("Notes put right in time (alliances only)"), draw=put_right),
}
