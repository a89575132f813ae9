"""Programmes: prepared by one, called by another, scored by officials, decided by a jury, looked after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.accounts.models import Role, User
from portal.accounts.queries import holders
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.figures import figure_sources
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.notifications import PeopleTold
from portal.honor.models import (
    BoardEntry,
    Candidacy,
    Criterion,
    CriterionScore,
    HonorBoard,
    Programme,
    SpotCheck,
)
from portal.honor.queries import figures, programmes
from portal.honor.rules import DataSource, Fault, ProgrammeKind, faults, is_creation, months_on
from portal.honor.services.jury import refuse_against_the_jury
from portal.honor.services.nominating import drop, nominate
from portal.honor.services.wording import read_before, read_number
from portal.honor.states import PROGRAMME_LIFE, EntryState, Polarity, ProgrammeState
from portal.notices.kinds import in_both
from portal.places.models import PlaceKind

Words = Bitext | str
Period = tuple[date, date]
SCORED_IN = frozenset({EntryState.CHECKED, EntryState.CONSENTED})
WHY_NOT = {
    Fault.NO_CRITERIA: N_("A programme needs criteria that everybody can read before it begins."),
    Fault.WEIGHTS: N_("The weights of the criteria must add up to 100."),
    Fault.VOTES: N_("Public votes may count for at most 30 of 100."),
    Fault.APPROVAL: N_(
        "A demonstration programme (创建示范) needs an approval: please give the number of the document."
    ),
    Fault.LEVEL: N_(
        "Demonstration programmes are run by the city, not by streets, communities or alliances."
    ),
}


@guarded("honor.open_programme")
def open_programme(
    board: HonorBoard,
    *,
    kind: ProgrammeKind,
    name: Words,
    purpose: Words,
    cycle_months: int,
    term_months: int,
    approval_no: str = "",
    actor: User,
) -> Programme:
    """A new programme, in preparation."""
    if board.polarity is not Polarity.RED or board.closed_on is not None:
        raise Refused(_("Programmes belong to an honour roll that is open."))
    if approval_no:
        read_number(approval_no)
    read_before(name, purpose, praise=True)
    programme = Programme(
        board=board,
        kind=kind,
        name=name,
        purpose=purpose,
        cycle_months=cycle_months,
        term_months=term_months,
        approval_no=approval_no or None,
        opened_by=actor.id,
    )
    db.session.add(programme)
    db.session.flush()  # its address is shown at once
    return programme


@guarded("honor.edit_programme")
def add_criterion(
    programme: Programme, *, name: Words, weight: int, source: DataSource, figure: str = "", actor: User
) -> Criterion:
    """One more criterion, before anybody is called. `figure` names one that a feature counts."""
    hold_row(programme, "state")
    if programme.state is not ProgrammeState.DRAFTING:
        raise Refused(_("The criteria stand fixed: candidates have been called for."))
    read_before(name, praise=True)
    if figure and (figure not in figure_sources() or source is DataSource.VOTE):
        raise Refused(_("Please choose a figure that the portal counts; a public vote needs none."))
    criterion = Criterion(programme_id=programme.id, name=name, weight=weight, source=source, figure=figure)
    programme.criteria.append(criterion)
    db.session.flush()  # the audit line names it
    return criterion


@guarded("honor.edit_programme")
def remove_criterion(programme: Programme, *, criterion: Criterion, actor: User) -> None:
    """Out of a programme in preparation."""
    hold_row(programme, "state")
    if programme.state is not ProgrammeState.DRAFTING:
        raise Refused(_("The criteria stand fixed: candidates have been called for."))
    programme.criteria.remove(criterion)


def faults_of(programme: Programme) -> list[str]:
    """Sentences about what keeps it from being called. Not guarded: only asks."""
    found = faults(
        creation=is_creation(programme.kind, programme.name.hans),
        weights=[(criterion.source, criterion.weight) for criterion in programme.criteria],
        approved=programme.approval_no is not None,
        of_city=programme.place.kind is PlaceKind.CITY and programme.alliance_id is None,
    )
    return [_(WHY_NOT[fault]) for fault in found]


def _read_call(call: Period) -> None:
    if call[0] > call[1] or call[1] < clock.today():
        raise Refused(_("The days of the call must be in order and not over already."))


@guarded("honor.call_programme")
def call_programme(programme: Programme, *, call: Period, actor: User) -> None:
    """By another person than the one who prepared it; from now on its criteria stand fixed."""
    for fault in faults_of(programme):
        raise Refused(fault)
    _read_call(call)
    PROGRAMME_LIFE.move(programme, "call_programme", actor=actor)
    programme.called_by, programme.called_at = actor.id, clock.now()
    programme.call_from, programme.call_until = call


@guarded("honor.call_again")
def call_again(programme: Programme, *, call: Period, actor: User) -> None:
    """The next round, by the same criteria, not before its cycle has passed since the last call began."""
    hold_row(programme, "state", "round", "call_from", "call_until")
    if programme.state is not ProgrammeState.CALLING or programme.call_from is None:
        raise Refused(_("This programme is not under way."))
    _read_call(call)
    if call[0] <= months_on(programme.call_from, programme.cycle_months):
        raise Refused(
            _(
                "The cycle of this programme is not over yet: its rounds are %(months)s months apart.",
                months=programme.cycle_months,
            )
        )
    programme.round += 1
    programme.call_from, programme.call_until = call


@guarded("honor.end_programme")
def end_programme(programme: Programme, *, reason: str, actor: User) -> None:
    """No more candidates. Titles that are held run out in their own time."""
    PROGRAMME_LIFE.move(programme, "end_programme", actor=actor, reason=reason)


@guarded("honor.stand")
def stand(programme: Programme, /, *, actor: User, **nomination: Any) -> Candidacy:
    """Propose a candidate, oneself or another: an entry of praise that goes its whole way, and the jury besides."""
    if not programme.calls_on(clock.today()):
        raise Refused(_("This programme takes no candidates today."))
    entry = nominate(programme.board, actor=actor, **nomination)
    candidacy = Candidacy(programme=programme, round=programme.round, entry=entry)
    db.session.add(candidacy)
    db.session.flush()  # the audit line names it
    return candidacy


@guarded("honor.score")
def score(candidacy: Candidacy, *, points: Mapping[int, tuple[int, Words]], actor: User) -> None:
    """Points under some of the criteria (by id), each with what it rests on; given again they replace the old.

    What the portal counts today is written down beside them, as it was when they were given.
    """
    hold_row(candidacy, "admitted")
    if candidacy.admitted is not None:
        raise Refused(_("The jury has decided on this candidate already."))
    if candidacy.entry.state not in SCORED_IN:
        raise Refused(_("Points are given after the deed was checked and before the public notice."))
    counted = {c.id for c in candidacy.programme.criteria if c.source is DataSource.VOTE}
    known = {criterion.id for criterion in candidacy.programme.criteria}
    for criterion_id, (number, ground) in points.items():
        if criterion_id not in known or not 0 <= number <= 100:
            raise Refused(_("Points run from 0 to 100, for the criteria of this programme."))
        if criterion_id in counted:
            raise Refused(_("Points of a public vote are counted, nobody gives them."))
        if not str(ground).strip():
            raise Refused(_("Please say what these points rest on."))
        read_before(ground, praise=True)
    given = {row.criterion_id: row for row in candidacy.scores}
    drawn = figures.draw(candidacy, [one for one in candidacy.programme.criteria if one.id in points])
    for criterion_id, (number, ground) in points.items():
        row = given.get(criterion_id)
        if row is None:
            row = CriterionScore(criterion_id=criterion_id)
            candidacy.scores.append(row)
        row.points, row.ground, row.given_by = number, ground, actor.id  # type: ignore[assignment]  # a str becomes a Bitext
        row.at = clock.now()
        said = drawn.get(criterion_id)
        row.figure, row.figure_on = (in_both(said), clock.today()) if said else (None, None)
    db.session.flush()  # the sum reads each with its criterion


@guarded("honor.decide_jury")
def decide_jury(candidacy: Candidacy, *, admitted: bool, finding: Words, actor: User) -> None:
    """The jury's word, on all criteria. A no ends the candidacy before anything is public."""
    hold_row(candidacy, "admitted")
    if candidacy.admitted is not None:
        raise Refused(_("The jury has decided on this candidate already."))
    if candidacy.entry.state not in SCORED_IN:
        raise Refused(_("The jury decides after the deed was checked and before the public notice."))
    if not candidacy.is_scored:
        raise Refused(_("Points are missing: the jury decides when every criterion has its points."))
    if not str(finding).strip():
        raise Refused(_("Please give a reason."))
    refuse_against_the_jury(candidacy, admitted=admitted)
    read_before(finding, praise=True)
    candidacy.admitted, candidacy.jury_by, candidacy.jury_on = admitted, actor.id, clock.today()
    candidacy.jury_finding = finding  # type: ignore[assignment]  # a str becomes a Bitext when it is set
    if not admitted:
        drop(candidacy.entry, reason=str(finding), actor=actor)


