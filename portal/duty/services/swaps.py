"""Two change weeks, when both agree."""

from __future__ import annotations

from sqlalchemy import case, update

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.services import guarded
from portal.duty import queries
from portal.duty.models import Rota, Swap, Turn
from portal.duty.services.telling import day_words, tell_of_rota
from portal.duty.states import SWAP, RotaState, SwapState


@guarded("duty.ask_swap")
def ask_swap(turn: Turn, *, other: Turn, message: str = "", actor: User) -> Swap:
    """Ask another to change weeks. Nothing changes before the other agrees."""
    _must_be_possible(turn, other)
    if any(swap.turn_id == turn.id for swap in queries.swaps_of(turn.week.rota, actor)):
        raise Refused(_("You have asked somebody about this week already. Take that question back first."))
    swap = Swap(turn=turn, other=other, asked_by=actor.id, asked_of=other.user_id, message=message)
    db.session.add(swap)
    db.session.flush()  # the message names it
    tell_of_rota(
        turn.week.rota,
        N_("Somebody asks you to take the week from %(mine)s in place of yours from %(yours)s."),
        f"swap:{swap.id}",
        [swap.asked_of],
        mine=day_words(turn.week.starts_on),
        yours=day_words(other.week.starts_on),
    )
    return swap


def _must_be_possible(turn: Turn, other: Turn) -> None:
    rota: Rota = turn.week.rota
    if rota.state is not RotaState.PUBLISHED:
        raise Refused(_("Weeks are swapped once the rota is published."))
    if min(turn.week.starts_on, other.week.starts_on) <= clock.today():
        raise Refused(_("A week that has begun cannot be swapped. Please talk to the secretary."))
    if other.id not in {each.id for each in queries.to_swap_with(turn)}:
        raise Refused(_("These two weeks cannot be swapped: please choose another one."))


@guarded("duty.answer_swap")
def agree(swap: Swap, *, actor: User) -> None:
    """The two change weeks; other questions about these turns have lapsed."""
    rota = swap.turn.week.rota
    hold_row(rota, "state")  # of two answers about one turn at once the second finds the first's result
    hold_row(swap, "state")
    hold_row(swap.turn, "membership_id")
    hold_row(swap.other, "membership_id")
    if swap.state is SwapState.ASKED:
        _must_be_possible(swap.turn, swap.other)
    SWAP.move(swap, "agree", actor=actor)
    swap.answered_at = clock.now()
    for rival in queries.rivals_of(swap):
        SWAP.move(rival, "lapse", actor=None)
        rival.answered_at = clock.now()
    _exchange(swap.turn, swap.other)
    rota.sequence, rota.changed_at = rota.sequence + 1, clock.now()
    _answer(swap, N_("Your swap is agreed: you are on duty in the week from %(yours)s."), "agreed")


@guarded("duty.answer_swap")
def decline(swap: Swap, *, actor: User) -> None:
    """Everything stays as it was."""
    SWAP.move(swap, "decline", actor=actor)
    swap.answered_at = clock.now()
    _answer(swap, N_("The swap of your week from %(mine)s is not possible for the other one."), "declined")


@guarded("duty.take_back_swap")
def take_back(swap: Swap, *, actor: User) -> None:
    """The question is asked no more."""
    SWAP.move(swap, "take_back", actor=actor)
    swap.answered_at = clock.now()


def _exchange(turn: Turn, other: Turn) -> None:
    """Both in one statement: there is no moment in which one member stands twice in a week."""
    first, second = turn.membership_id, other.membership_id
    db.session.flush()
    changed = case((Turn.id == turn.id, second), else_=first)
    db.session.execute(
        update(Turn)
        .where(Turn.id.in_((turn.id, other.id)))
        .values(membership_id=changed)
        .execution_options(synchronize_session=False)
    )
    for each in (turn, other):
        db.session.expire(each, ["membership_id", "membership"])


def _answer(swap: Swap, message: str, what: str) -> None:
    tell_of_rota(
        swap.turn.week.rota,
        message,
        f"swap:{swap.id}:{what}",
        [swap.asked_by],
        mine=day_words(swap.turn.week.starts_on),
        yours=day_words(swap.other.week.starts_on),
    )
