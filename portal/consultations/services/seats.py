"""Sides, applications and seats in the sessions of a consultation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.consultations.models import Attendee, Consultation, Side
from portal.consultations.rules.lots import drawn
from portal.consultations.states import SeatRole, SeatState, Selection
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.masking import mask_personal_data
from portal.core.services import guarded
from portal.events.notifications import PeopleTold

MOST_SIDES = 8
MOST_SEATS = 200


@dataclass(frozen=True, kw_only=True)
class Stake:
    """One side as typed."""

    name: str
    seats: int
    selection: Selection = Selection.OPEN


@guarded("consultations.seat")
def set_sides(consultation: Consultation, *, sides: Sequence[Stake], actor: User) -> None:
    """Say who is concerned and how many seats each side has. A side with people in it is not taken away."""
    if len(sides) > MOST_SIDES:
        raise Refused(_("There can be at most %(most)s sides.", most=MOST_SIDES))
    if any(not stake.name.strip() or not 1 <= stake.seats <= MOST_SEATS for stake in sides):
        raise Refused(_("Each side needs a name and between 1 and %(most)s seats.", most=MOST_SEATS))
    if len({stake.name.strip() for stake in sides}) < len(sides):
        raise Refused(_("Two sides have the same name."))
    before = {side.position: side for side in sides_of(consultation)}
    for position in range(len(sides) + 1, len(before) + 1):
        if _people(before[position]):
            raise Refused(_("There are people on this side already; it stays."))
        db.session.delete(before[position])
    for position, stake in enumerate(sides, 1):
        side = before.get(position) or Side(consultation_id=consultation.id, position=position)
        if side.id and _chosen(side) > stake.seats:
            raise Refused(_("More people have been chosen for this side than it would have seats."))
        side.name, side.seats, side.selection = stake.name.strip(), stake.seats, stake.selection  # type: ignore[assignment]
        db.session.add(side)


def sides_of(consultation: Consultation) -> Sequence[Side]:
    """In their order. Not guarded: changes nothing."""
    found = select(Side).where(Side.consultation_id == consultation.id)
    return db.session.scalars(found.order_by(Side.position)).all()


def _people(side: Side) -> int:
    return db.session.scalar(select(func.count(Attendee.id)).where(Attendee.side_id == side.id)) or 0


def _chosen(side: Side) -> int:
    found = select(func.count(Attendee.id)).where(
        Attendee.side_id == side.id, Attendee.state == SeatState.CHOSEN
    )
    return db.session.scalar(found) or 0


@guarded("consultations.apply")
def apply(consultation: Consultation, *, side: Side, note: str = "", actor: User) -> Attendee:
    """Ask for a seat on one side. One person applies once."""
    if side.consultation_id != consultation.id:
        raise Refused(_("This side belongs to another consultation."))
    if side.selection is Selection.INVITED:
        raise Refused(_("The people of this side are invited."))
    mine = select(Attendee.id).where(
        Attendee.consultation_id == consultation.id, Attendee.user_id == actor.id
    )
    if db.session.scalar(mine):
        raise Refused(_("You have applied already."))
    one = Attendee(
        consultation_id=consultation.id, side=side, user=actor, note=mask_personal_data(note.strip())
    )
    db.session.add(one)
    db.session.flush()  # its number takes part in the draw
    return one


@guarded("consultations.leave_seat")
def leave(attendee: Attendee, *, actor: User) -> None:
    """Take one's own application or seat back."""
    db.session.delete(attendee)


@guarded("consultations.seat")
def invite(
    consultation: Consultation,
    *,
    name: str,
    role: SeatRole,
    side: Side | None = None,
    person: User | None = None,
    note: str = "",
    actor: User,
) -> Attendee:
    """Seat somebody who did not apply: who presents the matter, an expert, a side that has no account here."""
    if person is None and not name.strip():
        raise Refused(_("Please write the name."))
    if role is SeatRole.REPRESENTATIVE and side is None:
        raise Refused(_("Please say for which side."))
    if side is not None and _chosen(side) >= side.seats:
        raise Refused(_("All seats of this side are taken."))
    one = Attendee(
        consultation_id=consultation.id,
        side=side,
        user=person,
        name=name.strip(),
        role=role,
        state=SeatState.CHOSEN,
        note=note.strip(),
    )
    db.session.add(one)
    db.session.flush()  # the audit line names it
    return one


@guarded("consultations.choose_seat")
def choose(attendee: Attendee, *, chosen: bool, actor: User) -> None:
    """Give a seat to somebody who applied, or not. They are told."""
    if chosen and attendee.side is not None:
        hold_row(attendee.side)
        if attendee.state is not SeatState.CHOSEN and _chosen(attendee.side) >= attendee.side.seats:
            raise Refused(_("All seats of this side are taken."))
    _decide(attendee, SeatState.CHOSEN if chosen else SeatState.NOT_CHOSEN)


@guarded("consultations.draw_seats")
def draw(side: Side, *, seed: str, actor: User) -> Side:
    """Draw the free seats of a side by lot. Seed and list are published, so that anybody can draw again."""
    if side.selection is not Selection.DRAWN:
        raise Refused(_("The people of this side are not drawn by lot."))
    if len(seed.strip()) < 4:
        raise Refused(
            _("Please give the seed: a number that nobody could know before, such as a lottery result.")
        )
    hold_row(side)
    if side.seed:
        raise Refused(_("The seats of this side have been drawn."))
    found = select(Attendee).where(Attendee.side_id == side.id, Attendee.state == SeatState.APPLIED)
    waiting = {one.id: one for one in db.session.scalars(found)}
    if not waiting:
        raise Refused(_("Nobody has applied."))
    winners = set(drawn(waiting, side.seats - _chosen(side), seed))
    for number, one in waiting.items():
        _decide(one, SeatState.CHOSEN if number in winners else SeatState.NOT_CHOSEN)
    side.seed = seed.strip()
    return side


def _decide(attendee: Attendee, state: SeatState) -> None:
    attendee.state = state
    if attendee.user_id is None:
        return
    won = state is SeatState.CHOSEN
    announce(
        PeopleTold(
            user_ids=(attendee.user_id,),
            message=N_("You have a seat in the session on “%(title)s”.")
            if won
            else N_(
                "There was no seat for you in the session on “%(title)s”; everybody may listen and write."
            ),
            path=f"{attendee.consultation.address}/sessions",
            key=f"consultation-seat:{attendee.id}:{state}",
            values={"bi_title": attendee.consultation.title.to_json()},
        )
    )
