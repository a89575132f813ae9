"""Calling, casting, typing in, counting."""

from portal.ballots.services.hand import confirm, confirm_urn, declare, strike, type_in, type_urn
from portal.ballots.services.marking import FORMAL_CHOICES
from portal.ballots.services.opening import (
    Answer,
    Electorate,
    Everybody,
    Particulars,
    Units,
    open_ballot,
    refuse_question,
)
from portal.ballots.services.protocol import issue_protocol
from portal.ballots.services.proxies import name_proxy, stand_down, stand_in, withdraw_proxy
from portal.ballots.services.resting import pause, prolong, take_up
from portal.ballots.services.rolls import Corrected, begin_roll, correct, keep_lines, write_units
from portal.ballots.services.rules import change_rule
from portal.ballots.services.voting import call_off, cast, close, close_due, end_now, reword

__all__ = [
    "FORMAL_CHOICES",
    "Answer",
    "Corrected",
    "Electorate",
    "Everybody",
    "Particulars",
    "Units",
    "begin_roll",
    "call_off",
    "cast",
    "change_rule",
    "close",
    "close_due",
    "confirm",
    "confirm_urn",
    "correct",
    "declare",
    "end_now",
    "issue_protocol",
    "keep_lines",
    "name_proxy",
    "open_ballot",
    "pause",
    "prolong",
    "refuse_question",
    "reword",
    "stand_down",
    "stand_in",
    "strike",
    "take_up",
    "type_in",
    "type_urn",
    "withdraw_proxy",
    "write_units",
]