def refuse_without_jury(entry: BoardEntry) -> Candidacy | None:
    """A candidate goes into the public notice with the jury's yes only. Not guarded: only asks."""
    candidacy = programmes.candidacy_of(entry.id)
    if candidacy is not None and candidacy.admitted is not True:
        raise Refused(_("The jury has not admitted this candidate."))
    return candidacy


def last_day_of_title(candidacy: Candidacy | None, until: date | None) -> date | None:
    """The end of a title that begins today: by its programme, or earlier. Not guarded: only asks."""
    if candidacy is None:
        return until
    latest = months_on(clock.today(), candidacy.programme.term_months)
    if until is not None and until > latest:
        raise Refused(
            _(
                "By its programme this title is held for %(months)s months at most.",
                months=candidacy.programme.term_months,
            )
        )
    return until or latest


@guarded("honor.check_title")
def check_title(candidacy: Candidacy, *, holds: bool, finding: Words, actor: User) -> SpotCheck:
    """A look whether a title still holds. If not, those who may revoke it are told."""
    entry = candidacy.entry
    if not entry.is_shown:
        raise Refused(_("Only a title that is held today can be checked."))
    if not str(finding).strip():
        raise Refused(_("Please write down what you found."))
    read_before(finding, praise=True)
    check = SpotCheck(candidacy_id=candidacy.id, holds=holds, finding=finding, checked_by=actor.id)
    db.session.add(check)
    db.session.flush()  # the audit line and the word to the issuers name it
    if not holds:
        announce(
            PeopleTold(
                user_ids=tuple(holders((Role.ISSUER,), entry.place)),
                message=N_("A spot check of “%(title)s” found that the title no longer holds."),
                path=f"/honor/{entry.code}/file",
                key=f"honor:spot:{check.id}",
                values={"bi_title": entry.title.to_json()},
            )
        )
    return check
