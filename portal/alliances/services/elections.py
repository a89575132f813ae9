"""Elections: the members choose in secret who holds an office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.queries import names_of
from portal.alliances import queries
from portal.alliances.models import Alliance, Election
from portal.alliances.rules import ElectionOutcome, enough_took_part, last_day_of_term
from portal.alliances.services.declaring import check_kin
from portal.alliances.services.founding import path_of
from portal.alliances.services.offices import give_office, in_both, tell
from portal.alliances.states import ELECTED, Office
from portal.ballots.services import Answer, Particulars, open_ballot
from portal.ballots.states import Method
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.settings import setting

NONE_OF_THEM = Bitext.both("以上都不赞成", "以上都不贊成")


@guarded("alliances.call_election")
def call_election(
    alliance: Alliance,
    *,
    office: Office,
    candidates: Sequence[int],
    opens_at: datetime,
    closes_at: datetime,
    months: int,
    kin: bool | None = None,
    despite: str = "",
    actor: User,
) -> Election:
    """A secret vote of all voting members between the candidates, with “none of them” as the last answer."""
    voters = queries.voter_ids(alliance.id)
    if office not in ELECTED:
        raise Refused(_("This office is not filled by election."))
    if not candidates or len(set(candidates)) != len(candidates) or not set(candidates) <= set(voters):
        raise Refused(_("Candidates are voting members, each named once."))
    if _running_election(alliance, office):
        raise Refused(_("An election for this office is running already."))
    check_kin(alliance, office, kin, despite)
    names = names_of(candidates)
    answers = [Answer(names[i], i) for i in candidates]
    ballot = open_ballot(
        ("alliance_election", alliance.id),
        path=f"{path_of(alliance)}/offices",
        title=_election_title(alliance, office),
        method=Method.SINGLE,
        opens_at=opens_at,
        closes_at=closes_at,
        electorate=voters,
        options=[*answers, Answer(NONE_OF_THEM)],
        secret=True,
        particulars=Particulars(binding=True),
    )
    election = Election(
        alliance=alliance,
        ballot=ballot,
        office=office,
        months=months,
        called_by=actor.id,
        kin=kin,
        despite=despite.strip(),
    )
    db.session.add(election)
    db.session.flush()  # the message names the election
    tell(
        alliance,
        voters,
        N_("“%(name)s” elects: %(office)s. Please vote."),
        f"election:{election.id}",
        office,
        path=f"/ballots/{ballot.code}",
    )
    return election


def _running_election(alliance: Alliance, office: Office) -> bool:
    return any(e.office is office for e in queries.running_elections(alliance))


def _election_title(alliance: Alliance, office: Office) -> Bitext:
    hans, hant = in_both(office)
    name = alliance.name
    return Bitext.both(f"{name.hans}选举：{hans}", f"{name.hant}選舉：{hant}")


def settle_election(ballot_id: int) -> Election | None:
    """Give the office to whom the members chose, or say why nobody has it. Not guarded: follows the count."""
    election = db.session.scalar(select(Election).where(Election.ballot_id == ballot_id))
    if election is None or election.outcome is not None:
        return None
    winner = _winner(election)
    if isinstance(winner, ElectionOutcome):
        election.outcome = winner
    else:
        election.outcome, election.winner_id = ElectionOutcome.ELECTED, winner.id
        first = clock.local(election.ballot.closes_at).date()
        give_office(
            election.alliance,
            user=winner,
            office=election.office,
            starts_on=first,
            ends_on=last_day_of_term(first, election.months),
            kin=election.kin,
            despite=election.despite,
        )
    tell(
        election.alliance,
        queries.member_ids(election.alliance_id),
        N_("The election in “%(name)s” has been counted: %(office)s."),
        f"election:{election.id}:counted",
        election.office,
        path=f"/ballots/{election.ballot.code}",
    )
    return election


def _winner(election: Election) -> User | ElectionOutcome:
    ballot = election.ballot
    result: dict[str, Any] = ballot.result or {}
    percent = int(setting("alliances.election_turnout"))
    if not enough_took_part(ballot.voted, ballot.entitled_heads or 0, percent):
        return ElectionOutcome.TURNOUT_MISSED
    if len(result["leaders"]) != 1:
        return ElectionOutcome.TIED
    option = next(o for o in ballot.options if o.key == result["leaders"][0])
    if option.ref_id is None:
        return ElectionOutcome.NOBODY
    if option.ref_id not in queries.member_ids(election.alliance_id):
        return ElectionOutcome.NOT_A_MEMBER
    return db.session.get_one(User, option.ref_id)
