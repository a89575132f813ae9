"""What can be counted of names under conventions, for those who judge by it."""

from __future__ import annotations

from datetime import date

from portal.conventions import queries
from portal.core.figures import FigureSource, Said, Whom
from portal.core.i18n import _, _l


def signed(whom: Whom, _first: date, _last: date) -> Said | None:
    """As it stands today: a name that was withdrawn counts no more."""
    if whom.alliance_id is not None:
        return by_members(whom.alliance_id)
    return by_person(whom.user_id) if whom.user_id is not None else None


def by_members(alliance_id: int) -> Said | None:
    convention = queries.open_to_names(alliance_id)
    if convention is None:
        return None
    _left, rates = queries.progress(convention, queries.signable_version(convention))
    asked, done = sum(rate.asked for rate in rates), sum(rate.signed for rate in rates)
    if not asked:
        return None

    def say() -> str:
        return _(
            "%(signed)s of %(asked)s members have signed “%(title)s” (%(percent)s%%).",
            signed=done,
            asked=asked,
            title=convention.title,
            percent=100 * done // asked,
        )

    return say


def by_person(user_id: int) -> Said | None:
    holding, done = queries.signed_of_holding(user_id)
    if not holding:
        return None

    def say() -> str:
        return _(
            "%(signed)s of the %(holding)s conventions in force in their alliances carry their name.",
            signed=done,
            holding=holding,
        )

    return say


FIGURES = {"conventions.signed": FigureSource(label=_l("Names under conventions"), draw=signed)}
