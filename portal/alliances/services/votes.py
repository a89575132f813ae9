"""Votes of the alliance: asked by its officers, of its members or of the roll they have written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from portal.accounts.models import User
from portal.alliances import queries
from portal.alliances.models import Alliance
from portal.alliances.services.founding import path_of
from portal.ballots.models import Ballot, Roll
from portal.ballots.queries import adoption_rule, units_of_roll
from portal.ballots.services import Answer, Electorate, Units, begin_roll, call_off, open_ballot, write_units
from portal.ballots.states import Method, RollKind
from portal.core import clock
from portal.core.db import hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.services import guarded
from portal.events.notifications import PeopleTold

MOST_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked. Options only where it is not for or against; `on_paper`: whoever stands on the written roll
    may also hand in a paper."""

    text: str
    method: Method
    options: Sequence[str] = ()
    most: int | None = None
    secret: bool = False
    by_roll: bool = False
    on_paper: bool = False
    days: int = 7


@guarded("alliances.call_vote")
def begin_own_roll(alliance: Alliance, *, actor: User) -> Roll:
    """The roll of this alliance's votes, to be written by hand or from a table."""
    return _roll(alliance)


def _roll(alliance: Alliance) -> Roll:
    return begin_roll(
        (queries.VOTE, alliance.id),
        path=f"{path_of(alliance)}/votes",
        title=alliance.name,
        place=alliance.place,
        kind=RollKind.SEATS,
    )


@guarded("alliances.call_vote")
def write_members_down(alliance: Alliance, *, actor: User) -> Roll:
    """Put today's members on the roll, one line each, in place of what stands there."""
    units = queries.seats_to_vote(alliance)
    if not units:
        raise Refused(_("“%(name)s” has nobody who could vote.", name=alliance.name))
    return write_units(_roll(alliance), units=units)


@guarded("alliances.call_vote")
def call_vote(alliance: Alliance, *, question: Question, actor: User) -> Ballot:
    """Ask: for or against under the rule for alliances, one of several, or as many as one likes."""
    hold_row(alliance)
    if not question.text.strip():
        raise Refused(_("Please write what is asked."))
    if not 1 <= question.days <= MOST_DAYS:
        raise Refused(_("A vote lasts between 1 and %(most)s days.", most=MOST_DAYS))
    options = list(dict.fromkeys(text.strip() for text in question.options if text.strip()))
    formal = question.method is Method.FORMAL
    if formal and options:
        raise Refused(_("For or against has no options of its own. Leave them out, or choose another kind."))
    if question.on_paper and (not question.by_roll or question.method is Method.APPROVAL):
        raise Refused(_("Papers are taken on a written roll only, and with one mark on each."))
    now = clock.now()
    ballot = open_ballot(
        (queries.VOTE, alliance.id),
        path=f"{path_of(alliance)}/votes",
        title=question.text.strip(),
        method=question.method,
        opens_at=now,
        closes_at=now + timedelta(days=question.days),
        electorate=_electorate(alliance, by_roll=question.by_roll),
        rule=adoption_rule("merchants") if formal else None,
        options=[Answer(text) for text in options],
        max_choices=question.most if question.method is Method.APPROVAL else None,
        secret=question.secret,
        place=alliance.place,
        by_hand=question.on_paper,
    )
    announce(
        PeopleTold(
            user_ids=tuple(queries.told_of(ballot)),
            message=N_("“%(name)s” asks its members: %(title)s. Please vote."),
            path=f"/ballots/{ballot.code}",
            key=f"alliance:{alliance.id}:vote:{ballot.id}",
            values={"bi_name": alliance.name.to_json(), "bi_title": ballot.title.to_json()},
        )
    )
    return ballot


def _electorate(alliance: Alliance, *, by_roll: bool) -> Electorate:
    if not by_roll:
        return queries.voter_ids(alliance.id)
    roll = queries.roll(alliance)
    if roll is None:
        raise Refused(_("Nobody stands on the roll yet. Write it down first."))
    return Units(kind=roll.kind, lines=units_of_roll(roll))


@guarded("alliances.call_vote")
def call_off_vote(alliance: Alliance, *, ballot: Ballot, reason: str, actor: User) -> Ballot:
    """It was asked wrongly, or is not needed any more; what was cast is deleted, and the reason stays."""
    call_off(ballot, reason=reason)
    return ballot
