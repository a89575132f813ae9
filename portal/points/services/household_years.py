"""The year of the residents' points: each household's sum is frozen and certified; scores begin anew where the city says so.

Nobody's purse is touched, and of who belongs to no household only the score may begin anew.
"""

from __future__ import annotations

import secrets

from portal.core import clock
from portal.core.db import db
from portal.core.events import announce
from portal.core.i18n import N_
from portal.core.settings import setting
from portal.events.notifications import PeopleTold
from portal.points.models import Entry, Household, HouseholdYear, ResidentsYear
from portal.points.queries import household_sums as sums
from portal.points.queries import household_years as queries
from portal.points.queries import households
from portal.points.rules import TransferKind
from portal.points.services import ledger
from portal.points.services.ledger import Because
from portal.points.states import Bucket

AT_ONCE = 200  # households, then people, in one run; the next run goes on
RESETS = "points.residents_reset"


def close_residents_years() -> int:
    """Close the year that is over. Not guarded: done by the calendar, and repeatable."""
    year = clock.today().year - 1
    run = db.session.get(ResidentsYear, year)
    if run is not None and run.finished_at is not None:
        return 0
    waiting = queries.unclosed(year, AT_ONCE)
    if waiting:
        ledger.lock()  # of two who close, the second finds the first one's rows
        waiting = queries.unclosed(year, AT_ONCE)
    for household in waiting:
        _close(household, year)
    if len(waiting) == AT_ONCE:
        return len(waiting)
    return len(waiting) + _begin_anew(run or _begun(year))


def _close(household: Household, year: int) -> None:
    """With the years before it, if nobody has come by since."""
    assert household.confirmed_at is not None  # `unclosed` has asked
    last = queries.last_closed(household.id)
    first = clock.local(household.confirmed_at).year if last is None else last + 1
    for one in range(first, year + 1):
        _certify(household, one)


def _certify(household: Household, year: int) -> None:
    close = HouseholdYear(
        code=secrets.token_hex(5),
        household=household,
        year=year,
        score=sums.score_of_year(household.id, year),
        members=queries.members_at_the_end(household.id, year),
    )
    db.session.add(close)
    db.session.flush()  # the notice names it
    announce(
        PeopleTold(
            user_ids=tuple(member.user_id for member in households.members(household)),
            message=N_(
                "The year %(year)s of your household is closed: you have earned %(score)s points together."
            ),
            path=path_of(close),
            key=f"household:year:{household.id}:{year}",
            values={"year": year, "score": close.score},
        )
    )


def path_of(close: HouseholdYear) -> str:
    """Where the certificate stands. Not guarded: reads."""
    return f"/points/household/certificates/{close.code}"


def _begun(year: int) -> ResidentsYear:
    """As the city has set it by now; what it sets later is for the next year."""
    run = ResidentsYear(year=year, resets=bool(setting(RESETS)))
    db.session.add(run)
    return run


def _begin_anew(run: ResidentsYear) -> int:
    """Every resident's score, by a line that says how much it was; what was earned since is not in it."""
    if not run.resets:
        run.finished_at = clock.now()
        return 0
    ledger.lock()  # what is older is read after whoever earns now
    people = queries.holders(run.up_to, AT_ONCE)
    for user_id, points in queries.earned_before(sums.bounds(run.year)[1], people):
        _reset(user_id, points, run.year)
    if len(people) < AT_ONCE:
        run.finished_at = clock.now()
    else:
        run.up_to = people[-1]
    return len(people)


def _reset(user_id: int, points: int, year: int) -> None:
    ledger.post(
        TransferKind.RESET,
        bucket=Bucket.HOUSEHOLD_SCORE,
        owner_id=user_id,
        amount=points,
        key=f"residents:{year}:reset:{user_id}",
        because=Because(),
    )
    announce(
        PeopleTold(
            user_ids=(user_id,),
            message=N_(
                "Your score as a resident began anew: %(year)s ended with %(score)s points. Your purse is as it was."
            ),
            path="/points/score",
            key=f"residents:{year}:{user_id}",
            values={"year": year, "score": points},
            by_mail=False,
        )
    )


def give_back(entry: Entry, *, key: str) -> None:
    """A deduction of a closed year was reversed: it counts there. Not guarded: a step of what was asked for."""
    if queries.is_reset(entry):
        ledger.post(
            TransferKind.RESET,
            bucket=Bucket.HOUSEHOLD_SCORE,
            owner_id=entry.owner_id,
            amount=entry.amount,
            key=f"{key}.reset",
            because=Because(),
        )
    close = queries.closed_with(entry, clock.local(entry.at).year)
    if close is not None:
        close.score += entry.amount
        close.given_back += entry.amount
