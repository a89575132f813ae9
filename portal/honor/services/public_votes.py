"""The public vote on candidates: one vote for each verified resident, counted into the points, never typed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from portal.accounts.models import User
from portal.ballots.models import Ballot
from portal.ballots.services import Answer, Everybody, Particulars, call_off, open_ballot, reword
from portal.ballots.states import Method, Phase
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.honor.models import BoardEntry, Candidacy, CriterionScore, Programme
from portal.honor.queries import public_votes
from portal.honor.queries.programmes import candidacy_of
from portal.honor.rules import DataSource, share
from portal.honor.services.assessing import rest_on_assessment
from portal.honor.states import ProgrammeState

KIND = "honor_programme"
LEAST_LEVEL = 2  # verified face to face: one person, one vote
MOST_DAYS = 30
MOST_CANDIDATES = 39  # and the answer “none of them”
NONE = Bitext.both("都不合适", "都不合適")


@guarded("honor.call_vote")
def call_vote(programme: Programme, *, last_day: date, actor: User) -> Ballot:
    """On all candidates of this round who are ready: checked, agreed to, not voted on yet. From now to `last_day`.

    The names stand on the ballot while it is open only; they go with the count, or with a candidate who leaves.
    """
    hold_row(programme, "state", "round")
    _refuse_vote(programme)
    ends = _end(last_day)
    ready = public_votes.ready_for_vote(programme)
    if not ready:
        raise Refused(
            _("No candidate is ready: deeds are checked and people asked before anybody is voted on.")
        )
    if len(ready) > MOST_CANDIDATES:
        raise Refused(_("A vote has %(most)s candidates at most.", most=MOST_CANDIDATES))
    for candidacy in ready:
        rest_on_assessment(candidacy.entry)
    ballot = open_ballot(
        (KIND, programme.id),
        path=f"/honor/programmes/{programme.code}",
        title=programme.name,
        method=Method.APPROVAL,
        opens_at=clock.now(),
        closes_at=ends,
        electorate=Everybody(least_level=LEAST_LEVEL, place=programme.place),
        options=[*(Answer(public_name(c), ref_id=c.id) for c in ready), Answer(NONE)],
        secret=True,
        particulars=Particulars(binding=True),  # it counts, as far as its weight goes
    )
    for candidacy in ready:
        candidacy.ballot = ballot
    db.session.flush()  # the audit line names the ballot
    return ballot


def _refuse_vote(programme: Programme) -> None:
    if programme.state is not ProgrammeState.CALLING:
        raise Refused(_("This programme is not under way."))
    if not any(criterion.source is DataSource.VOTE for criterion in programme.criteria):
        raise Refused(_("No criterion of this programme is a public vote."))


def _end(last_day: date) -> datetime:
    days = (last_day - clock.today()).days + 1
    if not 2 <= days <= MOST_DAYS:
        raise Refused(_("A public vote runs from today for 2 to %(most)s days.", most=MOST_DAYS))
    return datetime.combine(last_day, time(23, 59, 59), tzinfo=clock.CITY_ZONE)


def public_name(candidacy: Candidacy) -> Bitext:
    """What stands on the ballot: the name the public reads, nothing of who is behind it. Not guarded: only reads."""
    return candidacy.entry.subject


def count_into_scores(ballot_id: int) -> None:
    """Write the counted votes down as points. Not guarded: by the count itself; counted once.

    A candidate's points are the share of those who took part and approved of them. Then the names leave the ballot.
    """
    standing = public_votes.voted_on(ballot_id)
    ballot = standing[0].ballot if standing else None
    if ballot is None or ballot.result is None:
        return
    approvals = {option.ref_id: ballot.result["votes"].get(option.key, 0) for option in ballot.options}
    for candidacy in standing:
        _write(candidacy, approvals[candidacy.id], ballot.voted)
    _without_names(ballot)


def _write(candidacy: Candidacy, approvals: int, voted: int) -> None:
    candidacy.approvals = approvals
    there = {row.criterion_id for row in candidacy.scores}
    for criterion in candidacy.programme.criteria:
        if criterion.source is DataSource.VOTE and criterion.id not in there:
            candidacy.scores.append(
                CriterionScore(
                    criterion_id=criterion.id,
                    criterion=criterion,
                    points=share(approvals, voted),
                    ground=Bitext.both(
                        f"公众投票：{voted}人参加，{approvals}票赞成",
                        f"公眾投票：{voted}人參加，{approvals}票贊成",
                    ),
                )
            )


def _without_names(ballot: Ballot, gone: int | None = None) -> None:
    numbered: Mapping[int, Bitext] = {
        option.ref_id: Bitext.both(f"{number}号候选", f"{number}號候選")
        for number, option in enumerate(ballot.options, 1)
        if option.ref_id is not None and gone in {None, option.ref_id}
    }
    reword(ballot, numbered)


def leave_vote(entry: BoardEntry) -> None:
    """A candidate who is no candidate any more stands on no open ballot by name. Not guarded: part of the services
    that end an entry. With the last one the vote is called off."""
    candidacy = candidacy_of(entry.id)
    ballot = candidacy.ballot if candidacy else None
    if candidacy is None or ballot is None or ballot.phase in {Phase.COUNTED, Phase.CALLED_OFF}:
        return
    _without_names(ballot, gone=candidacy.id)
    if not public_votes.still_standing(ballot.id, besides=entry.id):
        call_off(ballot, reason=str(_("No candidate is left.")))
