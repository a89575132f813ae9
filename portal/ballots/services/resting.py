"""Letting a vote rest with what it is about, and giving more time. What was cast stays in the box."""

from __future__ import annotations

from datetime import datetime

from portal.ballots.models import Ballot
from portal.ballots.states import Phase
from portal.core import clock
from portal.core.db import hold_row
from portal.core.errors import Refused
from portal.core.i18n import _


def pause(ballot: Ballot) -> None:
    """Take no votes from now on, and count none. Not guarded: the feature that asked has asked."""
    hold_row(ballot)
    if ballot.phase not in {Phase.PLANNED, Phase.OPEN}:
        raise Refused(_("Only a vote that has not ended can rest."))
    ballot.paused_at = clock.now()


def take_up(ballot: Ballot) -> None:
    """Go on; its clock has stood still meanwhile. Not guarded: the feature that asked has asked."""
    hold_row(ballot)
    if ballot.phase is not Phase.PAUSED or ballot.paused_at is None:
        raise Refused(_("This vote does not rest."))
    rested = clock.now() - ballot.paused_at
    if ballot.opens_at > ballot.paused_at:
        ballot.opens_at += rested
    ballot.closes_at += rested
    ballot.paused_at = None


def prolong(ballot: Ballot, *, closes_at: datetime) -> None:
    """Give more time, never less, while it has not ended. Not guarded: the feature that asked has asked."""
    hold_row(ballot)
    if ballot.phase not in {Phase.PLANNED, Phase.OPEN} or closes_at <= ballot.closes_at:
        raise Refused(_("A vote that has not ended can only be given more time."))
    ballot.closes_at = closes_at
