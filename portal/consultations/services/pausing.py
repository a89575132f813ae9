"""Giving people more time, resting a consultation, taking it up again. Each with its published reason."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import User
from portal.ballots import queries as ballots
from portal.ballots import services as voting
from portal.ballots.states import Phase as BallotPhase
from portal.consultations.models import Consultation
from portal.consultations.services.deadlines import give_back, set_due
from portal.consultations.states import LIFE, State, resuming
from portal.core import clock
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.services import guarded
from portal.events.catalog import CardChanged

UNENDED = frozenset({BallotPhase.PLANNED, BallotPhase.OPEN})


@guarded("consultations.extend")
def extend(consultation: Consultation, *, closes_at: datetime, reason: str, actor: User) -> None:
    """Take opinions longer, and the votes that end with them. The day announced first stays readable; a time is
    never made shorter.
    """
    if closes_at <= consultation.closes_at:
        raise Refused(_("The new end must be later than the one that was announced."))
    LIFE.move(consultation, "extend", actor=actor, reason=reason)
    for ballot in ballots.ballots_about("consultation", consultation.id):
        if ballot.closes_at == consultation.closes_at and ballot.phase in UNENDED:
            voting.prolong(ballot, closes_at=closes_at)
    consultation.first_closes_at = consultation.first_closes_at or consultation.closes_at
    consultation.closes_at = closes_at
    if consultation.result_on is not None and consultation.result_on < clock.local(closes_at).date():
        consultation.result_on = None
    set_due(consultation)
    announce(CardChanged(kind="consultation", object_id=consultation.id))


@guarded("consultations.suspend")
def suspend(consultation: Consultation, *, reason: str, actor: User) -> None:
    """Let it rest: nothing is taken, and the clocks of opinions and votes stand still. What was cast stays."""
    before = consultation.state
    LIFE.move(consultation, "suspend", actor=actor, reason=reason)
    consultation.suspended_from, consultation.suspended_at = before, clock.now()
    for ballot in ballots.ballots_about("consultation", consultation.id):
        if ballot.phase in UNENDED:
            voting.pause(ballot)
    announce(CardChanged(kind="consultation", object_id=consultation.id))


@guarded("consultations.resume")
def resume(consultation: Consultation, *, reason: str, actor: User) -> None:
    """Go on where it stood. People get back the time for opinions and votes that they lost."""
    state, since = consultation.suspended_from, consultation.suspended_at
    if consultation.state is not State.SUSPENDED or state is None or since is None:
        raise Refused(_("This consultation is not suspended."))
    LIFE.move(consultation, resuming(state), actor=actor, reason=reason)
    rested = clock.now() - since
    if state is State.PUBLISHED and since < consultation.closes_at:
        consultation.first_closes_at = consultation.first_closes_at or consultation.closes_at
        consultation.closes_at += rested
        if consultation.opens_at > since:
            consultation.opens_at += rested
        set_due(consultation)
    else:
        give_back(consultation, rested)
    for ballot in ballots.ballots_about("consultation", consultation.id):
        if ballot.phase is BallotPhase.PAUSED:
            voting.take_up(ballot)
    consultation.suspended_from, consultation.suspended_at = None, None
    announce(CardChanged(kind="consultation", object_id=consultation.id))
