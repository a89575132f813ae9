"""Naming a jury, and hearing each of its members on their own."""

from __future__ import annotations

from portal.accounts.models import Level, User
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.notifications import PeopleTold
from portal.honor.models import Candidacy, Juror, JurorMark, Programme
from portal.honor.queries import jury
from portal.honor.rules import LEAST_JURORS, majority
from portal.honor.services.wording import read_before
from portal.honor.states import EntryState, ProgrammeState

SPOKEN_IN = frozenset({EntryState.CHECKED, EntryState.CONSENTED})


@guarded("honor.name_juror")
def name_juror(programme: Programme, *, person: User, actor: User) -> Juror:
    """One more member of the jury of this round: a grown-up whose identity is confirmed."""
    hold_row(programme, "state", "round")
    if programme.state is not ProgrammeState.CALLING:
        raise Refused(_("This programme is not under way."))
    if person.is_minor or person.level < Level.L2:
        raise Refused(_("Members of a jury are grown-up and confirmed in person."))
    if any(one.user_id == person.id for one in jury.jurors_of(programme)):
        raise Refused(_("This person is on the jury already."))
    juror = Juror(programme_id=programme.id, round=programme.round, user_id=person.id, named_by=actor.id)
    db.session.add(juror)
    db.session.flush()  # the audit line names it
    announce(
        PeopleTold(
            user_ids=(person.id,),
            message=N_(
                "You are on the jury of “%(title)s”. Its candidates wait for your word among what you have to do."
            ),
            path=f"/honor/programmes/{programme.code}",
            key=f"honor:juror:{juror.id}",
            values={"bi_title": programme.name.to_json()},
        )
    )
    return juror


@guarded("honor.mark")
def mark(candidacy: Candidacy, *, admits: bool, reason: Bitext | str, actor: User) -> None:
    """The actor's own yes or no, with its reason; said again it replaces what was said before."""
    hold_row(candidacy, "admitted")
    seat = jury.seat_of(candidacy, actor.id)
    if seat is None:
        raise Refused(_("You are not on the jury of this candidate."))
    if candidacy.admitted is not None:
        raise Refused(_("The jury has decided on this candidate already."))
    if candidacy.entry.state not in SPOKEN_IN:
        raise Refused(_("The jury decides after the deed was checked and before the public notice."))
    if not str(reason).strip():
        raise Refused(_("Please give a reason."))
    read_before(reason, praise=True)
    said = db.session.get(JurorMark, (candidacy.id, seat.id)) or JurorMark(
        candidacy_id=candidacy.id, juror_id=seat.id
    )
    said.admits, said.reason, said.at = admits, reason, clock.now()  # type: ignore[assignment]  # a str becomes a Bitext
    db.session.add(said)


def refuse_against_the_jury(candidacy: Candidacy, *, admitted: bool) -> None:
    """Where members are named, all of them have spoken and the majority decides. Not guarded: only asks."""
    if not jury.jurors_of(candidacy.programme):
        return
    seats = jury.jurors_for(candidacy)
    if len(seats) < LEAST_JURORS:
        raise Refused(_("At least %(least)s members of the jury must be free to judge.", least=LEAST_JURORS))
    said = {one.juror_id: one.admits for one in jury.marks_of(candidacy)}
    if any(seat.id not in said for seat in seats):
        raise Refused(_("Not every member of the jury has spoken yet."))
    if admitted is not majority([said[seat.id] for seat in seats]):
        raise Refused(_("The majority of the jury says otherwise."))
