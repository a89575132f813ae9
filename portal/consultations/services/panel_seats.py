"""Who sits in a panel by lot: those whom the seed has drawn, and those who come after them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.accounts.models import User
from portal.ballots.rules.panel import number_of, pool_of, replacements
from portal.consultations.models import Attendee
from portal.consultations.models.lot_panel import LotPanel, PanelCandidate
from portal.consultations.states import SeatRole, SeatState
from portal.consultations.states.lot_panels import CandidateState, PanelState
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.masking import mask_personal_data
from portal.core.services import guarded
from portal.events.notifications import PeopleTold


@guarded("consultations.leave_panel")
def leave(candidate: PanelCandidate, *, actor: User) -> None:
    """Stand no longer, or give up the seat one was drawn for; then the next of the pool is asked at once."""
    panel = candidate.panel
    if panel.state is PanelState.INVITING:
        db.session.delete(candidate)
        return
    if candidate.state is not CandidateState.SEATED:
        raise Refused(
            _("Your number stands in the published list. If you are drawn, you can give the seat up.")
        )
    _pass_on(candidate, "")


@guarded("consultations.vacate_panel_seat")
def vacate(candidate: PanelCandidate, *, reason: str, actor: User) -> None:
    """Somebody who was drawn cannot come. The reason stands on the page, and the next of the pool is asked."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    if candidate.state is not CandidateState.SEATED:
        raise Refused(_("This person does not sit in the panel."))
    _pass_on(candidate, reason)


def everybody(panel: LotPanel) -> Sequence[PanelCandidate]:
    """By number. Not guarded: changes nothing."""
    found = select(PanelCandidate).where(PanelCandidate.panel_id == panel.id)
    return db.session.scalars(found.order_by(PanelCandidate.number)).all()


def drawn_numbers(panel: LotPanel) -> list[int]:
    """The numbers of the drawn line of the list. Not guarded: changes nothing."""
    if panel.published is None or not panel.seed:
        return []
    lines = panel.published.panels.split("\n")
    return [int(n) for n in lines[number_of(panel.published.list_hash, len(lines), panel.seed)].split(",")]


def sit(one: PanelCandidate) -> None:
    """The seat, its place in the sessions, and the news of it. Not guarded: part of drawing."""
    one.state, one.seated_at = CandidateState.SEATED, clock.now()
    there = select(Attendee.id).where(
        Attendee.consultation_id == one.consultation.id, Attendee.user_id == one.user_id
    )
    if one.user_id is None or db.session.scalar(there) is None:
        seat = Attendee(
            consultation_id=one.consultation.id,
            user_id=one.user_id,
            role=SeatRole.PANEL,
            state=SeatState.CHOSEN,
        )
        seat.name = one.name
        db.session.add(seat)
    told = [one.user_id] if one.user_id else []
    message = N_("You were drawn for the panel on “%(title)s”. If you cannot come, give the seat up in time.")
    tell(one.panel, told, message, f"drawn-{one.number}")


def _pass_on(one: PanelCandidate, reason: str) -> None:
    """The seat goes to whom the lot has next."""
    panel = one.panel
    hold_row(panel)
    one.state, one.left_at = CandidateState.LEFT, clock.now()
    one.left_because = mask_personal_data(reason.strip())  # type: ignore[assignment]
    seats = select(Attendee).where(
        Attendee.consultation_id == panel.consultation_id,
        Attendee.role == SeatRole.PANEL,
        Attendee.user_id == one.user_id if one.user_id else Attendee.name == one.name,
    )
    for seat in db.session.scalars(seats):
        db.session.delete(seat)
    db.session.flush()
    held = {candidate.number: candidate for candidate in everybody(panel)}
    left = sorted((c for c in held.values() if c.left_at is not None), key=lambda c: (c.left_at, c.number))
    published = panel.published
    if published is None:
        return
    line = replacements(
        pool_of(published.pool),
        [str(n) for n in drawn_numbers(panel)],
        [str(c.number) for c in left],
        panel.seed,
    )
    successor = line[-1][1]
    if successor is not None:
        held[int(successor)].instead_of = one.number
        sit(held[int(successor)])


def tell(panel: LotPanel, people: Sequence[int | None], message: str, what: str) -> None:
    """Not guarded: part of drawing."""
    ids = tuple(one for one in people if one is not None)
    if ids:
        announce(
            PeopleTold(
                user_ids=ids,
                message=message,
                path=panel.address,
                key=f"consultation-panel:{panel.id}:{what}:{clock.now().timestamp():.0f}",
                values={"bi_title": panel.consultation.title.to_json()},
            )
        )
